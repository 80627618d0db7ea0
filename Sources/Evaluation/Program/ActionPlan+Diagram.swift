import Documents
import PolicyLanguage

/// Decides by the diagram, and draws it.
extension ActionPlan {
  /// Reads the lines of a plan that every decision comes by.
  @inline(__always)
  static func touch(_ plan: UnsafeMutablePointer<ActionPlan>) -> UInt8 {
    let raw = UnsafeRawPointer(plan)
    return raw.load(as: UInt8.self) | raw.load(fromByteOffset: CacheLine.size, as: UInt8.self)
      | raw.load(fromByteOffset: CacheLine.size * 2, as: UInt8.self)
  }

  /// Reads what is looked at first, and what it mostly comes to.
  @inline(__always)
  func touchFirst() -> UInt8 {
    // Where the root is no node, that of number 0, which is none: no guess at what it is can be wrong.
    UnsafeRawPointer(diagram.nodes + max(Int(diagram.root), 0)).load(as: UInt8.self)
      | UnsafeRawPointer(diagram.leaves).load(as: UInt8.self)
      | UnsafeRawPointer(dimensions + Int(diagram.rootDimension)).load(as: UInt8.self)
      | UnsafeRawPointer(narrow.drivers).load(as: UInt8.self)
  }

  /// Reads what stands behind that.
  @inline(__always)
  func touchSecond() -> UInt8 {
    narrow.touch() | (diagram.root > 0 ? (dimensions + Int(diagram.rootDimension)).pointee.touchRows() : 0)
  }

  /// Decides a request under a stack whose decisions follow from the candidates alone.
  @inline(__always)
  mutating func decide(_ frame: borrowing RequestFrame) -> Verdict { decide(frame, from: diagram.root, .none) }

  /// Decides a request for which narrow statements came to something.
  @inline(never)
  mutating func decide(_ frame: borrowing RequestFrame, _ outcome: NarrowOutcome) -> Verdict {
    var root = diagram.root(outcome)
    if root == 0, diagram.root != 0 { root = drawRoot(outcome) }
    return decide(frame, from: root, outcome)
  }

  @inline(__always)
  private mutating func decide(
    _ frame: borrowing RequestFrame, from root: Int32, _ outcome: NarrowOutcome
  ) -> Verdict {
    var place = root
    diagram.walks &+= 1
    while place > 0 {
      let node = diagram.nodes + Int(place)
      let row = rowNumber(dimensions + Int(node.pointee.dimension), frame)
      var next: Int32 = 0
      if row >= 0, row < Int(node.pointee.capacity) { next = diagram.children[Int(node.pointee.first) + row] }
      place = next != 0 ? next : draw(from: place, row)
    }
    return place < 0 ? diagram.leaves[Int(~place)] : decideByRows(frame, outcome)
  }

  /// Decides a request by asking every dimension that a candidate still in the running looks at.
  mutating func decideByRows(_ frame: borrowing RequestFrame, _ outcome: NarrowOutcome) -> Verdict {
    match(frame)
    return conclude(row, outcome)
  }

  /// Begins the diagram with the state in which nothing was looked at yet, and no narrow statement matched.
  mutating func beginDiagram() {
    beginState(.none)
    diagram.begin(referenceOfScratch())
  }

  /// Adds the state in which nothing was looked at yet but narrow statements; 0 where the diagram was given up for now.
  private mutating func drawRoot(_ outcome: NarrowOutcome) -> Int32 {
    beginState(outcome)
    let reference = referenceOfScratch()
    if reference != 0 {
      diagram.addRoot(reference, outcome)
    } else if diagram.clear() {
      beginDiagram()
    }
    return reference
  }

  private func beginState(_ outcome: NarrowOutcome) {
    let state = diagram.scratch
    for word in 0..<width {
      let bits = candidates.count - word * 64
      state[word] = bits >= 64 ? ~0 : bits <= 0 ? 0 : (1 << UInt64(bits)) &- 1
      state[width + word] = state[word]
    }
    for word in 0..<(dimensionCount + 63) / 64 { state[width * 2 + word] = 0 }
    for index in 0..<dimensionCount { state[width * 2 + index >> 6] |= 1 << UInt64(index & 63) }
    diagram.outcome = outcome
  }

