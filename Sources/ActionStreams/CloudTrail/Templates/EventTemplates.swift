import Documents
import Evaluation
import PolicyLanguage

/// Maps CloudTrail events by their shape: what events of one shape ask is worked out once, by `CloudTrailMapping`, and
/// what tells them apart is filled in.
///
/// ```
/// event     marks → members → caller, plan, shape ─ found ──→ template, holes → frame
///                                                 └ new ────→ CloudTrailMapping, on the event and on one with markers
/// ```
/// The shape of an event holds everything that a mapping looks at: as it stands, or as the class of texts that are alike
/// to it (`ShapeRules`), whose places are holes. Where a template is learnt, markers stand in the holes of a copy of the
/// event; where they come out is where the texts of other events go. A template that does not yield what the mapping made
/// of the event itself is not used. Events that are unusual in any way are left to the mapping.
///
/// Everything that is kept is bounded; each worker has its own.
public struct EventTemplates: ~Copyable {
  let keys: KeyTable
  let wanted: WantedKeys
  var mapping: CloudTrailMapping
  var values = MarkedValues()
  var located = LocatedEvent()
  let principalARNKey: Int?
  let missingIsUnknown: Bool

  // Plans by event source and name.
  var planNumbers = ByteTable()
  var rules: [ShapeRules] = []
  // Names of parameters, by whose numbers the rules of plans know what they weigh.
  var nameNumbers = ByteTable()
  // Callers by their identity's text.
  var callerNumbers = ByteTable()
  var callers: [EventCaller] = []
  var callerViews: [EventCaller.View?] = []
  var callerKinds = ByteTable()
  // Addresses.
  var addressNumbers = ByteTable()
  var addresses: [AddressKind] = []
  // Error codes, and which of them are denials.
  var errorCodes = ByteTable()
  var denials: [Bool] = []
  // What is known of shapes: below 0, or the number of a template.
  var shapeNumbers = ByteTable()
  var shapes: [Int32] = []
  var templates: [EventTemplate] = []
  var views: [EventTemplate.View] = []
  var reasons: [CloudTrailReason?] = []
  var templateMemory = 0

  /// The shape of the event at hand.
  var shape = ByteBuffer(capacity: 4096)
  /// A scratch for keys of tables.
  var scratch = ByteBuffer(capacity: 1024)
  /// The texts of the event at hand, by hole.
  let holes: UnsafeMutablePointer<ByteSlice>
  var holeCount = 0
  /// Whether parameters may be holes.
  var hasHoles = true
  /// The first hole that is a parameter's.
  var firstParameter = 0
  /// Where they stand, some more than once.
  var places: [HolePlace] = []

  /// A shape that was seen once: what never comes again is not worth a template.
  private static let seenOnce: Int32 = -1
  /// A shape that has no template.
  private static let unusual: Int32 = -2

  /// What an address is to a mapping.
  enum AddressKind: UInt8 {
    case none, publicIPv4, privateIPv4, other
  }

  /// A place in the event that a hole's text stands at.
  struct HolePlace {
    let hole: Int
    let text: ByteSlice
    let kind: HoleKind
  }

  /// What a hole's text is.
  enum HoleKind: Equatable {
    case parameter, address, time
  }

  /// More holes than events without long lists have.
  static let mostHoles = 24
  /// The longest shape that is kept.
  static let longestShape = 2048
  /// The longest text that is a hole.
  static let longestText = 1024
  private static let byteLimit = 2 << 20
  private static let mostCallers = 8192

  /// Makes the memory of a mapping.
  ///
  /// - Parameters:
  ///   - keys: the context keys that policies look at.
  ///   - missingIsUnknown: whether keys that an event does not show are unknown.
  ///   - plans: the plans of a run, for the same keys.
  public init(keys: KeyTable, missingIsUnknown: Bool, plans: EventPlans) {
    self.keys = keys
    self.missingIsUnknown = missingIsUnknown
    wanted = plans.wanted
    mapping = CloudTrailMapping(plans)
    principalARNKey = keys.index(of: "aws:PrincipalArn")
    holes = .allocate(capacity: Self.mostHoles)
    holes.initialize(repeating: .empty, count: Self.mostHoles)
  }

  deinit { holes.deallocate() }

  /// Begins with a text, which must stay where it is, with `TextLines.padding` readable bytes behind it, the first of
  /// them a line feed, for as long as its events are read.
  public mutating func begin(_ text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress else {
      return values.begin(UnsafePointer(bitPattern: 64).unsafelyUnwrapped, count: 0)
    }
    values.begin(base, count: text.count)
    forgetWhereFull()
  }

  private mutating func forgetWhereFull() {
    if shapeNumbers.byteCount > Self.byteLimit || templateMemory > Self.byteLimit * 2 { forgetShapes() }
    if callerViews.count > Self.mostCallers || callerNumbers.byteCount > Self.byteLimit { forgetCallers() }
    if callerKinds.count > Self.mostCallers {
      // Shapes name kinds by their numbers.
      callerKinds = ByteTable()
      forgetCallers()
      forgetShapes()
    }
    if denials.count > Self.mostCallers {
      errorCodes = ByteTable()
      denials.removeAll()
    }
    if addresses.count > Self.mostCallers {
      addressNumbers = ByteTable()
      addresses.removeAll(keepingCapacity: true)
    }
    if nameNumbers.count > Self.mostNames || rules.count > Self.mostPlans {
      nameNumbers = ByteTable()
      planNumbers = ByteTable()
      rules.removeAll()
      forgetShapes()
    }
  }

