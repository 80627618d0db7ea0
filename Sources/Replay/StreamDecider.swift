import ActionStreams
import Documents
import Evaluation
import PolicyLanguage

/// How a run treats keys that records do not carry.
public struct MissingContext: Sendable {
  /// Whether a key that a record does not carry is unknown instead of absent (ruling 21).
  public var isUnknown: Bool
  /// Keys that records lack, and what to take them for.
  public var assumptions: [(key: ByteString, value: ContextValue)]

  /// Makes a treatment; keys are absent and nothing is assumed unless said.
  public init(isUnknown: Bool = false, assumptions: [(key: ByteString, value: ContextValue)] = []) {
    self.isUnknown = isUnknown
    self.assumptions = assumptions
  }
}

/// Decides the records of one worker, one at a time.
///
/// It owns a frame and its caches and shares nothing, so that workers never wait for each other.
struct StreamDecider: ~Copyable {
  /// What became of one record.
  enum Outcome {
    case decided(EvaluationResult)
    case failed(RecordError)
  }

  private let policies: StreamPolicies
  private let program: Program
  private let missingContext: MissingContext
  private let assumptions: [(key: Int, value: ContextValue)]
  private let formatter: any DecisionFormatter
  private let requestStack: CompiledStack?
  private let updateStacks: [CompiledStack?]
  private let resourceTypeKey: Int?
  private var reader: ActionRecordReader
  private var frame: RequestFrame

  init(
    _ policies: StreamPolicies, program: Program, missingContext: MissingContext, formatter: any DecisionFormatter
  ) {
    self.policies = policies
    self.program = program
    self.missingContext = missingContext
    self.formatter = formatter
    assumptions = missingContext.assumptions.compactMap { assumption in
      program.keys.index(of: assumption.key).map { ($0, assumption.value) }
    }
    requestStack = policies.requests.map { CompiledStack($0, program: program) }
    updateStacks = policies.stacks.map { $0.policy.map { CompiledStack(stackPolicy: $0, program: program) } }
    resourceTypeKey = program.keys.index(of: "ResourceType")
    reader = ActionRecordReader(keys: program.keys)
    frame = RequestFrame(keyCount: program.keys.count)
  }

  /// Decides one record and appends its line.
  mutating func decide(
    _ text: UnsafeBufferPointer<UInt8>, file: ByteString?, line: Int, into output: inout ByteBuffer,
    _ tally: inout StreamTally
  ) -> Outcome {
    frame.reset(missingIsUnknown: missingContext.isUnknown)
    var id: ByteSlice?
    do throws(RecordError) {
      let record = try reader.read(text, into: &frame)
      id = record.id
      let decided = try decide(record, text)
      let shown = StreamRecord(
        file: file, line: line, id: id, action: record.action, resource: decided.resource)
      output.append(formatter.lead(decided.decision))
      formatter.append(shown, to: &output)
      output.append(formatter.tail(decided.decision))
      tally.add(1, decided.decision.result)
      if decided.decision.result == .unknown { tally.add(missing: decided.decision.missing) }
      return .decided(decided.decision.result)
    } catch {
      formatter.append(error, file: file, line: line, id: id, to: &output)
      tally.add(errorCode: error.code)
      return .failed(error)
    }
  }

  private mutating func decide(
    _ record: ActionRecord, _ text: UnsafeBufferPointer<UInt8>
  ) throws(RecordError) -> (decision: Decision, resource: ByteSlice) {
    guard record.action.count > 0 else { throw .noAction }
    return record.isUpdate ? try decideUpdate(record) : try decideRequest(record, text)
  }

