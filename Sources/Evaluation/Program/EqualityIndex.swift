import Documents
import PolicyLanguage

/// Finds which conditions on one context key a value satisfies, without asking one after the other.
///
/// ```
/// conditions   0: StringEquals prod, dev   1: StringNotEquals prod   2: StringLike p*   3: IpAddress 10.0.0.0/8
/// texts        prod -> 0 1    dev -> 0                      a table of bytes; another for what folds case
/// heads        p -> 2                                       `HeadTree`; other patterns are asked once each
/// rest         3                                            asked with the value read once
/// prod         equals 1 1 1 0; negated 0 1 0 0: satisfies 1 0 1 0
/// ```
/// What a condition makes of the values that are equal to one of its own is up to its operator, and is looked up in sets
/// of conditions. Only values that are there are looked up here: absent and unknown keys have one class each.
struct EqualityIndex: ~Copyable {
  /// A condition in a list of those that name the same.
  private struct Link {
    let place: Int32
    /// The next of the list; -1 behind the last.
    let next: Int32
  }

  private struct GlobLink {
    let isOfARN: Bool
    let link: Int32
  }

  private let words: Int
  private var texts = ByteTable()
  /// Texts in lower case, for conditions that fold case.
  private var foldedTexts = ByteTable()
  private var links: [Link] = []
  private let heads: HeadTree
  private let linksOfHead: [Int32]
  /// The patterns that are matched one by one.
  private let globs: Held<Glob>
  private let linksOfGlob: [GlobLink]
  /// The conditions that compare what a value says and not its bytes.
  private let others: Held<CompiledCondition>
  private let placesOfOthers: [Int]

  // Sets of conditions, one behind the other.
  private let sets: UnsafeMutablePointer<UInt64>
  /// Hold for every value.
  private var constant: UnsafeMutablePointer<UInt64> { sets }
  /// Hold for one value only, where it is equal; where it is not.
  private var single: UnsafeMutablePointer<UInt64> { sets + words }
  private var singleNegated: UnsafeMutablePointer<UInt64> { sets + words * 2 }
  /// Hold where any value is equal; where any is not.
  private var any: UnsafeMutablePointer<UInt64> { sets + words * 3 }
  private var anyNegated: UnsafeMutablePointer<UInt64> { sets + words * 4 }
  /// Hold where all values are equal; where none is.
  private var all: UnsafeMutablePointer<UInt64> { sets + words * 5 }
  private var allNegated: UnsafeMutablePointer<UInt64> { sets + words * 6 }
  /// Room for the conditions of which a value is equal to the value at hand, to some value, to all values.
  private var equal: UnsafeMutablePointer<UInt64> { sets + words * 7 }
  private var someEqual: UnsafeMutablePointer<UInt64> { sets + words * 8 }
  private var allEqual: UnsafeMutablePointer<UInt64> { sets + words * 9 }

  /// Makes the index of conditions without variables.
  ///
  /// - Parameter words: how many words a set of them takes.
  init(_ conditions: [CompiledCondition], words: Int) {
    self.words = words
    sets = .allocate(capacity: max(1, words * 10))
    sets.initialize(repeating: 0, count: words * 10)
    var links: [Link] = []
    var texts = ByteTable()
    var foldedTexts = ByteTable()
    var heads = ByteTable()
    var globs: [(glob: Glob, isOfARN: Bool, link: Int32)] = []
    var placeOfGlob: [GlobName: Int] = [:]
    var others: [(place: Int, condition: CompiledCondition)] = []
    func add(_ place: Int, behind link: Int) -> Int {
      links.append(Link(place: Int32(truncatingIfNeeded: place), next: Int32(truncatingIfNeeded: link)))
      return links.count - 1
    }
    func add(_ place: Int, _ text: ByteSlice, to table: inout ByteTable) {
      let known = table.position(of: text)
      let number = known >= 0 ? known : table.insert(text)
      table.setMark(number, add(place, behind: table.mark(number)))
    }
    for (place, condition) in conditions.enumerated() {
      switch condition.equality {
      case .constant(let holds):
        if holds { sets[place >> 6] |= 1 << UInt64(place & 63) }
        continue
      case .texts(let named, let foldsCase):
        for text in named {
          text.withSlice { if foldsCase { add(place, $0, to: &foldedTexts) } else { add(place, $0, to: &texts) } }
        }
      case .globs(let named, let isOfARN):
        for glob in named {
          if let literal = glob.literal {
            // An ARN's pattern has its colons, but may be that of no ARN.
            ByteString(literal).withSlice { if !isOfARN || isARN($0) { add(place, $0, to: &texts) } }
          } else if let head = glob.onlyHead {
            ByteString(head).withSlice { if !isOfARN || isARN($0) { add(place, $0, to: &heads) } }
          } else {
            let name = GlobName(tokens: glob.tokens, isMarked: isOfARN)
            let known = placeOfGlob[name] ?? globs.count
            placeOfGlob[name] = known
            let link = Int32(truncatingIfNeeded: add(place, behind: known < globs.count ? Int(globs[known].link) : -1))
            if known < globs.count { globs[known].link = link } else { globs.append((glob, isOfARN, link)) }
          }
        }
      case .asked: others.append((place, condition))
      }
      let base = condition.operator.base.isNegated ? 1 : 0
      let set =
        switch condition.operator.setOperator {
        case nil: 1 + base
        case .forAnyValue: 3 + base
        case .forAllValues: 5 + base
        }
      sets[set * words + place >> 6] |= 1 << UInt64(place & 63)
    }
    self.texts = texts
    self.foldedTexts = foldedTexts
    self.links = links
    self.heads = HeadTree((0..<heads.count).map { heads.slice($0).byteString.bytes })
    linksOfHead = (0..<heads.count).map { Int32(truncatingIfNeeded: heads.mark($0)) }
    self.globs = Held(globs.map(\.glob))
    linksOfGlob = globs.map { GlobLink(isOfARN: $0.isOfARN, link: $0.link) }
    self.others = Held(others.map(\.condition))
    placesOfOthers = others.map(\.place)
  }

