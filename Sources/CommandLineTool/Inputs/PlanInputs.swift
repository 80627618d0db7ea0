import CloudFormation
import Documents
import PolicyLanguage
import PolicyValidation
import Simulation

/// Reads what a plan is about: a world with the stack in it, and the operation.
///
/// Without an environment the world holds the stack of `--before` alone, and one for each nested stack that is named.
struct PlanInputs {
  private let options: PlanOptions
  private let session: Session
  private let policies: PolicyFiles

  init(_ options: PlanOptions, _ session: Session) {
    self.options = options
    self.session = session
    policies = PolicyFiles(session)
  }

  func read() throws -> (world: World, operation: StackOperation) {
    let changeSets = try readChangeSets()
    var world = try self.world()
    let given = try self.parameters(options.parameters)
    let parameters = given.values
    let own = try stackIndex(&world, changeSets.first)
    try complete(&world, own, given)
    let stack = world.stacks[own]
    var operation = StackOperation(
      try kind(changeSets, parameters, world, stack), stack: stack.name, account: stack.account, region: stack.region)
    operation.principal = options.principal
    return (world, operation)
  }

  // MARK: The world

  private func world() throws -> World {
    guard let path = options.environment else { return World() }
    return try EnvironmentFile(session).world(path, requiresIdentity: options.requiresIdentity)
  }

  /// Finds the stack, or makes it where there is no environment.
  private func stackIndex(_ world: inout World, _ changeSet: ChangeSet?) throws -> Int {
    guard let path = options.environment else {
      world.addStack(
        Stack(
          name: options.stack ?? changeSet?.stackName ?? "", account: options.account, region: options.region))
      return 0
    }
    do throws(WorldChangeError) {
      if let name = options.stack ?? changeSet?.stackName {
        return try world.stackIndex(name, account: options.account, region: options.region)
      }
    } catch {
      throw Diagnostic(file: path, code: "plan.stack", message: error.message)
    }
    guard world.stacks.count == 1 else {
      throw UsageError.other(
        code: "stackNotNamed", message: "the environment has \(world.stacks.count) stacks; --stack says which is meant")
    }
    return 0
  }

  /// Writes what options say of the stack and of those nested in it over what the environment says.
  private func complete(_ world: inout World, _ index: Int, _ parameters: GivenParameters) throws {
    var stack = world.stacks[index]
    if let before = options.before { stack.template = try session.read(before) }
    if let status = options.stackStatus { stack.status = status }
    if options.isProtected { stack.terminationProtection = true }
    let before = try self.parameters(options.beforeParameters)
    if options.environment == nil { stack.take(parameters.values) }
    stack.take(before.values)
    if options.stackPolicies.allSatisfy({ $0.id != nil }),
      let source = parameters.policySource ?? before.policySource
    {
      stack.stackPolicy = try policy(of: source)
    }
    var children: [ByteString: Stack] = [:]
    for file in options.nestedBefore {
      children[file.id] = child(file.id, of: stack, world, children)
      children[file.id]?.template = try session.read(file.file)
    }
    for (id, file) in options.stackPolicies {
      let read = try policies.policy(file, kind: .stack, option: PlanOptions.stackPolicy)
      guard let id else {
        stack.stackPolicy = read
        continue
      }
      children[id] = child(id, of: stack, world, children)
      children[id]?.stackPolicy = read
    }
    try policies.finish()
    for (id, child) in children.sorted(by: { $0.key < $1.key }) {
      stack.nested[id] = child.name
      if let known = try? world.stackIndex(child.name, account: child.account, region: child.region) {
        world.replaceStack(at: known, with: child)
      } else {
        world.addStack(child)
      }
    }
    world.replaceStack(at: index, with: stack)
  }

  /// The nested stack of a resource: the environment's, else a new one that is called as its resource.
  private func child(_ id: ByteString, of stack: Stack, _ world: World, _ children: [ByteString: Stack]) -> Stack {
    if let known = children[id] { return known }
    if let name = stack.nested[id],
      let index = try? world.stackIndex(name, account: stack.account, region: stack.region)
    {
      return world.stacks[index]
    }
    let name = ByteString(stack.name.bytes + Array("/".utf8) + id.bytes)
    return Stack(name: name, account: stack.account, region: stack.region)
  }

