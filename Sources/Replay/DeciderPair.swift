import ActionStreams
import Documents
import Evaluation
import PolicyLanguage
import Simulation

/// Decides records that were read into a frame by two policy sets, for one worker.
///
/// What the sides have in common is done once: a request is looked up for both, its context is filled in once where both
/// imply the same, and where the same statements speak of its action on both sides it is decided once. Decisions are made
/// into words only where they changed.
struct DeciderPair: ~Copyable {
  /// What the sides make of a record.
  enum Outcome {
    /// Both decide it, with the same word.
    case same(EvaluationResult, EvaluationResult)
    /// Both decide it, with different words.
    case changed(RecordDecider.Ruling, RecordDecider.Ruling)
    /// One of them cannot decide it, or neither can.
    case failed(RecordError?, RecordError?)
  }

  private(set) var old: RecordDecider
  private(set) var new: RecordDecider
  private let program: Program
  private let missingIsUnknown: Bool
  /// What decided the last request that changed by the new policies, where the frame still holds all that it looked at.
  private var decidedBy: StackCache?
  /// What decides all requests, kept by hand; nil where that depends on the request.
  private let fixed: Unmanaged<StackPair>?
  private var situations: SituationPair?

  /// Makes a pair for the policies of a comparison.
  init(_ comparison: StreamComparison, _ indexes: StackIndexes, _ context: MissingContext) {
    let silent = SilentFormatter()
    let old = RecordDecider(
      comparison.before, indexes, missingContext: context, formatter: silent, countsLacked: false)
    let new = RecordDecider(
      comparison.after, indexes, missingContext: context, formatter: silent, countsLacked: false)
    program = indexes.program
    missingIsUnknown = context.isUnknown
    if let before = old.fixedStack?.takeUnretainedValue(), let after = new.fixedStack?.takeUnretainedValue(),
      !before.index.stack.asksResourcePolicy, !after.index.stack.asksResourcePolicy
    {
      fixed = .passRetained(StackPair(before, after))
    } else {
      fixed = nil
    }
    if case .world(let before) = comparison.before.requests, case .world(let after) = comparison.after.requests {
      situations = SituationPair(before, after)
    } else {
      situations = nil
    }
    self.old = old
    self.new = new
  }

  deinit { fixed?.release() }

  /// Decides a record whose context is in the frame, by both sides; the record stays what it is.
  @inline(__always)
  mutating func decide(
    _ record: inout ActionRecord, _ text: UnsafeBufferPointer<UInt8>, _ reader: inout ActionRecordReader,
    _ frame: inout RequestFrame
  ) -> Outcome {
    old.begin()
    new.begin()
    if record.actionKind == .request, !record.hasResources {
      if let fixed { return decide(&record, fixed, &frame) }
      if let outcome = decideInWorlds(&record, &frame) { return outcome }
    }
    frame.keepContext()
    let before = Self.result { () throws(RecordError) in try old.decide(&record, text, &reader, &frame) }
    frame.restoreContext()
    let after = Self.result { () throws(RecordError) in try new.decide(&record, text, &reader, &frame) }
    decidedBy = nil
    return Self.outcome(before, after)
  }

  /// Decides a request by the same stacks as all requests.
  @inline(__always)
  private mutating func decide(
    _ record: inout ActionRecord, _ stacks: Unmanaged<StackPair>, _ frame: inout RequestFrame
  ) -> Outcome {
    // Without a resource policy both sides fill in the same.
    do throws(RecordError) {
      _ = try old.requestStack(&record, on: record.resource, &frame)
    } catch {
      return .failed(error, error)
    }
    return decideAlike(stacks, &frame)
  }

  /// Decides a request that is filled in for both sides.
  @inline(__always)
  private mutating func decideAlike(_ stacks: Unmanaged<StackPair>, _ frame: inout RequestFrame) -> Outcome {
    let before = stacks._withUnsafeGuaranteedRef { $0.old._withUnsafeGuaranteedRef { $0.index.decide(frame) } }
    if stacks._withUnsafeGuaranteedRef({ $0.decidesAlike(frame.action) }) { return .same(before.result, before.result) }
    let after = stacks._withUnsafeGuaranteedRef { $0.new._withUnsafeGuaranteedRef { $0.index.decide(frame) } }
    if before.result.weight == after.result.weight { return .same(before.result, after.result) }
    return changed(before, after, stacks.takeUnretainedValue(), &frame)
  }

  private mutating func changed(
    _ before: Verdict, _ after: Verdict, _ stacks: StackPair, _ frame: inout RequestFrame
  ) -> Outcome {
    decidedBy = stacks.new.takeUnretainedValue()
    return .changed(
      old.ruling(before, stacks.old.takeUnretainedValue(), frame),
      new.ruling(after, stacks.new.takeUnretainedValue(), frame))
  }

