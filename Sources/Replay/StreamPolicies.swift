import Documents
import PolicyLanguage
import Simulation

/// The stack policy that update actions of one stack are decided by.
public struct StackPolicyBinding: Sendable {
  /// The stack's name; nil for the only stack there is.
  public var name: ByteString?
  /// The policy in force: the override policy where one is given (ruling 4); nil where the stack has none.
  public var policy: Policy?
  /// The types of the stack's resources by logical id, from its template; empty when it is not known.
  public var resourceTypes: [ByteString: ByteString]
  /// The template that the types are from, which tells reports what would become of the resources; nil for none.
  public var template: SourceText?

  /// Makes a binding.
  public init(
    name: ByteString?, policy: Policy?, resourceTypes: [ByteString: ByteString] = [:], template: SourceText? = nil
  ) {
    self.name = name
    self.policy = policy
    self.resourceTypes = resourceTypes
    self.template = template
  }
}

/// What API requests are decided by.
public enum RequestPolicies: Sendable {
  /// Nothing: they cannot be decided.
  case none
  /// The same policies for every request.
  case fixed(PolicyStack)
  /// The policies that an environment holds for the principal and the resource.
  case world(World)
}

/// What the records of a stream are decided by.
public struct StreamPolicies: Sendable {
  /// The stack policies; empty when update actions cannot be decided.
  public var stacks: [StackPolicyBinding]
  /// What API requests are decided by.
  public var requests: RequestPolicies

  /// Makes the policies of a stream.
  public init(stacks: [StackPolicyBinding] = [], requests: RequestPolicies = .none) {
    self.stacks = stacks
    self.requests = requests
  }

  /// All policies.
  public var policies: [Policy] {
    let asked: [Policy] =
      switch requests {
      case .none: []
      case .fixed(let stack): stack.policies
      case .world(let world): world.policies
      }
    return stacks.compactMap(\.policy) + asked
  }
}

extension PolicyStack {
  /// The one level that `--scp` files form.
  ///
  /// Where none of them holds an Allow, FullAWSAccess counts as attached beside them, as AWS attaches it by default;
  /// `addedFullAWSAccess` says whether it was.
  public static func serviceControlPolicies(_ policies: [Policy]) -> (stack: PolicyStack, addedFullAWSAccess: Bool) {
    let holdsAllow = policies.contains { $0.statements.contains { $0.effect == .allow } }
    let level = PolicyLevel(id: nil, policies: holdsAllow ? policies : policies + [.fullAWSAccess])
    return (PolicyStack(serviceControlPolicies: [level]), !holdsAllow)
  }
}
