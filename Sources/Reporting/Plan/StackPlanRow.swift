import CloudFormation
import Documents
import PolicyLanguage
import Simulation

/// One resource of a plan as a line of a table, with those of nested stacks under the path that leads to them.
struct StackPlanRow {
  /// How urgently a reader wants to see it.
  enum Weight: Int, Comparable {
    case failing, alarming, open, changing, unchanged

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// The logical id, with those of the enclosing stacks before it: `Network/Vpc`.
  let name: String
  /// The resource.
  let resource: ResourcePlan
  /// The plan that it is in.
  let plan: StackPlan

  /// All resources of a plan, those of nested stacks behind the resource that they are in.
  static func all(_ plan: StackPlan, prefix: String = "") -> [StackPlanRow] {
    plan.resources.flatMap { resource -> [StackPlanRow] in
      let name = prefix + resource.change.logicalResourceId.string
      let nested = resource.nested.map { all($0, prefix: name + "/") } ?? []
      return [StackPlanRow(name: name, resource: resource, plan: plan)] + nested
    }
  }

  /// The resources that something happens to, the most urgent first, in the order of their names otherwise.
  static func changing(_ plan: StackPlan) -> [StackPlanRow] {
    let rows = all(plan).enumerated().filter { $0.element.weight != .unchanged }
    return rows.sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }.map(\.element)
  }

  /// How urgent it is.
  var weight: Weight {
    if resource.failure?.certainty == .certain { return .failing }
    if resource.losesData || resource.deletePermission?.keepsResource == true { return .alarming }
    if resource.failure != nil || resource.physical == .unknown { return .open }
    let isUnchanged = resource.change.change == .none && resource.nested?.outcome ?? .noChanges == .noChanges
    return isUnchanged ? .unchanged : .changing
  }

  /// Whether data would be gone if everything were allowed.
  var wouldLoseData: Bool {
    let change = resource.change
    guard resource.isStateful, resource.physical == .untouched else { return false }
    return change.ifAllowed == .deleted || (change.change != .none && change.replaced == .deleted)
  }

  /// The kind of change.
  var change: String {
    let word = resource.change.change.rawValue
    return resource.change.certainty == .maybe && resource.change.change != .unknown ? "\(word), maybe" : word
  }

  /// The answer of the stack policy, or for a deletion that on the delete action; a dash where nothing is asked.
  var answer: (word: String, role: TextStyle.Role?) {
    let result =
      plan.operation == .deleteStack ? resource.deletePermission?.decision.result : resource.decision?.result
    guard let result else { return ("-", nil) }
    return (result.decision, result.role)
  }

  /// What becomes of the physical resource.
  var physical: String {
    StackPlanWords.fate(resource.physical, replaced: resource.change.replaced, isStateful: resource.isStateful)
  }

  /// What would become of it if it were allowed: of what fails, what is open, and what would lose its data.
  var ifAllowed: String? {
    let change = resource.change
    guard weight == .failing || weight == .open || wouldLoseData else { return nil }
    let mayBeReplaced = change.ifAllowed == .unknown && change.replaced != nil
    guard mayBeReplaced || (change.ifAllowed != resource.physical && change.ifAllowed != .unknown) else { return nil }
    let replaced = StackPlanWords.fate(.replaced, replaced: change.replaced, isStateful: resource.isStateful)
    if mayBeReplaced { return "modified, or " + replaced }
    return StackPlanWords.fate(change.ifAllowed, replaced: change.replaced, isStateful: resource.isStateful)
  }

  /// Why it changes, as a sentence without a full stop.
  var reason: String? {
    let causes = resource.change.causes.map(\.string)
    guard !causes.isEmpty else { return nil }
    let ending = causes.count == 1 ? "s" : ""
    let verb = resource.change.isAutomatic ? "refer\(ending) to what changes" : "change\(ending)"
    return "\(StackPlanWords.listed(causes, limit: 3)) \(verb)"
  }

  /// The policy that decides what becomes of the old physical resource.
  var policyInEffect: String? {
    guard let policy = resource.policyInEffect, weight != .unchanged else { return nil }
    let value = policy.value?.string ?? "not known"
    return "\(policy.attribute) \(value)" + (policy.isDefault ? ", by default" : "")
  }

  /// The resource's own troubles beside the answer of the stack policy: what fails otherwise, what is not permitted.
  var troubles: [String] {
    var troubles: [String] = []
    if let failure = resource.failure, failure.cause == .resource { troubles.append(failure.message) }
    if let failure = resource.failure, failure.cause == .nestedStack, let nested = resource.nested {
      troubles.append("the nested stack ends in \(nested.outcome.rawValue)")
    }
    if let delete = resource.deletePermission, delete.decision.result != .allowed, plan.operation != .deleteStack {
      troubles.append(cleanup(delete))
    }
    return troubles + warnings
  }

  /// What a denied delete action does to the cleanup of an update.
  private func cleanup(_ permission: PermissionDecision) -> String {
    let text = "\(permission.action): \(DecisionText.reason(permission.decision))"
    if permission.keepsResource { return "\(text): the old resource would survive, outside the stack" }
    return permission.decision.result == .unknown ? text : "warning: \(text)"
  }

  /// Whether something that a handler may call is not allowed.
  var lacksPermissions: Bool { !warnings.isEmpty }

  /// Handlers call more than most resources need, so a missing permission is a warning: one line for each reason.
  private var warnings: [String] {
    var actions: [String: [String]] = [:]
    for permission in resource.permissions where !permission.isDeleteAction {
      let result = permission.decision.result
      guard result == .explicitDeny || result == .implicitDeny else { continue }
      actions[DecisionText.reason(permission.decision), default: []].append(permission.action.string)
    }
    return actions.sorted { $0.value[0].utf8.lexicographicallyPrecedes($1.value[0].utf8) }.map { reason, actions in
      "warning: \(StackPlanWords.listed(actions, limit: 3)): \(reason)"
    }
  }

  /// What decided, where the answer is not a plain Allow.
  var answers: [String] {
    if plan.operation == .deleteStack {
      guard let delete = resource.deletePermission, delete.decision.result != .allowed else {
        return resource.failure.map { [$0.message] } ?? []
      }
      return ["\(delete.action): \(DecisionText.reason(delete.decision))"]
    }
    guard let decision = resource.decision, decision.result != .allowed else { return [] }
    let harmless = resource.change.neverFails ? "; this fails nothing" : ""
    return zip(resource.change.asked, resource.answers).map { action, answer in
      "\(action.rawValue): \(DecisionText.reason(answer))\(harmless)"
    }
  }

  /// What a reader should know about a fate.
  var note: String? {
    let isDeleted =
      resource.physical == .deleted || (resource.physical == .replaced && resource.change.replaced == .deleted)
    switch resource.change.provisionedType {
    case "AWS::S3::Bucket" where isDeleted: return "a bucket is only deleted when it is empty"
    case "AWS::SecretsManager::Secret" where isDeleted: return "a secret is deleted at once, without recovery"
    default: return nil
    }
  }
}
