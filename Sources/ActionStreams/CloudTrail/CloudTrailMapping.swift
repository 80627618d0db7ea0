import Catalog
import Documents
import PolicyLanguage

/// Turns CloudTrail events into the requests that AWS decided when they happened.
///
/// One event asks one action on one resource, most of the time; some ask several, all of which must pass. What an event
/// cannot be turned into is named, never dropped (issue: unmapped, service event, no principal). A mapping keeps plans of
/// the event names it has seen, so each worker has its own.
///
/// ```
/// lambda.amazonaws.com, GetFunction20150331v2   →  lambda:GetFunction on arn:aws:lambda:…:function:NAME
/// s3.amazonaws.com, CopyObject                  →  s3:PutObject on the target, s3:GetObject on the source
/// ec2.amazonaws.com, TerminateInstances         →  ec2:TerminateInstances on each instance
/// ```
/// Context keys that a log cannot carry are unknown (ruling 21); those that it would show if they were there are absent.
/// Source: authorization.md section 6.
public struct CloudTrailMapping {
  private let plans: EventPlans
  /// The plans that this mapping has seen.
  private var seen: [EventPlans.Key: EventPlan] = [:]
  /// The context keys to fill in.
  private let wanted: WantedKeys
  private let memo: CloudTrailMemo

  /// Makes a mapping.
  ///
  /// - Parameter contextKeys: the keys that policies look at (`Program.keys.names`), lower case; others are left out, and
  ///   request tags among them are known to be absent where the event shows it. Nil fills in all that can be derived.
  public init(contextKeys: [ByteString]? = nil) { self.init(EventPlans(contextKeys: contextKeys)) }

  /// Makes a mapping that shares its plans with others.
  public init(_ plans: EventPlans) {
    self.plans = plans
    wanted = plans.wanted
    memo = CloudTrailMemo(wanted)
  }

  /// What an event asks, or why it cannot be turned into requests.
  public mutating func map(_ record: CloudTrailRecord) -> CloudTrailMapped {
    if let known = memo.find(record) { return known }
    let mapped = mapAnew(record)
    memo.add(mapped)
    return mapped
  }

  /// The same, without looking whether the event was mapped before.
  ///
  /// - Parameter trace: learns whether parameters were looked at that no rule names.
  mutating func mapAnew(_ record: CloudTrailRecord, _ trace: ParameterTrace? = nil) -> CloudTrailMapped {
    if let reason = Self.reasonByType(record) { return .notEvaluable(reason, action: nil) }
    let plan = plan(of: record)
    guard let main = plan.actions.first?.name else {
      return .notEvaluable(plan.prefix == "signin" ? .consoleSignIn : .unmapped, action: nil)
    }
    if Self.needsNoPermission.contains(main) { return .notEvaluable(.noPermissionNeeded, action: main) }
    guard let principal = CloudTrailPrincipal(record).principal else {
      return .notEvaluable(.noPrincipal, action: main)
    }
    let place = EventPlace(record)
    let finder = ResourceFinder(record, place, trace)
    var denial: CloudTrailDenial?
    if case .denied(let found) = record.outcome { denial = found }
    let context = EventContext(record, place, principal, plan, wanted)
    var requests: [CloudTrailRequest] = []
    for action in plan.actions {
      requests += Self.requests(of: action, record, finder, denial, context, principal)
    }
    // An event that names none of the things it could be about is about something that the log does not say.
    if requests.isEmpty { return .notEvaluable(.parametersNotLogged, action: main) }
    requests += Self.deniedBeside(requests, denial, context, principal)
    return .requests(requests)
  }

  private mutating func plan(of record: CloudTrailRecord) -> EventPlan {
    plan(source: record.text(.eventSource) ?? "", name: record.text(.eventName) ?? "")
  }

  /// The plan of an event source and name.
  mutating func plan(source: ByteString, name: ByteString) -> EventPlan {
    let key = EventPlans.Key(source: source, name: name)
    if let plan = seen[key] { return plan }
    // Names are the log's; a hostile one must not fill the memory.
    if seen.count >= EventPlans.limit { seen.removeAll(keepingCapacity: true) }
    let plan = plans.plan(key)
    seen[key] = plan
    return plan
  }

