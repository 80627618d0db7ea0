import Documents
import PolicyLanguage

/// One thing that the candidates of a plan look at, with a row of bits for each way in which it can turn out.
///
/// ```
/// candidates   0: StringEquals prod   1: no condition on the key   2: StringNotEquals prod
/// needs        1 0 1                  the candidates that look at it
/// rows         0: 1 1 0  ("prod")     1: 0 1 1  (any other value)
/// classes      those of the key's values (`KeyClasses`) to rows: 4 -> 0, 5 -> 1, 9 -> 1
/// ```
/// A row comes twice, with the candidates that are let through for certain and with those that may be, for unknown keys.
/// Equal rows are one row, so that hardly any are needed for any number of values.
struct PlanDimension: ~Copyable {
  /// What is looked at.
  enum Source {
    /// A context key, by the distinct conditions on it: their index among the key's, and the candidates that have each.
    case key([(condition: CompiledCondition, place: Int, candidates: [Int])])
    /// The resource, by the plan's view of the service's patterns.
    case resource
    /// Something that is asked of each request anew.
    case question(PlanQuestion)
  }

  private static let byteLimit = 1 << 20
  /// Among more candidates than these, how many a dimension speaks of counts for more than what it costs to ask.
  static let manyCandidates = 16

  // What every decision comes by, in one line of the cache; all else stands behind a pointer.
  /// The key that is looked at; -1 for anything else.
  var key: Int { Int(keyNumber) }
  private let keyNumber: Int32
  private let rowWidth: Int32
  /// For each class of values or resources, the number of its row; -1 where it is not known yet.
  private var rowOfClass = ClassMap()
  let isResource: Bool
  private var rows: UnsafeMutablePointer<UInt64>
  /// What a question comes to that only compares two keys.
  let equality: VariableEquality?
  /// The candidates that look at it.
  let needs: UnsafeMutablePointer<UInt64>
  private let store: UnsafeMutablePointer<Store>

  /// What hardly a decision comes by.
  private struct Store: ~Copyable {
    let source: Source
    let cost: Int
    var rowCapacity = 2
    var numbers = ByteTable()
    /// Room for a row that is not kept.
    let scratch: UnsafeMutablePointer<UInt64>

    init(_ source: Source, width: Int) {
      self.source = source
      switch source {
      case .key: cost = 1
      case .resource: cost = 4
      case .question(let asked): cost = asked.cost
      }
      scratch = .allocate(capacity: width * 2)
    }

    deinit { scratch.deallocate() }
  }

  init(_ source: Source, key: Int = -1, needs candidates: [Int], width: Int) {
    keyNumber = Int32(truncatingIfNeeded: key)
    rowWidth = Int32(truncatingIfNeeded: width)
    if case .resource = source { isResource = true } else { isResource = false }
    if case .question(let asked) = source { equality = asked.equality } else { equality = nil }
    store = .allocate(capacity: 1)
    store.initialize(to: Store(source, width: width))
    needs = .allocate(capacity: width)
    needs.initialize(repeating: 0, count: width)
    for bit in candidates { needs[bit >> 6] |= 1 << UInt64(bit & 63) }
    rows = .allocate(capacity: store.pointee.rowCapacity * width * 2)
  }

  deinit {
    needs.deallocate()
    rows.deallocate()
    store.deinitialize(count: 1)
    store.deallocate()
  }

  var source: Source { store.pointee.source }

  /// What is asked of each request anew.
  var question: PlanQuestion? {
    if case .question(let asked) = store.pointee.source { asked } else { nil }
  }

  /// How costly looking is, roughly, in look-ups of a value.
  var cost: Int { store.pointee.cost }

  /// The words of each half of a row.
  var width: Int { Int(rowWidth) }

  /// Room for a row that is not kept.
  var scratch: UnsafeMutablePointer<UInt64> { store.pointee.scratch }

  /// The memory that it takes, about.
  var memory: Int { rowOfClass.memory + store.pointee.rowCapacity * width * 16 + store.pointee.numbers.memory }

  /// The number of the row of a class; -1 where it is not known yet.
  @inline(__always)
  func row(ofClass number: Int) -> Int { rowOfClass.find(number) }

  /// Reads what a row is found by.
  @inline(__always)
  func touchRows() -> UInt8 { rowOfClass.touch() }

  /// The words of a row: the candidates that are let through for certain, then those that may be.
  @inline(__always)
  func row(_ number: Int) -> UnsafeMutablePointer<UInt64> { rows + number * width * 2 }

  /// Begins a row in `scratch` in which everything is let through.
  func beginRow() { scratch.update(repeating: ~0, count: width * 2) }

  /// Takes candidates out of the row in `scratch`.
  func exclude(_ bit: Int, _ truth: Truth) {
    if truth == .yes { return }
    let mask: UInt64 = ~(1 << UInt64(bit & 63))
    scratch[bit >> 6] &= mask
    if truth == .no { scratch[width + (bit >> 6)] &= mask }
  }

  /// Takes all candidates that look at the dimension out of the row in `scratch`.
  func exclude(_ truth: Truth) {
    if truth == .yes { return }
    for word in 0..<width {
      scratch[word] &= ~needs[word]
      if truth == .no { scratch[width + word] &= ~needs[word] }
    }
  }

  /// The number of the row in `scratch`, which is kept; -1 where there are too many already.
  mutating func keepRow() -> Int {
    let bytes = ByteSlice(UnsafeRawPointer(scratch).assumingMemoryBound(to: UInt8.self), width * 16)
    if let known = store.pointee.numbers.find(bytes) { return known }
    let number = store.pointee.numbers.count
    guard number < 4 || (number + 1) * width * 16 <= Self.byteLimit else { return -1 }
    if number == store.pointee.rowCapacity {
      let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: store.pointee.rowCapacity * 2 * width * 2)
      larger.update(from: rows, count: store.pointee.rowCapacity * width * 2)
      rows.deallocate()
      rows = larger
      store.pointee.rowCapacity *= 2
    }
    row(number).update(from: scratch, count: width * 2)
    return store.pointee.numbers.insert(bytes)
  }

  /// Remembers the row of a class.
  mutating func setRow(_ row: Int, ofClass number: Int) { rowOfClass.set(number, to: row) }
}
