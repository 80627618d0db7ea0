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
  /// - Throws: the nearest code, where `check` finds none of that name, or of no such family.
  public mutating func insert(_ word: String) throws(UnknownCode) {
    if word.utf8.count > 2, word.utf8.suffix(2).elementsEqual(".*".utf8) {
      let family = String(word.dropLast())
      guard FindingCode.findings.contains(where: { $0.code.hasPrefix(family) }) else {
        let names = Set(FindingCode.findings.map { $0.family + ".*" }).sorted()
        throw UnknownCode(
          nearest: NearestSpelling.of(word, among: names),
          isKnown: FindingCode.all.contains { $0.code.hasPrefix(family) })
      }
      families.append(family)
      return
    }
    guard let code = FindingCode.named(word), code.mayBeIgnored else {
      throw UnknownCode(
        nearest: NearestSpelling.of(word, among: FindingCode.findings.map(\.code)),
        isKnown: FindingCode.named(word) != nil)
    }
    codes.insert(word)
  }

  /// Whether a code is ignored.
  public func contains(_ code: String) -> Bool {
    codes.contains(code) || families.contains { code.utf8.starts(with: $0.utf8) }
  }

  /// A word that is no code of a finding.
  public struct UnknownCode: Error, Sendable {
    /// What messages say of codes that are none of findings.
    public static let notIgnorable = "is no finding of check, and only those can be passed over"

    /// What was probably meant.
    public let nearest: String?
    /// Whether it is a code all the same, of something that nobody can pass over.
    public let isKnown: Bool
  }
}
