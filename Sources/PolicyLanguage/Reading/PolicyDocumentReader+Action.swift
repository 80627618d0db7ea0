import Documents

extension PolicyDocumentReader {
  /// Reads Action or NotAction (authorization.md section 2.1, rulings 6, 7, 16 and 29).
  func readAction(
    _ positive: DocumentMember?, _ negative: DocumentMember?, in statement: DocumentNode, isMissing: Bool
  ) -> PatternElement? {
    reportPair(positive, negative)
    guard let member = positive ?? negative else {
      if isMissing { report(.actionMissing, at: opening(of: statement), "the statement has no Action or NotAction") }
      return nil
    }
    let patterns = readTexts(member.value, of: member.key)
    for pattern in patterns {
      if kind == .stack { checkUpdateAction(pattern) } else { checkAction(pattern) }
    }
    return PatternElement(isNegated: positive == nil, patterns: patterns, range: member.value.range)
  }

  /// An update action of a stack policy.
  private func checkUpdateAction(_ pattern: PolicyText) {
    let text = pattern.text
    if text == "Update:*" || UpdateAction.all.contains(text) { return }
    if text == "*" {
      report(.stackActionStar, at: pattern.range, "\"*\" is taken as \"Update:*\"", suggestion: "Update:*")
      return
    }
    let matched = UpdateAction.all.filter { matchesGlob(text.bytes, $0.bytes) }
    if text.bytes.contains(where: isWildcard), !matched.isEmpty {
      let names = matched.map(\.string).joined(separator: ", ")
      report(.stackActionWildcard, at: pattern.range, "AWS documents no such wildcard; taken as \(names)")
      return
    }
    report(
      .stackActionUnknown, at: pattern.range,
      "\(text.quoted()) is no update action (Update:Modify, Update:Replace, Update:Delete or Update:*)",
      suggestion: UpdateAction.nearest(to: text)?.string)
  }

  /// An action of any other policy.
  private func checkAction(_ pattern: PolicyText) {
    let bytes = pattern.text.bytes
    if pattern.text.isStar {
      if kind == .rcp, !isFullAccess {
        report(
          .rcpActionStar, at: pattern.range,
          "a resource control policy cannot have the action \"*\"; name a service, such as \"s3:*\"")
      }
      return
    }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, colon + 1 < bytes.count,
      !bytes[(colon + 1)...].contains(UInt8(ascii: ":"))
    else {
      report(.actionForm, at: pattern.range, "an action is \"*\" or \"prefix:name\", not \(pattern.text.quoted())")
      return
    }
    if bytes[..<colon].contains(where: isWildcard) {
      report(
        .actionPrefixWildcard, at: pattern.range,
        "a wildcard in the service prefix matches nothing; only \"*\" alone is every action")
    }
    if let odd = bytes.first(where: { !isActionByte($0) }) {
      let character = ByteString(copying: [odd])
      report(
        .actionCharacters, at: pattern.range,
        odd < 0x80
          ? "no action holds the character \(character.quoted()), so that this matches nothing"
          : "no action holds characters outside ASCII, so that this matches nothing")
    }
  }

  private func isActionByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
    default: isASCIILetterOrDigit(byte) || isWildcard(byte)
    }
  }
}

/// The three update actions that stack policies know.
enum UpdateAction {
  static let all: [ByteString] = ["Update:Modify", "Update:Replace", "Update:Delete"]

  /// The action that a misspelling probably means, be it spelt with `Update:` or without.
  static func nearest(to text: ByteString) -> ByteString? {
    if let nearest = NearestSpelling.of(text, among: all + ["Update:*"]) { return nearest }
    let name = ByteString(copying: text.bytes.suffix(while: { $0 != UInt8(ascii: ":") }))
    guard let nearest = NearestSpelling.of(name, among: ["Modify", "Replace", "Delete", "Update"]) else { return nil }
    return nearest == "Update" ? "Update:*" : ByteString("Update:" + nearest.string)
  }
}

/// Whether a glob of `*` and `?` matches a text, byte by byte; both are short.
///
/// - Complexity: O(pattern × text).
func matchesGlob(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
  var star: (pattern: Int, text: Int)?
  var (at, position) = (0, 0)
  while position < text.count {
    if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
      star = (at, position)
      at += 1
    } else if at < pattern.count, pattern[at] == UInt8(ascii: "?") || pattern[at] == text[position] {
      at += 1
      position += 1
    } else if let last = star {
      star = (last.pattern, last.text + 1)
      (at, position) = (last.pattern + 1, last.text + 1)
    } else {
      return false
    }
  }
  return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
}
