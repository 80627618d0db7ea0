import PolicyLanguage

/// Tells what an Unknown hangs on.
extension ActionPlan {
  /// Hands each key that an Unknown hangs on to a function, by its number, under a stack whose decisions follow from the
  /// candidates alone; one may come more than once.
  ///
  /// They are those of the undecided Deny statements, and of the undecided Allow statements of each gate that no Allow is
  /// certain to pass: all that `MissingKeys` says, for without a resource policy every gate stands for itself. A row says
  /// which candidates a key keeps from being decided, so that no statement is asked but those with variables:
  /// ```
  /// undecided            0 0 1 1
  /// aws:CurrentTime      certain 1 1 0 1   possible 1 1 1 1   -> keeps candidate 2 from being decided
  /// aws:ViaAWSService    certain 0 1 1 1   possible 1 1 1 1   -> keeps none of them
  /// ```
  ///
  /// - Parameter matches: the narrow statements that match the request, or may match it.
  mutating func forEachMissingKey(
    _ frame: borrowing RequestFrame, _ matches: borrowing GrowingList<NarrowSearch.Match>, _ body: (Int) -> Void
  ) {
    match(frame)
    var certainGates = certainGates(matches)
    let open = row + width
    for gate in 0..<gateCount {
      let range = gateRanges[gate]
      let passes = lowestBit(row, range) != nil
      if passes { certainGates |= 1 << UInt64(gate) }
      guard passes || certainGates >> UInt64(gate) & 1 == 1 else { continue }
      for bit in range { open[bit >> 6] &= ~(1 << UInt64(bit & 63)) }
    }
    for word in 0..<width { open[word] &= ~row[word] }
    for index in 0..<dimensionCount { forEachMissingKey(of: dimensions + index, open, frame, body) }
    guard let index = narrow.index else { return }
    for place in 0..<matches.count {
      let match = matches[place]
      let fact = index.pointee.fact(match.number)
      if match.truth == .yes || !fact.isDeny && certainGates >> UInt64(fact.gate) & 1 == 1 { continue }
      index.pointee.forEachMissingKey(of: match.number, frame, body)
    }
  }

  /// The gates that a narrow Allow is certain to pass.
  private func certainGates(_ matches: borrowing GrowingList<NarrowSearch.Match>) -> UInt64 {
    guard let index = narrow.index else { return 0 }
    var gates: UInt64 = 0
    for place in 0..<matches.count {
      let match = matches[place]
      let fact = index.pointee.fact(match.number)
      if match.truth == .yes, !fact.isDeny { gates |= 1 << UInt64(fact.gate) }
    }
    return gates
  }

  /// The keys by which a dimension keeps some of the open candidates from being decided.
  private mutating func forEachMissingKey(
    of dimension: UnsafeMutablePointer<PlanDimension>, _ open: UnsafeMutablePointer<UInt64>,
    _ frame: borrowing RequestFrame, _ body: (Int) -> Void
  ) {
    // Of a resource everything is known.
    if dimension.pointee.isResource { return }
    var asking: UInt64 = 0
    for word in 0..<width { asking |= open[word] & dimension.pointee.needs[word] }
    if asking == 0 { return }
    let number = rowNumber(dimension, frame)
    let bits = number >= 0 ? dimension.pointee.row(number) : dimension.pointee.scratch
    var undecided: UInt64 = 0
    for word in 0..<width { undecided |= open[word] & bits[width + word] & ~bits[word] }
    if undecided == 0 { return }
    if dimension.pointee.key >= 0 {
      body(dimension.pointee.key)
    } else {
      dimension.pointee.question?.undecidedKeys(frame).forEach(body)
    }
  }
}
