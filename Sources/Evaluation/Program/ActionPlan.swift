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
///             the resource         other/…   -> 1 1 1 1 0
/// ```
/// A request's row is the AND of one row of each dimension. The lowest set bit of the Deny range is the statement that
/// denies; a gate passes when a bit of its range is set. For eu-west-1, x absent and other/1 that is 1 0 1 1 0: deny A.
///
/// Which dimensions a request has to be asked at all, and in which order, is up to the diagram (`DecisionDiagram`).
struct ActionPlan: ~Copyable {
  /// One statement that admits the action.
  struct Candidate {
    let gate: Int
    let place: GateMatches.Place
    let statement: CompiledStatement
  }

  let candidates: [Candidate]
  /// The words of a set of candidates.
  let width: Int
  let denyCount: Int
  /// Ranges of bits by gate.
  let gateRanges: UnsafeMutablePointer<Range<Int>>
  let gateCount: Int
  /// The gate whose Allow a decision names; -1 for none.
  let namingGate: Int
  /// What a decision is that names a candidate, by bit.
  let verdicts: UnsafeMutablePointer<Verdict>
  /// The verdict, where it is the same for every request.
  var constant: Verdict?
  let dimensions: UnsafeMutablePointer<PlanDimension>
  let dimensionCount: Int
  private let service: ServiceResources
  private let resources: UnsafeMutablePointer<ResourceIndex>
  var diagram: DecisionDiagram
  /// The row of the request at hand: statements that match for certain, then those that may.
  let row: UnsafeMutablePointer<UInt64>
  let hasBoundary: Bool
  private let classifier: KeyClassifier
  let classes: UnsafeMutablePointer<KeyClasses>

  /// What a plan has to know of its stack.
  struct Setting {
    let gateCount: Int
    let namingGate: Int
    let hasBoundary: Bool
    /// Whether decisions follow from the candidates alone, and may stop as soon as they are certain.
    let usesDiagram: Bool
  }

  /// Makes the plan of candidates in the order of the bits.
  init(_ candidates: [Candidate], _ setting: Setting, _ classifier: KeyClassifier, _ service: ServiceResources) {
    self.candidates = candidates
    self.classifier = classifier
    classes = classifier.keys
    gateCount = setting.gateCount
    namingGate = setting.namingGate
    hasBoundary = setting.hasBoundary
    let width = max(1, (candidates.count + 63) / 64)
    self.width = width
    denyCount = candidates.prefix { $0.statement.effect == .deny }.count
    var ranges = [Range<Int>](repeating: 0..<0, count: gateCount)
    for (bit, candidate) in candidates.enumerated() where candidate.statement.effect == .allow {
      let range = ranges[candidate.gate]
      ranges[candidate.gate] = (range.isEmpty ? bit : range.lowerBound)..<(bit + 1)
    }
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
    row = .allocate(capacity: width * 2)
    row.initialize(repeating: 0, count: width * 2)
    self.service = service
    resources = service.index
    let sources = DimensionSources(candidates, classifier, service)
    dimensionCount = sources.dimensions.count
    dimensions = .allocate(capacity: max(1, dimensionCount))
    for (index, (source, key, needs)) in sources.dimensions.enumerated() {
      (dimensions + index).initialize(to: PlanDimension(source, key: key, needs: needs, width: width))
    }
    diagram = DecisionDiagram(width: width, dimensionCount: dimensionCount)
    if setting.usesDiagram { beginDiagram() }
  }

  deinit {
    dimensions.deinitialize(count: dimensionCount)
    dimensions.deallocate()
    gateRanges.deallocate()
    verdicts.deallocate()
    row.deallocate()
  }

  /// Whether the plan says the same of every request.
  var isConstant: Bool { dimensionCount == 0 }

  /// The memory that the plan takes, about; what it learns of requests only.
  var memory: Int {
    var memory = diagram.memory
    for index in 0..<dimensionCount { memory += dimensions[index].memory }
    return memory
  }

  /// Fills in `row` for a request, by asking all dimensions that a candidate still in the running looks at.
  @inline(never)
  mutating func match(_ frame: borrowing RequestFrame) {
    let width = width
    for word in 0..<width * 2 { row[word] = ~0 }
    for index in 0..<dimensionCount {
      let dimension = dimensions + index
      var open: UInt64 = 0
      for word in 0..<width { open |= row[width + word] & dimension.pointee.needs[word] }
      if open == 0 { continue }
      let number = rowNumber(dimension, frame)
      let bits = number >= 0 ? dimension.pointee.row(number) : dimension.pointee.scratch
      for word in 0..<width * 2 { row[word] &= bits[word] }
    }
  }

