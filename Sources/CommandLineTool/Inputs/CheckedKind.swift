import Documents
import PolicyLanguage

/// What kind of file `check` reads.
enum CheckedKind: String, CaseIterable {
  case stack, scp, rcp, identity, session, resource, trust

  /// The words of `--kind`.
  static let allNames = allCases.map(\.rawValue)

  /// What is wrong with a file of a kind, or of the kind that its content shows.
  static func findings(in source: SourceText, kind: CheckedKind?) -> (kind: CheckedKind?, findings: [Diagnostic]) {
    if let kind { return (kind, kind.findings(in: source)) }
    let node: DocumentNode
    do throws(JSONError) {
      node = try JSONReader().read(source)
    } catch {
      return (nil, [error.diagnostic(in: source)])
    }
    guard let kind = PolicyReader.recognise(node).flatMap({ CheckedKind(rawValue: $0.rawValue) }) else {
      return (nil, [unrecognised(node, in: source)])
    }
    return (kind, kind.findings(in: source))
  }

  private func findings(in source: SourceText) -> [Diagnostic] {
    guard let kind = PolicyKind(rawValue: rawValue) else { return [] }
    return PolicyReader(kind: kind).read(source).diagnostics
  }

  private static func unrecognised(_ node: DocumentNode, in source: SourceText) -> Diagnostic {
    Diagnostic(
      .error, "check.kind",
      "this is \(node.kindName) that looks like no policy; --kind says what it is meant to be", in: source,
      at: SourceRange(node.range.start, min(node.range.start + 1, node.range.end)))
  }
}
