import Documents
import PolicyLanguage

/// Whether two stacks decide an action alike because the same statements speak of it in both, action by action: who
/// compares two policy sets need not decide such an action twice.
///
/// ```
/// before  scp: deny ec2:*    deny s3:Put* in eu-*     allow *
/// after   scp: deny ec2:*    deny s3:Put* in us-*     allow *
/// actions ec2:RunInstances -> alike: deny, allow        s3:PutObject -> not
/// ```
/// Statements are the same where effect, resources and conditions are; which other actions they are about, their Sids
/// and their order do not change what is decided, but only what is said of it. Where this cannot be told, the answer is
/// no.
public struct StackAgreement: ~Copyable {
  private static let actionLimit = 16_384

  private let before: CompiledStack
  private let after: CompiledStack
  /// Whether the gates are such that equal statements decide alike.
  private let isComparable: Bool
  /// The actions, each marked 1 where both stacks decide it alike, else 0.
  private var actions = ByteTable()

  /// Compares two stacks whose policies are compiled in one program.
  public init(_ before: CompiledStack, _ after: CompiledStack) {
    self.before = before
    self.after = after
    isComparable =
      before.gates.map(\.type) == after.gates.map(\.type) && before.resourcePolicyRole == after.resourcePolicyRole
      && before.hasBoundary == after.hasBoundary && before.isEmptyStackPolicy == after.isEmptyStackPolicy
  }

  /// Whether every request of the action gets the same result from both.
  @inline(__always)
  public mutating func decidesAlike(_ action: ByteSlice) -> Bool {
    (actions.mark(of: action) ?? add(action)) == 1
  }

  @inline(never)
  private mutating func add(_ action: ByteSlice) -> Int {
    if actions.count == Self.actionLimit { actions = ByteTable() }
    let isAlike =
      isComparable
      && zip(before.gates, after.gates).allSatisfy { Self.statements($0, action) == Self.statements($1, action) }
    _ = actions.insert(action, mark: isAlike ? 1 : 0)
    return isAlike ? 1 : 0
  }

  /// The statements of a gate that admit an action.
  private static func statements(_ gate: CompiledStack.Gate, _ action: ByteSlice) -> Set<StatementContent> {
    let service = ByteString(copying: action.byteString.bytes.prefix { $0 != UInt8(ascii: ":") }).asciiLowercased
    var found: Set<StatementContent> = []
    for policy in gate.policies {
      for index in policy.statements(of: service) where policy.statements[index].action.admits(action) {
        found.insert(StatementContent(policy, index))
      }
    }
    return found
  }
}

/// What a statement decides by, beside its actions.
private struct StatementContent: Hashable {
  private let effect: Effect
  private let takesVariables: Bool
  private let isNotResource: Bool
  /// The patterns of its resource; nil where it names none.
  private let resources: Set<ByteString>?
  /// The numbers of its conditions in the program.
  private let conditions: Set<Int>
  /// The whole text where the statement names principals, and the policy where there is no text.
  private let text: ByteString?
  private let owner: ObjectIdentifier?

  init(_ policy: CompiledPolicy, _ index: Int) {
    let statement = policy.policy.statements[index]
    effect = statement.effect
    takesVariables = policy.policy.version == .v2012
    isNotResource = statement.resource?.isNegated ?? false
    resources = statement.resource.map { Set($0.patterns.map(\.text)) }
    conditions = Set(policy.statements[index].conditions.map(\.number))
    let bytes = policy.policy.source.bytes
    let start = max(0, min(statement.range.start, bytes.count))
    let end = max(start, min(statement.range.end, bytes.count))
    let namesPrincipals = policy.statements[index].principal != nil
    text = namesPrincipals ? ByteString(copying: bytes[start..<end]) : nil
    owner = namesPrincipals && start == end ? ObjectIdentifier(policy.policy) : nil
  }
}
