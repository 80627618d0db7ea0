import Documents
import Evaluation
import PolicyLanguage
import Simulation

/// What came of one scenario file.
public struct ScenarioResult: Sendable {
  /// The name, or the path of a file that could not be read.
  public let name: ByteString
  /// The path of the file.
  public let file: String
  /// What came of its steps, in order; empty when the file could not be run.
  public let steps: [StepResult]
  /// What is wrong with the file, its environment and its policies; warnings too.
  public let diagnostics: [Diagnostic]

  /// Whether everything was as expected; false for a file with an error.
  public var passed: Bool { status == .passed }

  /// The status of the whole: that of its worst step.
  public var status: StepStatus {
    if diagnostics.contains(where: { $0.severity == .error }) { return .error }
    if steps.contains(where: { $0.status == .error }) { return .error }
    return steps.contains { $0.status == .failed } ? .failed : .passed
  }

  /// The number of expectations that were held against what a step gave.
  public var expectationCount: Int { steps.count { $0.expectation != nil && $0.status != .skipped } }
}

/// What came of one step.
public enum StepStatus: String, Sendable {
  /// It gave what was expected.
  case passed
  /// It gave something else.
  case failed
  /// It could not be run.
  case error
  /// It changed the world, and nothing was expected of it.
  case done
  /// A change that was asked as somebody and not allowed, of which nothing was expected.
  case denied
  /// It was not run, since a step before it could not be.
  case skipped
}

/// What came of one step, and why.
public struct StepResult: Sendable {
  /// The step's name, or a description of it.
  public let name: ByteString
  /// What it does.
  public let kind: StepKind
  /// Its place in the scenario, from 1.
  public let number: Int
  /// Where it stands in its file.
  public let position: SourcePosition
  /// What came of it.
  public let status: StepStatus
  /// What was expected, if anything.
  public let expectation: Expectation?
  /// The decision that it gave; nil where it gave none.
  public let decision: Decision?
  /// The plan of a stack operation; nil for all other steps.
  public let plan: StackPlan?
  /// The members that were not as expected.
  public let mismatches: [ExpectationMismatch]
  /// Everything that led to the decision of a step that failed.
  public let explanation: Explanation?
  /// The statement that came closest to making the expectation true.
  public let nearestMiss: NearestMiss?
  /// Why it could not be run.
  public let error: Diagnostic?
}

/// One member of an expectation that was not met.
public struct ExpectationMismatch: Sendable {
  /// Which member.
  public let subject: ExpectedSubject
  /// The value it was expected to have.
  public let expected: ExpectedValue
  /// What it has; a list for lists.
  public let actual: ActualValue
  /// The bytes of the expected value.
  public let range: SourceRange
}

/// What a step gave for a member of an expectation.
public enum ActualValue: Sendable {
  /// A plain value.
  case value(ExpectedValue)
  /// The deciding statement; nil where none decided.
  case statement(StatementReference?)

  /// The value as an expectation would have it: for a statement its Sid, else its index.
  public var expected: ExpectedValue {
    switch self {
    case .value(let value): return value
    case .statement(nil): return .nothing
    case .statement(let reference?):
      if let sid = reference.statement.sid, !sid.isEmpty { return .text(sid) }
      return .index(reference.index)
    }
  }
}
