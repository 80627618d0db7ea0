import ActionStreams
import Documents
import Evaluation
import PolicyLanguage

/// Turns the CloudTrail events of one worker into requests that a decider takes.
struct TrailReader {
  /// What an event is.
  enum Event {
    /// The requests that it asks, all of which must pass; never empty.
    case requests(CloudTrailRecord, [CloudTrailRequest])
    /// No request.
    case notEvaluable(CloudTrailRecord, CloudTrailReason)
    /// JSON that is no event.
    case unreadable(RecordError)
  }

  private var mapping: CloudTrailMapping
  private let keys: KeyTable
  private let missingIsUnknown: Bool
  private let looksAtPrincipalARN: Bool

  /// Makes a reader for the keys that policies look at.
  ///
  /// - Parameter plans: the plans of the run, for the keys of the program.
  init(_ program: Program, missingIsUnknown: Bool, plans: EventPlans) {
    mapping = CloudTrailMapping(plans)
    keys = program.keys
    self.missingIsUnknown = missingIsUnknown
    looksAtPrincipalARN = program.keys.index(of: "aws:PrincipalArn") != nil
  }

  /// Reads the event at a cursor.
  mutating func read(_ cursor: inout JSONCursor) throws(JSONError) -> Event {
    switch try CloudTrailRecord.read(&cursor) {
    case .failure(let error): return .unreadable(error)
    case .success(let record):
      switch mapping.map(record) {
      case .requests(let requests): return .requests(record, requests)
      case .notEvaluable(let reason, _): return .notEvaluable(record, reason)
      }
    }
  }

  /// Puts a request into a frame, which is reset, and names it as deciders want it.
  func load(_ asked: CloudTrailRequest, into frame: inout RequestFrame) -> ActionRecord {
    var request = asked.request
    request.context.missingIsUnknown = missingIsUnknown
    // The log knows the path of a session's role, which the session's own ARN does not hold.
    if looksAtPrincipalARN, let principal = request.principal, principal.kind == .assumedRole, let arn = principal.arn {
      request.context["aws:PrincipalArn"] = .single(arn)
    }
    frame.load(request, keys: keys)
    var spelling: ByteSlice?
    if let principal = request.principal { spelling = frame.copy(principal.spelling) }
    return ActionRecord(action: frame.action, principal: spelling, resource: frame.resource)
  }
}

extension RecordDecider {
  /// Decides the requests of an event, all of which must pass: a Deny decides before an Unknown, and the first of its
  /// kind. The frame holds the request that decided afterwards.
  ///
  /// - Parameter load: puts a request of the event, by its index, into the frame.
  @inline(__always)
  mutating func decide(
    _ count: Int, _ reader: inout ActionRecordReader, _ frame: inout RequestFrame,
    _ load: (Int, inout RequestFrame) -> ActionRecord
  ) throws(RecordError) -> (record: ActionRecord, ruling: Ruling, index: Int) {
    let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var record = load(0, &frame)
    var ruling = try decide(record, nothing, &reader, &frame)
    guard count > 1 else { return (record, ruling, 0) }
    var worst = (index: 0, weight: Self.weight(ruling.verdict.result))
    for index in 1..<count {
      record = load(index, &frame)
      ruling = try decide(record, nothing, &reader, &frame)
      let weight = Self.weight(ruling.verdict.result)
      if weight > worst.weight { worst = (index, weight) }
    }
    if worst.index < count - 1 {
      // Slices and texts of a ruling live no longer than its request is in the frame.
      record = load(worst.index, &frame)
      ruling = try decide(record, nothing, &reader, &frame)
    }
    return (record, ruling, worst.index)
  }

  /// The same for the requests that a mapping made of an event.
  mutating func decide(
    _ requests: [CloudTrailRequest], _ trail: TrailReader, _ reader: inout ActionRecordReader,
    _ frame: inout RequestFrame
  ) throws(RecordError) -> (record: ActionRecord, ruling: Ruling, index: Int) {
    try decide(requests.count, &reader, &frame) { trail.load(requests[$0], into: &$1) }
  }

  private static func weight(_ result: EvaluationResult) -> Int {
    switch result {
    case .allowed: 0
    case .unknown: 1
    case .implicitDeny, .explicitDeny: 2
    }
  }
}

extension RecordError {
  /// The line of an event that is no request.
  init(_ reason: CloudTrailReason, _ record: CloudTrailRecord) {
    self.init(reason, source: record.text(.eventSource) ?? "", name: record.text(.eventName) ?? "")
  }

  /// The same by the source and name of the event.
  init(_ reason: CloudTrailReason, source: ByteString, name: ByteString) {
    self.init("cloudtrail.\(reason.rawValue)", reason.meaning + ": " + source.quoted() + " " + name.quoted())
  }
}
