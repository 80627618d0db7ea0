import Documents
import PolicyLanguage

/// A decision with everything that led to it: each gate, each policy, each statement, and what a statement missed.
///
/// Made by walking one request again; the decision loop never does this.
public struct Explanation: Sendable {
  /// The first element of a statement that kept it from matching, or that is unknown.
  public enum Miss: Sendable {
    /// Action or NotAction.
    case action
    /// Principal or NotPrincipal.
    case principal
    /// Resource or NotResource; also a stack policy's statement that has neither.
    case resource
    /// The condition of this index in the statement, with the values that the request has for its key.
    case condition(index: Int, context: ContextValue)
  }

  /// Something about a condition that its truth alone does not say.
  public struct ConditionRemark: Sendable {
    /// What it is.
    public enum Subject: Sendable {
      /// The request has no such key, and the operator holds all the same (section 3.3).
      case holdsOnAbsentKey
      /// A value of the request is not what the operator compares (ruling 18).
      case unreadableValue(ByteString)
    }

    /// The index of the condition in the statement.
    public let condition: Int
    /// What it is.
    public let subject: Subject
  }

  /// One statement.
  public struct StatementMatch: Sendable {
    /// The statement.
    public let statement: StatementReference
    /// Whether it matches.
    public let matches: Truth
    /// What kept it from matching or is unknown; nil when it matches.
    public let miss: Miss?
    /// The unknown keys that keep it undecided, as the policies spell them.
    public let unknownKeys: [ByteString]
    /// The index of the NotAction or NotResource entry that keeps it from matching; nil where it is none of these.
    public let excludingEntry: Int?
    /// What is worth knowing about its conditions, whether they hold or not.
    public let remarks: [ConditionRemark]
    /// How it names the principal; `direct` for policies that name none.
    public let principal: PrincipalMatch
  }

  /// One policy.
  public struct PolicyMatch: Sendable {
    /// The policy.
    public let policy: Policy
    /// Its statements, in order.
    public let statements: [StatementMatch]
  }

  /// One gate, or one level of the SCPs or RCPs.
  public struct GateMatch: Sendable {
    /// The gate.
    public let policyType: PolicyType
    /// The id of the organization's node, for SCPs and RCPs that hang in one.
    public let level: String?
    /// Its policies.
    public let policies: [PolicyMatch]
    /// Whether a Deny matches here.
    public let denies: Truth
    /// Whether an Allow matches here.
    public let allows: Truth
    /// Whether the gate lets the request pass, Deny statements aside: an Allow of the same account's resource policy
    /// may stand in for this gate's own (table 4.3).
    public let passes: Truth
  }

  /// The request.
  public let request: Request
  /// The decision; the same as `Authorizer` gives.
  public let decision: Decision
  /// The gates that were asked, in order, level by level.
  public let gates: [GateMatch]

  /// Explains a request under the policies it meets.
  public init(_ request: Request, under stack: PolicyStack) {
    self.init(request, under: stack, program: Program(stack))
  }

  /// Explains a request under policies that a program holds already, for those who explain many requests.
  public init(_ request: Request, under stack: PolicyStack, program: Program) {
    self.init(request, CompiledStack(stack, program: program), program)
  }

  /// Explains an update action under a stack policy; without one there is nothing to explain.
  public init(_ request: Request, byStackPolicy policy: Policy?) {
    guard let policy else {
      self.init(request: request, decision: Authorizer.decide(request, byStackPolicy: nil), gates: [])
      return
    }
    let program = Program(CollectionOfOne(policy))
    self.init(request, CompiledStack(stackPolicy: policy, program: program), program)
  }

  private init(_ request: Request, _ stack: CompiledStack, _ program: Program) {
    self.init(request, under: IndexedStack(stack, program: program), program: program)
  }

