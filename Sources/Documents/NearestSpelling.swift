/// Finds what was probably meant: the legal spelling nearest to one that is not legal.
///
/// Compares bytes. A spelling that differs only in ASCII case is nearest of all; otherwise the fewest insertions,
/// deletions, replacements and swaps of neighbours win, at most one for every three bytes, and the first of equals.
public enum NearestSpelling {
  /// Longer texts are nobody's typing error; they get no suggestion.
  static let longestText = 128

  /// The candidate nearest to a text; nil when none is near.
  ///
  /// - Complexity: O(candidates × length²), where no text above 128 bytes is looked at.
  public static func of(_ text: ByteString, among candidates: some Sequence<ByteString>) -> ByteString? {
    guard !text.isEmpty, text.count <= longestText else { return nil }
    let folded = text.asciiLowercased.bytes
    var best: ByteString?
    var bestDistance = Int.max
    for candidate in candidates where candidate.count <= longestText {
      let limit = min(max(1, min(text.count, candidate.count) / 3), bestDistance - 1)
      guard limit >= 0, let distance = distance(folded, candidate.asciiLowercased.bytes, atMost: limit) else {
        continue
      }
      best = candidate
      bestDistance = distance
    }
    return best
  }

  /// The candidate nearest to a text; nil when none is near.
  public static func of(_ text: String, among candidates: some Sequence<String>) -> String? {
    of(ByteString(text), among: candidates.lazy.map { ByteString($0) })?.string
  }

  /// The optimal string alignment distance of two texts; nil when it is above `limit`.
  static func distance(_ left: [UInt8], _ right: [UInt8], atMost limit: Int) -> Int? {
    guard abs(left.count - right.count) <= limit else { return nil }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      current.reserveCapacity(right.count + 1)
      for column in 0..<right.count {
        let isEqual = left[row] == right[column]
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (isEqual ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      if let least = current.min(), least > limit { return nil }
      beforeLast = last
      last = current
    }
    return last[right.count] <= limit ? last[right.count] : nil
  }
}
