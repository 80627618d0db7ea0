import Documents

/// Codes that somebody does not want to hear of: one by one, or whole families such as `stack.*`.
public struct IgnoredCodes: Sendable {
  private var codes: Set<String> = []
  private var families: [String] = []

  /// Ignores nothing.
  public init() {}

  /// Whether nothing is ignored.
  public var isEmpty: Bool { codes.isEmpty && families.isEmpty }

  /// Adds a code, or a family that ends in `.*`.
  ///
  /// - Throws: the nearest code, where no code of that name, or no family, is known.
  public mutating func insert(_ word: String) throws(UnknownCode) {
    if word.utf8.count > 2, word.utf8.suffix(2).elementsEqual(".*".utf8) {
      let family = String(word.dropLast())
      guard FindingCode.all.contains(where: { $0.code.hasPrefix(family) }) else {
        let names = Set(FindingCode.all.map { $0.family + ".*" }).sorted()
        throw UnknownCode(nearest: NearestSpelling.of(word, among: names))
      }
      families.append(family)
      return
    }
    guard FindingCode.named(word) != nil else {
      throw UnknownCode(nearest: NearestSpelling.of(word, among: FindingCode.all.map(\.code)))
    }
    codes.insert(word)
  }

  /// Whether a code is ignored.
  public func contains(_ code: String) -> Bool {
    codes.contains(code) || families.contains { code.utf8.starts(with: $0.utf8) }
  }

  /// A word that is no code.
  public struct UnknownCode: Error, Sendable {
    /// What was probably meant.
    public let nearest: String?
  }
}