  /// Explains a request under policies that are compiled and indexed already: nothing is made anew for each request.
  ///
  /// - Parameter program: the one that the index was made of.
  public init(_ request: Request, under index: IndexedStack, program: Program) {
    let stack = index.stack
    var frame = RequestFrame(keyCount: program.keys.count)
    frame.load(request, keys: program.keys)
    let verdict = index.decide(frame)
    let decision = stack.decision(verdict, missing: verdict.result == .unknown ? index.missingKeys(frame) : [])
    var matches: [GateMatches] = []
    for gate in stack.gates { matches.append(GateMatches(gate, frame, hasBoundary: stack.hasBoundary)) }
    let passed = GateRules(stack.resourcePolicyRole, matches).passed
    var result: [GateMatch] = []
    for (place, gate) in stack.gates.enumerated() {
      var policies: [PolicyMatch] = []
      for compiled in gate.policies {
        var statements: [StatementMatch] = []
        for index in compiled.statements.indices {
          statements.append(
            Self.explain(compiled, index, request, frame, keys: program.keys, hasBoundary: stack.hasBoundary))
        }
        policies.append(PolicyMatch(policy: compiled.policy, statements: statements))
      }
      let match = matches[place]
      let denies = match.deny != nil ? Truth.yes : match.undecidedDenies.isEmpty ? .no : .unknown
      result.append(
        GateMatch(
          policyType: gate.type, level: gate.level, policies: policies, denies: denies, allows: match.allows,
          passes: stack.isEmptyStackPolicy ? .yes : passed[place]))
    }
    self.init(request: request, decision: decision, gates: result)
  }

  private init(request: Request, decision: Decision, gates: [GateMatch]) {
    self.request = request
    self.decision = decision
    self.gates = gates
  }

  private static func explain(
    _ policy: CompiledPolicy, _ index: Int, _ request: Request, _ frame: borrowing RequestFrame, keys: KeyTable,
    hasBoundary: Bool
  ) -> StatementMatch {
    let compiled = policy.statements[index]
    let match = Evaluator.match(compiled, frame, hasBoundary: hasBoundary)
    let unknown = match.truth == .unknown ? Evaluator.undecidedKeys(of: compiled, frame) : []
    let statement = policy.policy.statements[index]
    let miss = match.truth == .yes ? nil : miss(compiled, statement, request, frame, match.truth)
    var excludingEntry: Int?
    switch miss {
    case .action where match.truth == .no:
      excludingEntry = CompiledAction.excludingEntry(of: statement.action, frame.action, kind: policy.policy.kind)
    case .resource where match.truth == .no: excludingEntry = compiled.resource?.excludingEntry(in: frame)
    default: break
    }
    return StatementMatch(
      statement: StatementReference(policy.policy, index), matches: match.truth, miss: miss,
      unknownKeys: Set(unknown).map { keys.spellings[$0] }.sorted(), excludingEntry: excludingEntry,
      remarks: remarks(compiled, miss, frame), principal: match.principal)
  }

  /// The remarks on the conditions of a statement that is about this action and resource.
  private static func remarks(
    _ compiled: CompiledStatement, _ miss: Miss?, _ frame: borrowing RequestFrame
  ) -> [ConditionRemark] {
    switch miss {
    case .action, .resource, .principal: return []
    case .condition, nil: break
    }
    var remarks: [ConditionRemark] = []
    for (index, condition) in compiled.conditions.enumerated() {
      // What an absent key does is worth saying where it helps the statement to match.
      if miss == nil, condition.holdsOnAbsentKey(in: frame) {
        remarks.append(ConditionRemark(condition: index, subject: .holdsOnAbsentKey))
      }
      for value in condition.unreadableValues(in: frame) {
        remarks.append(ConditionRemark(condition: index, subject: .unreadableValue(value)))
      }
    }
    return remarks
  }

  /// The first element that is as false, or as unknown, as the whole.
  private static func miss(
    _ compiled: CompiledStatement, _ statement: Statement, _ request: Request, _ frame: borrowing RequestFrame,
    _ truth: Truth
  ) -> Miss {
    if compiled.matchesNothing { return .resource }
    if !compiled.action.admits(frame.action) { return .action }
    if compiled.resource?.admits(in: frame) == truth { return .resource }
    for (index, condition) in compiled.conditions.enumerated() where condition.holds(in: frame) == truth {
      return .condition(index: index, context: request.context[statement.conditions[index].key.text])
    }
    return .principal
  }
}
