import Documents
import Evaluation
import PolicyLanguage

/// The loop that is measured: fills frames with the located fields of records and decides, a batch of them at a time.
///
/// Records come in blocks, as from a reader: the lines of a block are copied into a buffer that is used again and again,
/// and where the fields lie is copied beside them, outside the time that is taken. What is measured begins with places and
/// lengths in bytes that were just read, and ends with a verdict; what a principal's spelling implies is found by its bytes.
final class DecisionLoop {
  /// The bytes of lines in a block, as `stockade` reads them.
  private static let blockSize = 128 * 1024

  private let records: PackedRecords
  private let program: Program
  private let stack: CompiledStack
  private let index: IndexedStack
  // Behind pointers, as in a reader that is a value: nothing is checked when a record comes to them.
  private let principals = UnsafeMutablePointer<PrincipalFields>.allocate(capacity: 1)
  private let block = UnsafeMutablePointer<LocatedBlock>.allocate(capacity: 1)
  private let stopwatch = Stopwatch()
  /// The requests that are decided at once, and what they come to.
  private let frames = UnsafeMutablePointer<RequestFrame>.allocate(capacity: IndexedStack.batchLimit)
  private let verdicts = UnsafeMutablePointer<Verdict>.allocate(capacity: IndexedStack.batchLimit)

  /// Makes the loop over a workload's records.
  ///
  /// - Throws: `BenchmarkError` for a workload that is too large.
  init(_ workload: RequestWorkload, program: Program, stack: CompiledStack, hasMemo: Bool) throws {
    records = try PackedRecords(workload, program.keys)
    self.program = program
    self.stack = stack
    index = IndexedStack(stack, program: program, usesDiagram: hasMemo)
    principals.initialize(to: PrincipalFields(program.keys))
    block.initialize(to: LocatedBlock(capacity: Self.blockSize))
    for place in 0..<IndexedStack.batchLimit {
      (frames + place).initialize(to: RequestFrame(keyCount: program.keys.count))
    }
  }

  deinit {
    frames.deinitialize(count: IndexedStack.batchLimit)
    frames.deallocate()
    verdicts.deallocate()
    principals.deinitialize(count: 1)
    principals.deallocate()
    block.deinitialize(count: 1)
    block.deallocate()
  }

  /// A verdict as the decision that it stands for.
  func decision(_ verdict: Verdict) -> Decision { stack.decision(verdict) }

  /// Decides the first records and hands each verdict to a function; a stopwatch takes the time without locating.
  @inline(__always)
  func forEach(first count: Int, by stopwatch: Stopwatch? = nil, _ body: (Int, Verdict) throws -> Void) rethrows {
    let count = min(count, records.count)
    var first = 0
    while first < count {
      let last = block.pointee.locate(from: first, to: count, records)
      let start = stopwatch?.start()
      var number = first
      while number < last {
        let batch = min(last - number, index.batchSize)
        principals.pointee.find(block.pointee.records + (number - first), count: batch)
        for place in 0..<batch { fill(frames + place, with: number - first + place, of: place) }
        index.decide(frames, count: batch, into: verdicts)
        for place in 0..<batch { try body(number + place, verdicts[place]) }
        number += batch
      }
      if let start { stopwatch?.stop(start) }
      first = last
    }
  }

  /// Fills a frame with the located fields of a record of the block.
  @inline(__always)
  private func fill(_ frame: UnsafeMutablePointer<RequestFrame>, with number: Int, of place: Int) {
    let record = block.pointee.records[number]
    frame.pointee.reset(missingIsUnknown: false)
    frame.pointee.action = record.action
    frame.pointee.resource = record.resource
    if principals.pointee.isUsed, record.principal.count > 0 {
      principals.pointee.fill(place, record.principal, into: &frame.pointee)
    }
    var field = record.fields
    while field < record.end {
      let (key, count) = (Int(field[0] >> 16), field[0] & 0xFFFF)
      if count == PackedRecords.single {
        frame.pointee.set(key, to: record.slice(field[1]))
        field += 2
      } else {
        let start = frame.pointee.valueCount
        for place in 0..<Int(count) { frame.pointee.append(record.slice(field[1 + place])) }
        frame.pointee.setList(key, from: start)
        field += 1 + Int(count)
      }
    }
  }

  /// Makes a benchmark of the loop over all records.
  func prepared(expecting expected: DecisionCounts?) -> Benchmark.Prepared {
    Benchmark.Prepared(
      items: records.count, expected: (expected ?? DecisionCounts()).answer, stopwatch: stopwatch
    ) { [self] in
      var counts = DecisionCounts()
      forEach(first: records.count, by: stopwatch) { counts.add($1.result) }
      return counts.answer
    }
  }
}

/// The records of one block, located: in memory that is used again for the next block.
private struct LocatedBlock: ~Copyable {
  /// A record's bytes, as they were just read, and where its fields lie in them (`PackedRecords`).
  struct Record {
    let start: UnsafeMutablePointer<UInt8>
    /// The numbers of the record.
    let numbers: UnsafePointer<UInt32>
    /// Behind its last number.
    let end: UnsafePointer<UInt32>

    @inline(__always)
    func slice(_ number: UInt32) -> ByteSlice { ByteSlice(start + Int(number >> 16), Int(number & 0xFFFF)) }

    @inline(__always)
    var action: ByteSlice { slice(numbers[0]) }
    @inline(__always)
    var resource: ByteSlice { slice(numbers[1]) }
    /// Empty where the record names none.
    @inline(__always)
    var principal: ByteSlice { slice(numbers[2]) }
    @inline(__always)
    var fields: UnsafePointer<UInt32> { numbers + PackedRecords.headCount }
  }

