import CloudFormation
import Documents
import PolicyLanguage
import Simulation

/// A scenario file that was read without an error: an environment, and steps that ask and change.
public struct Scenario: Sendable {
  /// The name, or the file's name without folder and ending where it has none.
  public let name: ByteString
  /// The text of the file.
  public let source: SourceText
  /// The environment that the steps begin with.
  public let environment: Environment
  /// Whether context keys that a request does not carry are unknown instead of absent (ruling 21).
  public let missingIsUnknown: Bool
  /// The steps, in order; never empty.
  public let steps: [ScenarioStep]
  /// All policies that the environment and the steps name, each once.
  public let policies: [Policy]

  /// The path of the file, as it was given.
  public var file: String { source.name }
}

/// One step of a scenario.
public struct ScenarioStep: Sendable {
  /// What it is called; nil where the file does not say.
  public let name: ByteString?
  /// What it does.
  public let kind: StepKind
  /// What it does, with everything it names.
  public let action: StepAction
  /// The principal whose API request a change is asked as first; for a stack operation, who calls it.
  public let principal: ScenarioName?
  /// What it is expected to give; nil for a change that only sets the scene, and for a step that has none yet.
  public let expectation: Expectation?
  /// The bytes of the step.
  public let range: SourceRange
}

/// The member that says what a step does.
public enum StepKind: String, Sendable, CaseIterable {
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  // The raw value is the member's name, which docs/formats/scenarios.md explains.
  case request, update, updateStack, executeChangeSet, deleteStack
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  case updateTerminationProtection, setStackPolicy, tagResource, untagResource, attachPolicy, detachPolicy, moveAccount
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  case createResource, deleteResource

  /// What a step of this kind gives to compare with an expectation.
  public enum Answer: Sendable {
    /// A decision.
    case decision
    /// The outcome of a stack operation.
    case outcome
  }

  /// What a step of this kind gives; a change gives a decision where it is asked `as` somebody.
  public var answer: Answer {
    switch self {
    case .updateStack, .executeChangeSet, .deleteStack: .outcome
    default: .decision
    }
  }

  /// Whether the step changes the world as it stands, without asking.
  public var isChange: Bool {
    switch self {
    case .request, .update, .updateStack, .executeChangeSet, .deleteStack: false
    default: true
    }
  }
}

/// A name in a scenario with where it stands, which may turn out to be that of nothing.
public struct ScenarioName: Sendable, Hashable {
  /// The name.
  public let text: ByteString
  /// The bytes of the value, quotes included.
  public let range: SourceRange

  /// Makes a name.
  public init(_ text: ByteString, at range: SourceRange) {
    self.text = text
    self.range = range
  }
}

/// What a step asks or changes, with everything that it names read.
public enum StepAction: Sendable {
  /// An API request: one for each resource, all of which must pass.
  case request(principal: ScenarioName?, [ResourceRequest])
  /// An update action on one resource of a stack.
  case update(stack: ScenarioName?, logicalResourceId: ScenarioName, Request)
  /// A stack update from a template.
  case updateStack(stack: ScenarioName, UpdateStack)
  /// The execution of a change set.
  case executeChangeSet(stack: ScenarioName, ExecuteChangeSet)
  /// The deletion of a stack, with resources that are to be kept.
  case deleteStack(stack: ScenarioName, retainResources: [ScenarioName])
  /// Termination protection on or off.
  case updateTerminationProtection(stack: ScenarioName, isEnabled: Bool)
  /// A new stack policy.
  case setStackPolicy(stack: ScenarioName, policy: Policy)
  /// New tags, or new values for old ones.
  case tagResource(ScenarioName, Tags)
  /// Tags that go.
  case untagResource(ScenarioName, keys: [ByteString])
  /// An SCP or RCP at a further node.
  case attachPolicy(target: ScenarioName, policy: Policy)
  /// An SCP or RCP at one node less.
  case detachPolicy(target: ScenarioName, policy: Policy)
  /// An account in another place.
  case moveAccount(ScenarioName, to: ScenarioName)
  /// A new resource.
  case createResource(ListedResource, at: SourceRange)
  /// A resource that goes.
  case deleteResource(ScenarioName)
}

/// A request on one resource, with where the resource is named.
public struct ResourceRequest: Sendable {
  /// The request, its context as the file has it.
  public let request: Request
  /// The bytes of the resource's name; nil where the file names none.
  public let resourceRange: SourceRange?
}
