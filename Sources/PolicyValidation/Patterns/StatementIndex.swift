/// Finds the statements whose scope may contain another one's, without looking at all of them.
///
/// A pattern can contain another one only if its literal beginning is how the other one begins. So every statement is
/// entered under the beginnings of its patterns, and is looked up under all beginnings of one pattern of the other.
struct StatementIndex {
  /// Statements whose element may contain anything: `*`, a Not-element, a pattern that begins with a wildcard.
  private var wide: [Int] = []
  private var byPrefix: [UInt64: [Int]] = [:]

  init(_ sets: [PatternSet]) {
    for (index, set) in sets.enumerated() {
      guard !set.isNegated else {
        wide.append(index)
        continue
      }
      var prefixes: Set<UInt64> = []
      for pattern in set.patterns { prefixes.insert(Self.hash(pattern.literalPrefix)) }
      if prefixes.contains(Self.hash([])) {
        wide.append(index)
      } else {
        for prefix in prefixes { byPrefix[prefix, default: []].append(index) }
      }
    }
  }

  /// The indices, in no order and some twice, of the sets that may contain this one.
  func candidates(for set: PatternSet) -> [Int] {
    guard !set.isNegated, let first = set.patterns.first else { return wide }
    var found = wide
    var hash = Self.seed
    for symbol in first.literalPrefix {
      hash = Self.step(hash, symbol)
      // Two beginnings of one hash cost a comparison that finds nothing.
      if let indices = byPrefix[hash] { found += indices }
    }
    return found
  }

  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  private static func step(_ hash: UInt64, _ symbol: GlobPattern.Symbol) -> UInt64 {
    (hash ^ UInt64(truncatingIfNeeded: symbol)) &* 0x100_0000_01B3
  }

  private static func hash(_ symbols: ArraySlice<GlobPattern.Symbol>) -> UInt64 {
    symbols.reduce(seed) { step($0, $1) }
  }
}
