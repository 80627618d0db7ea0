import Scenarios

/// How many scenarios and expectations there were, and how they went.
public struct ScenarioCounts: Sendable {
  /// The scenarios.
  public let scenarios: Int
  /// Those in which everything was as expected.
  public let passed: Int
  /// Those in which something was not as expected.
  public let failed: Int
  /// Those that could not be run, or not to their end.
  public let errors: Int
  /// The expectations that were held against something.
  public let expectations: Int
  /// Those that were not met, or whose step could not be run.
  public let unmet: Int

  /// Counts results.
  public init(_ results: [ScenarioResult]) {
    scenarios = results.count
    passed = results.count { $0.status == .passed }
    failed = results.count { $0.status == .failed }
    errors = results.count { $0.status == .error }
    expectations = results.reduce(0) { $0 + $1.expectationCount }
    unmet = results.flatMap(\.steps).count { $0.expectation != nil && ($0.status == .failed || $0.status == .error) }
  }
}
