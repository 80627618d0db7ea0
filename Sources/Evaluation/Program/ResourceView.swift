import Documents

/// What the resource patterns of a service mean for one plan: sets of them, as far as its own candidates hold them.
///
/// ```
/// patterns   5: arn:aws:ec2:*:1:volume/*     9: arn:aws:ec2:us-*:*:volume/v        of the twenty of the service
/// prefixes   set 3 -> local 2: 1 1           set 7 -> local 0: none
/// rests      set 2 -> local 1: 1 1           set 4 -> local 2: 1 0
/// rows       (2, 2) -> row 4: candidates without those whose Resource is pattern 9
/// ```
/// A service has many sets, a plan few that differ: what is new to the service is mostly known to the plan.
struct ResourceView: ~Copyable {
  /// One candidate that looks at the resource.
  struct User {
    let bit: Int
    let isNegated: Bool
    /// The element's patterns by their index in the view.
    let patterns: [Int]
  }

  let users: [User]
  /// The patterns of the candidates, by their index in the service's index.
  private let patterns: [Int]
  /// For the service's sets of patterns that fit a prefix, the local sets.
  var prefixes = ClassMap()
  /// For the service's sets of globs of sixth fields, the local sets.
  var rests = ClassMap()
  /// For the service's sets of patterns that match whole resources, the rows.
  var wholes = ClassMap()
  /// For two local sets, the row.
  var rows = PairTable()
  private let sets: GlobOutcomes

  /// Makes a view of some candidates' patterns, given by their index in the service's index.
  init(_ users: [User], patterns: [Int]) {
    self.users = users
    self.patterns = patterns
    sets = GlobOutcomes(count: patterns.count)
  }

  /// The memory that it takes, about.
  var memory: Int { prefixes.memory + rests.memory + wholes.memory + rows.memory + sets.memory }

  /// The local set of the patterns for which something holds; -1 where there are too many sets.
  func localSet(_ holds: (_ pattern: Int) -> Bool) -> Int {
    sets.clearScratch()
    for (place, pattern) in patterns.enumerated() where holds(pattern) {
      sets.scratch[place >> 6] |= 1 << UInt64(place & 63)
    }
    return sets.keepScratch()
  }

  /// The candidates that are kept out where the patterns of two local sets match: those whose Resource none of them is,
  /// and those whose NotResource one of them is.
  func excluded(_ first: Int, _ second: Int, _ body: (_ bit: Int) -> Void) {
    let (first, second) = (sets.words(first), sets.words(second))
    for user in users {
      var isMatch = false
      for pattern in user.patterns
      where first[pattern >> 6] & second[pattern >> 6] & (1 << UInt64(pattern & 63)) != 0 { isMatch = true }
      if isMatch == user.isNegated { body(user.bit) }
    }
  }
}

/// Small numbers by small numbers, in an array that grows.
struct ClassMap: ~Copyable {
  private var values: UnsafeMutableRawPointer
  private var capacity: Int32 = 64
  /// Whether the numbers take four bytes each, and not one.
  private var isWide = false

  init() {
    values = .allocate(byteCount: Int(capacity), alignment: CacheLine.size)
    values.initializeMemory(as: Int8.self, repeating: -1, count: Int(capacity))
  }

  deinit { values.deallocate() }

  /// The memory that it takes.
  var memory: Int { Int(capacity) * (isWide ? 4 : 1) }

  /// Reads the first numbers.
  @inline(__always)
  borrowing func touch() -> UInt8 { values.load(as: UInt8.self) }

  /// The number for a number that is 0 or more; -1 where there is none.
  @inline(__always)
  borrowing func find(_ number: Int) -> Int {
    guard number < Int(capacity) else { return -1 }
    return isWide
      ? Int(values.load(fromByteOffset: number * 4, as: Int32.self))
      : Int(values.load(fromByteOffset: number, as: Int8.self))
  }

  /// Sets the number, from 0, for a number from 0.
  mutating func set(_ number: Int, to value: Int) {
    let needsWide = isWide || value > Int(Int8.max)
    if number >= Int(capacity) || needsWide != isWide {
      let size = number >= Int(capacity) ? max(Int(capacity) * 2, number + 1) : Int(capacity)
      enlarge(to: size, isWide: needsWide)
    }
    if isWide {
      values.storeBytes(of: Int32(truncatingIfNeeded: value), toByteOffset: number * 4, as: Int32.self)
    } else {
      values.storeBytes(of: Int8(truncatingIfNeeded: value), toByteOffset: number, as: Int8.self)
    }
  }

  private mutating func enlarge(to size: Int, isWide: Bool) {
    let more = UnsafeMutableRawPointer.allocate(byteCount: size * (isWide ? 4 : 1), alignment: CacheLine.size)
    if isWide {
      let numbers = more.initializeMemory(as: Int32.self, repeating: -1, count: size)
      for place in 0..<Int(capacity) { numbers[place] = Int32(truncatingIfNeeded: find(place)) }
    } else {
      more.initializeMemory(as: Int8.self, repeating: -1, count: size)
      more.copyMemory(from: values, byteCount: Int(capacity))
    }
    values.deallocate()
    values = more
    capacity = Int32(truncatingIfNeeded: size)
    self.isWide = isWide
  }
}
