import Documents
import PolicyLanguage
import Replay

/// The policies that `evaluate` and `explain` decide by, as options give them.
struct PolicyOptions {
  static let stackPolicy = OptionSpec(
    "stack-policy", value: .init("[NAME=]FILE", .file), isRepeatable: true, category: .policies,
    summary: "Decide update actions by this stack policy",
    discussion: """
      With NAME it is the policy of the stack of that name, and the option may be repeated. FILE is the plain \
      document, the output of get-stack-policy, or a CodePipeline template configuration.
      """)
  static let override = OptionSpec(
    "override", value: .init("[NAME=]FILE", .file), isRepeatable: true, category: .policies,
    summary: "Replace the stack policy for this run",
    discussion: "As --stack-policy-during-update does: it replaces the whole policy, also where there is none.")
  static let scp = OptionSpec(
    "scp", value: .init("FILE", .file), isRepeatable: true, category: .policies,
    summary: "Decide API requests by this service control policy",
    discussion: """
      All of them form one level. When none of them holds an Allow, FullAWSAccess counts as attached beside them. FILE \
      may also be the output of describe-policy, or the word FullAWSAccess.
      """)
  static let environment = OptionSpec(
    "environment", value: .init("FILE", .file), category: .policies,
    summary: "Decide by the organization, principals, resources and stacks of FILE",
    discussion: "See docs/formats/environment.md. Excludes --scp; --stack-policy and --override add to its stacks.")
  static let requireIdentity = OptionSpec(
    "require-identity", category: .policies,
    summary: "Allow nothing to principals that the environment does not list",
    discussion: "Without it, no identity policy is asked for them: \"may anyone?\"")
  static let all = [stackPolicy, override, scp, environment, requireIdentity]
  /// What a command that needs at least one of them says where there is none.
  static let missing = UsageError.other(
    code: "noPolicies", message: "say what to decide by: --stack-policy, --override, --scp or --environment")

  private struct NamedFile {
    let name: ByteString?
    let file: String
  }

  private let stackPolicies: [NamedFile]
  private let overrides: [NamedFile]
  private let scps: [String]
  private let environment: String?
  private let requiresIdentity: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    stackPolicies = try Self.namedFiles(arguments, Self.stackPolicy)
    overrides = try Self.namedFiles(arguments, Self.override)
    scps = arguments.allValues(Self.scp)
    environment = arguments.value(Self.environment)
    requiresIdentity = arguments.has(Self.requireIdentity)
    if environment != nil, !scps.isEmpty { throw .conflict(Self.environment, Self.scp) }
    if environment == nil, requiresIdentity { throw .requires(Self.requireIdentity, Self.environment) }
  }

  /// Whether any policy is named.
  var isEmpty: Bool { stackPolicies.isEmpty && overrides.isEmpty && scps.isEmpty && environment == nil }

  /// Reads the files.
  ///
  /// - Throws: everything that is wrong with them, as one `DiagnosticsError`.
  func load(_ session: Session) throws -> StreamPolicies {
    let files = PolicyFiles(session)
    var policies = StreamPolicies()
    if let environment {
      let world = try EnvironmentFile(session).world(environment, requiresIdentity: requiresIdentity)
      policies.requests = .world(world)
      policies.stacks = try EnvironmentFile(session).bindings(world)
    }
    // Read also where an override replaces it, so that its errors are not hidden.
    for given in stackPolicies {
      let policy = try files.policy(given.file, kind: .stack, option: Self.stackPolicy)
      try Self.put(policy, given, Self.stackPolicy, in: &policies.stacks)
    }
    let known = policies.stacks.compactMap(\.name)
    for given in overrides {
      if let name = given.name, !known.isEmpty, !known.contains(name) {
        session.report(Self.unknownStack(name, given.file, known))
      }
      let policy = try files.policy(given.file, kind: .stack, option: Self.override)
      try Self.put(policy, given, Self.override, in: &policies.stacks)
    }
    let attached = try scps.compactMap { try files.policy($0, kind: .scp, option: Self.scp) }
    try files.finish()
    if !scps.isEmpty {
      let level = PolicyStack.serviceControlPolicies(attached)
      policies.requests = .fixed(level.stack)
      if level.addedFullAWSAccess {
        session.note("note: no SCP holds an Allow, so FullAWSAccess counts as attached beside them\n")
      }
    }
    return policies
  }

  /// Gives the stack that an option means its policy; a stack that is not there yet is added.
  private static func put(
    _ policy: Policy?, _ given: NamedFile, _ option: OptionSpec, in stacks: inout [StackPolicyBinding]
  ) throws(UsageError) {
    guard let name = given.name else {
      if stacks.count > 1 {
        throw .other(
          code: "stackNotNamed", message: "there are several stacks; '\(option.flag) NAME=FILE' says which one is meant"
        )
      }
      if stacks.isEmpty {
        stacks.append(StackPolicyBinding(name: nil, policy: policy))
      } else {
        stacks[0].policy = policy
      }
      return
    }
    if stacks.contains(where: { $0.name == nil }) {
      throw .other(
        code: "stackNotNamed",
        message: "'\(option.flag)' names the stack '\(name)', and '--stack-policy' names none: --stack-policy NAME=FILE"
      )
    }
    if let index = stacks.firstIndex(where: { $0.name == name }) {
      stacks[index].policy = policy
    } else {
      stacks.append(StackPolicyBinding(name: name, policy: policy))
    }
  }

  /// An override for a stack that has no policy is allowed (ruling 4), and likelier a name that is misspelt.
  private static func unknownStack(_ name: ByteString, _ file: String, _ known: [ByteString]) -> Diagnostic {
    var diagnostic = Diagnostic(
      file: file, code: "override.stack", message: "no other option names the stack '\(name)', which this overrides")
    diagnostic.severity = .warning
    diagnostic.suggestion = NearestSpelling.of(name, among: known)?.string
    return diagnostic
  }

  /// Splits `NAME=FILE`. What stands before the equals sign is a name only if a stack can be called so.
  private static func namedFiles(
    _ arguments: ParsedArguments, _ option: OptionSpec
  ) throws(UsageError) -> [NamedFile] {
    var files: [NamedFile] = []
    for text in arguments.allValues(option) {
      let file: NamedFile
      if let equals = text.firstIndex(of: "="), isStackName(text[..<equals]) {
        file = NamedFile(name: ByteString(String(text[..<equals])), file: String(text[text.index(after: equals)...]))
      } else {
        file = NamedFile(name: nil, file: text)
      }
      if file.file.isEmpty { throw .invalidValue(option, text, expected: option.value?.name ?? "") }
      if let twin = files.first(where: { $0.name == file.name || $0.name == nil || file.name == nil }) {
        throw twin.name != nil && file.name != nil
          ? .other(code: "stackTwice", message: "'\(option.flag)' is given twice for the stack '\(twin.name ?? "")'")
          : .other(
            code: "stackNotNamed",
            message: "with several '\(option.flag)', each names its stack: \(option.flag) NAME=FILE")
      }
      files.append(file)
    }
    return files
  }

  static func isStackName(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, (first | 0x20) &- 0x61 < 26, text.utf8.count <= 128 else { return false }
    return text.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") }
  }
}
