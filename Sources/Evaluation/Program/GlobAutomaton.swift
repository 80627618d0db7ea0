import Documents

/// Matches a text against many globs in one walk over its bytes.
///
/// A lazy deterministic automaton. A state is the set of all positions in all globs that the bytes so far can lead to; a
/// transition is computed when a text first takes it and remembered:
/// ```
/// globs    0: arn:aws:s3:::logs-*     1: arn:aws:s3:::data
/// prefix   arn:aws:s3:::              what all globs begin with, compared in one piece
/// classes  l 1  o 2  g 3  s 4  - 5  d 6  a 7  t 8  else 0
/// states   0: {0@13, 1@13}   --l-->   1: {0@14}   …   5: {0@18} settled   --d-->   6: {1@14} …
/// ```
/// For `arn:aws:s3:::logs-2026` the prefix agrees, then `l o g s -` lead to state 5, which is settled: its only position
/// is a last star, so that nothing behind it matters. What leads there says at once which globs match: only 0.
///
/// A `?` is four positions: the scalar value's first byte leads to as many of the other three as bytes follow.
///
/// Globs can lead to exponentially many states: there is a limit, at which the automaton begins anew; where it does so
/// again and again without having paid, it gives up and says so.
struct GlobAutomaton: ~Copyable {
  private static let stateLimit = 8192
  private static let byteLimit = 2 << 20
  private static let startLimit = 8
  private static let settled: UInt32 = 1 << 31
  private static let unexplored: UInt32 = .max
  private static let endMark: UInt16 = 512
  /// One byte of a scalar value behind its first.
  private static let scalarByte: UInt16 = 513

  /// The globs' tokens one behind the other, each glob followed by an end mark.
  private let tokens: [UInt16]
  private let starts: [Int32]
  /// The glob that an end mark belongs to, by position.
  private let ends: [Int32: Int]
  private let prefix: UnsafeMutablePointer<UInt8>
  private let prefixCount: Int
  private let sets: GlobOutcomes
  private let classes: UnsafeMutablePointer<UInt8>
  private let classCount: Int
  /// One byte of each class, to compute its transitions with.
  private let representatives: [UInt8]
  /// By state: for each class where it leads, then the set of a text that ends here. A state is known by where its row
  /// begins; one that is settled by its set.
  private var rows: UnsafeMutablePointer<UInt32>
  private var capacity = 16
  private var positions: [[Int32]] = []
  private var numbers: [[Int32]: UInt32] = [:]
  private var beginnings = 0
  private var walks = 0
  private var isOn = true
  /// How often the automaton began; states of one time mean nothing at another.
  private(set) var generation = 0

  /// Makes an automaton of globs that do not fold case.
  ///
  /// - Parameters:
  ///   - globs: the globs, with their indices in the sets.
  ///   - sets: where sets of matching globs are numbered.
  init(_ globs: [(index: Int, glob: Glob)], _ sets: GlobOutcomes) {
    self.sets = sets
    let common = Self.commonPrefix(globs.map(\.glob))
    var tokens: [UInt16] = []
    var starts: [Int32] = []
    var ends: [Int32: Int] = [:]
    for (index, glob) in globs {
      starts.append(Int32(tokens.count))
      for token in glob.tokens.dropFirst(common.count) {
        tokens.append(token.code)
        if token == .one || token == .oneInField {
          tokens += [Self.scalarByte, Self.scalarByte, Self.scalarByte]
        }
      }
      ends[Int32(tokens.count)] = index
      tokens.append(Self.endMark)
    }
    self.tokens = tokens
    self.starts = starts
    self.ends = ends
    prefixCount = common.count
    prefix = .allocate(capacity: max(1, common.count))
    prefix.initialize(from: common, count: common.count)
    // Bytes that no glob spells behave alike, but for how many bytes of a scalar value they begin.
    let hasOne = tokens.contains { $0 == Glob.Token.one.code || $0 == Glob.Token.oneInField.code }
    var spelt = [Bool](repeating: false, count: 256)
    for token in tokens where token < 256 { spelt[Int(token)] = true }
    spelt[Int(UInt8(ascii: ":"))] = true
    classes = .allocate(capacity: 256)
    var representatives: [UInt8] = []
    var classOfKind = [Int](repeating: -1, count: 512)
    for byte in UInt8.min...UInt8.max {
      let kind = spelt[Int(byte)] ? 256 + Int(byte) : hasOne ? Self.scalarLength(byte) : 0
      if classOfKind[kind] < 0 {
        classOfKind[kind] = representatives.count
        representatives.append(byte)
      }
      (classes + Int(byte)).initialize(to: UInt8(truncatingIfNeeded: classOfKind[kind]))
    }
    self.representatives = representatives
    classCount = representatives.count
    rows = .allocate(capacity: capacity * (classCount + 1))
    begin()
  }

  deinit {
    prefix.deallocate()
    classes.deallocate()
    rows.deallocate()
  }

  /// The memory that it takes, about; the positions of states are about as large as their rows.
  var memory: Int { capacity * (classCount + 1) * 8 }

  /// The number of the set of globs that match a text; -1 where the automaton no longer pays.
  @inline(__always)
  mutating func match(_ text: ByteSlice) -> Int {
    guard isOn else { return -1 }
    walks &+= 1
    let skipped = prefixCount
    if skipped > 0 {
      guard text.count >= skipped, equalBytes(text.base, prefix, skipped) else { return 0 }
    }
    return match(text, from: skipped, in: 0)
  }

