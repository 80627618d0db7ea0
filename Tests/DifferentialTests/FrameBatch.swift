import Documents
import Evaluation
import PolicyLanguage

/// Frames of one program for several requests, which are decided at once.
///
/// Every other request comes as those of a stream do, whose actions and principals come again and again: with an identity
/// of its action, and one of its principal's ARN (`LastingValues`).
final class FrameBatch {
  private let program: Program
  private let frames: UnsafeMutablePointer<RequestFrame>
  private let verdicts: UnsafeMutablePointer<Verdict>
  private let capacity: Int
  private let identities = LastingIdentities()
  private var actions: [ByteString: LastingValues] = [:]
  private var principals: [ByteString: LastingValues] = [:]

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
    for (place, request) in requests.prefix(count).enumerated() {
      if place % 2 == 0 { frames[place].load(request, keys: program.keys) } else { loadLasting(request, place) }
    }
    index.decide(frames, count: count, into: verdicts)
    return (0..<count).map { place in
      let verdict = verdicts[place]
      let missing = verdict.result == .unknown ? index.missingKeys(frames[place]) : []
      return index.stack.decision(verdict, missing: missing).summary
    }
  }

  private func loadLasting(_ request: Request, _ place: Int) {
    let name: ByteString = "aws:principalarn"
    var others = request
    var context = request.context.entries
    let principal = context.removeValue(forKey: name)
    guard case .single(let value) = principal else {
      return frames[place].load(request, keys: program.keys)
    }
    others.context = RequestContext(context, missingIsUnknown: request.context.missingIsUnknown)
    frames[place].load(others, keys: program.keys)
    let action = frames[place].action
    frames[place].setAction(action, of: identity(request.action.asciiLowercased, in: &actions))
    guard let key = program.keys.index(of: name) else { return }
    let copy = frames[place].copy(value)
    frames[place].fill(key, with: copy, of: identity(value, in: &principals))
  }

  private func identity(_ value: ByteString, in known: inout [ByteString: LastingValues]) -> LastingValues {
    if let identity = known[value] { return identity }
    let identity = identities.next()
    known[value] = identity
    return identity
  }
}
