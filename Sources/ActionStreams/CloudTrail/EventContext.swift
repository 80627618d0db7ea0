import Documents
import PolicyLanguage

/// The context keys of an event: what the log says, what it shows to be absent, and nothing of what it cannot carry.
///
/// Global keys are worked out once for an event; each of its requests adds what belongs to its resource.
/// Sources: authorization.md 3.3 and section 6; IAM user guide, global condition keys and forward access sessions.
struct EventContext {
  let record: CloudTrailRecord
  let place: EventPlace
  let principal: Principal
  let plan: EventPlan
  let wanted: WantedKeys
  let tags: [RequestTags]
  var base = RequestContext(missingIsUnknown: true)

  init(
    _ record: CloudTrailRecord, _ place: EventPlace, _ principal: Principal, _ plan: EventPlan, _ wanted: WantedKeys
  ) {
    self.record = record
    self.place = place
    self.principal = principal
    self.plan = plan
    self.wanted = wanted
    tags = RequestTags.all(in: record)
    fillRequest()
    fillPrincipal()
    fillNetwork()
    fillService()
    fillEnriched()
  }

  /// The keys of one request.
  func keys(of action: PlannedAction, on resource: FoundResource, isFirst: Bool) -> RequestContext {
    var context = keys(on: resource)
    for (key, value) in action.rule.context { put(key, .single(value), into: &context) }
    addTags(action, resource, isFirst: isFirst, into: &context)
    if resource.certainty == .none { close(wanted.families.resourceTags, in: &context) }
    close(plan.absentKeys[action.prefix] ?? [], in: &context)
    return context
  }

  /// The keys of a request of which nothing but its resource is known.
  func keys(on resource: FoundResource) -> RequestContext {
    var context = base
    // ARNs of S3 hold no account; the log says who owns the bucket.
    if let account = resource.account, account.isAccount {
      put(.resourceAccount, .single(account), into: &context)
    }
    addResourceTags(resource, into: &context)
    return context
  }

  /// Says what a key holds, when somebody asks for it.
  func put(_ key: DerivedKey, _ value: ContextValue, into context: inout RequestContext) {
    if wanted.contains(key) { context[key.name] = value }
  }

  /// Says what a key, in lower case, holds, when somebody asks for it.
  func put(_ key: ByteString, _ value: ContextValue, into context: inout RequestContext) {
    if wanted.contains(key) { context[key] = value }
  }

  /// Says that keys which nothing was said of are absent.
  func close(_ keys: [ByteString], in context: inout RequestContext) {
    for key in keys where !context.mentions(key) { put(key, .absent, into: &context) }
  }

  /// Says what a key holds in all requests of the event.
  mutating func set(_ key: DerivedKey, _ value: ByteString?) {
    guard wanted.contains(key), let value else { return }
    base[key.name] = .single(value)
  }

  /// Says what a key holds in all requests of the event, working it out only when somebody asks for it.
  mutating func set(_ key: DerivedKey, of value: (EventContext) -> ByteString?) {
    if wanted.contains(key) { set(key, value(self)) }
  }

  /// Says that keys are absent from all requests of the event.
  mutating func setAbsent(_ keys: DerivedKey...) {
    for key in keys where wanted.contains(key) { base[key.name] = .absent }
  }
}
