import Scenarios

/// How many scenarios and expectations there were, and how they went.
public struct ScenarioCounts: Sendable {
  /// The scenarios.
  public let scenarios: Int
  /// Those in which everything was as expected.
  public let passed: Int
  /// Those in which something was not as expected, and is not as of now.
  public let failed: Int
  /// Those whose expectations were rewritten to what came.
  public let updated: Int
  /// Those that could not be run, or not to their end.
  public let errors: Int
  /// The expectations that were held against something.
  public let expectations: Int
  /// Those that were not met, or whose step could not be run.
  public let unmet: Int

  /// Counts results.
  ///
  /// - Parameter updated: the files whose expectations were rewritten.
  public init(_ results: [ScenarioResult], updated: Set<String> = []) {
    scenarios = results.count
    self.updated = results.count { $0.isUpdated(updated) }
    passed = results.count { $0.status == .passed && !$0.isUpdated(updated) }
    failed = results.count { $0.status == .failed && !$0.isUpdated(updated) }
    errors = results.count { $0.status == .error }
    expectations = results.reduce(0) { $0 + $1.expectationCount }
    unmet = results.flatMap(\.steps).count { $0.expectation != nil && ($0.status == .failed || $0.status == .error) }
  }
}

extension ScenarioResult {
  /// Whether its expectations were rewritten; what could not be run never is.
  func isUpdated(_ updated: Set<String>) -> Bool { status != .error && updated.contains(file) }
}

extension ScenarioRun.Result {
  /// The files whose expectations were rewritten.
  var updated: Set<String> { Set(updates.map(\.file)) }
}
