import Documents

/// Takes out of findings what is ignored or in the baseline, and counts it.
public struct FindingFilter: Sendable {
  private let ignored: IgnoredCodes
  private let configuration: CheckConfiguration
  private let path: @Sendable (String) -> String
  private let entries: [String: FindingBaseline.Entry]
  private let day: String
  private let needsFingerprints: Bool

  /// How many findings were ignored by their codes.
  public private(set) var ignoredCount = 0
  /// How many findings were in the baseline.
  public private(set) var baselinedCount = 0
  /// The entries of the baseline that were met and have expired.
  public private(set) var expired: [FindingBaseline.Entry] = []
  /// All findings that were not ignored, as entries of a baseline, where there is a baseline or one
  /// is written.
  public private(set) var current: [FindingBaseline.Entry] = []

  /// Makes a filter.
  ///
  /// - Parameters:
  ///   - ignored: the codes of the command line.
  ///   - path: the path of a file from the configuration's folder.
  ///   - day: today, as 2026-11-21.
  ///   - isUpdating: whether the baseline is written anew, so that `current` is needed where it was empty, too.
  public init(
    ignored: IgnoredCodes, configuration: CheckConfiguration, path: @escaping @Sendable (String) -> String,
    baseline: FindingBaseline, day: String, isUpdating: Bool = false
  ) {
    needsFingerprints = isUpdating || !baseline.entries.isEmpty
    self.ignored = ignored
    self.configuration = configuration
    self.path = path
    self.day = day
    entries = Dictionary(baseline.entries.map { ($0.fingerprint, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The findings that count, in their order; the fingerprints are those of all findings of the file.
  public mutating func counting(_ findings: [Diagnostic]) -> [Diagnostic] {
    var kept: [Diagnostic] = []
    guard needsFingerprints else {
      for finding in findings { if isIgnored(finding) { ignoredCount += 1 } else { kept.append(finding) } }
      return kept
    }
    for (finding, fingerprint) in zip(findings, findings.fingerprints) {
      if isIgnored(finding) {
        ignoredCount += 1
        continue
      }
      var entry = FindingBaseline.Entry(
        fingerprint: fingerprint, code: finding.code, file: finding.file, reason: "")
      guard let known = entries[fingerprint] else {
        current.append(entry)
        kept.append(finding)
        continue
      }
      entry.reason = known.reason
      entry.expires = known.expires
      current.append(entry)
      if known.isExpired(on: day) {
        expired.append(known)
        kept.append(finding)
      } else {
        baselinedCount += 1
      }
    }
    return kept
  }

  private func isIgnored(_ finding: Diagnostic) -> Bool {
    ignored.contains(finding.code) || configuration.ignores(finding.code, in: path(finding.file))
  }
}
