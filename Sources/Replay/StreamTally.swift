import Documents
import PolicyLanguage

/// The counts of one run, or of a part of it; parts add up.
public struct StreamTally: Sendable, Equatable {
  private var allowed = 0
  private var explicitDeny = 0
  private var implicitDeny = 0
  private var unknown = 0
  /// Records that could not be decided, by the code of their error.
  public private(set) var errors: [String: Int] = [:]
  /// Unknown decisions by a key that they hang on; one decision counts under each of its keys.
  public private(set) var missingKeys: [ByteString: Int] = [:]

  /// Decisions that hang on a key that AWS always sends and the record lacks, by its place in `AlwaysSentKeys`.
  private var lacked = SIMD8<Int>()
  /// The same for keys that are none of these, but were in a summary that somebody else wrote.
  private var otherLackedKeys: [ByteString: Int] = [:]

  /// Makes a tally of nothing.
  public init() {}

  /// Decisions that hang on a key that AWS always sends and the record lacks, by the key (ruling 21).
  public var lackedKeys: [ByteString: Int] {
    var keys = otherLackedKeys
    for (place, key) in AlwaysSentKeys.names.enumerated() where lacked[place] != 0 { keys[key] = lacked[place] }
    return keys
  }

  /// The number of decisions.
  public var decisionCount: Int { allowed + explicitDeny + implicitDeny + unknown }

  /// The number of records that could not be decided.
  public var errorCount: Int { errors.values.reduce(0) { $0.adding(count: $1) } }

  /// The number of decisions of one result.
  public func count(_ result: EvaluationResult) -> Int {
    switch result {
    case .allowed: allowed
    case .explicitDeny: explicitDeny
    case .implicitDeny: implicitDeny
    case .unknown: unknown
    }
  }

  /// Counts decisions of one result.
  public mutating func add(_ count: Int, _ result: EvaluationResult) {
    switch result {
    case .allowed: allowed = allowed.adding(count: count)
    case .explicitDeny: explicitDeny = explicitDeny.adding(count: count)
    case .implicitDeny: implicitDeny = implicitDeny.adding(count: count)
    case .unknown: unknown = unknown.adding(count: count)
    }
  }

  /// Counts the keys that so many Unknowns hang on, each of them on all.
  public mutating func add(missing: [ByteString], _ count: Int = 1) {
    for key in missing { add(missingKey: key, count) }
  }

  /// Counts the keys that one decision hangs on although AWS always sends them; a bit for each of `AlwaysSentKeys`.
  mutating func add(lacked bits: UInt8) {
    var rest = bits
    while rest != 0 {
      lacked[rest.trailingZeroBitCount] &+= 1
      rest &= rest &- 1
    }
  }

  /// Counts an error.
  public mutating func add(errorCode: String) { add(errorCode: errorCode, 1) }

  /// Counts errors of one code.
  public mutating func add(errorCode: String, _ count: Int) {
    errors[errorCode] = errors[errorCode, default: 0].adding(count: count)
  }

  /// Counts Unknown decisions that hang on a key.
  public mutating func add(missingKey key: ByteString, _ count: Int) {
    missingKeys[key] = missingKeys[key, default: 0].adding(count: count)
  }

  /// Counts decisions that hang on a key although AWS always sends it.
  public mutating func add(lackedKey key: ByteString, _ count: Int) {
    if let place = AlwaysSentKeys.names.firstIndex(of: key) {
      lacked[place] = lacked[place].adding(count: count)
    } else {
      otherLackedKeys[key] = otherLackedKeys[key, default: 0].adding(count: count)
    }
  }

  /// Adds another part's counts.
  public mutating func add(_ other: StreamTally) {
    for result in EvaluationResult.allCases { add(other.count(result), result) }
    errors.merge(other.errors) { $0.adding(count: $1) }
    missingKeys.merge(other.missingKeys) { $0.adding(count: $1) }
    for place in lacked.indices { lacked[place] = lacked[place].adding(count: other.lacked[place]) }
    otherLackedKeys.merge(other.otherLackedKeys) { $0.adding(count: $1) }
  }
}
