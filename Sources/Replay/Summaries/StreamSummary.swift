import Documents
import PolicyLanguage

/// The counts of a run that add up: those of several runs over parts of a log are those of one run over all of it.
///
/// Adding is associative and commutative. Every decision counts once in each table, under `-` where it has no such name.
public struct StreamSummary: Sendable, Equatable {
  /// What decisions are counted by.
  public enum Dimension: String, Sendable, CaseIterable {
    /// The account of whoever asked, else that of the resource.
    case account
    /// Who asked; a session by its role.
    case principal
    /// The action.
    case action
    /// The resource that decided.
    case resource
    /// The statement that decided: policy type, level, policy and place.
    case statement
    /// The gate that decided.
    case gate
  }

  /// The counts of decisions, errors and keys.
  public var tally = StreamTally()
  /// What CloudTrail events came to beside decisions.
  public var trail = TrailTally()
  /// The tables, one for each dimension, or none where nobody asked for them.
  public var tables: [Dimension: SummaryTable] = [:]
  /// How the decisions compare with what the log says; nil where nobody asked.
  public var calibration: Calibration?
  /// The time of the earliest event, `2023-07-10T11:54:38Z`; nil without one.
  public private(set) var firstTime: ByteString?
  /// The time of the latest event.
  public private(set) var lastTime: ByteString?

  /// Makes a summary of nothing.
  ///
  /// - Parameter limit: the bound of the tables; nil for none at all.
  public init(tablesOf limit: Int? = nil, calibrates: Bool = false) {
    if let limit {
      for dimension in Dimension.allCases { tables[dimension] = SummaryTable(limit: limit) }
    }
    if calibrates { calibration = Calibration() }
  }

  /// Takes the time of an event; what is no time in UTC counts for nothing.
  public mutating func add(time: ByteString) {
    guard time.count == 20, time.bytes[10] == UInt8(ascii: "T"), time.bytes[19] == UInt8(ascii: "Z") else { return }
    firstTime = firstTime.map { min($0, time) } ?? time
    lastTime = lastTime.map { max($0, time) } ?? time
  }

  /// The same for the bytes of a time.
  mutating func add(time: ByteSlice) {
    guard time.count == 20, let first = firstTime, let last = lastTime else { return add(time: time.byteString) }
    // Most events lie between two that were seen.
    let isBetween = first.withSlice { !time.precedes($0) } && last.withSlice { !$0.precedes(time) }
    if !isBetween { add(time: time.byteString) }
  }

  /// Adds another part. A table that only one of them has is dropped: its sums would not be those of both.
  public mutating func add(_ other: StreamSummary) {
    tally.add(other.tally)
    trail.add(other.trail)
    for time in [other.firstTime, other.lastTime] { if let time { add(time: time) } }
    for dimension in Dimension.allCases {
      switch (tables[dimension], other.tables[dimension]) {
      case (nil, nil): break
      case (var own?, let added?):
        own.add(added)
        tables[dimension] = own
      case (var only?, nil), (nil, var only?):
        only.drop()
        tables[dimension] = only
      }
    }
    if let added = other.calibration {
      var own = calibration ?? Calibration()
      own.add(added)
      calibration = own
    }
  }
}

extension ByteSlice {
  /// Whether it is less than a slice of the same length, byte by byte.
  fileprivate func precedes(_ other: ByteSlice) -> Bool {
    for offset in 0..<min(count, other.count) where base[offset] != other.base[offset] {
      return base[offset] < other.base[offset]
    }
    return false
  }
}

extension StreamSummary {
  /// Counts a decision in the tables.
  mutating func count(
    _ decision: Decision, principal: ByteString?, account: ByteString?, action: ByteString, resource: ByteString,
    statement: ByteString
  ) {
    let none: ByteString = "-"
    let names: [(Dimension, ByteString)] = [
      (.account, account ?? none), (.principal, principal ?? none), (.action, action), (.resource, resource),
      (.statement, statement), (.gate, decision.by.map { ByteString($0.policyType.rawValue) } ?? none),
    ]
    for (dimension, name) in names { tables[dimension]?.add(name, decision.result) }
  }
}
