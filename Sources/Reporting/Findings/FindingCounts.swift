import Documents

/// How many diagnostics of each severity there are.
public struct FindingCounts: Sendable {
  private var counts: [Severity: Int] = [:]

  /// Counts diagnostics.
  public init(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { counts[diagnostic.severity, default: 0] += 1 }
  }

  /// The number of one severity.
  public func count(_ severity: Severity) -> Int { counts[severity] ?? 0 }

  /// The number of a severity and of all above it.
  public func count(from severity: Severity) -> Int {
    Severity.allCases.filter { $0 >= severity }.reduce(0) { $0 + count($1) }
  }

  /// The counts in words, the gravest first: `2 errors, 1 warning`; `nothing found` when there are none.
  public var text: String {
    let parts = Severity.allCases.reversed().compactMap { severity -> String? in
      let count = count(severity)
      return count == 0 ? nil : Plural.count(count, severity.rawValue)
    }
    return parts.isEmpty ? "nothing found" : parts.joined(separator: ", ")
  }
}
