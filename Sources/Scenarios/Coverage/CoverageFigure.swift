/// How much of what can be shown of statements was shown: a fraction that is compared without rounding.
public struct CoverageFigure: Sendable, Equatable {
  /// The things that were shown.
  public private(set) var shown: Int
  /// The things that can be shown.
  public private(set) var total: Int

  /// Makes a fraction; of nothing unless said.
  public init(shown: Int = 0, of total: Int = 0) {
    self.shown = shown
    self.total = total
  }

  /// Adds another fraction's numbers.
  public mutating func add(_ other: CoverageFigure) {
    shown += other.shown
    total += other.total
  }

  /// Whether the fraction is at least a percentage; nothing shown of nothing is not.
  public func isAtLeast(_ minimum: Percentage) -> Bool {
    guard total > 0 else { return false }
    // shown / total >= minimum / (100 * scale), multiplied out.
    let (left, leftOverflows) = shown.multipliedReportingOverflow(by: 100 * minimum.scale)
    let (right, rightOverflows) = total.multipliedReportingOverflow(by: minimum.units)
    return leftOverflows || rightOverflows ? shown == total : left >= right
  }

  /// The percentage with two decimals, cut and not rounded, so that only what is complete reads 100.00.
  public var percent: String {
    guard total > 0 else { return "0.00" }
    let (scaled, overflows) = shown.multipliedReportingOverflow(by: 10_000)
    let hundredths = overflows ? 0 : scaled / total
    let cents = hundredths % 100
    return "\(hundredths / 100).\(cents < 10 ? "0" : "")\(cents)"
  }

  /// A percentage as somebody wrote it, exactly.
  public struct Percentage: Sendable, Equatable {
    /// The percentage times `scale`.
    let units: Int
    /// A power of ten.
    let scale: Int

    /// Reads `90` or `87.5`: digits with at most four decimals, from 0 to 100; nil for anything else.
    public init?(_ text: String) {
      let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
      guard let whole = parts.first, !whole.isEmpty, whole.count <= 3,
        text.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") })
      else { return nil }
      let decimals = parts.count > 1 ? parts[1] : text.utf8[text.utf8.endIndex...]
      if parts.count > 1, decimals.isEmpty || decimals.count > 4 { return nil }
      var scale = 1
      for _ in decimals { scale *= 10 }
      guard let units = Int(String(decoding: Array(whole) + Array(decimals), as: UTF8.self)), units <= 100 * scale
      else {
        return nil
      }
      self.units = units
      self.scale = scale
    }
  }
}