  private mutating func forgetShapes() {
    shapeNumbers = ByteTable()
    shapes.removeAll()
    templates.removeAll()
    views.removeAll()
    reasons.removeAll()
    templateMemory = 0
  }

  private mutating func forgetCallers() {
    callerNumbers = ByteTable()
    callers.removeAll()
    callerViews.removeAll()
  }

  private static let mostNames = 4096
  private static let mostPlans = 1024

  /// Reads the event at a place of the text; nil where it has to be read by `CloudTrailRecord.read`.
  public mutating func read(at place: Int) -> TemplateEvent? {
    var cursor = MarkedCursor(&values, at: place)
    if !located.read(&cursor, until: values.count) {
      // The marks may have ended inside the event.
      guard Int(cursor.mark[2]) >= values.windowEnd, values.restart(at: place) else { return nil }
      cursor = MarkedCursor(&values, at: place)
      guard located.read(&cursor, until: values.count) else { return nil }
    }
    guard !located.has(.eventContext), let caller = caller(at: place, end: cursor.at) else { return nil }
    let plan = plan()
    let rules = rules[plan]
    guard rules.isUsable, appendShape(plan, rules, caller) else { return nil }
    guard let template = template(at: place, end: cursor.at, plan) else { return nil }
    let view = views[template]
    if view.mayRepeatResources, repeatsResources(template) { return nil }
    return TemplateEvent(
      end: cursor.at, id: located.id(), time: located.text(.eventTime), source: located.value(.eventSource),
      name: located.value(.eventName), stackOperation: rules.stackOperation, reason: reasons[template], template: view,
      caller: caller)
  }

  // MARK: Plan and caller

  /// The number of the event's plan.
  private mutating func plan() -> Int {
    let source = located.value(.eventSource)
    let name = located.value(.eventName)
    scratch.removeAll()
    scratch.append(source)
    scratch.append(0)
    scratch.append(name)
    if let known = planNumbers.find(scratch.slice) { return known }
    let plan = mapping.plan(source: source.byteString, name: name.byteString)
    rules.append(ShapeRules(plan, source: source.byteString, name: name.byteString, wanted: wanted))
    return planNumbers.insert(scratch.slice)
  }

  /// Who made the event; nil where the identity is unusual.
  private mutating func caller(at place: Int, end: Int) -> EventCaller.View? {
    guard located.has(.userIdentity) else { return nil }
    let identity = located.value(.userIdentity)
    guard identity.base[0] == UInt8(ascii: "{") else { return nil }
    // The root user's ARN has the partition of the region.
    scratch.removeAll()
    scratch.append(identity)
    let region = located.text(.awsRegion)
    scratch.append(ByteSlice(region.base, min(8, region.count)))
    if let known = callerNumbers.find(scratch.slice) { return callerViews[known] }
    var caller: EventCaller?
    if let record = record(UnsafeBufferPointer(start: values.base + place, count: end - place)) {
      let principal = CloudTrailPrincipal(record).principal
      let key = EventCaller.kindKey(record, principal, wanted)
      let kind = key.withSlice { callerKinds.find($0) ?? callerKinds.insert($0) }
      caller = EventCaller(principal, kind: kind)
    }
    if let caller { callers.append(caller) }
    callerViews.append(caller?.view)
    _ = callerNumbers.insert(scratch.slice)
    return caller?.view
  }

  /// The event as the mapping takes it; nil where it is none.
  private func record(_ text: UnsafeBufferPointer<UInt8>) -> CloudTrailRecord? {
    var cursor = JSONCursor(text)
    guard let result = try? CloudTrailRecord.read(&cursor), case .success(let record) = result else { return nil }
    return record
  }

  // MARK: Templates

  /// The number of the template of the shape at hand; nil where it has none.
  @inline(__always)
  private mutating func template(at place: Int, end: Int, _ plan: Int) -> Int? {
    guard let number = shapeNumbers.find(shape.slice) else {
      shapes.append(Self.seenOnce)
      _ = shapeNumbers.insert(shape.slice)
      return nil
    }
    let known = shapes[number]
    if known >= 0 { return Int(known) }
    return known == Self.seenOnce ? learn(number, at: place, end: end, plan) : nil
  }

