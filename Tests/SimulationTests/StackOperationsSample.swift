import CloudFormation
import Documents
import PolicyLanguage
import Testing

@testable import Simulation

/// Templates, policies and worlds for tests of stack operations, made of texts.
enum StackOperationsSample {
  /// A template of resources, in YAML: what stands under `Resources`, indented by two.
  static func template(_ resources: String, name: String = "template.yaml") throws -> Template {
    let source = SourceText(name: name, text: "Resources:\n" + indented(resources))
    return try #require(TemplateReader.read(source).template)
  }

  /// A stack of resources.
  static func stack(
    _ resources: String, policy: String? = nil, name: ByteString = "prod", account: ByteString? = nil
  ) throws -> Stack {
    Stack(
      name: name, account: account, region: account == nil ? nil : "eu-west-1",
      template: SourceText(name: "before.yaml", text: "Resources:\n" + indented(resources)),
      stackPolicy: try policy.map(stackPolicy))
  }

  /// A stack policy of its statements.
  static func stackPolicy(_ statements: String) throws -> Policy {
    let text = #"{"Statement":[\#(statements)]}"#
    let source = SourceText(name: "stack-policy.json", text: text)
    let reading = PolicyReader(kind: .stack).read(source)
    return try #require(reading.policy, "\(reading.diagnostics.map(\.message))")
  }

  /// One statement of a stack policy.
  static func statement(_ effect: String, _ action: String, _ resource: String = "*", type: String? = nil) -> String {
    let condition = type.map { #","Condition":{"StringLike":{"ResourceType":"\#($0)"}}"# } ?? ""
    return
      #"{"Effect":"\#(effect)","Principal":"*","Action":"\#(action)","Resource":"\#(resource)"\#(condition)}"#
  }

  /// Allow everything, then one more statement.
  static func allowBut(_ statement: String) -> String { Self.statement("Allow", "Update:*") + "," + statement }

  /// A world of some stacks.
  static func world(_ stacks: Stack...) -> World {
    var environment = Environment()
    environment.stacks = stacks
    return World(environment)
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n").map { "  \($0)\n" }.joined()
  }
}

extension World {
  /// The plan of an update of the stack `prod` to some resources.
  func planUpdate(to resources: String, override: String? = nil) throws -> StackPlan {
    let update = UpdateStack(
      template: try StackOperationsSample.template(resources, name: "after.yaml"),
      stackPolicyDuringUpdate: try override.map(StackOperationsSample.stackPolicy))
    return try plan(StackOperation(.updateStack(update), stack: "prod"))
  }

  /// The plan of the deletion of the stack `prod`.
  func planDeletion(
    retaining retained: [ByteString] = [], mode: DeleteStack.DeletionMode = .standard, stack: ByteString = "prod"
  ) throws -> StackPlan {
    try plan(StackOperation(.deleteStack(DeleteStack(retainResources: retained, deletionMode: mode)), stack: stack))
  }
}
