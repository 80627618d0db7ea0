import Documents
import Evaluation
import PolicyLanguage

/// Frames of one program for several requests, which are decided at once.
final class FrameBatch {
  private let program: Program
  private let frames: UnsafeMutablePointer<RequestFrame>
  private let verdicts: UnsafeMutablePointer<Verdict>
  private let capacity: Int

  /// Makes frames for so many requests at once.
  init(_ program: Program, capacity: Int) {
    self.program = program
    self.capacity = capacity
    frames = .allocate(capacity: capacity)
    for place in 0..<capacity { (frames + place).initialize(to: RequestFrame(keyCount: program.keys.count)) }
    verdicts = .allocate(capacity: capacity)
  }

  deinit {
    frames.deinitialize(count: capacity)
    frames.deallocate()
    verdicts.deallocate()
  }

  /// The decisions on requests, no more than there are frames for; what an Unknown hangs on is asked when all are decided.
  func decisions(_ requests: some Collection<Request>, by index: IndexedStack) -> [DecisionSummary] {
    let count = min(requests.count, capacity)
    for (place, request) in requests.prefix(count).enumerated() { frames[place].load(request, keys: program.keys) }
    index.decide(frames, count: count, into: verdicts)
    return (0..<count).map { place in
      let verdict = verdicts[place]
      let missing = verdict.result == .unknown ? index.missingKeys(frames[place]) : []
      return index.stack.decision(verdict, missing: missing).summary
    }
  }
}
