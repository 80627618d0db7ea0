import Documents
import PolicyLanguage

/// Findings that were looked at and are let be for a while: CI fails on new ones only.
public struct FindingBaseline: Sendable {
  /// One finding that is let be.
  public struct Entry: Sendable, Equatable {
    /// The finding's fingerprint, which stays the same when other lines change.
    public var fingerprint: String
    /// Its code.
    public var code: String
    /// Its file.
    public var file: String
    /// Why it is let be.
    public var reason: String
    /// The last day, as 2027-01-31, that it is let be; nil for ever.
    public var expires: String?

    /// Makes an entry.
    public init(fingerprint: String, code: String, file: String, reason: String, expires: String? = nil) {
      self.fingerprint = fingerprint
      self.code = code
      self.file = file
      self.reason = reason
      self.expires = expires
    }

    /// Whether it counts no more on a day, written as 2027-01-31.
    public func isExpired(on day: String) -> Bool {
      expires.map { $0.utf8.lexicographicallyPrecedes(day.utf8) } ?? false
    }
  }

  /// The kind of document.
  public static let schema = "stockade/baseline/1"

  /// The entries, in the order of the file.
  public var entries: [Entry]

  /// Makes a baseline.
  public init(entries: [Entry] = []) {
    self.entries = entries
  }

  /// Whether a text is a day as baselines write it: 2027-01-31.
  public static func isDay(_ text: ByteString) -> Bool {
    text.count == 10 && text.bytes[4] == UInt8(ascii: "-") && text.bytes[7] == UInt8(ascii: "-")
      && text.withSlice { Instant($0) } != nil
  }
}

/// Reads baseline files; an unknown member is an error.
public struct FindingBaselineReader {
  private var reader: MemberReader

  private init(_ source: SourceText) {
    reader = MemberReader(source, family: "baseline")
  }

  /// Reads a baseline.
  ///
  /// - Returns: the baseline, nil when something is wrong; and all that is wrong.
  public static func read(_ source: SourceText) -> (baseline: FindingBaseline?, diagnostics: [Diagnostic]) {
    var reader = FindingBaselineReader(source)
    do throws(JSONError) {
      let baseline = reader.baseline(try JSONReader().read(source))
      return (reader.reader.hasErrors ? nil : baseline, reader.reader.diagnostics)
    } catch {
      return (nil, [error.diagnostic(in: source)])
    }
  }

  private mutating func baseline(_ node: DocumentNode) -> FindingBaseline {
    guard let members = reader.members(of: node, known: ["schema", "findings"], what: "a baseline") else {
      return FindingBaseline()
    }
    let schema = reader.requiredText(members, "schema", of: node, "a baseline")
    if let schema, let node = members["schema"], schema != ByteString(FindingBaseline.schema) {
      reader.report(
        "schema", "a baseline has the schema \(FindingBaseline.schema), not \(schema.quoted())", at: node.range)
    }
    let nodes = reader.elements(members["findings"], "'findings'") ?? []
    return FindingBaseline(entries: nodes.compactMap { entry($0) })
  }

  private mutating func entry(_ node: DocumentNode) -> FindingBaseline.Entry? {
    let known = ["fingerprint", "code", "file", "reason", "expires"]
    guard let members = reader.members(of: node, known: known, what: "an entry") else { return nil }
    let fingerprint = reader.requiredText(members, "fingerprint", of: node, "an entry")
    let reason = reader.requiredText(members, "reason", of: node, "an entry")
    let expires = reader.text(members["expires"], "'expires'")
    if let expires, let node = members["expires"], !FindingBaseline.isDay(expires) {
      reader.report("expires", "\(expires.quoted()) is no day such as 2027-01-31", at: node.range)
    }
    guard let fingerprint, let reason else { return nil }
    return FindingBaseline.Entry(
      fingerprint: fingerprint.string, code: reader.text(members["code"], "'code'")?.string ?? "",
      file: reader.text(members["file"], "'file'")?.string ?? "", reason: reason.string, expires: expires?.string)
  }
}
