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

  /// Decisions that hang on a key that AWS always sends and the record lacks, by the key (ruling 21).
  public private(set) var lackedKeys: [ByteString: Int] = [:]

  /// Makes a tally of nothing.
  public init() {}

  /// The number of decisions.
  public var decisionCount: Int { allowed + explicitDeny + implicitDeny + unknown }

  /// The number of records that could not be decided.
  public var errorCount: Int { errors.values.reduce(0, +) }

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
    case .allowed: allowed += count
    case .explicitDeny: explicitDeny += count
    case .implicitDeny: implicitDeny += count
    case .unknown: unknown += count
    }
  }

  /// Counts the keys that one Unknown hangs on.
  public mutating func add(missing: [ByteString]) {
    for key in missing { missingKeys[key, default: 0] += 1 }
  }

  /// Counts the keys that one decision hangs on although AWS always sends them; a bit for each of `AlwaysSentKeys`.
  mutating func add(lacked bits: UInt8) {
    for (place, key) in AlwaysSentKeys.names.enumerated() where bits >> UInt8(place) & 1 == 1 {
      lackedKeys[key, default: 0] += 1
    }
  }

  /// Counts an error.
  public mutating func add(errorCode: String) { errors[errorCode, default: 0] += 1 }

  /// Counts errors of one code.
  public mutating func add(errorCode: String, _ count: Int) { errors[errorCode, default: 0] += count }

  /// Counts Unknown decisions that hang on a key.
  public mutating func add(missingKey key: ByteString, _ count: Int) { missingKeys[key, default: 0] += count }

  /// Counts decisions that hang on a key although AWS always sends it.
  public mutating func add(lackedKey key: ByteString, _ count: Int) { lackedKeys[key, default: 0] += count }

  /// Adds another part's counts.
  public mutating func add(_ other: StreamTally) {
    for result in EvaluationResult.allCases { add(other.count(result), result) }
    errors.merge(other.errors, uniquingKeysWith: +)
    missingKeys.merge(other.missingKeys, uniquingKeysWith: +)
    lackedKeys.merge(other.lackedKeys, uniquingKeysWith: +)
  }
}
