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
    let text: DecisionText
    let resource: ByteSlice
    /// The keys that it hangs on although AWS always sends them.
    let lacked: [ByteString]
  }

  private let stackBindings: [StackPolicyBinding]
  private let keys: KeyTable
  private let missingContext: MissingContext
  private let assumed: ImpliedContext
  private let formatter: any DecisionFormatter
  private let fixedStack: StackCache?
  private let updateStacks: [StackCache?]
  private let hasOrganization: Bool
  private var situations: SituationCache?
  private let allowedUnasked: DecisionText
  private let resourceTypeKey: Int?
  /// The keys that AWS always sends and that some policy looks at (ruling 21); none when what is missing is unknown.
  private let alwaysSent: [(name: ByteString, key: Int)]
  private var principals: PrincipalCache

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
    stackBindings = policies.stacks
    keys = program.keys
    self.missingContext = missingContext
    self.formatter = formatter
    assumed = ImpliedContext(
      missingContext.assumptions.compactMap { assumption in
        program.keys.index(of: assumption.key).map { ($0, assumption.value) }
      })
    updateStacks = policies.stacks.map { $0.policy.map(indexes.cache(stackPolicy:)) }
    var fixedStack: StackCache?
    if case .fixed(let stack) = policies.requests {
      fixedStack = indexes.cache(stack)
    }
    self.fixedStack = fixedStack
    let asksResourcePolicy = fixedStack?.index.stack.asksResourcePolicy ?? false
    principals = PrincipalCache(program.keys, needsPrincipal: asksResourcePolicy)
    if case .world(let world) = policies.requests {
      hasOrganization = world.organization != nil
      situations = SituationCache(world, indexes)
    } else {
      hasOrganization = false
      situations = nil
    }
    allowedUnasked = DecisionText(Decision(result: .allowed), formatter)
    resourceTypeKey = program.keys.index(of: "ResourceType")
    alwaysSent =
      missingContext.isUnknown || !countsLacked
      ? [] : Self.alwaysSentKeys.compactMap { name in program.keys.index(of: name).map { (name, $0) } }
  }

  /// Decides a record whose context is in the frame.
  mutating func decide(
    _ record: ActionRecord, _ text: UnsafeBufferPointer<UInt8>, _ reader: inout ActionRecordReader,
    _ frame: inout RequestFrame
  ) throws(RecordError) -> Ruling {
    guard record.action.count > 0 else { throw .noAction }
    if record.isUpdate { return try decideUpdate(record, &frame) }
    guard record.namesAPIAction else { throw .noActionName(record.action.byteString) }
    return try decideRequest(record, text, &reader, &frame)
  }

  private mutating func decideUpdate(
    _ record: ActionRecord, _ frame: inout RequestFrame
  ) throws(RecordError) -> Ruling {
    guard !stackBindings.isEmpty else { throw .noStackPolicy }
    let names: [StaticString] = ["Update:Modify", "Update:Replace", "Update:Delete"]
    guard names.contains(where: { record.action.equals(ByteSlice($0)) }) else {
      throw .unknownUpdate(record.action.byteString)
    }
    let index = try stackIndex(record)
    let prefix: StaticString = "LogicalResourceId/"
    var resource = ByteSlice.empty
    if let id = record.logicalResourceId {
      var bytes = ByteBuffer(capacity: prefix.utf8CodeUnitCount + id.count)
      bytes.append(prefix)
      bytes.append(id)
      resource = bytes.withBytes { frame.copy($0) }
    } else if let given = record.resource {
      let hasPrefix =
        given.count > prefix.utf8CodeUnitCount
        && ByteSlice(given.base, prefix.utf8CodeUnitCount).equals(ByteSlice(prefix))
      guard hasPrefix else { throw .noLogicalResourceId }
      resource = given
    } else {
      throw .noLogicalResourceId
    }
    frame.action = record.action
    frame.resource = resource
    if let key = resourceTypeKey {
      let known = stackBindings[index].resourceTypes
      if let type = record.resourceType {
        frame.set(key, to: type)
      } else if frame.slot(key).isMentioned {
        // The record's own context names the type.
      } else if !known.isEmpty, let type = known[Self.logicalId(resource, prefix)] {
        frame.set(key, to: frame.copy(type))
      }
      assumed.fill(&frame)
      if !frame.slot(key).isMentioned { frame.set(key, .unknown) }
    }
    guard let stack = updateStacks[index] else {
      return Ruling(verdict: .allowedUnasked, text: allowedUnasked, resource: resource, lacked: [])
    }
    return rule(stack, &frame)
  }

  private static func logicalId(_ resource: ByteSlice, _ prefix: StaticString) -> ByteString {
    ByteSlice(resource.base + prefix.utf8CodeUnitCount, resource.count - prefix.utf8CodeUnitCount).byteString
  }

  private func stackIndex(_ record: ActionRecord) throws(RecordError) -> Int {
    if stackBindings.count == 1, stackBindings[0].name == nil || record.stack == nil { return 0 }
    guard let name = record.stack else { throw .stackNotNamed }
    guard let index = stackBindings.firstIndex(where: { $0.name.map { name.equals($0) } ?? false }) else {
      throw .unknownStack(
        name.byteString, NearestSpelling.of(name.byteString, among: stackBindings.compactMap(\.name)))
    }
    return index
  }

  private mutating func decideRequest(
    _ record: ActionRecord, _ text: UnsafeBufferPointer<UInt8>, _ reader: inout ActionRecordReader,
    _ frame: inout RequestFrame
  ) throws(RecordError) -> Ruling {
    guard record.hasResources else { return try decideRequest(record, on: record.resource, &frame) }
    var worst: Ruling?
    var record = record
    for _ in 0..<record.resourceCount {
      // The record's own members may stand in the frame's memory: only the context begins anew.
      frame.resetContext(missingIsUnknown: missingContext.isUnknown)
      let resource = try reader.readNextResource(of: &record, text, into: &frame)
      let ruling = try decideRequest(record, on: resource, &frame)
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

  private mutating func decideRequest(
    _ record: ActionRecord, on resource: ByteSlice?, _ frame: inout RequestFrame
  ) throws(RecordError) -> Ruling {
    frame.action = record.action
    frame.resource = resource ?? ByteSlice("*")
    if let fixedStack {
      principals.fill(&frame, record.principal)
      assumed.fill(&frame)
      return rule(fixedStack, &frame)
    }
    guard let stack = try worldStack(record, &frame) else { throw .noRequestPolicy }
    assumed.fill(&frame)
    guard stack.index.stack.asksSomething || hasOrganization else { throw .nothingApplies }
    return rule(stack, &frame)
  }

  private func rule(_ stack: StackCache, _ frame: inout RequestFrame) -> Ruling {
    let verdict = stack.index.decide(frame)
    let text = stack.text(verdict, frame, formatter)
    let lacked = alwaysSent.isEmpty || verdict.result == .unknown ? [] : lackedKeys(stack, &frame)
    return Ruling(verdict: verdict, text: text, resource: frame.resource, lacked: lacked)
  }

  private static let alwaysSentKeys: [ByteString] = [
    "aws:CurrentTime", "aws:EpochTime", "aws:SecureTransport", "aws:RequestedRegion", "aws:ViaAWSService",
  ]

  /// The keys that AWS always sends, that the record lacks, and that the decision hangs on: were they unknown, so would
  /// it be. The frame's context is spent afterwards.
  private func lackedKeys(_ stack: StackCache, _ frame: inout RequestFrame) -> [ByteString] {
    var isLacking = false
    for (_, key) in alwaysSent where !frame.slot(key).isMentioned {
      frame.set(key, .unknown)
      isLacking = true
    }
    guard isLacking, stack.index.decide(frame).result == .unknown else { return [] }
    let missing = stack.index.missingKeys(frame).map(\.asciiLowercased)
    return alwaysSent.map(\.name).filter { missing.contains($0.asciiLowercased) }
  }

  /// Fills in what the world implies and finds the stack that it holds for the request; nil without a world.
  private mutating func worldStack(
    _ record: ActionRecord, _ frame: inout RequestFrame
  ) throws(RecordError) -> StackCache? {
    guard situations != nil else { return nil }
    guard let principal = record.principal else { throw RecordError(.missingPrincipal) }
    let situation: SituationCache.Situation
    let stack: StackCache
    do throws(RequestError) {
      guard let found = try situations?.situation(principal: principal, resource: frame.resource),
        let foundStack = situations?.stack(in: found, action: frame.action)
      else { return nil }
      situation = found
      stack = foundStack
    } catch {
      throw RecordError(error)
    }
    frame.principal = situation.asking.principal
    situation.implied.fill(&frame)
    if missingContext.isUnknown { situation.absentTags.fill(&frame) }
    return stack
  }
}

extension EvaluationResult {
  fileprivate var weight: Int {
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
  fileprivate static let stackNotNamed = RecordError(
    "record.stack", "there are several stacks, and the record does not say which it is about")
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
  fileprivate static func unknownStack(_ name: ByteString, _ nearest: ByteString?) -> RecordError {
    RecordError(
      "stack.unknown",
      "no stack policy is given for the stack \(name)" + (nearest.map { "; did you mean \($0)?" } ?? ""))
  }
}
