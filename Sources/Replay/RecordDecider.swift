import ActionStreams
import Documents
import Evaluation
import PolicyLanguage
import Simulation

/// Decides records that were read into a frame by one policy set, for one worker.
///
/// It owns its caches; the frame and the reader are lent to it, so that several policy sets can decide one reading.
struct RecordDecider: ~Copyable {
  /// A verdict with what turns it into a line.
  struct Ruling {
    let verdict: Verdict
    /// Valid until the next record is decided.
    let text: DecisionText
    /// Valid as long as the record and its frame are.
    let resource: ByteSlice
    /// The keys that it hangs on although AWS always sends them: a bit for each of `AlwaysSentKeys`.
    let lacked: UInt8
  }

  /// What a record lacks of the keys that AWS always sends, as far as its decision may hang on them.
  struct Lack {
    /// A bit for each of `AlwaysSentKeys`.
    let keys: UInt8
    /// Whether nothing else of the request may be unknown.
    let isOtherwiseKnown: Bool

    static let nothing = Lack(keys: 0, isOtherwiseKnown: true)
  }

  private let stacks: StackPolicies
  private let missingContext: MissingContext
  let assumed: ImpliedContext
  private let formatter: any DecisionFormatter
  /// What decides all requests; kept by hand: a request borrows it and counts nothing.
  let fixedStack: Unmanaged<StackCache>?
  private let hasOrganization: Bool
  /// What decides requests where a world holds their policies.
  var situations: SituationCache?
  private let allowedUnasked: DecisionText
  private let resourceTypeKey: Int?
  /// The keys of `AlwaysSentKeys` by their bits (ruling 21).
  private let alwaysSent: UnsafeMutablePointer<Int>
  /// Whether some policy looks at one of them; no matter where what is missing is unknown.
  private let countsLacked: Bool
  var principals: PrincipalCache
  /// The stacks whose texts a record's rulings may still name.
  private var heldStacks: [StackCache] = []
  var unknowns: UnknownTexts
  /// `LogicalResourceId/`, and the id of the update at hand behind it.
  private var updateResource = ByteBuffer(capacity: 256)

  /// Makes a decider.
  ///
  /// - Parameters:
  ///   - indexes: of a program that holds all of the policies, and maybe others; the deciders of one worker share them.
  ///   - countsLacked: whether rulings say which keys they hang on that AWS always sends.
  init(
    _ policies: StreamPolicies, _ indexes: StackIndexes, missingContext: MissingContext,
    formatter: any DecisionFormatter, countsLacked: Bool
  ) {
    let program = indexes.program
    self.missingContext = missingContext
    self.formatter = formatter
    assumed = ImpliedContext(
      missingContext.assumptions.compactMap { assumption in
        program.keys.index(of: assumption.key).map { ($0, assumption.value) }
      }, indexes.contexts.next())
    stacks = StackPolicies(policies.stacks, indexes.cache(stackPolicy:))
    var fixedStack: StackCache?
    if case .fixed(let stack) = policies.requests {
      fixedStack = indexes.cache(stack)
    }
    self.fixedStack = fixedStack.map { .passRetained($0) }
    let asksResourcePolicy = fixedStack?.index.stack.asksResourcePolicy ?? false
    principals = PrincipalCache(program.keys, indexes.contexts, needsPrincipal: asksResourcePolicy)
    if case .world(let world) = policies.requests {
      hasOrganization = world.organization != nil
      situations = SituationCache(world, indexes)
    } else {
      hasOrganization = false
      situations = nil
    }
    allowedUnasked = DecisionText(Decision(result: .allowed), formatter)
    resourceTypeKey = program.keys.index(of: "ResourceType")
    alwaysSent = .allocate(capacity: 8)
    alwaysSent.initialize(repeating: -1, count: 8)
    for (bit, key) in indexes.alwaysSent { alwaysSent[bit] = key }
    self.countsLacked = countsLacked && !missingContext.isUnknown && !indexes.alwaysSent.isEmpty
    unknowns = UnknownTexts(keyCount: program.keys.count)
    updateResource.append(Self.updatePrefix)
  }

  deinit {
    fixedStack?.release()
    alwaysSent.deallocate()
    assumed.deallocate()
    allowedUnasked.deallocate()
  }