  /// The state that a text leads to from the beginning; -1 where no text came that way, or nothing behind it matters.
  func state(behind text: ByteSlice) -> Int {
    guard isOn, text.count >= prefixCount, equalBytes(text.base, prefix, prefixCount) else { return -1 }
    var state: UInt32 = 0
    for at in prefixCount..<text.count {
      state = rows[Int(state) + Int(classes[Int(text.base[at])])]
      if state >= Self.settled { return -1 }
    }
    return Int(state)
  }

  /// The number of the set of globs that match a text, whose bytes before `start` led to a state.
  @inline(__always)
  mutating func match(_ text: ByteSlice, from start: Int, in state: Int) -> Int {
    let rows = UnsafePointer(rows)
    let classes = UnsafePointer(classes)
    let count = text.count
    let base = text.base
    var at = start
    var state = UInt32(truncatingIfNeeded: state)
    while at < count {
      let next = rows[Int(state) &+ Int(classes[Int(base[at])])]
      if next >= Self.settled {
        return next == Self.unexplored ? explore(text, from: at, in: state) : Int(next & ~Self.settled)
      }
      state = next
      at += 1
    }
    return Int(rows[Int(state) &+ classCount])
  }

  /// Goes on where a transition is missing: computes it, and walks again.
  @inline(never)
  private mutating func explore(_ text: ByteSlice, from at: Int, in state: UInt32) -> Int {
    let kind = Int(classes[Int(text.base[at])])
    let index = Int(state) / (classCount + 1)
    if let target = number(step(positions[index], representatives[kind])) {
      rows[Int(state) + kind] = target
    } else {
      begin()
    }
    return match(text)
  }

  private mutating func begin() {
    // An automaton that was walked often for what it cost to make has paid.
    beginnings = walks > positions.count * 32 ? 1 : beginnings + 1
    walks = 0
    generation += 1
    positions = []
    numbers = [:]
    if beginnings > Self.startLimit || number(closure(starts), isStart: true) == nil {
      isOn = false
    }
  }

  /// What stands for a set of positions, which is made a state when it is new; nil at the limit of states or sets.
  private mutating func number(_ set: [Int32], isStart: Bool = false) -> UInt32? {
    if let known = numbers[set] { return known }
    sets.clearScratch()
    for position in set {
      if let glob = ends[position] { sets.scratch[glob >> 6] |= 1 << UInt64(glob & 63) }
    }
    let outcome = sets.keepScratch()
    guard outcome >= 0 else { return nil }
    let number: UInt32
    if !isStart, isSettled(set) {
      number = Self.settled | UInt32(truncatingIfNeeded: outcome)
    } else {
      let stride = classCount + 1
      guard positions.count < Self.stateLimit, positions.count * stride * 4 < Self.byteLimit else { return nil }
      if positions.count == capacity { grow() }
      let start = positions.count * stride
      positions.append(set)
      (rows + start).update(repeating: Self.unexplored, count: classCount)
      rows[start + classCount] = UInt32(truncatingIfNeeded: outcome)
      number = UInt32(truncatingIfNeeded: start)
    }
    numbers[set] = number
    return number
  }

  /// Whether no further byte can change what matches: every position is a last star, or the end behind one.
  private func isSettled(_ set: [Int32]) -> Bool {
    let lastStars = Set(set.filter { tokens[Int($0)] == Glob.Token.star.code && tokens[Int($0) + 1] == Self.endMark })
    return set.allSatisfy { lastStars.contains($0) || lastStars.contains($0 - 1) && tokens[Int($0)] == Self.endMark }
  }

  private func closure(_ set: [Int32]) -> [Int32] {
    var result: Set<Int32> = []
    for start in set {
      var position = start
      while result.insert(position).inserted {
        let code = tokens[Int(position)]
        guard code == Glob.Token.star.code || code == Glob.Token.starInField.code else { break }
        position += 1
      }
    }
    return result.sorted()
  }

  private func step(_ set: [Int32], _ byte: UInt8) -> [Int32] {
    let isColon = byte == UInt8(ascii: ":")
    var next: [Int32] = []
    for position in set {
      switch tokens[Int(position)] {
      case UInt16(byte), Self.scalarByte: next.append(position + 1)
      case Glob.Token.star.code: next.append(position)
      case Glob.Token.starInField.code: if !isColon { next.append(position) }
      case Glob.Token.one.code, Glob.Token.oneInField.code:
        let length = Self.scalarLength(byte)
        if length == 0 || (isColon && tokens[Int(position)] == Glob.Token.oneInField.code) { continue }
        next.append(position + 5 - Int32(length))
      default: break
      }
    }
    return closure(next)
  }

  /// The length of the UTF-8 sequence that a byte begins; 0 for a byte that continues one.
  private static func scalarLength(_ byte: UInt8) -> Int {
    byte < 0x80 ? 1 : byte < 0xC0 ? 0 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
  }

  private mutating func grow() {
    let stride = classCount + 1
    let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2 * stride)
    larger.update(from: rows, count: capacity * stride)
    rows.deallocate()
    rows = larger
    capacity *= 2
  }

  private static func commonPrefix(_ globs: [Glob]) -> [UInt8] {
    guard let first = globs.first else { return [] }
    var common = first.tokens.prefix { $0.code < 256 }.map { UInt8(truncatingIfNeeded: $0.code) }
    for glob in globs.dropFirst() {
      var length = 0
      while length < common.count, length < glob.tokens.count, glob.tokens[length].code == UInt16(common[length]) {
        length += 1
      }
      common = Array(common.prefix(length))
    }
    return common
  }
}
