import CloudFormation
import Documents
import PolicyLanguage
import Simulation

/// What `plan` is told of the stack and the operation.
struct PlanOptions {
  static let before = OptionSpec(
    "before", value: .init("FILE", .file), category: .input, summary: "The template that the stack has")
  static let after = OptionSpec(
    "after", value: .init("FILE", .file), category: .input, summary: "The template that the stack is to get")
  static let changeSet = OptionSpec(
    "change-set", value: .init("FILE", .file), isRepeatable: true, category: .input,
    summary: "The output of describe-change-set, each page of it",
    discussion: "With templates too, what is foreseen from them is compared with the change set, which decides.")
  static let delete = OptionSpec("delete", category: .input, summary: "Delete the stack")
  static let retainResources = OptionSpec(
    "retain-resources", value: .init("LIST"), isRepeatable: true, category: .input,
    summary: "Keep these logical ids; for a stack in DELETE_FAILED")
  static let deletionMode = OptionSpec(
    "deletion-mode", value: .choice("MODE", of: DeleteStack.DeletionMode.allCases.map(\.rawValue)), category: .input,
    summary: "Delete in this mode; default STANDARD")
  static let stackStatus = OptionSpec(
    "stack-status", value: .choice("STATUS", of: StackStatus.allCases.map(\.rawValue)), category: .input,
    summary: "The state that the stack is in; default UPDATE_COMPLETE")
  static let terminationProtection = OptionSpec(
    "termination-protection", category: .input, summary: "The stack has termination protection")
  static let parameters = OptionSpec(
    "parameters", value: .init("NAME=VALUE|FILE", .file), isRepeatable: true, category: .input,
    summary: "Parameter values, or a file of them in any shape that the AWS tools use",
    discussion: """
      Without an environment they are those before and after the update; --before-parameters says where they differ. \
      The StackPolicy of a CodePipeline template configuration is the stack's, unless --stack-policy gives one.
      """)
  static let beforeParameters = OptionSpec(
    "before-parameters", value: .init("NAME=VALUE|FILE", .file), isRepeatable: true, category: .input,
    summary: "The parameter values that the stack has")
  static let nested = OptionSpec(
    "nested", value: .init("ID=FILE", .file), isRepeatable: true, category: .input,
    summary: "The change set or new template of the nested stack that the resource ID is")
  static let nestedBefore = OptionSpec(
    "nested-before", value: .init("ID=FILE", .file), isRepeatable: true, category: .input,
    summary: "The template that the nested stack ID has")
  static let stack = OptionSpec("stack", value: .init("NAME"), category: .input, summary: "The name of the stack")
  static let account = OptionSpec(
    "account", value: .init("ID"), category: .input, summary: "The account of the stack")
  static let region = OptionSpec("region", value: .init("NAME"), category: .input, summary: "The region of the stack")
  static let stackPolicy = OptionSpec(
    "stack-policy", value: .init("[ID=]FILE", .file), isRepeatable: true, category: .policies,
    summary: "The stack policy; with ID that of the nested stack ID",
    discussion: """
      FILE is the plain document, the output of get-stack-policy, or a CodePipeline template configuration. It takes \
      the place of the environment's.
      """)
  static let override = OptionSpec(
    "override", value: .init("FILE", .file), category: .policies,
    summary: "Replace the stack policy for this update",
    discussion: "As --stack-policy-during-update does. Executing a change set cannot carry one.")
  static let environment = OptionSpec(
    "environment", value: .init("FILE", .file), category: .policies,
    summary: "The stacks, principals, resources and organization of FILE",
    discussion: "See docs/formats/environment.md. A single stack need not be named by --stack.")
  static let principal = OptionSpec(
    "principal", value: .init("ARN"), category: .policies,
    summary: "Ask for the permissions of this principal instead of the stack's role")
  static let all = [
    before, after, changeSet, delete, nested, nestedBefore, parameters, beforeParameters, stack, account, region,
    retainResources, deletionMode, stackStatus, terminationProtection, stackPolicy, override, environment, principal,
    PolicyOptions.requireIdentity,
  ]

  /// What is to be done.
  enum Operation { case update, changeSet, delete }

  /// A file for a nested stack, by the logical id of its resource.
  struct NestedFile {
    let id: ByteString
    let file: String
  }

