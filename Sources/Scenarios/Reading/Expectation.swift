import Documents

/// What a step is expected to give, member by member.
public struct Expectation: Sendable {
  /// One member and the value that it is expected to have.
  public struct Item: Sendable {
    /// What is expected to have a value.
    public let subject: ExpectedSubject
    /// The value.
    public let value: ExpectedValue
    /// The bytes of the value.
    public let range: SourceRange
  }

  /// What is expected, in the order of the file; never empty.
  public let items: [Item]
  /// The bytes of the value of `expect`.
  public let range: SourceRange
  /// Whether it is a single word instead of an object.
  public let isWord: Bool

  /// The item of a subject.
  public func item(_ subject: ExpectedSubject) -> Item? { items.first { $0.subject == subject } }
}

/// What an expectation is about.
public enum ExpectedSubject: Hashable, Sendable {
  /// Something of the step as a whole.
  case step(ExpectedMember)
  /// Something of one resource of a stack operation, by logical id.
  case resource(ScenarioName, ExpectedResourceMember)
  /// Something of the decision on one action that CloudFormation asks for a resource, by logical id and action.
  case permission(ScenarioName, ScenarioName, ExpectedMember)

  /// The path of the member inside `expect`: `evaluation`, `resources.Database.change`.
  public var path: String {
    switch self {
    case .step(let member): member.rawValue
    case .resource(let id, let member): "resources.\(id.text).\(member.rawValue)"
    case .permission(let id, let action, let member):
      "resources.\(id.text).permissions.\(action.text).\(member.rawValue)"
    }
  }
}

/// The members that `expect` can have beside `resources`.
public enum ExpectedMember: String, Sendable, CaseIterable {
  /// `Allow`, `Deny` or `Unknown`.
  case decision
  /// `allowed`, `explicitDeny`, `implicitDeny` or `unknown`.
  case evaluation
  /// The deciding statement: a Sid, a statement index or a policy file.
  case by
  /// The deciding gate: `scp`, `identity` and so on.
  case policyType
  /// The id of the root, organizational unit or account whose policies decided.
  case level
  /// The gates that were asked, in order.
  case gates
  /// The context keys that an Unknown hangs on.
  case missing
  /// What becomes of a stack operation.
  case outcome
  /// A part of the operation's message.
  case message

  /// The members that a step can be held to by what it gives.
  public static func members(of answer: StepKind.Answer) -> [ExpectedMember] {
    switch answer {
    case .decision: [.decision, .evaluation, .by, .policyType, .level, .gates, .missing]
    case .outcome: [.outcome, .message]
    }
  }
}

/// The members that a resource under `resources` can have.
public enum ExpectedResourceMember: String, Sendable, CaseIterable {
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  // The raw value is the member's name in a plan, which docs/formats/plan.md explains.
  case resourceType, change, certainty, automatic, asked, decision, evaluation, by, physical, ifAllowed, replaced
}

/// A value in an expectation.
public enum ExpectedValue: Hashable, Sendable {
  /// A string.
  case text(ByteString)
  /// A whole number: a statement index.
  case index(Int)
  /// A list of strings.
  case list([ByteString])
  /// `true` or `false`.
  case truth(Bool)
  /// `null`: there is no such thing.
  case nothing
}
