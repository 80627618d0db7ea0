import Documents

/// Finds the spelling that was probably meant: the candidate within a small edit distance, ASCII case ignored.
public struct NearestName {
  private let name: [UInt8]
  private let limit: Int

  /// Makes a search for a misspelt name; a third of its length, at most four edits, still counts as the same name.
  public init(to name: ByteString) {
    self.name = name.asciiLowercased.bytes
    self.limit = max(1, min(4, name.count / 3))
  }

  /// The nearest candidate, the first of several equally near; nil when none is near enough.
  public func among(_ candidates: some Sequence<ByteString>) -> ByteString? {
    // Names are short; anything longer than this is hostile input, not a misspelling.
    guard name.count <= 256 else { return nil }
    var best: (distance: Int, name: ByteString)?
    for candidate in candidates {
      let bound = best.map { $0.distance - 1 } ?? limit
      guard bound >= 0 else { break }
      guard let distance = distance(to: candidate.asciiLowercased.bytes, atMost: bound) else { continue }
      best = (distance, candidate)
    }
    return best?.name
  }

  /// The number of insertions, deletions, substitutions and swaps of neighbours; nil when above the bound.
  private func distance(to other: [UInt8], atMost bound: Int) -> Int? {
    guard abs(other.count - name.count) <= bound else { return nil }
    var before: [Int] = []
    var previous = Array(0...other.count)
    var current = previous
    for i in 0..<name.count {
      current[0] = i + 1
      var least = current[0]
      for j in 0..<other.count {
        var value = min(previous[j] + (name[i] == other[j] ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, name[i] == other[j - 1], name[i - 1] == other[j] { value = min(value, before[j - 1] + 1) }
        current[j + 1] = value
        least = min(least, value)
      }
      if least > bound { return nil }
      before = previous
      swap(&previous, &current)
    }
    return previous[other.count] <= bound ? previous[other.count] : nil
  }
}