  /// The number of a dimension's row for a request; -1 for a row that is not kept, in the dimension's `scratch`.
  @inline(__always)
  mutating func rowNumber(_ dimension: UnsafeMutablePointer<PlanDimension>, _ frame: borrowing RequestFrame) -> Int {
    let key = dimension.pointee.key
    let number: Int
    if key >= 0 {
      number = classes[key].find(frame)
    } else if dimension.pointee.isResource {
      number = resources.pointee.find(frame.resource)
    } else {
      return askedRow(dimension, frame)
    }
    if number >= 0 {
      let row = dimension.pointee.row(ofClass: number)
      if row >= 0 { return row }
    }
    return newRow(dimension, number, frame)
  }

  /// The row of a class that has none yet, from what its conditions are known to be; without a class, by asking each.
  @inline(never)
  private mutating func newRow(
    _ dimension: UnsafeMutablePointer<PlanDimension>, _ number: Int, _ frame: borrowing RequestFrame
  ) -> Int {
    dimension.pointee.beginRow()
    if case .key(let conditions) = dimension.pointee.source {
      let key = dimension.pointee.key
      let vector = number >= 0 ? classes[key].vector(number) : nil
      let words = classes[key].words
      for (condition, place, candidates) in conditions {
        let truth: Truth
        if let vector {
          let mask: UInt64 = 1 << UInt64(place & 63)
          truth = vector[place >> 6] & mask != 0 ? .yes : vector[words + (place >> 6)] & mask != 0 ? .unknown : .no
        } else {
          truth = condition.holds(in: frame)
        }
        if truth == .yes { continue }
        for bit in candidates { dimension.pointee.exclude(bit, truth) }
      }
    } else if case .resource(let users) = dimension.pointee.source {
      let words = resources.pointee.words(number)
      for user in users {
        let isMatch = user.patterns.contains { words[$0 >> 6] & (1 << UInt64($0 & 63)) != 0 }
        if isMatch == user.isNegated { dimension.pointee.exclude(user.bit, .no) }
      }
    }
    let row = dimension.pointee.keepRow()
    if row >= 0, number >= 0 { dimension.pointee.setRow(row, ofClass: number) }
    return row
  }

  /// The row of what is asked of each request anew.
  @inline(never)
  private func askedRow(_ dimension: UnsafeMutablePointer<PlanDimension>, _ frame: borrowing RequestFrame) -> Int {
    let truth =
      dimension.pointee.equality?.holds(in: frame)
      ?? dimension.pointee.question?.answer(frame, hasBoundary: hasBoundary) ?? .no
    let number = dimension.pointee.row(ofClass: Int(truth.rawValue))
    if number >= 0 { return number }
    dimension.pointee.beginRow()
    dimension.pointee.exclude(truth)
    let row = dimension.pointee.keepRow()
    if row >= 0 { dimension.pointee.setRow(row, ofClass: Int(truth.rawValue)) }
    return row
  }

  /// Reads the result off a row.
  @inline(never)
  func conclude(_ row: UnsafeMutablePointer<UInt64>) -> Verdict {
    if let deny = lowestBit(row, 0..<denyCount) { return verdicts[deny] }
    let possible = row + width
    var isCertain = lowestBit(possible, 0..<denyCount) == nil
    var granting = -1
    for gate in 0..<gateCount {
      let range = gateRanges[gate]
      if let allow = lowestBit(row, range) {
        if gate == namingGate { granting = allow }
      } else if lowestBit(possible, range) != nil {
        isCertain = false
      } else {
        return Verdict(.implicitDeny, gate: gate)
      }
    }
    guard isCertain else { return Verdict(.unknown) }
    return granting < 0 ? Verdict(.allowed) : verdicts[granting]
  }

  /// The lowest set bit of a range; nil when none is set.
  func lowestBit(_ bits: UnsafeMutablePointer<UInt64>, _ range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return nil }
    var word = range.lowerBound >> 6
    let lastWord = (range.upperBound - 1) >> 6
    var mask: UInt64 = ~0 << UInt64(range.lowerBound & 63)
    while word <= lastWord {
      let found = bits[word] & mask
      if found != 0 {
        let bit = word * 64 + found.trailingZeroBitCount
        return bit < range.upperBound ? bit : nil
      }
      mask = ~0
      word += 1
    }
    return nil
  }
}