  private mutating func decideUpdate(
    _ record: ActionRecord
  ) throws(RecordError) -> (decision: Decision, resource: ByteSlice) {
    guard !policies.stacks.isEmpty else { throw .noStackPolicy }
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
      let known = policies.stacks[index].resourceTypes
      if let type = record.resourceType {
        frame.set(key, to: type)
      } else if frame.slot(key).isMentioned {
        // The record's own context names the type.
      } else if !known.isEmpty, let type = known[Self.logicalId(resource, prefix)] {
        frame.set(key, to: frame.copy(type))
      }
      applyAssumptions()
      if !frame.slot(key).isMentioned { frame.set(key, .unknown) }
    }
    guard let stack = updateStacks[index] else { return (Decision(result: .allowed), resource) }
    return (Authorizer.decide(frame, under: stack, keys: program.keys), resource)
  }

  private static func logicalId(_ resource: ByteSlice, _ prefix: StaticString) -> ByteString {
    ByteSlice(resource.base + prefix.utf8CodeUnitCount, resource.count - prefix.utf8CodeUnitCount).byteString
  }

  private func stackIndex(_ record: ActionRecord) throws(RecordError) -> Int {
    if policies.stacks.count == 1, policies.stacks[0].name == nil || record.stack == nil { return 0 }
    guard let name = record.stack else { throw .stackNotNamed }
    guard let index = policies.stacks.firstIndex(where: { $0.name.map { name.equals($0) } ?? false }) else {
      throw .unknownStack(
        name.byteString, NearestSpelling.of(name.byteString, among: policies.stacks.compactMap(\.name)))
    }
    return index
  }

  private mutating func decideRequest(
    _ record: ActionRecord, _ text: UnsafeBufferPointer<UInt8>
  ) throws(RecordError) -> (decision: Decision, resource: ByteSlice) {
    guard let requestStack else { throw .noRequestPolicy }
    var first: (decision: Decision, resource: ByteSlice)?
    for place in 0..<record.resourceCount {
      var resource = record.resource
      if record.resourceCount > 1 || record.hasResources {
        frame.reset(missingIsUnknown: missingContext.isUnknown)
        resource = try reader.readResource(place, of: record, text, into: &frame)
      }
      frame.action = record.action
      frame.resource = resource ?? ByteSlice("*")
      fillPrincipal(record)
      applyAssumptions()
      let decided = (
        decision: Authorizer.decide(frame, under: requestStack, keys: program.keys), resource: frame.resource
      )
      // All must pass: the first that does not decides, a certain Deny before an Unknown.
      guard let previous = first else {
        first = decided
        continue
      }
      if Self.weight(decided.decision) > Self.weight(previous.decision) { first = decided }
    }
    guard let first else { throw .noAction }
    return first
  }

  private static func weight(_ decision: Decision) -> Int {
    switch decision.result {
    case .allowed: 0
    case .unknown: 1
    case .implicitDeny, .explicitDeny: 2
    }
  }

  /// Fills in the keys that the principal's spelling implies, where the record does not carry them.
  private mutating func fillPrincipal(_ record: ActionRecord) {
    guard let spelling = record.principal else {
      frame.principal = nil
      return
    }
    let principal = Principal(spelling.byteString)
    frame.principal = principal
    fill("aws:PrincipalArn", principal.arn)
    fill("aws:PrincipalAccount", principal.kind == .anonymous ? "anonymous" : principal.account)
    fill("aws:PrincipalType", principal.principalType)
    fill("aws:username", principal.kind == .user ? principal.name : nil)
  }

  private mutating func fill(_ name: ByteString, _ value: ByteString?) {
    guard let key = program.keys.index(of: name), !frame.slot(key).isMentioned else { return }
    if let value { frame.set(key, to: frame.copy(value)) } else { frame.set(key, .absent) }
  }

  private mutating func applyAssumptions() {
    for (key, value) in assumptions where !frame.slot(key).isMentioned {
      switch value {
      case .single(let text): frame.set(key, to: frame.copy(text))
      case .list(let texts):
        let start = frame.valueCount
        for text in texts { frame.append(frame.copy(text)) }
        frame.setList(key, from: start)
      case .absent: frame.set(key, .absent)
      case .unknown: frame.set(key, .unknown)
      }
    }
  }
}

extension RecordError {
  fileprivate static let noAction = RecordError("record.action", "the record names no action")
  fileprivate static let noLogicalResourceId = RecordError(
    "record.logicalResourceId", "an update action needs a logicalResourceId")
  fileprivate static let stackNotNamed = RecordError(
    "record.stack", "there are several stacks, and the record does not say which it is about")
  fileprivate static let noStackPolicy = RecordError(
    "action.noPolicyApplies", "this is an update action, and no stack policy is given")
  fileprivate static let noRequestPolicy = RecordError(
    "action.noPolicyApplies", "this is an API action, and only stack policies are given")
  fileprivate static func unknownUpdate(_ action: ByteString) -> RecordError {
    RecordError("record.action", "\(action) is not Update:Modify, Update:Replace or Update:Delete")
  }
  fileprivate static func unknownStack(_ name: ByteString, _ nearest: ByteString?) -> RecordError {
    RecordError(
      "stack.unknown",
      "no stack policy is given for the stack \(name)" + (nearest.map { "; did you mean \($0)?" } ?? ""))
  }
}
