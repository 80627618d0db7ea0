/// A small deterministic random number generator: the same seed gives the same numbers on every platform.
///
/// SplitMix64. Good enough to make workloads, never for secrets. Numbers are drawn with the functions below and not
/// with Swift's `RandomNumberGenerator` helpers, whose results may change between releases of the standard library.
public struct SeededRandom: Sendable {
  private var state: UInt64

  /// Makes a generator of a seed.
  public init(seed: UInt64) {
    state = seed
  }

  /// Makes the generator of one item of a sequence, so that item `index` needs none of the items before it.
  public init(seed: UInt64, index: UInt64) {
    state = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ index)
  }

  /// Draws the next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// Draws a number from 0 up to but not including `bound`, which must be above 0.
  public mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Says yes with a chance of `percent` in a hundred.
  public mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension SeededRandom {
  /// Draws one element of a list that holds at least one.
  mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

  /// Draws `count` different elements of a list, in the order of the list; all of them when it has no more.
  mutating func picks<Element>(_ count: Int, of list: [Element]) -> [Element] {
    var wanted = min(count, list.count)
    var picked: [Element] = []
    for (index, element) in list.enumerated() where wanted > 0 {
      if below(list.count - index) < wanted {
        picked.append(element)
        wanted -= 1
      }
    }
    return picked
  }
}