  let operation: Operation
  let before: String?
  let after: String?
  let changeSets: [String]
  let retainResources: [ByteString]
  let deletionMode: DeleteStack.DeletionMode
  let stackStatus: StackStatus?
  let isProtected: Bool
  let parameters: [String]
  let beforeParameters: [String]
  let nested: [NestedFile]
  let nestedBefore: [NestedFile]
  let stack: ByteString?
  let account: ByteString?
  let region: ByteString?
  /// The stack policies; without an id that of the stack itself.
  let stackPolicies: [(id: ByteString?, file: String)]
  let override: String?
  let environment: String?
  let principal: ByteString?
  let requiresIdentity: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    before = arguments.value(Self.before)
    after = arguments.value(Self.after)
    changeSets = arguments.allValues(Self.changeSet)
    environment = arguments.value(Self.environment)
    stack = arguments.value(Self.stack).map { ByteString($0) }
    account = arguments.value(Self.account).map { ByteString($0) }
    region = arguments.value(Self.region).map { ByteString($0) }
    principal = arguments.value(Self.principal).map { ByteString($0) }
    override = arguments.value(Self.override)
    parameters = arguments.allValues(Self.parameters)
    beforeParameters = arguments.allValues(Self.beforeParameters)
    nested = try Self.nestedFiles(arguments, Self.nested)
    nestedBefore = try Self.nestedFiles(arguments, Self.nestedBefore)
    retainResources = arguments.allValues(Self.retainResources).flatMap { list in
      list.split(separator: ",").map { ByteString(String($0)) }
    }
    deletionMode = try arguments.choice(Self.deletionMode, default: .standard)
    stackStatus =
      arguments.value(Self.stackStatus) == nil
      ? nil : try arguments.choice(Self.stackStatus, default: StackStatus.updateComplete)
    isProtected = arguments.has(Self.terminationProtection)
    requiresIdentity = arguments.has(PolicyOptions.requireIdentity)
    stackPolicies = arguments.allValues(Self.stackPolicy).map { text in
      guard let (id, file) = Self.assignment(text) else { return (nil, text) }
      return (id, file)
    }
    if arguments.has(Self.delete) {
      operation = .delete
    } else if !changeSets.isEmpty {
      operation = .changeSet
    } else {
      operation = .update
    }
    try check(arguments)
  }

  private func check(_ arguments: ParsedArguments) throws(UsageError) {
    switch operation {
    case .delete:
      if after != nil { throw .conflict(Self.delete, Self.after) }
      if !changeSets.isEmpty { throw .conflict(Self.delete, Self.changeSet) }
      if override != nil { throw .conflict(Self.delete, Self.override) }
    case .changeSet:
      // Ruling 4.
      if override != nil { throw .conflict(Self.changeSet, Self.override) }
      if after != nil, before == nil, environment == nil { throw .requires(Self.after, Self.before) }
    case .update:
      if after == nil, parameters.isEmpty || (environment == nil && beforeParameters.isEmpty) {
        throw .other(
          code: "noOperation", message: "say what is to be done: --after, --change-set, --delete, or new --parameters")
      }
    }
    if operation != .delete {
      for option in [Self.retainResources, Self.deletionMode] where arguments.value(option) != nil {
        throw .requires(option, Self.delete)
      }
    }
    if operation != .changeSet, before == nil, environment == nil {
      throw .other(
        code: "noStack", message: "say which stack it is about: --before, or --environment and --stack")
    }
    if requiresIdentity, environment == nil { throw .requires(PolicyOptions.requireIdentity, Self.environment) }
  }

  private static func nestedFiles(
    _ arguments: ParsedArguments, _ option: OptionSpec
  ) throws(UsageError) -> [NestedFile] {
    try arguments.assignments(option).map { NestedFile(id: ByteString($0.name), file: $0.value) }
  }

  /// Splits `ID=FILE`; nil when what stands before the equals sign can be no logical id.
  private static func assignment(_ text: String) -> (id: ByteString, file: String)? {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
    let id = text[..<equals]
    guard id.utf8.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }) else { return nil }
    return (ByteString(String(id)), String(text[text.index(after: equals)...]))
  }
}
