import Documents
import Evaluation
import PolicyLanguage
import Synchronization

/// A stack with what the lines of a format say of its decisions.
///
/// ```
/// verdict   deny, gate 0, policy 1, statement 4  ->  text 7  ->  lead "", tail ",\"decision\":\"Deny\",…}⏎"
/// ```
/// A verdict is made into words once, but for Unknown, whose words depend on the request.
final class StackCache {
  /// What decides; other stacks that decide alike may have it, too.
  let index: IndexedStack
  /// What names the decisions: its levels and policies are those of this stack.
  private let stack: CompiledStack
  private let texts = VerdictTexts()
  /// The keys that AWS always sends, as far as the stack looks at them; `shared` keeps them.
  let alwaysSent: UnsafeMutablePointer<WatchedKeys>
  /// A bit for each gate that is asked, which an Unknown names.
  let gateBits: UInt64
  private let shared: StackIndex

  init(_ stack: CompiledStack, _ shared: StackIndex) {
    self.stack = stack
    self.shared = shared
    index = shared.decisions
    alwaysSent = shared.alwaysSent
    gateBits = PolicyType.allCases.enumerated().reduce(0) {
      stack.types.contains($1.element) ? $0 | 1 << UInt64($1.offset) : $0
    }
  }

  /// The decision that an Unknown is.
  func unknown(_ verdict: Verdict, _ frame: borrowing RequestFrame) -> Decision {
    stack.decision(verdict, missing: index.missingKeys(frame))
  }

  /// Why a request is decided as it is.
  func explanation(of request: Request, _ program: Program) -> Explanation {
    Explanation(request, under: IndexedStack(stack, program: program, usesDiagram: false), program: program)
  }

  /// What a format's lines say of a verdict that is not Unknown; nil before it was made. It lives as long as the cache.
  @inline(__always)
  func text(_ verdict: Verdict) -> DecisionText? { texts.find(verdict) }

  /// Makes what a format's lines say of a verdict that is not Unknown, and has no text yet.
  func makeText(_ verdict: Verdict, _ formatter: any DecisionFormatter) -> DecisionText {
    texts.add(verdict, DecisionText(stack.decision(verdict), formatter))
  }
}

/// What the lines of a format say of one decision: bytes of their own, to be freed by `deallocate`.
struct DecisionText {
  /// What stands before the record.
  let lead: ByteSlice
  /// What stands behind the record, the line ending included.
  let tail: ByteSlice
  private let boxed: Unmanaged<Box>

  private final class Box {
    let decision: Decision
    let number: UInt64
    var uncounted = 0
    init(_ decision: Decision) {
      self.decision = decision
      number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
    }

    private static let count = Atomic<UInt64>(0)
  }

  init(_ decision: Decision, _ formatter: any DecisionFormatter) {
    lead = Self.copy(formatter.lead(decision))
    tail = Self.copy(formatter.tail(decision))
    boxed = .passRetained(Box(decision))
  }

  /// The decision itself.
  var decision: Decision { boxed.takeUnretainedValue().decision }

  /// A number that no other text has, in the whole process.
  var number: UInt64 { boxed.takeUnretainedValue().number }

  /// Notes a record of which the text was said, to be counted by `takeCount`.
  @inline(__always)
  func note() { boxed._withUnsafeGuaranteedRef { $0.uncounted &+= 1 } }

  /// The number of records noted since it was taken last.
  func takeCount() -> Int {
    boxed._withUnsafeGuaranteedRef { box in
      defer { box.uncounted = 0 }
      return box.uncounted
    }
  }

  /// Frees what the text points to; no copy of it may be used again.
  func deallocate() {
    lead.base.deallocate()
    tail.base.deallocate()
    boxed.release()
  }

  private static func copy(_ bytes: [UInt8]) -> ByteSlice {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
    copy.initialize(from: bytes, count: bytes.count)
    return ByteSlice(copy, bytes.count)
  }
}

/// Texts by verdict, in a table of open addressing.
private final class VerdictTexts {
  private struct Entry {
    let verdict: Verdict
    let text: DecisionText

    /// The same as `==`, without a call.
    @inline(__always)
    func isOf(_ other: Verdict) -> Bool {
      verdict.statement == other.statement && verdict.policy == other.policy && verdict.gate == other.gate
        && verdict.result == other.result
    }
  }

  /// Everything stands behind a pointer that never changes: a look-up checks no exclusivity and counts no references.
  private struct Table {
    var entries: UnsafeMutablePointer<Entry?>
    var mask: Int
    var count = 0
  }

  private let table: UnsafeMutablePointer<Table>

  init() {
    table = .allocate(capacity: 1)
    table.initialize(to: Self.empty(64))
  }

  deinit {
    for place in 0...table.pointee.mask { table.pointee.entries[place]?.text.deallocate() }
    table.pointee.entries.deallocate()
    table.deallocate()
  }

  private static func empty(_ size: Int) -> Table {
    let entries = UnsafeMutablePointer<Entry?>.allocate(capacity: size)
    entries.initialize(repeating: nil, count: size)
    return Table(entries: entries, mask: size - 1)
  }

  @inline(__always)
  func find(_ verdict: Verdict) -> DecisionText? {
    var place = Self.hash(verdict) & table.pointee.mask
    while let entry = table.pointee.entries[place] {
      if entry.isOf(verdict) { return entry.text }
      place = (place + 1) & table.pointee.mask
    }
    return nil
  }

  func add(_ verdict: Verdict, _ text: DecisionText) -> DecisionText {
    table.pointee.count += 1
    if table.pointee.count * 2 > table.pointee.mask {
      let old = table.pointee
      var larger = Self.empty((old.mask + 1) * 4)
      larger.count = old.count
      table.pointee = larger
      for place in 0...old.mask {
        if let entry = old.entries[place] { put(entry) }
      }
      old.entries.deallocate()
    }
    put(Entry(verdict: verdict, text: text))
    return text
  }

  private func put(_ entry: Entry) {
    var place = Self.hash(entry.verdict) & table.pointee.mask
    while table.pointee.entries[place] != nil { place = (place + 1) & table.pointee.mask }
    table.pointee.entries[place] = entry
  }

  @inline(__always)
  private static func hash(_ verdict: Verdict) -> Int {
    let place = UInt64(UInt32(bitPattern: verdict.policy)) << 32 | UInt64(UInt32(bitPattern: verdict.statement))
    let mixed = (place &+ UInt64(UInt32(bitPattern: verdict.gate)) << 16) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 40)
  }
}