  /// Decides a record whose context is in the frame.
  ///
  /// The record stays what it is; it is large, and lent where it stands.
  @inline(__always)
  mutating func decide(
    _ record: inout ActionRecord, _ text: UnsafeBufferPointer<UInt8>, _ reader: inout ActionRecordReader,
    _ frame: inout RequestFrame
  ) throws(RecordError) -> Ruling {
    guard record.action.count > 0 else { throw .noAction }
    begin()
    switch record.actionKind {
    case .request:
      guard !record.hasResources else { return try decideList(record, text, &reader, &frame) }
      return rule(try requestStack(&record, on: record.resource, &frame), &frame)
    case .update, .misspeltUpdate: return try decideUpdate(&record, &frame)
    case .other: throw .noActionName(record.action.byteString)
    }
  }

  /// The same for who has no other use for the record.
  mutating func decide(
    _ record: ActionRecord, _ text: UnsafeBufferPointer<UInt8>, _ reader: inout ActionRecordReader,
    _ frame: inout RequestFrame
  ) throws(RecordError) -> Ruling {
    var record = record
    return try decide(&record, text, &reader, &frame)
  }

  /// Lets go of what the rulings on the record before may have named, and what frames were filled in with.
  @inline(__always)
  mutating func begin() {
    principals.makeRoom()
    unknowns.makeRoom()
    if !heldStacks.isEmpty { heldStacks.removeAll() }
  }

  private static let updatePrefix: StaticString = "LogicalResourceId/"

  @inline(__always)
  private mutating func decideUpdate(
    _ record: inout ActionRecord, _ frame: inout RequestFrame
  ) throws(RecordError) -> Ruling {
    guard let stack = try updateStack(&record, &frame) else {
      return Ruling(verdict: .allowedUnasked, text: allowedUnasked, resource: frame.resource, lacked: 0)
    }
    return rule(stack, &frame)
  }

  /// Fills in an update action and finds the policy that decides it; nil where its stack has none.
  mutating func updateStack(
    _ record: inout ActionRecord, _ frame: inout RequestFrame
  ) throws(RecordError) -> Unmanaged<StackCache>? {
    guard !stacks.isEmpty else { throw .noStackPolicy }
    guard record.actionKind == .update else { throw .unknownUpdate(record.action.byteString) }
    let index = try stacks.index(ofStack: record.stack)
    let prefixCount = Self.updatePrefix.utf8CodeUnitCount
    let resource: ByteSlice
    if let id = record.logicalResourceId {
      updateResource.truncate(to: prefixCount)
      updateResource.append(atMost: id.count) { $0.put(id) }
      resource = updateResource.slice
      if let given = record.resource, !given.equals(resource) { throw .twoResources }
    } else if let given = record.resource {
      let hasPrefix =
        given.count > prefixCount && ByteSlice(given.base, prefixCount).equals(ByteSlice(Self.updatePrefix))
      guard hasPrefix else { throw .noLogicalResourceId }
      resource = given
    } else {
      throw .noLogicalResourceId
    }
    frame.setAction(record.action, of: record.actionIdentity)
    frame.resource = resource
    if let key = resourceTypeKey {
      if let type = record.resourceType {
        frame.set(key, to: type)
      } else if !frame.slot(key).isMentioned {
        let id = ByteSlice(resource.base + prefixCount, resource.count - prefixCount)
        if let type = stacks.resourceType(of: id, in: index) { frame.set(key, to: type) }
      }
      assumed.fill(&frame)
      if !frame.slot(key).isMentioned { frame.set(key, .unknown) }
    }
    return stacks.cache(index)
  }

  /// Decides a record that names its resources in a list.
  private mutating func decideList(
    _ record: ActionRecord, _ text: UnsafeBufferPointer<UInt8>, _ reader: inout ActionRecordReader,
    _ frame: inout RequestFrame
  ) throws(RecordError) -> Ruling {
    var worst: Ruling?
    var record = record
    for _ in 0..<record.resourceCount {
      // The record's own members may stand in the frame's memory: only the context begins anew.
      let resource = try reader.readNextResource(
        of: &record, text, missingIsUnknown: missingContext.isUnknown, into: &frame)
      let ruling = rule(try requestStack(&record, on: resource, &frame), &frame)
      // All must pass: a Deny decides before an Unknown, and the first of its kind.
      guard let previous = worst else {
        worst = ruling
        continue
      }
      if ruling.verdict.result.weight > previous.verdict.result.weight { worst = ruling }
    }
    guard let worst else { throw .noAction }
    return worst
  }

