/// Decides several requests at once.
extension IndexedStack {
  /// The most requests that are decided at once by any stack.
  public static let batchLimit = 32

  /// The most requests that are decided at once: the more, the less each waits for memory, but their frames have to stay in
  /// the nearest cache.
  public var batchSize: Int { isLarge ? Self.batchLimit : Self.batchLimit / 2 }

  /// Decides several requests, each in a frame of its own: the same as deciding one after the other.
  ///
  /// Where there are many statements most of a decision is waiting for memory. What each request looks at is found out
  /// step by step for all of them (`NarrowSearch`), so that they wait together.
  ///
  /// - Parameters:
  ///   - frames: the requests, of which so many are decided.
  ///   - verdicts: room for as many.
  public func decide(
    _ frames: UnsafeMutablePointer<RequestFrame>, count: Int, into verdicts: UnsafeMutablePointer<Verdict>
  ) {
    var first = 0
    while first < count {
      let batch = min(count - first, batchSize)
      decideBatch(frames + first, batch, verdicts + first)
      first += batch
    }
  }

  private func decideBatch(
    _ frames: UnsafeMutablePointer<RequestFrame>, _ count: Int, _ verdicts: UnsafeMutablePointer<Verdict>
  ) {
    guard hasNarrowStatements, resourceGate == nil, count > 1 else {
      for place in 0..<count { (verdicts + place).initialize(to: decide(frames[place])) }
      return
    }
    makeRoom(for: count)
    search.pointee.removeAll()
    for place in 0..<count { search.pointee.add(plan(frames[place])) }
    if isLarge { search.pointee.touchPlans() }
    for place in 0..<count {
      let plan = search.pointee.requests[place].plan
      if plan.pointee.isConstant, let verdict = plan.pointee.constant {
        // That of an action that AWS allows whatever narrow statements say, too.
        (verdicts + place).initialize(to: verdict)
        continue
      }
      let verdict = plan.pointee.decide(frames[place])
      (verdicts + place).initialize(to: verdict)
      if !plan.pointee.narrow.isDecided(by: verdict) { search.pointee.begin(place, frames[place]) }
    }
    if search.pointee.isEmpty { return }
    search.pointee.finish(frames)
    for place in 0..<count {
      let request = search.pointee.requests[place]
      if !request.finding.isEmpty { verdicts[place] = decide(frames[place], request, verdicts[place]) }
    }
  }
}
