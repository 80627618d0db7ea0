import Documents
import PolicyLanguage

/// Why nothing can be said about a stack operation: a name that exists nowhere, or an input that cannot be read.
public enum StackOperationError: Error, Sendable {
  /// The stack is not there, or not the only one of its name.
  case stack(WorldChangeError)
  /// The environment does not say which template the stack has.
  case templateMissing(stack: ByteString)
  /// The template is none.
  case template([Diagnostic])
  /// The policies that CloudFormation's requests would meet cannot be told.
  case request(RequestError)
  /// Stacks are nested deeper than can be, or in themselves.
  case nestedTooDeep(stack: ByteString)

  /// The stable code.
  public var code: String {
    switch self {
    case .stack: "plan.stack"
    case .templateMissing: "plan.template.missing"
    case .template: "plan.template"
    case .request(let error): error.code
    case .nestedTooDeep: "plan.nested"
    }
  }

  /// One sentence without a full stop.
  public var message: String {
    switch self {
    case .stack(let error): error.message
    case .templateMissing(let stack): "the environment names no template of the stack \(stack.quoted())"
    case .template(let diagnostics): diagnostics.first?.message ?? "the template cannot be read"
    case .request(let error): error.message
    case .nestedTooDeep(let stack): "the stack \(stack.quoted()) is nested too deep"
    }
  }
}
