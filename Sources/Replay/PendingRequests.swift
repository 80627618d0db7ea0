import ActionStreams
import Documents
import Evaluation

/// Requests that were read and filled in, and wait to be decided together: the waits for memory of one decision then pass
/// during those of the others.
///
/// ```
/// place     0: line 7     1: line 8     2: line 10     3: being read
/// frames    f0            f1            f2             f3             each made once
/// verdicts  Deny          Allow         Allow          –              all made at once
/// ```
/// Records and frames point into the block that they were read from: none may wait beyond it.
struct PendingRequests: ~Copyable {
  /// How many are decided together.
  private let limit: Int

  /// What the line of a request needs besides its frame and verdict.
  struct Entry {
    var record = ActionRecord()
    /// The number of its line.
    var line = 0
    /// What it lacks.
    var lack = RecordDecider.Lack.nothing
  }

  /// By place; the request that is being read has the place behind those that wait.
  let entries: UnsafeMutablePointer<Entry>
  let frames: UnsafeMutablePointer<RequestFrame>
  /// Of those that wait, once they are decided.
  let verdicts: UnsafeMutablePointer<Verdict>
  /// Room for their principals' spellings, and for the numbers by which these are known.
  let spellings: UnsafeMutablePointer<ByteSlice>
  let principals: UnsafeMutablePointer<Int>
  /// How many wait.
  private(set) var count = 0

  /// Makes room for requests on the keys of a program.
  ///
  /// - Parameter limit: how many are decided together.
  init(keyCount: Int, limit: Int) {
    self.limit = limit
    entries = .allocate(capacity: limit)
    entries.initialize(repeating: Entry(), count: limit)
    frames = .allocate(capacity: limit)
    for place in 0..<limit { (frames + place).initialize(to: RequestFrame(keyCount: keyCount)) }
    verdicts = .allocate(capacity: limit)
    spellings = .allocate(capacity: limit)
    principals = .allocate(capacity: limit)
  }

  deinit {
    entries.deinitialize(count: limit)
    entries.deallocate()
    frames.deinitialize(count: limit)
    frames.deallocate()
    verdicts.deallocate()
    spellings.deallocate()
    principals.deallocate()
  }

  /// Whether none waits.
  var isEmpty: Bool { count == 0 }

  /// Whether there is no room for another: those that wait are decided then, before the next is read.
  var isFull: Bool { count == limit }

  /// Where the request that is read next has its place, behind those that wait.
  var nextEntry: UnsafeMutablePointer<Entry> { entries + count }
  var nextFrame: UnsafeMutablePointer<RequestFrame> { frames + count }

  /// Lets the request that was read wait.
  mutating func add() { count &+= 1 }

  /// Forgets those that waited.
  mutating func removeAll() { count = 0 }
}
