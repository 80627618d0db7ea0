import Documents
import PolicyLanguage

/// One thing to look for in a policy that was read without an error.
protocol PolicyCheck {
  /// The codes of what it finds.
  static var codes: [FindingCode] { get }
  /// Reports what it finds.
  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector)
}

/// Finds what is probably wrong with policies that parse, without deciding anything.
///
/// What the reader says of a document (`PolicyReader`) is not repeated. A class, because look-ups of published names
/// are remembered from one policy to the next.
public final class PolicyValidator {
  let facts = PublishedFacts()

  /// Makes a validator.
  public init() {}

  /// What is probably wrong with a policy, in the order of its text.
  ///
  /// - Parameter isPart: whether the policy lacks statements that the document has, since they have an error: what the
  ///   others would have to say is not looked for then.
  /// - Complexity: linear in the text, but for statements held against statements, which is bounded.
  public func findings(in policy: Policy, isPart: Bool = false) -> [Diagnostic] {
    // What AWS writes itself is not to be mended.
    guard !policy.isFullAWSAccess else { return [] }
    let findings = FindingCollector(policy.source, facts)
    var alphabet = PatternAlphabet()
    var scopes: [StatementScope] = []
    for statement in policy.statements { scopes.append(StatementScope(statement, of: policy, &alphabet)) }
    for check in isPart ? Self.statementChecks : Self.checks { check.check(policy, scopes, findings) }
    return findings.finish()
  }

  /// All checks, in no order that matters.
  static var checks: [any PolicyCheck.Type] { statementChecks + [TagGuardCheck.self, ReplaceOnlyCheck.self] }

  /// The checks that say nothing of a statement that another one could unsay.
  static var statementChecks: [any PolicyCheck.Type] {
    [
      StatementOverlapCheck.self, StatementNeverCheck.self, RedundantEntryCheck.self, ActionNameCheck.self,
      ResourceNameCheck.self, ResourceMismatchCheck.self, NotElementCheck.self, ConditionKeyCheck.self,
      SetOperatorCheck.self, WildcardValueCheck.self, NullCheck.self,
      MultiFactorCheck.self, DateValueCheck.self, OperatorTypeCheck.self, PrincipalValueCheck.self,
      ResourceTypeCheck.self,
    ]
  }

  /// The codes of all checks, in their order.
  static let codes: [FindingCode] =
    [.moreFindings] + checks.flatMap { $0.codes } + DeletionPolicyCheck.codes + TemplateTypeCheck.codes
    + StackTemplateCheck.codes
}