  /// Fills in a request and finds the policies that decide it.
  @inline(__always)
  mutating func requestStack(
    _ record: inout ActionRecord, on resource: ByteSlice?, _ frame: inout RequestFrame
  ) throws(RecordError) -> Unmanaged<StackCache> {
    begin(&frame, with: record, on: resource)
    if let fixedStack {
      principals.fill(&frame, record.principal)
      assumed.fill(&frame)
      return fixedStack
    }
    guard let stack = try worldStack(record.principal, &frame) else { throw .noRequestPolicy }
    assumed.fill(&frame)
    guard stack._withUnsafeGuaranteedRef({ asks($0) }) else { throw .nothingApplies }
    // The next resource may make the situations begin anew.
    if record.hasResources { heldStacks.append(stack.takeUnretainedValue()) }
    return stack
  }

  /// Sets what a request is about.
  @inline(__always)
  func begin(_ frame: inout RequestFrame, with record: borrowing ActionRecord, on resource: ByteSlice?) {
    frame.setAction(record.action, of: record.actionIdentity)
    frame.resource = resource ?? ByteSlice("*")
  }

  /// Whether a request can be decided by a stack that the world holds for it.
  @inline(__always)
  func asks(_ stack: StackCache) -> Bool { hasOrganization || stack.index.stack.asksSomething }

  /// Makes a verdict of a stack into words, for who counts no lacked keys.
  mutating func ruling(_ verdict: Verdict, _ stack: StackCache, _ frame: borrowing RequestFrame) -> Ruling {
    let text =
      verdict.result == .unknown
      ? unknowns.text(verdict, stack, frame, formatter) : stack.text(verdict) ?? stack.makeText(verdict, formatter)
    return Ruling(verdict: verdict, text: text, resource: frame.resource, lacked: 0)
  }

  @inline(__always)
  private mutating func rule(_ stack: Unmanaged<StackCache>, _ frame: inout RequestFrame) -> Ruling {
    let lack = doubt(stack, &frame)
    return rule(stack._withUnsafeGuaranteedRef { $0.index.decide(frame) }, lack, stack, &frame)
  }

  /// Makes the verdict on a request, whose lacked keys are unknown, into words.
  @inline(__always)
  mutating func rule(
    _ verdict: Verdict, _ lack: Lack, _ stack: Unmanaged<StackCache>, _ frame: inout RequestFrame
  ) -> Ruling {
    let ruled =
      lack.keys == 0
      ? (verdict: verdict, hangsOn: 0) : stack._withUnsafeGuaranteedRef { settle(verdict, lack, $0, &frame) }
    guard ruled.verdict.result != .unknown else {
      let text = stack._withUnsafeGuaranteedRef { unknowns.text(ruled.verdict, $0, frame, formatter) }
      return Ruling(verdict: ruled.verdict, text: text, resource: frame.resource, lacked: 0)
    }
    let text = stack._withUnsafeGuaranteedRef { $0.text(ruled.verdict) } ?? makeText(ruled.verdict, stack)
    return Ruling(verdict: ruled.verdict, text: text, resource: frame.resource, lacked: ruled.hangsOn)
  }

  @inline(never)
  private func makeText(_ verdict: Verdict, _ stack: Unmanaged<StackCache>) -> DecisionText {
    stack.takeUnretainedValue().makeText(verdict, formatter)
  }

  /// The keys that AWS always sends, that the record lacks, and that some statement looks at which admits the action.
  @inline(__always)
  private func lackedKeys(_ stack: Unmanaged<StackCache>, _ frame: borrowing RequestFrame) -> UInt8 {
    var watched = stack._withUnsafeGuaranteedRef { $0.alwaysSent.pointee.bits(frame) } & AlwaysSentKeys.mask
    var lacked: UInt8 = 0
    while watched != 0 {
      if !frame.slot(alwaysSent[watched.trailingZeroBitCount]).isMentioned { lacked |= watched & (0 &- watched) }
      watched &= watched &- 1
    }
    return lacked
  }

