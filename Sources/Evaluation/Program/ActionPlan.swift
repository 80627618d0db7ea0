import Documents
import PolicyLanguage

/// Everything that the statements of a stack can still say about one action: made when the action is first seen.
///
/// Only statements that admit the action are candidates. Each is one bit, in the order in which decisions name them:
/// first the Deny statements of all gates, then the Allow statements gate by gate.
/// ```
/// bit         0        1        2        3        4
/// candidate   deny A   deny B   allow C  allow D  allow E
/// gate        scp 0    scp 1    scp 0    scp 1    identity
/// dimensions  aws:RequestedRegion  eu-west-1 -> 1 1 1 1 1     us-east-1 -> 0 1 1 1 1
///             aws:ResourceTag/x    absent    -> 1 0 1 1 1     true      -> 1 1 1 1 1
/// resource    index of patterns              -> 1 1 1 1 0
/// ```
/// A request's row is the AND of one row for each dimension, looked up by the value that it has there. The lowest set
/// bit of the Deny range is the statement that denies; a gate passes when a bit of its range is set. Rows come twice,
/// once with the statements that match for certain and once with those that may, for keys that are unknown.
///
/// What a row cannot say (variables, `?` in resources) is asked of the statement itself, and only when its bit is set.
struct ActionPlan: ~Copyable {
  /// One statement that admits the action.
  struct Candidate {
    let gate: Int
    let place: GateMatches.Place
    let statement: CompiledStatement
  }

  /// One context key that candidates look at, with a row of bits for each class of its values (`KeyClasses`).
  struct Dimension: ~Copyable {
    /// The bytes of rows that are kept; classes beyond them are computed each time.
    private static let byteLimit = 8192

    let key: Int
    /// Distinct conditions on the key, their index among the key's, and the candidates that have each.
    let conditions: [(condition: CompiledCondition, place: Int, candidates: [Int])]
    private let width: Int
    private let limit: Int
    private var rows: UnsafeMutablePointer<UInt64>
    private var isFilled: UnsafeMutablePointer<Bool>
    private var capacity = 4

    init(key: Int, conditions: [(condition: CompiledCondition, place: Int, candidates: [Int])], width: Int) {
      self.key = key
      self.conditions = conditions
      self.width = width
      limit = max(4, Self.byteLimit / (width * 16))
      rows = .allocate(capacity: capacity * width * 2)
      isFilled = .allocate(capacity: capacity)
      isFilled.initialize(repeating: false, count: capacity)
    }

    deinit {
      rows.deallocate()
      isFilled.deallocate()
    }

    /// The row of a class; nil when it has to be computed.
    @inline(__always)
    func row(_ number: Int) -> UnsafeMutablePointer<UInt64>? {
      number < capacity && isFilled[number] ? rows + number * width * 2 : nil
    }

    /// Room for the row of a class; nil when the class is beyond those that are kept.
    mutating func newRow(_ number: Int) -> UnsafeMutablePointer<UInt64>? {
      guard number < limit else { return nil }
      if number >= capacity {
        let larger = max(capacity * 2, number + 1)
        let moreRows = UnsafeMutablePointer<UInt64>.allocate(capacity: larger * width * 2)
        moreRows.update(from: rows, count: capacity * width * 2)
        rows.deallocate()
        rows = moreRows
        let moreFilled = UnsafeMutablePointer<Bool>.allocate(capacity: larger)
        moreFilled.initialize(repeating: false, count: larger)
        moreFilled.update(from: isFilled, count: capacity)
        isFilled.deallocate()
        isFilled = moreFilled
        capacity = larger
      }
      isFilled[number] = true
      return rows + number * width * 2
    }
  }

  let candidates: [Candidate]
  let width: Int
  let denyCount: Int
  /// Ranges of bits by gate.
  let gateRanges: UnsafeMutablePointer<Range<Int>>
  let gateCount: Int
  /// What a decision is that names a candidate, by bit.
  let verdicts: UnsafeMutablePointer<Verdict>
  /// The verdict, where it is the same for every request.
  var constant: Verdict?
  private let dimensions: UnsafeMutablePointer<Dimension>
  let dimensionCount: Int
  private var resources: ResourceIndex?
  private let looksUpResource: Bool
  /// The candidates that look at the resource, by the index of patterns.
  private let resourceBits: UnsafeMutablePointer<UInt64>
  /// The candidates to be asked themselves.
  private let askedBits: UnsafeMutablePointer<UInt64>
  private let hasAsked: Bool
  /// The row of the request at hand: statements that match for certain, then those that may.
  let row: UnsafeMutablePointer<UInt64>
  private let scratch: UnsafeMutablePointer<UInt64>
  private let classifier: KeyClassifier
  private let classes: UnsafeMutablePointer<KeyClasses>