  /// Makes the template of a shape; nil where there can be none.
  private mutating func learn(_ number: Int, at place: Int, end: Int, _ plan: Int) -> Int? {
    shapes[number] = Self.unusual
    let trace = ParameterTrace()
    let text = UnsafeBufferPointer(start: values.base + place, count: end - place)
    let learnt = learn(text, plan, trace)
    if trace.sawAll, !rules[plan].looksAtAll {
      // The shape says too little: a rule that nobody expected looked at every parameter.
      rules[plan].looksAtAll = true
      rules[plan].forgetWeights()
      return nil
    }
    guard let learnt else { return nil }
    templateMemory += learnt.memory
    shapes[number] = Int32(truncatingIfNeeded: templates.count)
    templates.append(learnt)
    views.append(learnt.view)
    if case .notEvaluable(let reason) = learnt.content { reasons.append(reason) } else { reasons.append(nil) }
    return templates.count - 1
  }

  /// Whether the event would ask an action twice about one resource: a mapping asks once.
  private func repeatsResources(_ template: Int) -> Bool { templates[template].repeatsResources(holes) }

  /// Works out what the event asks, and so all of its shape.
  private mutating func learn(
    _ text: UnsafeBufferPointer<UInt8>, _ plan: Int, _ trace: ParameterTrace
  ) -> EventTemplate? {
    guard let base = text.baseAddress, let record = record(text) else { return nil }
    var markers: [ByteString] = []
    var actual: [ByteString] = []
    for hole in 0..<holeCount {
      guard let place = places.first(where: { $0.hole == hole }), let marker = marker(for: place, plan) else {
        return nil
      }
      markers.append(marker)
      actual.append(place.text.byteString)
    }
    let mapped = mapping.mapAnew(record, trace)
    var marked: [UInt8] = []
    var at = 0
    for place in places.sorted(by: { $0.text.base < $1.text.base }) {
      let start = base.distance(to: place.text.base)
      marked += text[at..<start]
      marked += markers[place.hole].bytes
      at = start + place.text.count
    }
    marked += text[at...]
    let template = marked.withUnsafeBufferPointer { bytes in
      self.record(bytes).flatMap { EventTemplate.make(mapping.mapAnew($0, trace), markers: markers, keys: keys) }
    }
    guard let template, template.yields(mapped, holes: actual, keys: keys) else { return nil }
    return template
  }

  /// A text that stands nowhere in the event and is like the one at a place to the plan; nil where there is none.
  private func marker(for place: HolePlace, _ plan: Int) -> ByteString? {
    switch place.kind {
    case .time: return ByteString(Self.randomText(of: "0123456789", 20))
    case .address:
      let octets = (0..<2).map { _ in Int.random(in: 100...250) }
      let isPublic = Self.addressKind(place.text.byteString) == .publicIPv4
      return ByteString("\(isPublic ? "203.0" : "10.\(Int.random(in: 100...250))").\(octets[0]).\(octets[1])")
    case .parameter:
      let rules = rules[plan]
      let front = ByteString(copying: place.text.byteString.bytes.prefix(rules.front(of: place.text)))
      let marker = front + ByteString(Self.randomText(of: "abcdefghijkmnpqrstuvwxyz", 24))
      let isAlike = marker.withSlice { rules.classify($0) } == rules.classify(place.text)
      return isAlike ? marker : nil
    }
  }

  private static func randomText(of letters: StaticString, _ count: Int) -> [UInt8] {
    // One number of the system's is enough for many letters.
    var number = UInt64.random(in: 0...UInt64.max)
    return (0..<count).map { _ in
      number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return letters.utf8Start[Int(truncatingIfNeeded: (number >> 33) % UInt64(letters.utf8CodeUnitCount))]
    }
  }

  /// What an address is.
  static func addressKind(_ text: ByteString) -> AddressKind {
    guard let address = IPText(text) else { return .none }
    if text.bytes.contains(UInt8(ascii: ":")) { return .other }
    return address.isPrivate ? .privateIPv4 : .publicIPv4
  }
}

/// One event that was mapped by its shape; valid until the next is read.
public struct TemplateEvent {
  /// The offset behind the event.
  public let end: Int
  /// The event's id as JSON text; nil when it has none.
  public let id: ByteSlice?
  /// The time; empty when the event has none.
  public let time: ByteSlice
  /// The event source.
  public let source: ByteSlice
  /// The event name.
  public let name: ByteSlice
  /// The stack operation that it is.
  public let stackOperation: CloudTrailStackOperation.Kind?
  /// Why it asks nothing; nil when it asks something.
  public let reason: CloudTrailReason?
  let template: EventTemplate.View
  let caller: EventCaller.View

  /// The number of requests, all of which must pass; 0 for an event that asks nothing.
  public var requestCount: Int { template.requestCount }

  /// The ARN of whoever made it.
  public var principalARN: ByteString? { caller.arn?.byteString }
}

extension EventTemplates {
  /// Puts a request of an event into a frame, which is reset, and names it as deciders want it.
  @inline(__always)
  public borrowing func load(_ event: TemplateEvent, _ index: Int, into frame: inout RequestFrame) -> ActionRecord {
    frame.reset(missingIsUnknown: missingIsUnknown)
    let (action, kind) = event.template.fill(&frame, index, holes)
    if let key = principalARNKey, let arn = event.caller.roleARN { frame.set(key, to: arn) }
    var record = ActionRecord(action: action, kind, principal: event.caller.spelling, resource: frame.resource)
    record.isPlain = event.template.isPlain
    return record
  }
}