  /// Events that no call of a principal is behind.
  private static func reasonByType(_ record: CloudTrailRecord) -> CloudTrailReason? {
    if record.holds(.eventCategory, "Insight") || record.holds(.eventType, "AwsCloudTrailInsight") { return .insight }
    if record.holds(.eventType, "AwsServiceEvent") { return .serviceEvent }
    if record.holds(.eventType, "AwsConsoleSignIn") { return .consoleSignIn }
    if record.holds(.eventType, "AwsConsoleAction") { return .consoleAction }
    return nil
  }

  /// Calls that no policy decides (authorization.md section 6); GetCallerIdentity is decided, as allowed, by the engine.
  private static let needsNoPermission: Set<ByteString> = ["sts:GetSessionToken"]

  private static func requests(
    of action: PlannedAction, _ record: CloudTrailRecord, _ finder: ResourceFinder, _ denial: CloudTrailDenial?,
    _ context: EventContext, _ principal: Principal
  ) -> [CloudTrailRequest] {
    if let needed = action.rule.needs, !needed.exists(in: record) { return [] }
    let resources: [FoundResource]
    if action.rule.isOptional {
      resources = finder.named(action)
      // Several optional actions of which the parameters name none are asked of what the event lists.
      guard !resources.isEmpty else { return [] }
    } else {
      resources = finder.resources(of: action, denied: denial)
    }
    let name = context.versioned(action)
    var requests: [CloudTrailRequest] = []
    for (index, resource) in resources.enumerated() {
      let request = Request(
        action: name, principal: principal, resource: resource.arn,
        context: context.keys(of: action, on: resource, isFirst: index == 0))
      requests.append(CloudTrailRequest(request: request, certainty: resource.certainty))
      if let tagging = context.tagging(action, resource, principal) { requests.append(tagging) }
    }
    return requests
  }

  /// The action that a denial names and that the call was not known to ask: AWS says that it did.
  private static func deniedBeside(
    _ requests: [CloudTrailRequest], _ denial: CloudTrailDenial?, _ context: EventContext, _ principal: Principal
  ) -> [CloudTrailRequest] {
    guard let denial, let named = denial.action, let action = Catalog.action(named),
      !requests.contains(where: { $0.request.action.equalsIgnoringASCIICase(action.name) })
    else { return [] }
    var resource = FoundResource(arn: "*", certainty: action.resourceKinds.isEmpty ? .none : .unknown)
    if let arn = denial.resource, arn.hasPrefix("arn:") { resource = FoundResource(arn: arn, certainty: .exact) }
    let request = Request(
      action: action.name, principal: principal, resource: resource.arn, context: context.keys(on: resource))
    return [CloudTrailRequest(request: request, certainty: resource.certainty)]
  }
}

/// What became of one event.
public enum CloudTrailMapped: Sendable {
  /// What it asked: one decision, all must pass; the action that the event is named after comes first.
  case requests([CloudTrailRequest])
  /// Why it is no request, and the action that was called where that is known all the same.
  case notEvaluable(CloudTrailReason, action: ByteString?)
}

/// One request of an event.
public struct CloudTrailRequest: Sendable {
  /// The request as policies see it.
  public var request: Request
  /// How sure its resource is.
  public var certainty: ResourceCertainty
}

/// Why an event is no request; the raw value is the word in summaries.
public enum CloudTrailReason: String, Sendable, CaseIterable {
  /// No published action is known for the event's source and name.
  case unmapped
  /// The service did it by itself (`AwsServiceEvent`).
  case serviceEvent
  /// Somebody signed in to the console.
  case consoleSignIn
  /// Something was done in the console that was no API call.
  case consoleAction
  /// An Insights event, which sums up others.
  case insight
  /// The log does not say who called: another account, a directory, an Identity Center user, a federated sign-in.
  case noPrincipal
  /// AWS decides the call by no policy.
  case noPermissionNeeded
  /// The call asks different actions by parameters that the log leaves out.
  case parametersNotLogged

  /// What it means, for reports.
  public var meaning: String {
    switch self {
    case .unmapped: "no published action is known for this event"
    case .serviceEvent: "an event of a service, not a call"
    case .consoleSignIn: "a console sign-in"
    case .consoleAction: "a console action, not a call"
    case .insight: "an Insights event"
    case .noPrincipal: "the event names no IAM principal"
    case .noPermissionNeeded: "a call that needs no permission"
    case .parametersNotLogged: "the parameters that tell the action are not logged"
    }
  }
}
