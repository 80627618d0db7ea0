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
    /// The place in the order in which decisions name statements: those that deny first, whatever the action.
    let ordinal: Int
    let statement: CompiledStatement

    /// The decision that names it.
    var verdict: Verdict {
      Verdict(
        statement.effect == .deny ? .explicitDeny : .allowed, gate: gate,
        policy: Int32(truncatingIfNeeded: place.policy), statement: Int32(truncatingIfNeeded: place.statement))
    }
  }

  // What every decision comes by stands first, in three lines of the cache (`touch`).
  /// Whether the verdict is the same for every request.
  private(set) var isConstant = false
  /// What the plan needs of the statements that are found by what they are about.
  let narrow: NarrowPlan
  let dimensions: UnsafeMutablePointer<PlanDimension>
  let classes: KeyClassTable
  var diagram: DecisionDiagram
  private let resources: UnsafeMutablePointer<ResourceIndex>
  private var view: ResourceView

  /// The verdict, where it is the same for every request.
  var constant: Verdict? { didSet { isConstant = constant != nil } }
  /// The place among the plans of the stack.
  var number = 0
  /// The other statements.
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
  /// The places of candidates in the order in which decisions name them, by bit.
  private let ordinals: UnsafeMutablePointer<Int>
  let dimensionCount: Int
  private let service: ServiceResources
  /// The row of the request at hand: statements that match for certain, then those that may.
  let row: UnsafeMutablePointer<UInt64>
  let hasBoundary: Bool
  private let classifier: KeyClassifier

  /// What a plan has to know of its stack.
  struct Setting {
    let gateCount: Int
    let namingGate: Int
    let hasBoundary: Bool
    /// Whether decisions follow from the candidates alone, and may stop as soon as they are certain.
    let usesDiagram: Bool
  }

  /// Makes the plan of candidates in the order of the bits.
  init(
    _ candidates: [Candidate], narrow: consuming NarrowPlan, _ setting: Setting,
    _ classifier: KeyClassifier, _ service: ServiceResources
  ) {
    self.candidates = candidates
    self.narrow = narrow
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
      (verdicts + bit).initialize(to: candidate.verdict)
    }
    ordinals = .allocate(capacity: max(1, candidates.count))
    ordinals.initialize(from: candidates.map(\.ordinal), count: candidates.count)
    row = .allocate(capacity: width * 2)
    row.initialize(repeating: 0, count: width * 2)
    self.service = service
    resources = service.index
    let sources = DimensionSources(candidates, classifier, service)
    view = ResourceView(sources.users, patterns: sources.patterns)
    dimensionCount = sources.dimensions.count
    dimensions = CacheLine.room(for: dimensionCount, of: PlanDimension.self)
    for (index, (source, key, needs)) in sources.dimensions.enumerated() {
      (dimensions + index).initialize(to: PlanDimension(source, key: key, needs: needs, width: width))
    }
    diagram = DecisionDiagram(width: width, dimensionCount: dimensionCount)
    if setting.usesDiagram { beginDiagram() }
  }

  deinit {
    dimensions.deinitialize(count: dimensionCount)
    UnsafeMutableRawPointer(dimensions).deallocate()
    gateRanges.deallocate()
    verdicts.deallocate()
    ordinals.deallocate()
    row.deallocate()
  }

  /// The number of Allow statements of the naming gate before one that is narrow.
  func allowRank(_ ordinal: Int) -> UInt16 {
    let range = gateRanges[namingGate]
    var (first, last) = (range.lowerBound, range.upperBound)
    while first < last {
      let middle = (first + last) / 2
      if ordinals[middle] < ordinal { first = middle + 1 } else { last = middle }
    }
    return UInt16(truncatingIfNeeded: first - range.lowerBound)
  }

  /// Whether there is nothing to be asked of a request.
  var asksNothing: Bool { dimensionCount == 0 && narrow.index == nil }

  /// The memory that the plan takes, about; what it learns of requests only.
  var memory: Int {
    var memory = diagram.memory + view.memory + narrow.memory
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
    if key < 0 {
      return dimension.pointee.isResource ? resourceRow(dimension, frame) : askedRow(dimension, frame)
    }
    let number = classes[key].pointee.find(frame)
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
    guard case .key(let conditions) = dimension.pointee.source else { return -1 }
    let key = dimension.pointee.key
    for index in conditions.indices {
      let truth =
        number >= 0
        ? classes[key].pointee.truth(number, conditions[index].place) : conditions[index].condition.holds(in: frame)
      if truth == .yes { continue }
      for bit in conditions[index].candidates { dimension.pointee.exclude(bit, truth) }
    }
    let row = dimension.pointee.keepRow()
    if row >= 0, number >= 0 { dimension.pointee.setRow(row, ofClass: number) }
    return row
  }

  /// The row of a resource.
  @inline(__always)
  private mutating func resourceRow(
    _ dimension: UnsafeMutablePointer<PlanDimension>, _ frame: borrowing RequestFrame
  ) -> Int {
    let text = frame.resource
    guard resources.pointee.splits else { return wholeRow(dimension, text) }
    let end = frame.sixthField
    guard end > 0 else { return wholeRow(dimension, text) }
    let number = resources.pointee.prefix(ByteSlice(text.base, end))
    let prefix = resources.pointee.set(ofPrefix: number)
    let fewest = resources.pointee.fewestColons(number)
    let mayCross = fewest != .max && 5 + frame.colonsInSixthField >= Int(fewest)
    guard prefix >= 0, !mayCross else { return wholeRow(dimension, text) }
    var first = view.prefixes.find(prefix)
    if first < 0 { first = learnPrefix(prefix) }
    var second = 0
    // Where no pattern of the plan fits the prefix, the sixth field does not matter.
    if first > 0 {
      let rest = resources.pointee.rest(frame.name)
      guard rest >= 0 else { return wholeRow(dimension, text) }
      second = view.rests.find(rest)
      if second < 0 { second = learnRest(rest) }
    }
    guard first >= 0, second >= 0 else { return wholeRow(dimension, text) }
    let row = view.rows.find(first, second)
    return row >= 0 ? row : newPairRow(dimension, first, second)
  }

  /// The row of a resource that is matched whole.
  @inline(never)
  private mutating func wholeRow(_ dimension: UnsafeMutablePointer<PlanDimension>, _ text: ByteSlice) -> Int {
    let number = resources.pointee.whole(text)
    if number >= 0 {
      let row = view.wholes.find(number)
      if row >= 0 { return row }
    }
    let words = resources.pointee.words(number)
    let local = view.localSet { words[$0 >> 6] & (1 << UInt64($0 & 63)) != 0 }
    let row = newRow(dimension, local, local)
    if number >= 0, row >= 0 { view.wholes.set(number, to: row) }
    return row
  }

  @inline(never)
  private mutating func learnPrefix(_ number: Int) -> Int {
    let words = resources.pointee.words(number)
    let local = view.localSet { words[$0 >> 6] & (1 << UInt64($0 & 63)) != 0 }
    if local >= 0 { view.prefixes.set(number, to: local) }
    return local
  }

  @inline(never)
  private mutating func learnRest(_ number: Int) -> Int {
    let words = resources.pointee.restWords(number)
    let rests = resources.pointee.restOfPattern
    let local = view.localSet { pattern in
      let rest = rests[pattern]
      return rest >= 0 && words[rest >> 6] & (1 << UInt64(rest & 63)) != 0
    }
    if local >= 0 { view.rests.set(number, to: local) }
    return local
  }

  @inline(never)
  private mutating func newPairRow(
    _ dimension: UnsafeMutablePointer<PlanDimension>, _ first: Int, _ second: Int
  ) -> Int {
    let row = newRow(dimension, first, second)
    if row >= 0 { view.rows.insert(first, second, row) }
    return row
  }

  /// The row of a resource that the patterns in two local sets match.
  private func newRow(_ dimension: UnsafeMutablePointer<PlanDimension>, _ first: Int, _ second: Int) -> Int {
    dimension.pointee.beginRow()
    view.excluded(first, second) { dimension.pointee.exclude($0, .no) }
    return dimension.pointee.keepRow()
  }

  /// The row of what is asked of each request anew.
  @inline(never)
  private mutating func askedRow(
    _ dimension: UnsafeMutablePointer<PlanDimension>, _ frame: borrowing RequestFrame
  ) -> Int {
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

  /// Reads the result off a row, beside what narrow statements came to.
  @inline(never)
  func conclude(_ row: UnsafeMutablePointer<UInt64>, _ outcome: NarrowOutcome) -> Verdict {
    if let deny = lowestBit(row, 0..<denyCount) { return verdicts[deny] }
    let possible = row + width
    var isCertain = !outcome.mayDeny && lowestBit(possible, 0..<denyCount) == nil
    var granting = Verdict(.allowed)
    for gate in 0..<gateCount {
      let range = gateRanges[gate]
      let allow = lowestBit(row, range)
      if allow != nil || outcome.passes(gate) {
        guard gate == namingGate else { continue }
        if let allow, !outcome.passes(gate) || allow - range.lowerBound < Int(outcome.allowRank) {
          granting = verdicts[allow]
        } else {
          granting = NarrowOutcome.allows
        }
      } else if outcome.mayPass(gate) || lowestBit(possible, range) != nil {
        isCertain = false
      } else {
        return Verdict(.implicitDeny, gate: gate)
      }
    }
    return isCertain ? granting : Verdict(.unknown)
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
