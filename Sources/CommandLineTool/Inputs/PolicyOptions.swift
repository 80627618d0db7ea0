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
  static let all = [stackPolicy, override, scp]

  private struct NamedFile {
    let name: ByteString?
    let file: String
  }

  private let stackPolicies: [NamedFile]
  private let overrides: [NamedFile]
  private let scps: [String]

  init(_ arguments: ParsedArguments) throws(UsageError) {
    stackPolicies = try Self.namedFiles(arguments, Self.stackPolicy)
    overrides = try Self.namedFiles(arguments, Self.override)
    scps = arguments.allValues(Self.scp)
    try checkOverrides()
  }

  /// Whether any policy is named.
  var isEmpty: Bool { stackPolicies.isEmpty && overrides.isEmpty && scps.isEmpty }

  /// Whether update actions can be decided.
  var decidesUpdates: Bool { !stackPolicies.isEmpty || !overrides.isEmpty }

  /// Reads the files.
  ///
  /// - Throws: everything that is wrong with them, as one `DiagnosticsError`.
  func load(_ session: Session) throws -> StreamPolicies {
    let files = PolicyFiles(session)
    var policies = StreamPolicies()
    for given in stackPolicies {
      // Read also where an override replaces it, so that its errors are not hidden.
      let own = try files.policy(given.file, kind: .stack, option: Self.stackPolicy)
      let replacing = overrides.first { $0.name == given.name || $0.name == nil }
      let policy = try replacing.map { try files.policy($0.file, kind: .stack, option: Self.override) } ?? own
      policies.stacks.append(StackPolicyBinding(name: given.name, policy: policy))
    }
    for given in overrides where !stackPolicies.contains(where: { $0.name == given.name || given.name == nil }) {
      let policy = try files.policy(given.file, kind: .stack, option: Self.override)
      policies.stacks.append(StackPolicyBinding(name: given.name, policy: policy))
    }
    if !scps.isEmpty {
      let attached = try scps.compactMap { try files.policy($0, kind: .scp, option: Self.scp) }
      try files.finish()
      let level = PolicyStack.serviceControlPolicies(attached)
      policies.requests = .fixed(level.stack)
      if level.addedFullAWSAccess {
        session.note("note: no SCP holds an Allow, so FullAWSAccess counts as attached beside them\n")
      }
    }
    try files.finish()
    return policies
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

  private static func isStackName(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, (first | 0x20) &- 0x61 < 26, text.utf8.count <= 128 else { return false }
    return text.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") }
  }

  private func checkOverrides() throws(UsageError) {
    if overrides.contains(where: { $0.name == nil }), stackPolicies.count > 1 {
      throw .other(
        code: "overrideNotNamed", message: "there are several stacks; '--override NAME=FILE' says which one is meant")
    }
    if let name = overrides.first?.name, let own = stackPolicies.first, own.name == nil {
      throw .other(
        code: "stackNotNamed",
        message: "'--override' names the stack '\(name)', and '--stack-policy' names none; write '\(name)=\(own.file)'")
    }
  }
}
