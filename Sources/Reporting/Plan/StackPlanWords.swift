import CloudFormation
import Documents
import PolicyLanguage
import Simulation

/// The words of plans for people, the same in text and in Markdown. Names from input come back as they are: whoever
/// shows them escapes them.
enum StackPlanWords {
  /// What an outcome means for the plan at hand, in one phrase.
  static func headline(_ plan: StackPlan) -> String {
    let all = plan.resources
    let changing = all.filter { $0.change.change != .none }
    let failing = all.filter { $0.failure?.certainty == .certain }
    switch plan.outcome {
    case .refused: return "CloudFormation refuses it, nothing changes"
    case .noChanges: return "nothing changes"
    case .updateComplete:
      return changing.isEmpty
        ? "no resource changes, only the stack" : count(changing.count, of: all.count, "resource", "changes", "change")
    case .updateRollbackComplete:
      let isPolicy = failing.allSatisfy { $0.failure?.cause == .stackPolicy }
      let what =
        isPolicy
        ? "the stack policy denies " + share(failing.count, of: changing.count, "change")
        : count(failing.count, of: changing.count, "change", "fails", "fail")
      return what + ", so everything is rolled back"
    case .deleteComplete:
      let kept = all.filter { $0.physical == .retained }.count
      return "the stack goes"
        + (kept > 0 ? ", \(Plural.count(kept, "resource")) of it \(kept == 1 ? "stays" : "stay")" : "")
    case .deleteFailed:
      return count(failing.count, of: all.count, "resource", "cannot be deleted", "cannot be deleted")
        + ", the others are gone"
    case .inconclusive: return "it hangs on what is not known here"
    }
  }

  /// `1 of 3 changes fails`, `the only change fails`, `both changes fail`, `all 5 changes fail`.
  private static func count(_ part: Int, of whole: Int, _ noun: String, _ one: String, _ many: String) -> String {
    if part == whole {
      switch whole {
      case 1: return "the only \(noun) \(one)"
      case 2: return "both \(noun)s \(many)"
      default: return "all \(Plural.grouped(whole)) \(noun)s \(many)"
      }
    }
    return "\(Plural.grouped(part)) of \(Plural.count(whole, noun)) \(part == 1 ? one : many)"
  }

  /// `1 of 3 changes`, `the only change`, `both changes`, `all 5 changes`.
  private static func share(_ part: Int, of whole: Int, _ noun: String) -> String {
    let text = count(part, of: whole, noun, "", "")
    return String(text.dropLast())
  }

  /// What becomes of data, in a sentence; nil where there is no data in question.
  static func data(_ plan: StackPlan) -> (sentence: String, isLoss: Bool)? {
    guard plan.outcome != .refused else { return nil }
    let rows = StackPlanRow.all(plan)
    let lost = rows.filter(\.resource.losesData).map(\.name)
    if !lost.isEmpty {
      let may = plan.outcome == .inconclusive ? "may be" : lost.count == 1 ? "is" : "are"
      return ("the data of \(listed(lost)) \(may == "are" ? "is" : may) deleted", true)
    }
    let wouldBeLost = rows.filter(\.wouldLoseData).map(\.name)
    if !wouldBeLost.isEmpty {
      return ("no data is lost; if it were allowed, the data of \(listed(wouldBeLost)) would be deleted", false)
    }
    return rows.contains { $0.resource.isStateful && $0.resource.change.change != .none }
      ? ("no data is lost", false) : nil
  }

  /// Who may lack permissions for what, in a sentence; nil where nothing is missing.
  static func missingPermissions(_ plan: StackPlan) -> String? {
    let names = StackPlanRow.all(plan).filter(\.lacksPermissions).map(\.name)
    guard !names.isEmpty else { return nil }
    return "\(plan.principal.map(\.string) ?? "whoever deploys it") may lack permissions for \(listed(names))"
  }

  /// The first few names, and how many more.
  static func listed(_ names: [String], limit: Int = 4) -> String {
    let shown = names.prefix(limit)
    let rest = names.count - shown.count
    if rest > 0 { return shown.joined(separator: ", ") + " and \(Plural.grouped(rest)) more" }
    guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
    return shown.dropLast().joined(separator: ", ") + " and " + last
  }

  /// What becomes of a physical resource.
  static func fate(_ fate: PhysicalFate, replaced: PhysicalFate?, isStateful: Bool) -> String {
    switch fate {
    case .untouched: return "untouched"
    case .modified: return "modified"
    case .created: return "created"
    case .deleted: return isStateful ? "deleted with its data" : "deleted"
    case .snapshotted: return "deleted after a snapshot"
    case .retained: return "kept, outside the stack"
    case .replaced: return "replaced" + (replaced.map { oldFate($0, isStateful: isStateful) } ?? "")
    case .unknown: return "unknown"
    }
  }

  private static func oldFate(_ fate: PhysicalFate, isStateful: Bool) -> String {
    switch fate {
    case .deleted: isStateful ? ", old data deleted" : ", old one deleted"
    case .snapshotted: ", old one snapshotted"
    case .retained: ", old one kept"
    default: ", old one unknown"
    }
  }

  /// `file:line:column` of what is not known.
  static func position(of unknown: UnknownValue) -> String {
    "\(unknown.place.source.name):\(unknown.place.source.position(at: unknown.place.range.start))"
  }

  /// The way out of a denial that is not the change of the policy for good; nil where there is none to tell.
  static func wayOut(_ plan: StackPlan) -> String? {
    let isDenied = StackPlanRow.all(plan).contains { $0.resource.failure?.cause == .stackPolicy }
    guard isDenied, plan.suggestedOverride == nil else { return nil }
    return "--suggest-override shows the policy that lets exactly this update through"
  }

  /// What a suggested override is for.
  static func introduction(ofOverrideFor plan: StackPlan, nestedIn path: String?) -> String {
    if let path {
      return "A nested stack takes no override. As the stack policy of \(path), for as long as the update takes, this "
        + "lets exactly this update through:"
    }
    if plan.operation == .executeChangeSet {
      return
        "Executing a change set takes no override. As the stack policy, for as long as it takes, this lets exactly "
        + "this update through:"
    }
    return "As --stack-policy-during-update-body this lets exactly this update through:"
  }
}
