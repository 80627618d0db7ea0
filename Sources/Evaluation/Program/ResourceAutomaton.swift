import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Matches a resource against many patterns in one walk over its bytes.
///
/// A lazy deterministic automaton. A state is the set of all positions in all patterns that the bytes so far can lead
/// to; a transition is computed when a resource first takes it and remembered:
/// ```
/// patterns   0: arn:aws:s3:::logs-*     1: arn:aws:s3:::data
/// prefix     arn:aws:s3:::              what all patterns begin with, compared in one piece
/// classes    l 1  o 2  g 3  s 4  - 5  d 6  a 7  t 8  else 0
/// states     0: {0@13, 1@13}   --l-->   1: {0@14}   …   5: {0@18} settled   --d-->   6: {1@14} …
/// ```
/// For `arn:aws:s3:::logs-2026` the prefix agrees, then `l o g s -` lead to state 5, which is settled: its only position
/// is a last star, so that nothing behind it matters. The bits of state 5 say that pattern 0 matches.
///
/// Sets of patterns can lead to exponentially many states: there is a limit, at which the automaton begins anew, and
/// after some beginnings it gives up and says so.
struct ResourceAutomaton: ~Copyable {
  private static let stateLimit = 4096
  private static let startLimit = 8
  private static let settled: UInt32 = 1 << 30
  private static let unexplored: UInt32 = .max

  /// The patterns' tokens one behind the other, each pattern followed by an end mark.
  private let tokens: [UInt16]
  private let starts: [Int32]
  /// The pattern that an end mark belongs to, by position.
  private let ends: [Int32: Int]
  private let prefixBytes: UnsafeMutablePointer<UInt8>
  private let prefixCount: Int
  private let width: Int
  /// Computes the row of bits for a set of matching patterns.
  private let row: ([Int], UnsafeMutablePointer<UInt64>) -> Void

  private let classes: UnsafeMutablePointer<UInt8>
  private let classCount: Int
  /// One byte of each class, to compute its transitions with.
  private let representatives: [UInt8]
  private var transitions: UnsafeMutablePointer<UInt32>
  private var rows: UnsafeMutablePointer<UInt64>
  private var capacity = 16
  private var positions: [[Int32]] = []
  private var numbers: [[Int32]: UInt32] = [:]
  private var beginnings = 0
  /// The bits of a resource that does not even begin as all patterns do.
  private let deadRow: UnsafeMutablePointer<UInt64>
  private static let endMark: UInt16 = 512

  /// Makes an automaton of globs that hold no `?`.
  ///
  /// - Parameters:
  ///   - width: the words of a row.
  ///   - row: fills in the row for a set of matching patterns, given by their indices.
  init(_ globs: [Glob], width: Int, row: @escaping ([Int], UnsafeMutablePointer<UInt64>) -> Void) {
    let common = Self.commonPrefix(globs)
    var tokens: [UInt16] = []
    var starts: [Int32] = []
    var ends: [Int32: Int] = [:]
    for (index, glob) in globs.enumerated() {
      starts.append(Int32(tokens.count))
      tokens += glob.tokens.dropFirst(common.count).map(\.code)
      ends[Int32(tokens.count)] = index
      tokens.append(Self.endMark)
    }
    self.tokens = tokens
    self.starts = starts
    self.ends = ends
    self.width = width
    self.row = row
    prefixCount = common.count
    prefixBytes = .allocate(capacity: max(1, common.count))
    prefixBytes.initialize(from: common, count: common.count)
    // Bytes that no pattern spells behave alike; the colon is its own, because some stars stop at it.
    classes = .allocate(capacity: 256)
    classes.initialize(repeating: 0, count: 256)
    let spelt = Set(tokens.filter { $0 < 256 }).union([UInt16(UInt8(ascii: ":"))]).sorted()
    // Class 0 is every other byte; with all 256 spelt there would be no representative, which UTF-8 rules out.
    var representatives: [UInt8] = [0xFF]
    for byte in spelt where byte != 0xFF {
      classes[Int(byte)] = UInt8(truncatingIfNeeded: representatives.count)
      representatives.append(UInt8(truncatingIfNeeded: byte))
    }
    self.representatives = representatives
    classCount = representatives.count
    transitions = .allocate(capacity: capacity * classCount)
    rows = .allocate(capacity: capacity * width)
    deadRow = .allocate(capacity: width)
    row([], deadRow)
    begin()
  }

  deinit {
    prefixBytes.deallocate()
    classes.deallocate()
    transitions.deallocate()
    rows.deallocate()
    deadRow.deallocate()
  }

  /// Whether the automaton still pays; when not, ask each pattern.
  var isOn: Bool { beginnings <= Self.startLimit }

  /// The row of bits for a resource, valid until the next call; nil when the automaton no longer pays.
  @inline(__always)
  mutating func match(_ text: ByteSlice) -> UnsafeMutablePointer<UInt64>? {
    guard isOn else { return nil }
    let skipped = prefixCount
    guard text.count >= skipped, memcmp(text.base, prefixBytes, skipped) == 0 else { return deadRow }
    var at = skipped
    var state: UInt32 = 0
    let (transitions, classes, classCount) = (transitions, classes, classCount)
    while at < text.count {
      let next = transitions[Int(state) &* classCount &+ Int(classes[Int(text.base[at])])]
      if next < Self.settled {
        state = next
        at += 1
        continue
      }
      if next != Self.unexplored { return rows + Int(next & ~Self.settled) * width }
      return explore(text, from: at, in: state)
    }
    return rows + Int(state) * width
  }

  /// Goes on where a transition is missing: computes it, and walks again.
  private mutating func explore(
    _ text: ByteSlice, from at: Int, in state: UInt32
  ) -> UnsafeMutablePointer<UInt64>? {
    if !explore(state, text.base[at]) { begin() }
    return match(text)
  }

  private mutating func begin() {
    beginnings += 1
    positions = []
    numbers = [:]
    _ = number(closure(starts))
  }

  /// Computes and remembers a transition; false at the limit of states.
  private mutating func explore(_ state: UInt32, _ byte: UInt8) -> Bool {
    let kind = classes[Int(byte)]
    guard let target = number(step(positions[Int(state)], representatives[Int(kind)])) else { return false }
    transitions[Int(state) * classCount + Int(kind)] = target
    return true
  }

  /// The number of a set of positions, which is made a state when it is new; nil at the limit of states.
  private mutating func number(_ set: [Int32]) -> UInt32? {
    if let known = numbers[set] { return known }
    guard positions.count < Self.stateLimit else { return nil }
    if positions.count == capacity { grow() }
    let index = positions.count
    positions.append(set)
    (transitions + index * classCount).update(repeating: Self.unexplored, count: classCount)
    row(set.compactMap { ends[$0] }.sorted(), rows + index * width)
    let number = UInt32(index) | (isSettled(set) ? Self.settled : 0)
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
    var next: [Int32] = []
    for position in set {
      let code = tokens[Int(position)]
      if code == UInt16(byte) {
        next.append(position + 1)
      } else if code == Glob.Token.star.code || (code == Glob.Token.starInField.code && byte != UInt8(ascii: ":")) {
        next.append(position)
      }
    }
    return closure(next)
  }

  private mutating func grow() {
    let moreTransitions = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2 * classCount)
    moreTransitions.update(from: transitions, count: capacity * classCount)
    transitions.deallocate()
    transitions = moreTransitions
    let moreRows = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2 * width)
    moreRows.update(from: rows, count: capacity * width)
    rows.deallocate()
    rows = moreRows
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
