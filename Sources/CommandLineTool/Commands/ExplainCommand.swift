import ActionStreams
import Documents
import Evaluation
import PolicyLanguage
import Replay
import Reporting
import Simulation

/// `stockade explain`: one action, every gate and statement, why it matched or what it missed.
struct ExplainCommand: Command {
  static let spec = CommandSpec(
    "explain", summary: "Explain one decision, statement by statement",
    discussion: [
      """
      Takes one action, given by options, as a record (--record), or as a line of a file of records, and prints each \
      statement in order: whether it matches, and if not, which element missed and on what value; then the decision.
      """
    ],
    operand: .init(
      "FILE", isRequired: false, isRepeatable: false,
      summary: "Action records, one of which --line picks; \"-\" is standard input"),
    options: PolicyOptions.all + RequestOptions.all + [ContextOptions.missingContext, ContextOptions.assume, format],
    statuses: [
      "0  the action was decided, whatever the decision",
      "2  a usage error, a policy with an error, or a record that cannot be decided",
      "70 internal error",
    ],
    examples: [
      .init(
        "stockade explain --stack-policy stack-policy.json actions.ndjson --line 2",
        "Why was the second record decided as it was?"),
      .init(
        "stockade explain --scp scp.json --action ec2:DeleteVolume --context aws:ResourceTag/codeocean:protected=true",
        "Would this SCP stop the deletion of a protected volume, and by which statement?"),
    ])

  enum Format: String { case text, json }
  static let format = OptionSpec.format(["text", "json"])

  private let policies: PolicyOptions
  private let request: RequestOptions
  private let context: ContextOptions
  private let format: Format

  init(_ arguments: ParsedArguments) throws(UsageError) {
    policies = try PolicyOptions(arguments)
    request = try RequestOptions(arguments)
    context = try ContextOptions(arguments)
    format = try arguments.choice(Self.format, default: .text)
    if policies.isEmpty {
      throw PolicyOptions.missing
    }
  }

  func run(in session: Session) throws -> ExitStatus {
    let policies = try policies.load(session)
    let record = try request.record(session, context.missingContext)
    let explained = try explain(record, policies)
    let decision = Self.overall(explained.map(\.explanation.decision))
    switch format {
    case .text:
      let renderer = ExplanationText(style: session.outputStyle)
      for (index, part) in explained.enumerated() {
        if index > 0 { try session.write("\n") }
        try session.write(renderer.render(part.explanation, alternatives: part.alternatives, unasked: part.unasked))
      }
      if explained.count > 1 {
        try session.write("\nAll \(explained.count) resources must pass: \(decision.result.decision)\n")
      }
    case .json: try session.write(ExplanationJSON.render(decision, explained))
    }
    return .success
  }

  /// One resource's explanation and what belongs to it.
  private typealias Explained = (explanation: Explanation, alternatives: [Alternative], unasked: [UnaskedGate])

  private func explain(_ record: RecordRequests, _ policies: StreamPolicies) throws(Diagnostic) -> [Explained] {
    if record.isUpdate {
      let policy = try binding(record, policies).policy
      return record.requests.map { request in
        let explanation = Explanation(request, byStackPolicy: policy)
        let alternatives = Alternative.all(
          of: explanation.decision, request, policies: policy.map { [$0] } ?? [],
          decide: { Authorizer.decide($0, byStackPolicy: policy).result })
        return (explanation, alternatives, [])
      }
    }
    var explained: [Explained] = []
    for given in record.requests {
      let (request, stack) = try met(by: given, policies)
      let explanation = Explanation(request, under: stack)
      let alternatives = Alternative.all(
        of: explanation.decision, request, policies: stack.policies,
        decide: { Authorizer.decide($0, under: stack).result })
      explained.append((explanation, alternatives, unasked(request, policies)))
    }
    return explained
  }

  /// The policies that a request meets, and the request with the keys that an environment implies.
  private func met(
    by request: Request, _ policies: StreamPolicies
  ) throws(Diagnostic) -> (request: Request, stack: PolicyStack) {
    switch policies.requests {
    case .none: throw .noPolicyApplies("this is an API action, and only stack policies are given")
    case .fixed(let stack): return (request, stack)
    case .world(let world):
      do throws(RequestError) {
        return try world.completed(request)
      } catch {
        throw Diagnostic(file: "", code: error.code, message: error.message)
      }
    }
  }

  /// The gates that an environment could have policies for and that this principal does not meet.
  private func unasked(_ request: Request, _ policies: StreamPolicies) -> [UnaskedGate] {
    guard case .world(let world) = policies.requests, let principal = request.principal,
      let facts = try? world.principalFacts(principal)
    else { return [] }
    var gates = facts.exemption.map { [UnaskedGate(.scp, .exempt($0))] } ?? []
    if facts.identityPolicies == nil, principal.account != nil, principal.kind != .root {
      gates.append(UnaskedGate(.identity, .principalNotListed))
    }
    return gates
  }

  private func binding(
    _ record: RecordRequests, _ policies: StreamPolicies
  ) throws(Diagnostic) -> StackPolicyBinding {
    guard let first = policies.stacks.first else {
      throw .noPolicyApplies("this is an update action, and no stack policy is given")
    }
    if policies.stacks.count == 1, first.name == nil || record.stack == nil { return first }
    guard let name = record.stack else {
      throw Diagnostic(
        file: "", code: "record.stack",
        message: "there are several stacks, and the action does not say which it is about")
    }
    if let binding = policies.stacks.first(where: { $0.name == name }) { return binding }
    throw Diagnostic(
      file: "", code: "stack.unknown", message: "no stack \(name.quoted()) is given or listed",
      suggestion: NearestSpelling.of(name, among: policies.stacks.compactMap(\.name))?.string)
  }

  /// What follows when all resources must pass: a Deny before an Unknown, the first of either.
  private static func overall(_ decisions: [Decision]) -> Decision {
    decisions.first { $0.result == .explicitDeny || $0.result == .implicitDeny }
      ?? decisions.first { $0.result == .unknown } ?? decisions.first ?? Decision(result: .allowed)
  }
}

extension Diagnostic {
  fileprivate static func noPolicyApplies(_ message: String) -> Diagnostic {
    Diagnostic(file: "", code: "action.noPolicyApplies", message: message)
  }
}
