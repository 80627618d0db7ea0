import Documents
import PolicyLanguage

/// A statement that is about little, with what it is found by.
///
/// Of a thousand statements that admit an action, nearly all name what they are about: a bucket, a project's tag, a role.
/// Such a statement is found by that, its access, and only then asked for the rest. It is never asked where it could not
/// match, so that hardly more is done for a thousand of them than for ten.
struct NarrowStatement {
  /// What a statement is found by.
  enum Access {
    /// The classes of a key's values for which a condition holds.
    case key(Int, condition: Int)
    /// The patterns of its Resource.
    case resource([NamedPattern])
  }

  let candidate: ActionPlan.Candidate
  let access: Access

  /// Whether it is found by a condition, given by its key and its index among the key's.
  func isFound(by key: Int, _ place: Int?) -> Bool {
    if case .key(key, condition: place) = access { true } else { false }
  }

  /// Among a statement's ways of access, how many others the best one leaves out for each that it lets in; below this,
  /// the statement is not narrow.
  static let leastSelectivity = 4

  /// Sorts out the statements that are narrow.
  ///
  /// How many values a key or the resource takes is not known; how many the statements name is taken for it.
  static func all(
    among candidates: [ActionPlan.Candidate], _ classifier: KeyClassifier
  ) -> [NarrowStatement] {
    var namedValues: [Int: Set<Int>] = [:]
    var namedPatterns: Set<Int> = []
    for candidate in candidates {
      for condition in candidate.statement.conditions where !condition.namedValues.isEmpty {
        namedValues[condition.key, default: []].formUnion(condition.namedValues)
      }
      for pattern in candidate.statement.namedPatterns ?? [] { namedPatterns.insert(pattern.number) }
    }
    return candidates.compactMap { candidate in
      let statement = candidate.statement
      guard statement.principal == nil, !statement.matchesNothing else { return nil }
      var best: Access?
      var most = leastSelectivity - 1
      if let patterns = statement.namedPatterns, !patterns.isEmpty {
        most = max(most, namedPatterns.count / patterns.count)
        if most >= leastSelectivity { best = .resource(patterns) }
      }
      for condition in statement.conditions where !condition.namedValues.isEmpty {
        guard let place = classifier.places[condition.number] else { continue }
        let selectivity = (namedValues[condition.key]?.count ?? 0) / condition.namedValues.count
        if selectivity > most {
          most = selectivity
          best = .key(condition.key, condition: place)
        }
      }
      return best.map { NarrowStatement(candidate: candidate, access: $0) }
    }
  }
}

/// What the narrow statements of a request come to, as far as the others have to know it.
///
/// An Allow among them lets its gate pass; a Deny that may match leaves open what the others allow. One that matches for
/// certain needs no others (`NarrowIndex.join`).
struct NarrowOutcome {
  /// That of no narrow statement at all.
  static let none = NarrowOutcome()
  /// Stands in a verdict for the narrow statement that allows.
  static let allows = Verdict(.allowed, gate: -4)
  /// What has more gates than these is decided without narrow statements.
  static let gateLimit = 32

  /// The place of the first Allow of the naming gate that matches for certain, counted in that gate's others.
  var allowRank = noRank
  /// The gates with an Allow that matches for certain.
  var certainGates: UInt32 = 0
  /// The gates with an Allow that may match.
  var possibleGates: UInt32 = 0
  /// Whether there is a Deny that may match.
  var mayDeny = false

  static let noRank = UInt16.max

  /// As two words of a diagram's state.
  var words: (UInt64, UInt64) {
    (
      UInt64(allowRank) | (mayDeny ? 1 << 16 : 0),
      UInt64(certainGates) | UInt64(possibleGates) << 32
    )
  }

  init() {}

  /// Reads the words of a state.
  init(_ first: UInt64, _ second: UInt64) {
    allowRank = UInt16(truncatingIfNeeded: first)
    mayDeny = first >> 16 != 0
    certainGates = UInt32(truncatingIfNeeded: second)
    possibleGates = UInt32(truncatingIfNeeded: second >> 32)
  }

  @inline(__always)
  func passes(_ gate: Int) -> Bool { certainGates & (1 << UInt32(truncatingIfNeeded: gate)) != 0 }

  /// Whether some Allow of a gate matches, or may match.
  @inline(__always)
  func mayReach(_ gate: Int) -> Bool {
    (certainGates | possibleGates) & (1 << UInt32(truncatingIfNeeded: gate)) != 0
  }

  @inline(__always)
  func mayPass(_ gate: Int) -> Bool { possibleGates & (1 << UInt32(truncatingIfNeeded: gate)) != 0 }
}