  private let bytes: UnsafeMutablePointer<UInt8>
  private let numbers: UnsafeMutablePointer<UInt32>
  private let capacity: Int
  let records: UnsafeMutablePointer<Record>
  private static let recordLimit = 4096

  init(capacity: Int) {
    self.capacity = capacity
    // A record that is longer than a block is a block of its own.
    bytes = .allocate(capacity: capacity + PackedRecords.byteLimit)
    numbers = .allocate(capacity: capacity + PackedRecords.numberLimit)
    records = .allocate(capacity: Self.recordLimit)
  }

  deinit {
    bytes.deallocate()
    numbers.deallocate()
    records.deallocate()
  }

  /// Fills the block with records from `first` on, and returns the index of the first that it does not hold.
  mutating func locate(from first: Int, to last: Int, _ packed: borrowing PackedRecords) -> Int {
    var used = (bytes: 0, numbers: 0)
    var number = first
    while number < last, number - first < Self.recordLimit, max(used.bytes, used.numbers) < capacity {
      let (byte, start) = (bytes + used.bytes, numbers + used.numbers)
      let size = packed.size(of: number)
      packed.copy(number, to: byte, start)
      (records + (number - first)).initialize(to: Record(start: byte, numbers: start, end: start + size.numbers))
      used.bytes += size.bytes
      used.numbers += size.numbers
      number += 1
    }
    return number
  }
}

/// The keys that principals imply, found by the bytes of the principal's spelling.
private struct PrincipalFields: ~Copyable {
  private struct Known {
    let identity: LastingValues
    /// A bit for each of the keys that it implies.
    let keys: Int32
  }

  /// The keys in the order arn, account, type, username; -1 where no policy looks at one.
  private let keys: (Int, Int, Int, Int)
  /// Whether some policy looks at one.
  var isUsed: Bool { max(keys.0, keys.1, keys.2, keys.3) >= 0 }
  private var numbers = ByteTable()
  private var count = 0
  private let known: UnsafeMutablePointer<Known>
  private let identities = LastingIdentities()
  /// Four values for each principal, in one line of the cache.
  private let values: UnsafeMutablePointer<ByteSlice>
  private static let limit = 65_536
  /// The principals of a batch of records, and their numbers; -1 for those that did not come yet.
  private let spellings = UnsafeMutablePointer<ByteSlice>.allocate(capacity: IndexedStack.batchLimit)
  private let found = UnsafeMutablePointer<Int>.allocate(capacity: IndexedStack.batchLimit)
  /// Hangs on what was read for no other reason than to have it near, so that it is read at all.
  private var touched = 0

  init(_ keys: KeyTable) {
    func index(_ name: ByteString) -> Int { keys.index(of: name) ?? -1 }
    self.keys = (
      index("aws:PrincipalArn"), index("aws:PrincipalAccount"), index("aws:PrincipalType"), index("aws:username")
    )
    values = UnsafeMutableRawPointer.allocate(byteCount: Self.limit * 4 * MemoryLayout<ByteSlice>.stride, alignment: 64)
      .bindMemory(to: ByteSlice.self, capacity: Self.limit * 4)
    known = .allocate(capacity: Self.limit)
  }

  deinit {
    values.deallocate()
    known.deallocate()
    spellings.deallocate()
    found.deallocate()
  }

  /// Looks up the principals of a batch of records.
  mutating func find(_ records: UnsafePointer<LocatedBlock.Record>, count: Int) {
    guard isUsed else { return }
    for place in 0..<count { spellings[place] = records[place].principal }
    numbers.find(spellings, count: count, into: found)
    for place in 0..<count where found[place] >= 0 {
      touched |= values[found[place] * 4].count | Int(known[found[place]].keys)
    }
  }

  /// Fills in what the principal of a record implies, by the record's place in the batch.
  @inline(__always)
  mutating func fill(_ place: Int, _ spelling: ByteSlice, into frame: inout RequestFrame) {
    let number = found[place] >= 0 ? found[place] : numbers.find(spelling) ?? add(spelling)
    let (identity, mask) = (known[number].identity, known[number].keys)
    let values = values + number * 4
    if mask & 1 != 0 { frame.fill(keys.0, with: values[0], of: identity) }
    if mask & 2 != 0 { frame.fill(keys.1, with: values[1], of: identity) }
    if mask & 4 != 0 { frame.fill(keys.2, with: values[2], of: identity) }
    if mask & 8 != 0 { frame.fill(keys.3, with: values[3], of: identity) }
  }

  @inline(never)
  private mutating func add(_ spelling: ByteSlice) -> Int {
    precondition(count < Self.limit, "the workload has more principals than the benchmark has room for")
    let principal = Principal(spelling.byteString)
    let username = principal.kind == .user ? principal.name : nil
    var mask: Int32 = 0
    for (place, value) in [principal.arn, principal.account, principal.principalType, username].enumerated() {
      let key = [keys.0, keys.1, keys.2, keys.3][place]
      if key >= 0, value != nil { mask |= 1 << Int32(place) }
      (values + count * 4 + place).initialize(to: value.map(Self.lasting) ?? .empty)
    }
    (known + count).initialize(to: Known(identity: identities.next(), keys: mask))
    count += 1
    return numbers.insert(spelling)
  }

  /// A copy that is never freed.
  private static func lasting(_ text: ByteString) -> ByteSlice {
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.count))
    _ = memory.initialize(from: text.bytes)
    return ByteSlice(UnsafePointer(memory.baseAddress.unsafelyUnwrapped), text.count)
  }
}
