import Documents
import PolicyLanguage

/// The answer of `aws iam simulate-custom-policy`: one result an action, one resource result a resource in it.
///
/// The names are AWS's, so that a reporter writes them as they are. `IsTruncated` is always false.
public struct SimulateCustomPolicyResult: Sendable, Equatable {
  /// `EvaluationResults`, in the order of `ActionNames`.
  public let evaluationResults: [EvaluationResult]

  /// What follows for one action, over all resources.
  public struct EvaluationResult: Sendable, Equatable {
    /// `EvalActionName`.
    public let evalActionName: ByteString
    /// `EvalResourceName`: the resource where there is one, else `*`.
    public let evalResourceName: ByteString
    /// `EvalDecision`: all resources must be allowed; an explicit deny of one goes before an implicit one.
    public let evalDecision: PolicyLanguage.EvaluationResult
    /// `MatchedStatements`: those of the resources that decide.
    public let matchedStatements: [MatchedStatement]
    /// `MissingContextValues`, as the policies spell them, sorted; empty where the resource results have them.
    public let missingContextValues: [ByteString]
    /// `OrganizationsDecisionDetail.AllowedByOrganizations`; nil where no SCPs were given.
    public let allowedByOrganizations: Bool?
    /// `PermissionsBoundaryDecisionDetail.AllowedByPermissionsBoundary`; nil where no boundary was given.
    public let allowedByPermissionsBoundary: Bool?
    /// `EvalDecisionDetails`: what each side says, across accounts; empty within one account, nil for the resource `*`
    /// and where SCPs deny.
    public let evalDecisionDetails: [DecisionDetail]?
    /// `ResourceSpecificResults`, in the order of `ResourceArns`; nil where that is absent or `*`.
    public let resourceSpecificResults: [ResourceSpecificResult]?
  }

  /// What follows for one action on one resource.
  public struct ResourceSpecificResult: Sendable, Equatable {
    /// `EvalResourceName`.
    public let evalResourceName: ByteString
    /// `EvalResourceDecision`.
    public let evalResourceDecision: PolicyLanguage.EvaluationResult
    /// `MatchedStatements`.
    public let matchedStatements: [MatchedStatement]
    /// `MissingContextValues`.
    public let missingContextValues: [ByteString]
    /// `EvalDecisionDetails`, across accounts only; else nil.
    public let evalDecisionDetails: [DecisionDetail]?
    /// `PermissionsBoundaryDecisionDetail.AllowedByPermissionsBoundary`; nil where no boundary was given.
    public let allowedByPermissionsBoundary: Bool?
  }

  /// An entry of `EvalDecisionDetails`.
  public struct DecisionDetail: Sendable, Equatable {
    /// `IAM Policy`, `Permissions Boundary`, `Session Policy` or `Resource Policy`.
    public let source: String
    /// What these policies say by themselves.
    public let decision: PolicyLanguage.EvaluationResult
  }

  /// A statement that determines the result.
  public struct MatchedStatement: Sendable, Equatable {
    /// `SourcePolicyType`.
    public enum SourcePolicyType: String, Sendable {
      /// An identity policy or a permissions boundary.
      case userManaged = "user-managed"
      /// The resource policy.
      case resource
      /// SCPs, RCPs and session policies, for which AWS has no word.
      case none
    }

    /// `SourcePolicyId`: `PolicyInputList.1` and the like.
    public let sourcePolicyId: String
    /// `SourcePolicyType`.
    public let sourcePolicyType: SourcePolicyType
    /// `StartPosition`: the first character of the statement, in the policy's text.
    public let startPosition: SourcePosition
    /// `EndPosition`: behind the last character of the statement.
    public let endPosition: SourcePosition
  }
}