  /// Makes unknown what the record lacks of the keys that AWS always sends, so that the verdict tells whether it may hang
  /// on them.
  @inline(__always)
  func doubt(_ stack: Unmanaged<StackCache>, _ frame: inout RequestFrame) -> Lack {
    let keys = countsLacked ? lackedKeys(stack, frame) : 0
    if keys == 0 { return .nothing }
    let isOtherwiseKnown = !frame.mayHaveUnknown
    set(keys, .unknown, &frame)
    return Lack(keys: keys, isOtherwiseKnown: isOtherwiseKnown)
  }

  /// Finds what the verdict is where the lacked keys are absent, and which of them it hangs on: were they unknown, so would
  /// it be.
  ///
  /// - Parameter cautious: the verdict where they are unknown. Nearly always that is certain, and holds without them, too.
  @inline(never)
  private func settle(
    _ cautious: Verdict, _ lack: Lack, _ stack: StackCache, _ frame: inout RequestFrame
  ) -> (verdict: Verdict, hangsOn: UInt8) {
    let isCertain = cautious.result != .unknown
    if isCertain, stack.alwaysSent.pointee.settles(cautious, frame, lack.keys) { return (cautious, 0) }
    var hangsOn: UInt8?
    if !isCertain, lack.isOtherwiseKnown { hangsOn = stack.alwaysSent.pointee.undecided(frame, lack.keys) }
    set(lack.keys, .absent, &frame)
    let verdict = stack.index.decide(frame)
    if isCertain || verdict.result == .unknown { return (verdict, 0) }
    if let hangsOn { return (verdict, hangsOn) }
    set(lack.keys, .unknown, &frame)
    return (verdict, stack.alwaysSent.pointee.undecided(frame, by: stack.index) & lack.keys)
  }

  private func set(_ keys: UInt8, _ state: RequestFrame.State, _ frame: inout RequestFrame) {
    var keys = keys
    while keys != 0 {
      frame.set(alwaysSent[keys.trailingZeroBitCount], state)
      keys &= keys &- 1
    }
  }

  /// Counts the keys that the noted Unknowns hang on (`DecisionText.note`).
  mutating func countMissing(in tally: inout StreamTally) { unknowns.countMissing(in: &tally) }

  // MARK: The world

  /// Fills in what the world implies and finds the stack that it holds for the request; nil without a world.
  @inline(__always)
  private mutating func worldStack(
    _ principal: ByteSlice?, _ frame: inout RequestFrame
  ) throws(RecordError) -> Unmanaged<StackCache>? {
    guard situations != nil else { return nil }
    guard let principal else { throw RecordError(.missingPrincipal) }
    do throws(RequestError) {
      return try situations?.stack(for: principal, &frame, missingIsUnknown: missingContext.isUnknown)
    } catch {
      throw RecordError(error)
    }
  }
}

extension EvaluationResult {
  /// How much it weighs among the results of one record: the same for results of the same word.
  var weight: Int {
    switch self {
    case .allowed: 0
    case .unknown: 1
    case .implicitDeny, .explicitDeny: 2
    }
  }
}

extension RecordError {
  fileprivate init(_ error: RequestError) {
    self.init(error.code, error.message)
  }

  fileprivate static let nothingApplies = RecordError(
    "action.noPolicyApplies", "the environment holds no policy for this principal and resource")
  fileprivate static let noAction = RecordError("record.action", "the record names no action")
  fileprivate static let noLogicalResourceId = RecordError(
    "record.logicalResourceId", "an update action needs a logicalResourceId")
  fileprivate static let twoResources = RecordError(
    "record.resource", "logicalResourceId and resource name different resources")
  fileprivate static let noStackPolicy = RecordError(
    "action.noPolicyApplies", "this is an update action, and no stack policy is given")
  fileprivate static let noRequestPolicy = RecordError(
    "action.noPolicyApplies", "this is an API action, and only stack policies are given")
  fileprivate static func noActionName(_ action: ByteString) -> RecordError {
    RecordError("record.action", "\(action.quoted()) is not the name of an action, such as s3:GetObject")
  }
  fileprivate static func unknownUpdate(_ action: ByteString) -> RecordError {
    RecordError("record.action", "\(action) is not Update:Modify, Update:Replace or Update:Delete")
  }
}
