import CloudFormation
import Documents
import PolicyLanguage
import Replay
import Simulation

/// One side of a comparison: files whose content shows what they are.
///
/// | content | is |
/// |---|---|
/// | environment | the world that requests are asked of, and its stacks |
/// | stack policy | the policy of the stack `NAME=`, or of the only one |
/// | anything else with statements, and the word `FullAWSAccess` | an SCP; all of them form one level |
/// | template | the resources of the stack `NAME=`, or of the only one |
struct DiffSide {
  private let option: OptionSpec
  private let given: [(name: ByteString?, file: String)]
  private let requiresIdentity: Bool

  /// Reads the option's values.
  init(_ arguments: ParsedArguments, _ option: OptionSpec, requiresIdentity: Bool) throws(UsageError) {
    self.option = option
    self.requiresIdentity = requiresIdentity
    _ = try arguments.requiredValue(option)
    given = arguments.allValues(option).map { text in
      guard let equals = text.firstIndex(of: "="), PolicyOptions.isStackName(text[..<equals]) else {
        return (nil, text)
      }
      return (ByteString(String(text[..<equals])), String(text[text.index(after: equals)...]))
    }
    if given.contains(where: { $0.file.isEmpty }) {
      throw .invalidValue(option, arguments.value(option) ?? "", expected: option.value?.name ?? "")
    }
  }

  /// Reads the files.
  ///
  /// - Throws: everything that is wrong with the policies, as one `DiagnosticsError`.
  func load(_ session: Session) throws -> StreamPolicies {
    var files = Files()
    for (name, file) in given { try files.add(name, file, try kind(of: file, session)) }
    let policies = PolicyFiles(session)
    var side = StreamPolicies()
    if let environment = files.environment {
      let world = try EnvironmentFile(session).world(environment, requiresIdentity: requiresIdentity)
      side.requests = .world(world)
      side.stacks = try EnvironmentFile(session).bindings(world)
    }
    for (name, file) in files.stackPolicies {
      let policy = try policies.policy(file, kind: .stack, option: option)
      try change(name, of: &side.stacks) { $0.policy = policy }
    }
    for (name, file) in files.templates {
      let template = try session.read(file)
      let types = try resourceTypes(template)
      try change(name, of: &side.stacks) {
        $0.resourceTypes = types
        $0.template = template
      }
    }
    let scps = try files.scps.compactMap { try policies.policy($0, kind: .scp, option: option) }
    try policies.finish()
    if !files.scps.isEmpty { side.requests = .fixed(PolicyStack.serviceControlPolicies(scps).stack) }
    return side
  }

  /// The files of a side by what they are.
  private struct Files {
    var environment: String?
    var stackPolicies: [(name: ByteString?, file: String)] = []
    var templates: [(name: ByteString?, file: String)] = []
    var scps: [String] = []

    mutating func add(_ name: ByteString?, _ file: String, _ kind: CheckedKind) throws {
      switch kind {
      case .stack: stackPolicies.append((name, file))
      case .template: templates.append((name, file))
      case .environment:
        if environment != nil { throw DiffSide.error(file, "diff.environment", "this is a second environment") }
        environment = file
      default: scps.append(file)
      }
      if name != nil, kind != .stack, kind != .template {
        throw DiffSide.error(file, "diff.name", "only stack policies and templates are named by their stack")
      }
      if environment != nil, let scp = scps.first {
        throw DiffSide.error(scp, "diff.environment", "an SCP is attached in the environment, not given beside it")
      }
    }
  }

  private func kind(of file: String, _ session: Session) throws -> CheckedKind {
    if file == "FullAWSAccess" { return .scp }
    let source = try session.read(file)
    let node = try DocumentReader().read(source)
    switch CheckedKind.recognise(node) {
    case .environment: return .environment
    case .template: return .template
    case .stack: return .stack
    case .scp, .identity, .session: return .scp
    case .rcp, .resource, .trust:
      throw Self.error(file, "diff.kind", "a policy that names principals is compared in an environment")
    case .scenario, nil:
      throw Self.error(file, "diff.kind", "this is no environment, stack policy, SCP or template")
    }
  }

  private static func error(_ file: String, _ code: String, _ message: String) -> Diagnostic {
    Diagnostic(file: file, code: code, message: message)
  }

  private func resourceTypes(_ source: SourceText) throws -> [ByteString: ByteString] {
    let (template, diagnostics) = TemplateReader.read(source)
    guard let template else { throw DiagnosticsError(diagnostics) }
    let resolved = ResolvedTemplate(template)
    return Dictionary(
      resolved.resources.map { resource in
        let change = ResourceChange(resource.logicalResourceId, type: resource.resource.type, .none)
        return (change.logicalResourceId, change.provisionedType)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Changes the stack of a name, or the only one; a stack that is not there yet is added.
  private func change(
    _ name: ByteString?, of stacks: inout [StackPolicyBinding], _ body: (inout StackPolicyBinding) -> Void
  ) throws(UsageError) {
    let index: Int
    if let name {
      index = stacks.firstIndex { $0.name == name } ?? stacks.count
    } else {
      guard stacks.count <= 1 else {
        throw .other(
          code: "stackNotNamed",
          message: "there are several stacks; '\(option.flag) NAME=FILE' says which one is meant")
      }
      index = 0
    }
    if index == stacks.count { stacks.append(StackPolicyBinding(name: name, policy: nil)) }
    body(&stacks[index])
  }
}