  /// Makes the plan of candidates in the order of the bits.
  init(_ candidates: [Candidate], gateCount: Int, _ classifier: KeyClassifier) {
    self.candidates = candidates
    self.classifier = classifier
    classes = classifier.keys
    width = max(1, (candidates.count + 63) / 64)
    denyCount = candidates.prefix { $0.statement.effect == .deny }.count
    var ranges = [Range<Int>](repeating: 0..<0, count: gateCount)
    for (bit, candidate) in candidates.enumerated() where candidate.statement.effect == .allow {
      let range = ranges[candidate.gate]
      ranges[candidate.gate] = (range.isEmpty ? bit : range.lowerBound)..<(bit + 1)
    }
    self.gateCount = gateCount
    gateRanges = .allocate(capacity: max(1, gateCount))
    gateRanges.initialize(from: ranges, count: gateCount)
    verdicts = .allocate(capacity: max(1, candidates.count))
    for (bit, candidate) in candidates.enumerated() {
      (verdicts + bit).initialize(
        to: Verdict(
          candidate.statement.effect == .deny ? .explicitDeny : .allowed, gate: candidate.gate,
          policy: Int32(truncatingIfNeeded: candidate.place.policy),
          statement: Int32(truncatingIfNeeded: candidate.place.statement)))
    }
    let width = width
    func zeros(_ count: Int) -> UnsafeMutablePointer<UInt64> {
      let pointer = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
      pointer.initialize(repeating: 0, count: count)
      return pointer
    }
    resourceBits = zeros(width)
    askedBits = zeros(width)
    row = zeros(width * 2)
    scratch = zeros(width * 2)

    var globs: [Glob] = []
    var numbers: [[Glob.Token]: Int] = [:]
    var users: [ResourceIndex.User] = []
    var conditions: [Int: [(condition: CompiledCondition, place: Int, candidates: [Int])]] = [:]
    var places: [Int: Int] = [:]
    for (bit, candidate) in candidates.enumerated() {
      let statement = candidate.statement
      if statement.needsAsking { askedBits[bit >> 6] |= 1 << UInt64(bit & 63) }
      for condition in statement.conditions {
        if let place = places[condition.number] {
          conditions[condition.key]?[place].candidates.append(bit)
        } else if let index = classifier.places[condition.number] {
          places[condition.number] = conditions[condition.key]?.count ?? 0
          conditions[condition.key, default: []].append((condition, index, [bit]))
        }
      }
      guard statement.resource?.canBeIndexed ?? false, let resource = statement.resource, !resource.admitsEverything
      else { continue }
      resourceBits[bit >> 6] |= 1 << UInt64(bit & 63)
      let patterns = resource.globs.map { glob in
        if let number = numbers[glob.tokens] { return number }
        numbers[glob.tokens] = globs.count
        globs.append(glob)
        return globs.count - 1
      }
      users.append(ResourceIndex.User(bit: bit, isNegated: resource.isNegated, patterns: patterns))
    }
    var hasAsked = false
    for word in 0..<width where askedBits[word] != 0 { hasAsked = true }
    self.hasAsked = hasAsked
    looksUpResource = !users.isEmpty
    if users.isEmpty {
      resources = nil
    } else {
      resources = ResourceIndex(globs, users: users, width: width)
    }
    let keys = conditions.keys.sorted()
    dimensionCount = keys.count
    dimensions = .allocate(capacity: max(1, keys.count))
    for (index, key) in keys.enumerated() {
      (dimensions + index).initialize(
        to: Dimension(key: key, conditions: conditions[key] ?? [], width: width))
    }
  }

  deinit {
    dimensions.deinitialize(count: dimensionCount)
    dimensions.deallocate()
    gateRanges.deallocate()
    verdicts.deallocate()
    resourceBits.deallocate()
    askedBits.deallocate()
    row.deallocate()
    scratch.deallocate()
  }

  /// Whether the plan says the same of every request.
  var isConstant: Bool { dimensionCount == 0 && !hasAsked && !looksUpResource }

  /// The key of a dimension.
  func key(ofDimension index: Int) -> Int { dimensions[index].key }

  /// Whether a decision can depend on the resource.
  var looksAtResource: Bool { looksUpResource || hasAsked }

  /// Whether the plan's keys and the resource are all that a decision depends on.
  var isExactlyKeyed: Bool { !hasAsked }

  /// Fills in `row` for a request.
  @inline(__always)
  mutating func match(_ frame: borrowing RequestFrame, hasBoundary: Bool) {
    if width == 1, !frame.mayHaveUnknown { return matchOneWord(frame, hasBoundary: hasBoundary) }
    let width = width
    let both = frame.mayHaveUnknown
    for word in 0..<width * 2 { row[word] = ~0 }
    for index in 0..<dimensionCount {
      let bits = lookUp(dimensions + index, frame)
      for word in 0..<width { row[word] &= bits[word] }
      if both {
        for word in width..<width * 2 { row[word] &= bits[word] }
      }
    }
    if looksUpResource, resourceMatters(both) {
      let bits = matchResource(frame)
      for word in 0..<width { row[word] &= bits[word] }
      if both {
        for word in 0..<width { row[width + word] &= bits[word] }
      }
    }
    if hasAsked { ask(frame, hasBoundary: hasBoundary, both) }
    if !both {
      for word in 0..<width { row[width + word] = row[word] }
    }
  }

