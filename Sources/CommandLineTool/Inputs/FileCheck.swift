import CloudFormation
import Documents
import Organizations
import PolicyLanguage
import PolicyValidation
import Scenarios
import Simulation

/// Checks files of every kind: what their readers say, and what is probably wrong with what they read.
final class FileCheck {
  private let kind: CheckedKind?
  private let files: FileReader
  private let validator = PolicyValidator()
  /// The template that the stack policies are about, where the command line names one.
  private let template: Template?

  init(kind: CheckedKind?, files: FileReader, template: Template?) {
    self.kind = kind
    self.files = files
    self.template = template
  }

  /// What is wrong with a file, and the kind that it was taken for; nil where it is of none.
  func findings(in source: SourceText) -> (kind: CheckedKind?, findings: [Diagnostic]) {
    if let kind { return (kind, findings(in: source, kind: kind)) }
    // Most files are policies, which are JSON: their tree is made once.
    if let tree = try? JSONReader().read(source), let kind = CheckedKind.recognise(tree), let policy = kind.policyKind {
      return (kind, findings(in: PolicyReader(kind: policy).read(source, tree: tree)))
    }
    let node: DocumentNode
    do throws(Diagnostic) {
      node = try DocumentReader().read(source)
    } catch {
      return (nil, [error])
    }
    guard let kind = CheckedKind.recognise(node) else { return (nil, [Self.unrecognised(node, in: source)]) }
    return (kind, findings(in: source, kind: kind))
  }

  private func findings(in source: SourceText, kind: CheckedKind) -> [Diagnostic] {
    switch kind {
    case .template:
      let (template, diagnostics) = TemplateReader.read(source)
      return Self.inOrder(diagnostics + (template.map { validator.findings(in: $0) } ?? []))
    case .environment:
      let reading = EnvironmentReader.read(source, files: files)
      return Self.inOrder(reading.diagnostics + (reading.environment.map { findings(in: $0) } ?? []))
    case .scenario:
      return ScenarioReader.read(source, files: files).diagnostics
    case .stack, .scp, .rcp, .identity, .session, .resource, .trust:
      guard let policyKind = kind.policyKind else { return [] }
      return findings(in: PolicyReader(kind: policyKind).read(source))
    }
  }

  private func findings(in reading: PolicyReading) -> [Diagnostic] {
    let sound = reading.soundPart.map { validator.findings(in: $0, isPart: true) }
    return Self.inOrder(
      reading.diagnostics + (reading.policy.map { findings(in: $0, of: template) } ?? sound ?? []))
  }

  private func findings(in policy: Policy, of template: Template?) -> [Diagnostic] {
    validator.findings(in: policy) + (template.map { validator.findings(in: policy, of: $0) } ?? [])
  }

  /// What is wrong with the policies of an environment, each once, and with its stacks' policies beside their templates.
  private func findings(in environment: Environment) -> [Diagnostic] {
    var seen: Set<ObjectIdentifier> = []
    var found: [Diagnostic] = []
    for policy in Self.policies(of: environment) where seen.insert(ObjectIdentifier(policy)).inserted {
      found += validator.findings(in: policy)
    }
    for stack in environment.stacks {
      guard let policy = stack.stackPolicy, let source = stack.template,
        let template = TemplateReader.read(source).template
      else { continue }
      found += validator.findings(in: policy, of: template)
    }
    return found
  }

  private static func policies(of environment: Environment) -> [Policy] {
    var policies: [Policy] = []
    for node in environment.organization?.nodes ?? [] {
      policies += node.serviceControlPolicies
      policies += node.resourceControlPolicies
    }
    for principal in environment.principals {
      policies += principal.identityPolicies
      if let boundary = principal.permissionsBoundary { policies.append(boundary) }
      policies += principal.sessionPolicies
    }
    policies += environment.resources.compactMap(\.policy)
    policies += environment.stacks.compactMap(\.stackPolicy)
    return policies
  }

  /// File by file in the order of their first findings, each file's in the order of its text.
  private static func inOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var files: [String: Int] = [:]
    for diagnostic in diagnostics where files[diagnostic.file] == nil { files[diagnostic.file] = files.count }
    return diagnostics.enumerated().sorted { left, right in
      let leftKey = (files[left.element.file] ?? 0, left.element.range.start, left.offset)
      return leftKey < (files[right.element.file] ?? 0, right.element.range.start, right.offset)
    }.map(\.element)
  }

  private static func unrecognised(_ node: DocumentNode, in source: SourceText) -> Diagnostic {
    Diagnostic(
      .error, "check.kind",
      "this is \(node.kindName) of no kind that is known here; --kind says what it is meant to be",
      in: source, at: SourceRange(node.range.start, min(node.range.start + 1, node.range.end)))
  }
}
