import ActionStreams
import PolicyLanguage

/// What a run has to say of CloudTrail events beside their decisions; parts add up.
public struct TrailTally: Sendable, Equatable {
  /// Events that are no request, by the reason (`CloudTrailReason`).
  public private(set) var notEvaluable: [String: Int] = [:]
  /// Stack operations among the events, by their kind (`CloudTrailStackOperation.Kind`).
  public private(set) var stackOperations: [String: Int] = [:]

  /// Makes a tally of nothing.
  public init() {}

  /// The number of events that are no request.
  public var notEvaluableCount: Int { notEvaluable.values.reduce(0) { $0.adding(count: $1) } }

  /// Counts events that are no request.
  public mutating func add(notEvaluable reason: String, _ count: Int = 1) {
    notEvaluable[reason] = notEvaluable[reason, default: 0].adding(count: count)
  }

  /// Counts stack operations.
  public mutating func add(stackOperation kind: String, _ count: Int = 1) {
    stackOperations[kind] = stackOperations[kind, default: 0].adding(count: count)
  }

  /// Adds another part's counts.
  public mutating func add(_ other: TrailTally) {
    notEvaluable.merge(other.notEvaluable) { $0.adding(count: $1) }
    stackOperations.merge(other.stackOperations) { $0.adding(count: $1) }
  }
}