  deinit { sets.deallocate() }

  /// Whether a key's values are such that they can be looked up; else each condition has to be asked.
  func covers(_ slot: RequestFrame.Slot, _ frame: borrowing RequestFrame) -> Bool {
    switch slot.state {
    case .absent, .unknown: return false
    // Ruling 27: for ForAllValues, a key of nothing but empty strings is an absent one.
    case .single: return frame.value(slot, 0).count > 0
    case .list:
      for place in 0..<frame.count(of: slot) where frame.value(slot, place).count > 0 { return true }
      return false
    }
  }

  /// Fills in the conditions that hold for the values of a key that it covers; the same as asking each.
  func fill(
    _ result: UnsafeMutablePointer<UInt64>, _ slot: RequestFrame.Slot, _ frame: borrowing RequestFrame
  ) {
    if slot.state == .single {
      find(frame.value(slot, 0))
      for word in 0..<words {
        let positive = single[word] | any[word] | all[word]
        let negative = singleNegated[word] | anyNegated[word] | allNegated[word]
        result[word] = constant[word] | equal[word] & positive | ~equal[word] & negative
      }
      return
    }
    someEqual.update(repeating: 0, count: words)
    allEqual.update(repeating: ~0, count: words)
    for place in 0..<frame.count(of: slot) {
      find(frame.value(slot, place))
      for word in 0..<words {
        someEqual[word] |= equal[word]
        allEqual[word] &= equal[word]
      }
    }
    for word in 0..<words {
      result[word] =
        constant[word] | someEqual[word] & any[word] | ~allEqual[word] & anyNegated[word] | allEqual[word] & all[word]
        | ~someEqual[word] & allNegated[word]
    }
  }

  /// Finds the conditions that name what a value is equal to, in `equal`.
  private func find(_ value: ByteSlice) {
    equal.update(repeating: 0, count: words)
    if let first = texts.mark(of: value) { note(first) }
    if foldedTexts.count > 0, let first = foldedMark(of: value) { note(first) }
    heads.forEachHead(of: value) { head, _ in note(Int(linksOfHead[head])) }
    if globs.count > 0 {
      let valueIsARN = isARN(value)
      for place in 0..<globs.count where valueIsARN || !linksOfGlob[place].isOfARN {
        if globs.matches(place, value) { note(Int(linksOfGlob[place].link)) }
      }
    }
    if others.count > 0 {
      var read = ReadValue(value)
      for index in 0..<others.count {
        if others[index]._withUnsafeGuaranteedRef({ $0.equals(&read) }) { note(place: placesOfOthers[index]) }
      }
    }
  }

  /// The mark of a value among the texts in lower case; nil where it is none of them.
  private func foldedMark(of value: ByteSlice) -> Int? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, value.count)) { lowered in
      for offset in 0..<value.count { lowered[offset] = lowercased(value.base[offset]) }
      return lowered.baseAddress.flatMap { foldedTexts.mark(of: ByteSlice($0, value.count)) }
    }
  }

  private func note(_ first: Int) {
    var link = first
    while link >= 0 {
      note(place: Int(links[link].place))
      link = Int(links[link].next)
    }
  }

  @inline(__always)
  private func note(place: Int) { equal[place >> 6] |= 1 << UInt64(place & 63) }
}