  /// Draws where a row leads from a node, and returns what stands there; 0 where the diagram was given up for now.
  @inline(never)
  private mutating func draw(from node: Int32, _ row: Int) -> Int32 {
    guard row >= 0 else { return 0 }
    if !diagram.pays() { return 0 }
    diagram.loadState(of: node)
    let state = diagram.scratch
    let index = Int(diagram.nodes[Int(node)].dimension)
    let bits = dimensions[index].row(row)
    for word in 0..<width * 2 { state[word] &= bits[word] }
    state[width * 2 + index >> 6] &= ~(1 << UInt64(index & 63))
    let reference = referenceOfScratch()
    if reference != 0 {
      diagram.link(node, row, to: reference)
    } else if diagram.clear() {
      beginDiagram()
    }
    return reference
  }

  /// What stands for the state in the diagram's scratch, which is added when it is new; 0 at the limit.
  private mutating func referenceOfScratch() -> Int32 {
    drop()
    let known = diagram.reference()
    if known != 0 { return known }
    guard let next = nextDimension() else { return diagram.addLeaf(conclude(diagram.scratch, diagram.outcome)) }
    return diagram.addNode(lookingAt: next)
  }

  /// Drops from the state in the scratch what can no longer change the decision.
  ///
  /// A Deny that is certain leaves only Deny statements before it to be asked, for the decision names the first. Where an
  /// Allow of a gate is certain, no other matters, or none behind it where the decision names it. Behind a gate that
  /// cannot pass, no Allow matters at all. What narrow statements came to counts as much.
  private func drop() {
    let state = diagram.scratch
    let remaining = state + width * 2
    // Candidates that some dimension is still to be asked about are not certain.
    row.update(repeating: 0, count: width)
    for index in 0..<dimensionCount where remaining[index >> 6] & (1 << UInt64(index & 63)) != 0 {
      for word in 0..<width { row[word] |= dimensions[index].needs[word] }
    }
    for word in 0..<width { row[word] = state[word] & ~row[word] }
    let outcome = diagram.outcome
    if let deny = lowestBit(row, 0..<denyCount) {
      keep(0..<(deny + 1), of: 0..<candidates.count)
    } else {
      for gate in 0..<gateCount {
        let range = gateRanges[gate]
        let allow = lowestBit(row, range)
        if gate == namingGate, allow != nil || outcome.passes(gate) {
          let limit = outcome.passes(gate) ? range.lowerBound + Int(outcome.allowRank) : range.upperBound
          let last = min(allow.map { $0 + 1 } ?? range.upperBound, limit)
          keep(range.lowerBound..<min(last, range.upperBound), of: range)
        } else if outcome.passes(gate) {
          keep(0..<0, of: range)
        } else if let allow {
          keep(allow..<(allow + 1), of: range)
        } else if !outcome.mayPass(gate), lowestBit(state + width, range) == nil {
          for later in (gate + 1)..<max(gate + 1, gateCount) { keep(0..<0, of: gateRanges[later]) }
          break
        }
      }
    }
    for index in 0..<dimensionCount {
      var isNeeded = false
      for word in 0..<width where state[width + word] & dimensions[index].needs[word] != 0 { isNeeded = true }
      if !isNeeded { remaining[index >> 6] &= ~(1 << UInt64(index & 63)) }
    }
  }

  /// Drops the candidates of a range that are not in another.
  private func keep(_ kept: Range<Int>, of range: Range<Int>) {
    let state = diagram.scratch
    for bit in range where !kept.contains(bit) {
      let mask: UInt64 = ~(1 << UInt64(bit & 63))
      state[bit >> 6] &= mask
      state[width + bit >> 6] &= mask
    }
  }

  /// The dimension to look at next: the one that says something of the most candidates for what it costs.
  private func nextDimension() -> Int? {
    let state = diagram.scratch
    let remaining = state + width * 2
    var open = 0
    for word in 0..<width { open += state[width + word].nonzeroBitCount }
    var best: Int?
    var bestCount = 0
    var bestCost = 1
    for index in 0..<dimensionCount where remaining[index >> 6] & (1 << UInt64(index & 63)) != 0 {
      var count = 0
      for word in 0..<width { count += (state[width + word] & dimensions[index].needs[word]).nonzeroBitCount }
      let isCheap = open > PlanDimension.manyCandidates && dimensions[index].isResource
      let cost = isCheap ? 1 : dimensions[index].cost
      if best == nil || count * bestCost > bestCount * cost {
        best = index
        bestCount = count
        bestCost = cost
      }
    }
    return best
  }
}