  /// The same for plans of at most 64 candidates and requests without unknown keys: most of them.
  @inline(__always)
  private mutating func matchOneWord(_ frame: borrowing RequestFrame, hasBoundary: Bool) {
    var bits: UInt64 = ~0
    for index in 0..<dimensionCount { bits &= lookUp(dimensions + index, frame)[0] }
    if looksUpResource {
      let certainDenies = bits & ~resourceBits[0] & ~askedBits[0] & denyMask(0)
      let before = certainDenies == 0 ? ~0 : (certainDenies & (~certainDenies &+ 1)) &- 1
      if bits & resourceBits[0] & before != 0 { bits &= matchResource(frame)[0] }
    }
    row[0] = bits
    if hasAsked { ask(frame, hasBoundary: hasBoundary, false) }
    row[1] = row[0]
  }

  /// Whether a candidate that looks at the resource is still in the running before the Deny that is certain already.
  @inline(__always)
  private func resourceMatters(_ both: Bool) -> Bool {
    let possible = both ? row + width : row
    for word in 0..<width {
      let open = possible[word] & resourceBits[word]
      let certainDenies = row[word] & ~resourceBits[word] & ~askedBits[word] & denyMask(word)
      if certainDenies != 0 { return open & (certainDenies & (~certainDenies &+ 1)) &- 1 != 0 }
      if open != 0 { return true }
    }
    return false
  }

  @inline(__always)
  private func denyMask(_ word: Int) -> UInt64 {
    let bits = denyCount - word * 64
    return bits >= 64 ? ~0 : bits <= 0 ? 0 : (1 << UInt64(bits)) &- 1
  }

  /// The candidates that the resource lets through; all of them where none looks at it.
  @inline(__always)
  private mutating func matchResource(_ frame: borrowing RequestFrame) -> UnsafeMutablePointer<UInt64> {
    if let bits = resources?.match(frame.resource) { return bits }
    for word in 0..<width { scratch[word] = ~0 }
    return scratch
  }

  @inline(__always)
  private func lookUp(
    _ dimension: UnsafeMutablePointer<Dimension>, _ frame: borrowing RequestFrame
  ) -> UnsafeMutablePointer<UInt64> {
    let number = classes[dimension.pointee.key].find(frame)
    if number >= 0, let row = dimension.pointee.row(number) { return row }
    return compute(dimension, number, frame)
  }

  /// The row of a class, from what its conditions are known to be; without a class, by asking each condition.
  private func compute(
    _ dimension: UnsafeMutablePointer<Dimension>, _ number: Int, _ frame: borrowing RequestFrame
  ) -> UnsafeMutablePointer<UInt64> {
    let bits = number >= 0 ? dimension.pointee.newRow(number) ?? scratch : scratch
    for word in 0..<width * 2 { bits[word] = ~0 }
    let key = dimension.pointee.key
    let vector = number >= 0 ? classes[key].vector(number) : nil
    let words = classes[key].words
    for (condition, place, candidates) in dimension.pointee.conditions {
      let truth: Truth
      if let vector {
        let mask: UInt64 = 1 << UInt64(place & 63)
        truth = vector[place >> 6] & mask != 0 ? .yes : vector[words + (place >> 6)] & mask != 0 ? .unknown : .no
      } else {
        truth = condition.holds(in: frame)
      }
      if truth == .yes { continue }
      for bit in candidates {
        let mask: UInt64 = ~(1 << UInt64(bit & 63))
        bits[bit >> 6] &= mask
        if truth == .no { bits[width + (bit >> 6)] &= mask }
      }
    }
    return bits
  }

  private func ask(_ frame: borrowing RequestFrame, hasBoundary: Bool, _ both: Bool) {
    let possible = both ? row + width : row
    for word in 0..<width {
      var open = possible[word] & askedBits[word]
      while open != 0 {
        let bit = open.trailingZeroBitCount
        open &= open &- 1
        let mask: UInt64 = ~(1 << UInt64(bit))
        let statement = candidates[word * 64 + bit].statement
        let truth = Evaluator.match(statement, frame, hasBoundary: hasBoundary).truth
        if truth != .yes { row[word] &= mask }
        if truth == .no, both { row[width + word] &= mask }
      }
    }
  }
}

extension CompiledStatement {
  /// Whether a row of bits cannot say what the statement says: variables, `?` in a resource, principals.
  var needsAsking: Bool {
    principal != nil || matchesNothing || conditions.contains { !$0.variableKeys.isEmpty }
      || !(resource?.canBeIndexed ?? true)
  }

  /// Whether it matches whatever the request is, once the action is admitted.
  var isUnconditional: Bool {
    !needsAsking && conditions.isEmpty && resource?.admitsEverything ?? true
  }
}

extension CompiledResource {
  /// Whether no entry holds a variable or a `?`.
  var canBeIndexed: Bool {
    entries.allSatisfy { entry in
      guard case .glob(let glob, _) = entry else { return false }
      return !glob.tokens.contains(.one)
    }
  }

  /// The patterns of the entries, completions included.
  var globs: [Glob] {
    entries.flatMap { entry -> [Glob] in
      guard case .glob(let glob, let completion) = entry else { return [] }
      return [glob] + (completion.map { [$0] } ?? [])
    }
  }
}
