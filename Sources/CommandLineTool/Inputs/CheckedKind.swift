import CloudFormation
import Documents
import PolicyLanguage
import Simulation

/// What kind of file `check` reads.
enum CheckedKind: String, CaseIterable {
  case stack, scp, rcp, identity, session, resource, trust, template, environment

  /// The words of `--kind`.
  static let allNames = allCases.map(\.rawValue)

  /// What is wrong with a file of a kind, or of the kind that its content shows.
  ///
  /// - Parameter files: reads what the file names.
  static func findings(
    in source: SourceText, kind: CheckedKind?, files: FileReader
  ) -> (kind: CheckedKind?, findings: [Diagnostic]) {
    if let kind { return (kind, kind.findings(in: source, files: files)) }
    let node: DocumentNode
    do throws(Diagnostic) {
      node = try DocumentReader().read(source)
    } catch {
      return (nil, [error])
    }
    guard let kind = recognise(node) else { return (nil, [unrecognised(node, in: source)]) }
    return (kind, kind.findings(in: source, files: files))
  }

  /// The kind that a document's content shows; nil where it shows none.
  static func recognise(_ node: DocumentNode) -> CheckedKind? {
    if node["Resources"] != nil || node["AWSTemplateFormatVersion"] != nil { return .template }
    let members: [ByteString] = [
      "organization", "principals", "groups", "resources", "stacks", "authorizationDetails", "taggedResources",
    ]
    if node["steps"] == nil, members.contains(where: { node[$0] != nil }) { return .environment }
    return PolicyReader.recognise(node).flatMap { CheckedKind(rawValue: $0.rawValue) }
  }

  private func findings(in source: SourceText, files: FileReader) -> [Diagnostic] {
    switch self {
    case .template: return TemplateReader.read(source).diagnostics
    case .environment: return EnvironmentReader.read(source, files: files).diagnostics
    case .stack, .scp, .rcp, .identity, .session, .resource, .trust:
      return PolicyKind(rawValue: rawValue).map { PolicyReader(kind: $0).read(source).diagnostics } ?? []
    }
  }

  private static func unrecognised(_ node: DocumentNode, in source: SourceText) -> Diagnostic {
    Diagnostic(
      .error, "check.kind",
      "this is \(node.kindName) of no kind that is known here; --kind says what it is meant to be",
      in: source, at: SourceRange(node.range.start, min(node.range.start + 1, node.range.end)))
  }
}
