import Documents
import Evaluation
import PolicyLanguage

/// The loop that is measured: fills a frame with the located fields of each record and decides.
///
/// What a principal's spelling implies is worked out once for each spelling and found again by its bytes, in the loop.
struct DecisionLoop {
  private struct Field {
    let key: Int
    let start: Int
    let count: Int
    let isList: Bool
  }

  private let workload: RequestWorkload
  private let program: Program
  private let stack: CompiledStack
  private let index: IndexedStack
  private let principals: PrincipalFields
  private let fields: [Field]
  private let fieldRanges: [Range<Int>]

  init(_ workload: RequestWorkload, program: Program, stack: CompiledStack, hasMemo: Bool) {
    self.workload = workload
    self.program = program
    self.stack = stack
    index = IndexedStack(stack, program: program, memo: hasMemo ? VerdictMemo() : nil)
    principals = PrincipalFields(program.keys)
    // Which key of the program a member is belongs to locating it.
    var fields: [Field] = []
    var ranges: [Range<Int>] = []
    for record in workload.records {
      let first = fields.count
      for entry in workload.entries[record.entries] {
        guard let key = program.keys.index(of: entry.name) else { continue }
        fields.append(Field(key: key, start: entry.start, count: entry.count, isList: entry.isList))
      }
      ranges.append(first..<fields.count)
    }
    self.fields = fields
    fieldRanges = ranges
  }

  /// A verdict as the decision that it stands for.
  func decision(_ verdict: Verdict) -> Decision { stack.decision(verdict) }

  /// Decides the first records and hands each verdict to a function.
  @inline(__always)
  func forEach(first count: Int, _ body: (Int, Verdict) throws -> Void) rethrows {
    var frame = RequestFrame(keyCount: program.keys.count)
    try workload.records.withUnsafeBufferPointer { records in
      try workload.values.withUnsafeBufferPointer { values in
        try fields.withUnsafeBufferPointer { fields in
          for number in 0..<min(count, records.count) {
            let record = records[number]
            frame.reset(missingIsUnknown: false)
            frame.action = record.action
            frame.resource = record.resource
            if let principal = record.principal { principals.fill(principal, into: &frame) }
            for field in fields[fieldRanges[number]] {
              if field.isList {
                let start = frame.valueCount
                for place in field.start..<field.start + field.count { frame.append(values[place]) }
                frame.setList(field.key, from: start)
              } else {
                frame.set(field.key, to: values[field.start])
              }
            }
            try body(number, index.decide(frame))
          }
        }
      }
    }
  }

  /// Makes a benchmark of the loop over all records.
  func prepared(expecting expected: DecisionCounts?) -> Benchmark.Prepared {
    Benchmark.Prepared(items: workload.records.count, expected: (expected ?? DecisionCounts()).answer) {
      var counts = DecisionCounts()
      forEach(first: workload.records.count) { counts.add($1.result) }
      return counts.answer
    }
  }
}

/// The keys that principals imply, found by the bytes of the principal's spelling.
private final class PrincipalFields {
  /// The keys in the order arn, account, type, username; -1 where no policy looks at one.
  private let keys: [Int]
  private var numbers = ByteTable()
  /// Four values a principal, empty where it implies none.
  private var values: [ByteSlice] = []

  init(_ keys: KeyTable) {
    let names: [ByteString] = ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:username"]
    self.keys = names.map { keys.index(of: $0) ?? -1 }
  }

  @inline(__always)
  func fill(_ spelling: ByteSlice, into frame: inout RequestFrame) {
    let number = numbers.find(spelling) ?? add(spelling)
    for place in 0..<4 where keys[place] >= 0 {
      let value = values[number * 4 + place]
      if value.count > 0 { frame.set(keys[place], to: value) }
    }
  }

  private func add(_ spelling: ByteSlice) -> Int {
    let principal = Principal(spelling.byteString)
    let username = principal.kind == .user ? principal.name : nil
    for text in [principal.arn, principal.account, principal.principalType, username] {
      values.append(text.map(Self.lasting) ?? .empty)
    }
    return numbers.insert(spelling)
  }

  /// A copy that is never freed.
  private static func lasting(_ text: ByteString) -> ByteSlice {
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.count))
    _ = memory.initialize(from: text.bytes)
    return ByteSlice(UnsafePointer(memory.baseAddress.unsafelyUnwrapped), text.count)
  }
}
