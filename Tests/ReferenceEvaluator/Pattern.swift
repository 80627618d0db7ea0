import Documents

/// A pattern as a list of parts, after variables were substituted.
struct Pattern {
  enum Part: Equatable {
    case byte(UInt8)
    /// `?`: one Unicode scalar value (ruling 25).
    case one
    /// `*`: any run.
    case any
    /// A `*` that does not end its field, in the first five fields of an ARN: any run without a colon (ruling 17).
    case anyButColon
  }

  var parts: [Part] = []

  /// A pattern without variables in which `*` and `?` are wildcards.
  init(wildcards text: [UInt8]) {
    parts = text.map { $0 == UInt8(ascii: "*") ? .any : $0 == UInt8(ascii: "?") ? .one : .byte($0) }
  }

  init(parts: [Part]) { self.parts = parts }

  /// Whether the pattern matches the whole text.
  ///
  /// Keeps the list of all offsets that the parts so far can lead to.
  func matches(_ text: [UInt8]) -> Bool {
    var offsets = [0]
    for part in parts {
      var next: [Int] = []
      for offset in offsets {
        switch part {
        case .byte(let byte):
          if offset < text.count, text[offset] == byte { next.append(offset + 1) }
        case .one:
          if offset < text.count { next.append(Pattern.endOfScalar(in: text, at: offset)) }
        case .any, .anyButColon:
          var end = offset
          // What an earlier offset reached, a later one need not reach again.
          if let last = next.last, last >= offset { continue }
          next.append(end)
          while end < text.count, part == .any || text[end] != UInt8(ascii: ":") {
            end = Pattern.endOfScalar(in: text, at: end)
            next.append(end)
          }
        }
      }
      offsets = next
      if offsets.isEmpty { return false }
    }
    return offsets.last == text.count
  }

  /// Where the UTF-8 sequence at an offset ends.
  static func endOfScalar(in text: [UInt8], at offset: Int) -> Int {
    var end = offset + 1
    while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }
}
