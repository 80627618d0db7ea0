import CloudFormation
import Documents
import Evaluation
import PolicyLanguage

/// The answers of one stack policy to the update actions of one operation.
///
/// Without a policy everything is allowed (ruling 2).
struct StackPolicyAnswers {
  private let policy: Policy?
  private let program: Program
  private let index: IndexedStack?

  init(_ policy: Policy?) {
    self.policy = policy
    let program = Program(policy.map { [$0] } ?? [])
    self.program = program
    index = policy.map { policy in
      IndexedStack(CompiledStack(stackPolicy: policy, program: program), program: program)
    }
  }

  /// The answer to one action on a resource of the processed template's type.
  func answer(_ action: UpdateAction, _ logicalResourceId: ByteString, type: ByteString) -> Decision {
    guard let index else { return Decision(result: .allowed) }
    let request = Request(
      action: ByteString(action.rawValue),
      resource: ByteString(Array("LogicalResourceId/".utf8) + logicalResourceId.bytes),
      context: RequestContext(["ResourceType": .single(type)]))
    var frame = RequestFrame(keyCount: program.keys.count)
    frame.load(request, keys: program.keys)
    return index.stack.decision(index.decide(frame))
  }

  /// Writes the answers to all that a change asks into its plan.
  func answer(_ resource: inout ResourcePlan) {
    let change = resource.change
    resource.answers = change.asked.map { answer($0, change.logicalResourceId, type: change.provisionedType) }
    resource.decision = Self.combined(resource.answers)
  }

  /// One decision of several: what they agree on, an explicit deny before an implicit one; else Unknown (ruling 9).
  static func combined(_ answers: [Decision]) -> Decision? {
    guard let first = answers.first else { return nil }
    if answers.contains(where: { $0.result.decision != first.result.decision }) {
      return Decision(result: .unknown, gates: first.gates)
    }
    return answers.first { $0.result == .explicitDeny } ?? first
  }

  /// Whether the policy allows every update action on every resource, whatever it is.
  var allowsEverything: Bool {
    guard let policy, !policy.statements.isEmpty else { return true }
    if policy.statements.contains(where: { $0.effect == .deny }) { return false }
    return policy.statements.contains { statement in
      guard let resource = statement.resource, !resource.isNegated, !statement.action.isNegated else { return false }
      let allActions: [ByteString] = ["*", "Update:*"]
      return statement.conditions.isEmpty && resource.patterns.contains { $0.text == "*" || $0.text == anyResource }
        && statement.action.patterns.contains { allActions.contains($0.text) }
    }
  }

  private var anyResource: ByteString { "LogicalResourceId/*" }
}

extension ResourcePlan {
  /// What CloudFormation's event says of a denial, in its own words where they are known.
  ///
  /// The brackets hold the statement's own actions and resources; `#n` counts the Deny statements, which fits all
  /// three texts on record (stack-updates.md section 2.6).
  static func denial(_ decision: Decision, of change: ResourceChange) -> String {
    let title = "Action denied by stack policy: "
    if let reference = decision.by?.statement, let resource = reference.statement.resource,
      !resource.isNegated, !reference.statement.action.isNegated
    {
      let number = reference.policy.statements[...reference.index].filter { $0.effect == .deny }.count
      func list(_ element: PatternElement) -> String { element.patterns.map(\.text.string).joined(separator: ", ") }
      return title + "Statement [#\(number)] does not allow [\(list(reference.statement.action))] for resource "
        + "[\(list(resource))];"
    }
    let asked = change.asked.map(\.rawValue).joined(separator: ", ")
    if decision.result == .explicitDeny {
      return title + "a Deny statement matches [\(asked)] for resource [LogicalResourceId/\(change.logicalResourceId)]"
    }
    return title + "no statement allows [\(asked)] for resource [LogicalResourceId/\(change.logicalResourceId)]"
  }
}
