extension StreamSummary {
  /// The largest count: all readers of JSON take numbers up to it for what they are.
  public static let largestCount = (1 << 53) - 1
}

extension Int {
  /// The sum of two counts; one above `StreamSummary.largestCount` where it is more than that.
  ///
  /// So no number of summaries, which other programs may have written, comes to a sum that wraps around.
  @inline(__always)
  func adding(count: Int) -> Int {
    let bound = StreamSummary.largestCount + 1
    return Swift.min(Swift.min(self, bound) &+ Swift.min(count, bound), bound)
  }
}
