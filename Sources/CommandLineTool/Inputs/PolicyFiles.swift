import Documents
import PolicyLanguage
import Reporting

/// Reads the policies that a command line names, each file once, and gathers what is wrong with them.
///
/// A policy is a path, a document in place (`{…}`), or the word `FullAWSAccess`.
final class PolicyFiles {
  private let session: Session
  private var read: [String: Policy] = [:]
  private var errors: [Diagnostic] = []

  init(_ session: Session) {
    self.session = session
  }

  /// Reads a policy; nil when it has an error, which `finish` reports. Warnings are reported at once.
  func policy(_ name: String, kind: PolicyKind, option: OptionSpec) throws -> Policy? {
    if name == "FullAWSAccess", kind == .scp { return .fullAWSAccess }
    let key = "\(kind.rawValue) \(name)"
    if let policy = read[key] { return policy }
    let source: SourceText
    do {
      source = try text(name, option: option)
    } catch let diagnostic as Diagnostic {
      errors.append(diagnostic)
      return nil
    }
    let reading = PolicyReader(kind: kind).read(source)
    for diagnostic in reading.diagnostics {
      if diagnostic.severity == .error { errors.append(diagnostic) } else { session.report(diagnostic) }
    }
    read[key] = reading.policy
    return reading.policy
  }

  /// Throws all errors that were found: the run stops before the first decision (ruling 20).
  func finish() throws {
    if !errors.isEmpty { throw DiagnosticsError(errors) }
  }

  private func text(_ name: String, option: OptionSpec) throws -> SourceText {
    let isDocument = name.utf8.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 } == UInt8(ascii: "{")
    return isDocument ? SourceText(name: "<\(option.flag)>", text: name) : try session.read(name)
  }
}
