import Documents

extension PolicyDocumentReader {
  /// Checks the document against the quota of its kind (rulings 6 and 16, authorization.md section 1).
  func checkSize(_ text: SourceRange) {
    let quota = grammar.quota
    guard text.end - text.start > quota.limit else { return }
    let size = TextSize(source.bytes[text.start..<text.end])
    let counted = quota.countsWhitespace ? size.characters : size.charactersWithoutWhitespace
    let start = SourceRange(text.start, min(text.start + 1, text.end))
    if counted > quota.limit {
      let what = quota.countsWhitespace ? "characters" : "characters without white space"
      report(
        .size, at: start, "the document has \(counted) \(what), and \(quota.title) may have \(quota.limit)")
    } else if kind == .scp || kind == .rcp, size.characters > quota.limit {
      report(
        .sizeWhitespace, at: start,
        "the document has \(size.characters) characters, and \(quota.title) may have \(quota.limit); the console takes"
          + " the white space out, the command line and SDKs do not")
    }
  }

  /// Warns of the first character outside the set that policies are documented to take (ruling 25).
  func checkCharacters(_ text: SourceRange) {
    let bytes = source.bytes
    var at = text.start
    while at < text.end {
      let byte = bytes[at]
      var scalar: UInt32?
      if byte >= 0xC4 {
        scalar = String(decoding: bytes[at..<min(at + 4, text.end)], as: UTF8.self).unicodeScalars.first?.value
      } else if byte == UInt8(ascii: "\\"), at + 1 < text.end {
        if bytes[at + 1] == UInt8(ascii: "u"), at + 6 <= text.end {
          scalar = UInt32(String(decoding: bytes[(at + 2)..<(at + 6)], as: UTF8.self), radix: 16)
        } else {
          scalar = bytes[at + 1] == UInt8(ascii: "b") ? 0x08 : bytes[at + 1] == UInt8(ascii: "f") ? 0x0C : nil
        }
        at += 1
      }
      at += 1
      guard let scalar, !isDocumented(scalar) else { continue }
      report(
        .characters, at: SourceRange(at - (byte >= 0xC4 ? 1 : 2), at),
        "U+\(hexadecimal(scalar)) is outside the characters that AWS documents for policies (up to U+00FF)")
      return
    }
  }

  private func isDocumented(_ scalar: UInt32) -> Bool {
    scalar == 0x09 || scalar == 0x0A || scalar == 0x0D || (0x20...0xFF).contains(scalar)
  }

  private func hexadecimal(_ scalar: UInt32) -> String {
    let digits = String(scalar, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

/// The length of a JSON text in characters, with and without the white space outside its strings.
struct TextSize {
  private(set) var characters = 0
  private(set) var charactersWithoutWhitespace = 0

  init(_ bytes: ArraySlice<UInt8>) {
    var isInString = false
    var isEscaped = false
    for byte in bytes where byte & 0xC0 != 0x80 {
      characters += 1
      let isWhitespace = byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
      if isInString || !isWhitespace { charactersWithoutWhitespace += 1 }
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = isInString
      } else if byte == UInt8(ascii: "\"") {
        isInString.toggle()
      }
    }
  }
}