  /// The stack policy of a template configuration.
  private func policy(of source: SourceText) throws -> Policy? {
    let reading = PolicyReader(kind: .stack).read(source)
    try report(reading.diagnostics)
    return reading.policy
  }

  // MARK: The operation

  private func kind(
    _ changeSets: [ChangeSet], _ parameters: ParameterValues, _ world: World, _ stack: Stack
  ) throws -> StackOperation.Kind {
    switch options.operation {
    case .delete:
      return .deleteStack(
        DeleteStack(retainResources: options.retainResources, deletionMode: options.deletionMode))
    case .update: return .updateStack(try update(parameters, withTemplates: true))
    case .changeSet:
      var named: [ByteString: ChangeSet] = [:]
      for file in options.nested {
        let source = try session.read(file.file)
        let reading = ChangeSetReader.read([source])
        try report(reading.diagnostics)
        guard reading.changeSets.count == 1, let changeSet = reading.changeSets.first else {
          throw Diagnostic(
            file: file.file, code: "plan.nested", message: "expected the change set of the nested stack \(file.id)")
        }
        named[file.id] = changeSet
      }
      guard var execution = ExecuteChangeSet(changeSets, named: named) else {
        throw Diagnostic(
          file: options.changeSets.first ?? "", code: "plan.changeSet",
          message: "expected one change set, with those nested in it")
      }
      if options.after != nil { execution.update = try update(parameters, withTemplates: false) }
      return .executeChangeSet(execution)
    }
  }

  private func update(_ parameters: ParameterValues, withTemplates: Bool) throws -> UpdateStack {
    var update = UpdateStack(parameters: parameters)
    if let after = options.after { update.template = try template(after) }
    if let file = options.override {
      update.stackPolicyDuringUpdate = try policies.policy(file, kind: .stack, option: PlanOptions.override)
      try policies.finish()
    }
    guard withTemplates else { return update }
    for file in options.nested { update.nested[file.id] = UpdateStack(template: try template(file.file)) }
    return update
  }

  private func template(_ path: String) throws -> Template {
    let reading = TemplateReader.read(try session.read(path))
    guard let template = reading.template else { throw DiagnosticsError(reading.diagnostics) }
    for diagnostic in reading.diagnostics where diagnostic.severity == .warning { session.report(diagnostic) }
    // What becomes of a resource is told by its type.
    for finding in PolicyValidator().unknownTypes(in: template) { session.report(finding) }
    return template
  }

  private func readChangeSets() throws -> [ChangeSet] {
    guard !options.changeSets.isEmpty else { return [] }
    let reading = ChangeSetReader.read(try options.changeSets.map { try session.read($0) })
    try report(reading.diagnostics)
    return reading.changeSets
  }

  private func report(_ diagnostics: [Diagnostic]) throws {
    if diagnostics.contains(where: { $0.severity == .error }) { throw DiagnosticsError(diagnostics) }
    for diagnostic in diagnostics { session.report(diagnostic) }
  }

  // MARK: Parameters

  /// Parameter values, and the template configuration that holds a stack policy beside them.
  private struct GivenParameters {
    var values = ParameterValues()
    var policySource: SourceText?
  }

  private func parameters(_ texts: [String]) throws -> GivenParameters {
    var given = GivenParameters()
    for text in texts {
      if Self.isAssignment(text) {
        given.values = given.values.overridden(
          by: ParameterValues(arguments: [ByteString(text)]) ?? ParameterValues())
        continue
      }
      let source = try session.read(text)
      let values = try ParameterFile.read(source)
      if values.stackPolicy != nil { given.policySource = source }
      given.values = given.values.overridden(by: values)
    }
    return given
  }

  /// Whether a text is `NAME=VALUE` and no path: names of parameters are letters and digits.
  private static func isAssignment(_ text: String) -> Bool {
    guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")), equals != text.startIndex else { return false }
    return text.utf8[..<equals].allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
  }
}

extension Stack {
  /// Takes parameter values as those that it was given.
  fileprivate mutating func take(_ values: ParameterValues) {
    for (name, entry) in values.entries {
      switch entry {
      case .value(let text): parameters[name] = text
      case .unknown, .changed: unknownParameters.insert(name)
      case .previous: break
      }
    }
  }
}
