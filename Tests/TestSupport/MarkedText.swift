import Documents

/// A text whose expected positions stand in it as `⟦name⟧` marks, so that no test counts columns by hand.
public struct MarkedText: Sendable {
  /// The text without its marks.
  public let text: String
  /// Byte offsets of the marks by name.
  public let offsets: [String: Int]

  /// Takes the marks out of a text.
  public init(_ marked: String) {
    var bytes: [UInt8] = []
    var offsets: [String: Int] = [:]
    var name: [UInt8]?
    for scalar in marked.unicodeScalars {
      switch scalar {
      case "⟦": name = []
      case "⟧":
        if let found = name { offsets[String(decoding: found, as: UTF8.self)] = bytes.count }
        name = nil
      default:
        if name != nil {
          name?.append(contentsOf: Array(String(scalar).utf8))
        } else {
          bytes.append(contentsOf: Array(String(scalar).utf8))
        }
      }
    }
    self.text = String(decoding: bytes, as: UTF8.self)
    self.offsets = offsets
  }

  /// The line and column of a mark; nil when the text has none of that name.
  public func position(_ name: String) -> SourcePosition? {
    offsets[name].map { SourceText(name: "marked", text: text).position(at: $0) }
  }
}
