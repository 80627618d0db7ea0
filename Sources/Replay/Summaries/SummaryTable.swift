import Documents
import PolicyLanguage

/// Decisions counted by a name, up to a bound of distinct names.
///
/// A table that outgrows its bound is dropped as a whole and says so: what is left of a run is exact sums, never part of
/// one. Whether a table is dropped depends on its names alone, so parts add up in any order to the same.
public struct SummaryTable: Sendable, Equatable {
  /// The counts of one name.
  public struct Counts: Sendable, Equatable {
    /// Decisions by result, in the order of `EvaluationResult`.
    public private(set) var counts: (allowed: Int, explicitDeny: Int, implicitDeny: Int, unknown: Int) = (0, 0, 0, 0)

    /// Makes counts of nothing.
    public init() {}

    /// All of them.
    public var total: Int { counts.allowed &+ counts.explicitDeny &+ counts.implicitDeny &+ counts.unknown }

    /// The number of decisions of one result.
    public func count(_ result: EvaluationResult) -> Int {
      switch result {
      case .allowed: counts.allowed
      case .explicitDeny: counts.explicitDeny
      case .implicitDeny: counts.implicitDeny
      case .unknown: counts.unknown
      }
    }

    /// Counts decisions of one result.
    public mutating func add(_ count: Int, _ result: EvaluationResult) {
      switch result {
      case .allowed: counts.allowed = counts.allowed.adding(count: count)
      case .explicitDeny: counts.explicitDeny = counts.explicitDeny.adding(count: count)
      case .implicitDeny: counts.implicitDeny = counts.implicitDeny.adding(count: count)
      case .unknown: counts.unknown = counts.unknown.adding(count: count)
      }
    }

    /// Adds other counts.
    public mutating func add(_ other: Counts) {
      for result in EvaluationResult.allCases { add(other.count(result), result) }
    }

    /// Whether both count the same.
    public static func == (left: Counts, right: Counts) -> Bool { left.counts == right.counts }
  }

  /// The most names that are told apart.
  public static let standardLimit = 10_000

  /// The most names of this table.
  public private(set) var limit: Int
  /// The counts by name; empty when the table was dropped.
  public private(set) var rows: [ByteString: Counts] = [:]
  /// Whether there were more names than the bound.
  public private(set) var isDropped = false

  /// Makes an empty table.
  public init(limit: Int = SummaryTable.standardLimit) {
    self.limit = max(0, limit)
  }

  /// Counts a decision under a name.
  public mutating func add(_ name: ByteString, _ result: EvaluationResult) {
    guard !isDropped else { return }
    if let index = rows.index(forKey: name) {
      rows.values[index].add(1, result)
      return
    }
    var counts = Counts()
    counts.add(1, result)
    add(name, counts)
  }

  /// Adds counts under a name.
  public mutating func add(_ name: ByteString, _ counts: Counts) {
    guard !isDropped else { return }
    rows[name, default: Counts()].add(counts)
    dropIfTooLong()
  }

  /// Adds another part's table; of two bounds the smaller one counts.
  public mutating func add(_ other: SummaryTable) {
    limit = min(limit, other.limit)
    if other.isDropped { drop() }
    guard !isDropped else { return }
    rows.merge(other.rows) { own, added in
      var sum = own
      sum.add(added)
      return sum
    }
    dropIfTooLong()
  }

  /// Forgets all names for good.
  public mutating func drop() {
    isDropped = true
    rows = [:]
  }

  private mutating func dropIfTooLong() {
    if rows.count > limit { drop() }
  }
}