  /// Decides a request by what two worlds hold for it; nil where each side has to say for itself what it makes of it.
  @inline(__always)
  private mutating func decideInWorlds(_ record: inout ActionRecord, _ frame: inout RequestFrame) -> Outcome? {
    guard situations != nil, let principal = record.principal else { return nil }
    frame.setAction(record.action, of: record.actionIdentity)
    frame.resource = record.resource ?? ByteSlice("*")
    guard let found = situations?.find(principal, frame, &old, &new) else { return nil }
    let asks = found.stacks._withUnsafeGuaranteedRef { stacks in
      stacks.old._withUnsafeGuaranteedRef { old.asks($0) } && stacks.new._withUnsafeGuaranteedRef { new.asks($0) }
    }
    guard asks else { return nil }
    guard found.isAlike else { return decideApart(found, &frame) }
    fillOld(found, &frame)
    return decideAlike(found.stacks, &frame)
  }

  /// Decides a request that the sides fill in differently.
  @inline(never)
  private mutating func decideApart(_ found: SituationPair.Found, _ frame: inout RequestFrame) -> Outcome {
    let stacks = found.stacks.takeUnretainedValue()
    frame.keepContext()
    fillOld(found, &frame)
    let before = stacks.old.takeUnretainedValue().index.decide(frame)
    frame.restoreContext()
    fillNew(found, &frame)
    let after = stacks.new.takeUnretainedValue().index.decide(frame)
    if before.result.weight == after.result.weight { return .same(before.result, after.result) }
    guard before.result == .unknown else { return changed(before, after, stacks, &frame) }
    // The words of an Unknown are made from what its own side knows.
    frame.restoreContext()
    fillOld(found, &frame)
    let was = old.ruling(before, stacks.old.takeUnretainedValue(), frame)
    frame.restoreContext()
    fillNew(found, &frame)
    decidedBy = stacks.new.takeUnretainedValue()
    return .changed(was, new.ruling(after, stacks.new.takeUnretainedValue(), frame))
  }

  @inline(__always)
  private mutating func fillOld(_ found: SituationPair.Found, _ frame: inout RequestFrame) {
    SituationPair.fillOld(&frame, found, &old, missingIsUnknown: missingIsUnknown)
    old.assumed.fill(&frame)
  }

  private mutating func fillNew(_ found: SituationPair.Found, _ frame: inout RequestFrame) {
    SituationPair.fillNew(&frame, found, &new, missingIsUnknown: missingIsUnknown)
    new.assumed.fill(&frame)
  }

  /// Why the request of a record that has just changed is decided as it is by the new policies; nil for a record of
  /// several.
  mutating func explainNew(_ record: ActionRecord, _ frame: inout RequestFrame) -> Explanation? {
    guard !record.hasResources else { return nil }
    var record = record
    let stack = record.isUpdate ? try? new.updateStack(&record, &frame)?.takeUnretainedValue() : decidedBy
    guard let stack else { return nil }
    var request = frame.request(program.keys)
    if request.principal == nil { request.principal = record.principal.map { Principal($0.byteString) } }
    return stack.explanation(of: request, program)
  }

  /// Decides the requests of a CloudTrail event, all of which must pass, by both sides.
  ///
  /// - Returns: the outcome, and the request that decided by the new policies.
  mutating func decide(
    _ requests: [CloudTrailRequest], _ trail: TrailReader, _ reader: inout ActionRecordReader,
    _ frame: inout RequestFrame
  ) -> (outcome: Outcome, record: ActionRecord) {
    var record = trail.load(requests[0], into: &frame)
    if requests.count == 1 {
      return (decide(&record, UnsafeBufferPointer(start: nil, count: 0), &reader, &frame), record)
    }
    let before = Self.result { () throws(RecordError) in
      try old.decide(requests, trail, &reader, &frame).ruling
    }
    let after = Self.result { () throws(RecordError) in
      let decided = try new.decide(requests, trail, &reader, &frame)
      record = decided.record
      return decided.ruling
    }
    decidedBy = nil
    return (Self.outcome(before, after), record)
  }

  private static func result(
    _ decide: () throws(RecordError) -> RecordDecider.Ruling
  ) -> Result<RecordDecider.Ruling, RecordError> {
    do throws(RecordError) { return .success(try decide()) } catch { return .failure(error) }
  }

  private static func outcome(
    _ before: Result<RecordDecider.Ruling, RecordError>, _ after: Result<RecordDecider.Ruling, RecordError>
  ) -> Outcome {
    switch (before, after) {
    case (.success(let old), .success(let new)):
      return old.verdict.result.weight == new.verdict.result.weight
        ? .same(old.verdict.result, new.verdict.result) : .changed(old, new)
    case (.failure(let old), .failure(let new)): return .failed(old, new)
    case (.failure(let old), .success): return .failed(old, nil)
    case (.success, .failure(let new)): return .failed(nil, new)
    }
  }
}

/// Writes nothing: a comparison wants the decisions only.
struct SilentFormatter: DecisionFormatter {
  var header: [UInt8] { [] }
  func mention(ofFile name: ByteString) -> [UInt8] { [] }
  func lead(_ decision: Decision) -> [UInt8] { [] }
  func append(_ record: StreamRecord, to output: inout ByteBuffer) {}
  func tail(_ decision: Decision) -> [UInt8] { [] }
  func append(_ error: RecordError, file: ByteSlice?, line: Int, id: ByteSlice?, to output: inout ByteBuffer) {}
}
