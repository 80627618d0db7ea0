import Documents
import Organizations
import PolicyLanguage
import Simulation

/// Why a step cannot be run: a name of nothing, or a question that no policy can answer. Never a pass.
struct StepError: Error {
  let code: String
  let message: String
  let range: SourceRange
  let suggestion: ByteString?

  init(_ code: String, _ message: String, at range: SourceRange, suggestion: ByteString? = nil) {
    self.code = code
    self.message = message
    self.range = range
    self.suggestion = suggestion
  }

  /// A request whose policies cannot be told.
  init(_ error: RequestError, at range: SourceRange) {
    self.init("request." + error.code, error.message, at: range)
  }

  /// A change that the world does not take.
  init(_ error: WorldChangeError, at range: SourceRange) {
    self.init("change", error.message, at: range)
  }

  /// The error as a diagnostic of a scenario's text.
  func diagnostic(in source: SourceText) -> Diagnostic {
    Diagnostic(.error, "scenario." + code, message, in: source, at: range, suggestion: suggestion?.string)
  }
}

extension StepError {
  static func unknownResource(_ arn: ByteString, at range: SourceRange, nearest: ByteString?) -> StepError {
    StepError(
      "resource.unknown", "no resource \(arn.quoted(limit: 200)) is listed, and others of its service are", at: range,
      suggestion: nearest)
  }

  static func nothingApplies(at range: SourceRange) -> StepError {
    StepError(
      "noPolicyApplies", "the environment holds no policy for this principal and resource, so nothing is tested",
      at: range)
  }

  static func stackNotNamed(_ count: Int, at range: SourceRange) -> StepError {
    StepError(
      "stack.notNamed",
      count == 0 ? "the environment lists no stack" : "the environment lists \(count) stacks; 'stack' says which",
      at: range)
  }

  static func unknownLogicalId(
    _ id: ByteString, of stack: ByteString, at range: SourceRange, nearest: ByteString?
  ) -> StepError {
    StepError(
      "logicalResourceId.unknown", "the stack \(stack.quoted()) has no resource \(id.quoted())", at: range,
      suggestion: nearest)
  }

  static func noAction(_ what: String, _ arn: ByteString, at range: SourceRange) -> StepError {
    StepError(
      "as.action",
      "the catalog knows no action that \(what) \(arn.quoted(limit: 200)); without 'as' the change takes effect unasked",
      at: range)
  }
}
