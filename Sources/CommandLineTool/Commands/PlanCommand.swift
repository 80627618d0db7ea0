import CloudFormation
import Documents
import PolicyLanguage
import Reporting
import Simulation

/// `stockade plan`: what a stack operation would do, before CloudFormation does it.
struct PlanCommand: Command {
  static let spec = CommandSpec(
    "plan", summary: "Tell what a stack operation would do before it runs",
    discussion: [
      """
      Compares two templates, or reads a change set, and tells for every resource what changes, what the stack policy \
      is asked and answers, what becomes of the physical resource and its data, and, with an environment, whether the \
      deploying role and the organization's policies would let CloudFormation do it.
      """,
      """
      The stack is given by --before and --stack-policy, or by --environment and --stack; the operation by --after, \
      --change-set or --delete. What cannot be known before deployment is said, and not guessed.
      """,
    ],
    operand: nil,
    options: PlanOptions.all + [failOn, ReportOptions.option(), rolePolicy, suggestOverride, format],
    statuses: [
      "0  nothing that --fail-on lists",
      "1  something that --fail-on lists; a refusal counts as deny",
      "2  a usage error, or an input that cannot be read or is wrong",
      "3  the outcome is INCONCLUSIVE, unless --fail-on is \"none\"",
      "70 internal error",
    ],
    examples: [
      .init(
        "stockade plan --before live.yaml --after new.yaml --stack-policy policy.json",
        "Would the stack policy let this template through, and what becomes of the data?"),
      .init(
        "aws cloudformation describe-change-set --change-set-name next --stack-name prod "
          + "| stockade plan --change-set - --stack-policy policy.json -f markdown",
        "Comment on a change set before it is executed"),
      .init(
        "stockade plan --environment environment.json --stack prod --delete",
        "What would the deletion of a stack leave behind, and would it fail?"),
    ])

  enum Format: String { case text, json, markdown }
  enum FailOn: String {
    case deny
    case dataLoss = "data-loss"
    case unknown, none
  }

  static let format = OptionSpec.format(["text", "json", "markdown"])
  static let failOn = OptionSpec.failOn(["deny", "data-loss", "unknown", "none"], default: "deny,data-loss")
  static let rolePolicy = OptionSpec(
    "role-policy", category: .output,
    summary: "Write the smallest identity policy that the operation needs, instead of the plan",
    discussion: """
      It holds what the handlers of the changed resource types may call, on the resources that they call it for: the \
      policy of a least-privileged deployment role. The status is 0.
      """)
  static let suggestOverride = OptionSpec(
    "suggest-override", category: .output,
    summary: "Add the smallest override policy that lets exactly this update through")

  private let options: PlanOptions
  private let format: Format
  private let failOn: [FailOn]
  private let writesRolePolicy: Bool
  private let suggestsOverride: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    options = try PlanOptions(arguments)
    format = try arguments.choice(Self.format, default: .text)
    failOn = try arguments.choices(Self.failOn) ?? [.deny, .dataLoss]
    writesRolePolicy = arguments.has(Self.rolePolicy)
    suggestsOverride = arguments.has(Self.suggestOverride)
  }

  func run(in session: Session) throws -> ExitStatus {
    let (world, operation) = try PlanInputs(options, session).read()
    var plan: StackPlan
    do throws(StackOperationError) {
      plan = try world.plan(operation)
    } catch {
      if case .template(let diagnostics) = error { throw DiagnosticsError(diagnostics) }
      throw Diagnostic(file: options.environment ?? "stockade", code: error.code, message: error.message)
    }
    if suggestsOverride, !writesRolePolicy { plan.suggestOverrides() }
    switch format {
    case _ where writesRolePolicy:
      try session.write(plan.rolePolicy.map { PolicyPrinter().print($0).string + "\n" } ?? "")
      if plan.rolePolicy == nil { session.note("note: the operation calls nothing, so that no policy is needed\n") }
    case .text: try session.write(StackPlanText(style: session.outputStyle).render(plan))
    case .json: try session.write(StackPlanJSON.render(plan))
    case .markdown: try session.write(StackPlanMarkdown().render(plan))
    }
    // A policy was asked for, and is there.
    let status = writesRolePolicy ? .success : Self.status(plan, failOn)
    try session.writeReports(status) { origin, status in
      Report.plan(
        plan, origin: origin, status: status, objections: objections, diagnostics: session.diagnostics)
    }
    return status
  }

  /// What the run is told to object to.
  private var objections: Set<Report.Objection> {
    Set(
      failOn.compactMap { word in
        switch word {
        case .deny: .deny
        case .dataLoss: .dataLoss
        case .unknown: .unknown
        case .none: nil
        }
      })
  }

  private static func status(_ plan: StackPlan, _ failOn: [FailOn]) -> ExitStatus {
    let all = [plan] + plan.nestedPlans.map(\.plan)
    let asked = failOn.filter { $0 != .none }
    if asked.contains(.deny), all.contains(where: \.isDenied) { return .finding }
    if asked.contains(.dataLoss), all.contains(where: { $0.resources.contains(where: \.losesData) }) { return .finding }
    let isOpen = all.contains { $0.outcome == .inconclusive || $0.hasUnknownDecision }
    if asked.contains(.unknown), isOpen { return .finding }
    return plan.outcome == .inconclusive && !asked.isEmpty ? .inconclusive : .success
  }
}

extension StackPlan {
  /// Whether something is refused or denied for certain.
  fileprivate var isDenied: Bool {
    switch outcome {
    case .refused, .updateRollbackComplete, .deleteFailed: return true
    case .noChanges, .updateComplete, .deleteComplete, .inconclusive:
      return resources.contains { resource in
        let denies = [resource.decision?.result.decision == "Deny", resource.deletePermission?.keepsResource == true]
        return denies.contains(true)
      }
    }
  }

  /// Whether the answer to something that is asked hangs on what is not known.
  fileprivate var hasUnknownDecision: Bool {
    resources.contains { $0.decision?.result == .unknown || $0.physical == .unknown }
  }
}
