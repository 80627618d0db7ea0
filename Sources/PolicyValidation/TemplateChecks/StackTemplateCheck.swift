import Catalog
import CloudFormation
import Documents
import PolicyLanguage

/// Holds a stack policy against the template of its stack: what it names must be there, and what holds data should be
/// protected (ruling 7, stack-updates.md section 9).
enum StackTemplateCheck {
  static let codes: [FindingCode] = [
    .idAbsent, .idUnmatched, .idConditional, .typeAbsent, .stackUnprotected, .templateGenerated,
  ]

  static func check(
    _ policy: Policy, _ template: Template, _ inPolicy: FindingCollector, _ inTemplate: FindingCollector
  ) {
    var alphabet = PatternAlphabet()
    let resources = Resources(template, alphabet)
    let entries = policy.statements.reduce(0) { count, statement in
      count + (statement.resource?.patterns.count ?? 0) + statement.conditions.reduce(1) { $0 + $1.values.count }
    }
    guard entries &* template.resources.count <= 20_000_000 else {
      inPolicy.report(
        .findingsCut, at: opening(policy.range), "policy and template are too large to be held against each other")
      return
    }
    if resources.mayBeMore {
      inPolicy.report(
        .templateGenerated, at: opening(policy.range),
        "transforms or loops may add resources to the template, so that ids and types it lacks are not reported")
    } else {
      for statement in policy.statements { checkNames(statement, resources, alphabet, inPolicy) }
    }
    var scopes: [StatementScope] = []
    for statement in policy.statements { scopes.append(StatementScope(statement, of: policy, &alphabet)) }
    checkProtection(scopes, template, alphabet, inTemplate, policy.name)
  }

  /// The resources of a template, for look-ups of names and patterns.
  private struct Resources {
    let byID: [ByteString: TemplateResource]
    let types: Set<ByteString>
    let ids: [GlobPattern]
    let typePatterns: [GlobPattern]
    /// Whether the deployed stack may have resources that the template does not show.
    let mayBeMore: Bool

    init(_ template: Template, _ alphabet: PatternAlphabet) {
      byID = Dictionary(
        template.resources.map { ($0.logicalResourceId, $0) }, uniquingKeysWith: { first, _ in first })
      types = Set(template.resources.map(\.type))
      ids = template.resources.map { alphabet.literal($0.logicalResourceId) }
      typePatterns = types.map { alphabet.literal($0) }
      mayBeMore =
        !template.generators.isEmpty || !template.macros.isEmpty || template.declares(TemplateTransform.serverless)
    }
  }

  private static func checkNames(
    _ statement: Statement, _ resources: Resources, _ alphabet: PatternAlphabet, _ findings: FindingCollector
  ) {
    let prefix: ByteString = "LogicalResourceId/"
    for pattern in statement.resource?.patterns ?? [] where pattern.text.hasPrefix(prefix) {
      checkID(pattern, ByteString(copying: pattern.text.bytes.dropFirst(prefix.count)), resources, alphabet, findings)
    }
    for condition in statement.conditions {
      for value in condition.values {
        let isGlob = condition.operator.base == .stringLike
        let pattern = isGlob ? alphabet.glob(value.text) : alphabet.literal(value.text)
        let isThere =
          pattern.isLiteral
          ? resources.types.contains(value.text) : resources.typePatterns.contains { pattern.contains($0) }
        // A type that is not published is found by another check.
        guard !isThere, !ResourceTypeCheck.isUnknown(value.text, isGlob: isGlob, alphabet, findings) else { continue }
        findings.report(
          .typeAbsent, at: value.range,
          pattern.isLiteral
            ? "the template has no resource of the type \(value.text.quoted())"
            : "the template has no resource of a type that fits \(value.text.quoted())",
          suggestion: pattern.isLiteral
            ? findings.suggestion { NearestSpelling.of(value.text, among: resources.types.sorted()) } : nil)
      }
    }
  }

  private static func checkID(
    _ pattern: PolicyText, _ id: ByteString, _ resources: Resources, _ alphabet: PatternAlphabet,
    _ findings: FindingCollector
  ) {
    let glob = alphabet.glob(id)
    guard glob.isLiteral else {
      if !resources.ids.contains(where: { glob.contains($0) }) {
        findings.report(.idUnmatched, at: pattern.range, "no logical id of the template fits \(id.quoted())")
      }
      return
    }
    guard let resource = resources.byID[id] else {
      findings.report(
        .idAbsent, at: pattern.range,
        "the template has no logical id \(id.quoted()), and AWS refuses a stack policy that names one",
        suggestion: findings.suggestion { NearestSpelling.of(id, among: resources.byID.keys.sorted()) }.map {
          "LogicalResourceId/\($0)"
        })
      return
    }
    if let condition = resource.condition {
      findings.report(
        .idConditional, at: pattern.range,
        "\(id) is there only while the condition \(condition.name.quoted()) holds, and AWS refuses the policy while it"
          + " does not")
    }
  }

  /// Reports what holds data and is kept neither by its own attributes nor by the policy.
  private static func checkProtection(
    _ scopes: [StatementScope], _ template: Template, _ alphabet: PatternAlphabet, _ findings: FindingCollector,
    _ name: String
  ) {
    let replace = alphabet.literal("Update:Replace")
    let delete = alphabet.literal("Update:Delete")
    for resource in template.resources where Catalog.resourceType(resource.type)?.isStateful == true {
      guard ResourceProtection(resource).isNone else { continue }
      let id = alphabet.literal(ByteString("LogicalResourceId/" + resource.logicalResourceId.string))
      let type = alphabet.literal(resource.type)
      let isReplaceable = isAllowed(replace, id, type, scopes)
      let isDeletable = isAllowed(delete, id, type, scopes)
      guard isReplaceable || isDeletable else { continue }
      let ways = isReplaceable && isDeletable ? "replace or delete" : isReplaceable ? "replace" : "delete"
      findings.report(
        .stackUnprotected, at: resource.range,
        "\(resource.logicalResourceId) (\(resource.type)) holds data, no attribute keeps it, and by \(name) an update"
          + " may \(ways) it")
    }
  }

  /// What a stack policy decides about one action on one resource (rulings 1, 2 and 8).
  private static func isAllowed(
    _ action: GlobPattern, _ id: GlobPattern, _ type: GlobPattern, _ scopes: [StatementScope]
  ) -> Bool {
    // A policy of `{}` allows everything (ruling 5).
    if scopes.isEmpty { return true }
    var isAllowed = false
    for scope in scopes {
      guard scope.action.contains(PatternSet(isNegated: false, patterns: [action])),
        scope.resource.contains(PatternSet(isNegated: false, patterns: [id])),
        scope.conditions.allSatisfy({ condition in condition.patterns.contains { $0.contains(type) } })
      else { continue }
      if scope.statement.effect == .deny { return false }
      isAllowed = true
    }
    return isAllowed
  }

  private static func opening(_ range: SourceRange) -> SourceRange {
    SourceRange(range.start, min(range.start + 1, range.end))
  }
}

extension FindingCode {
  private static let template = """
    Resources:
      Database:
        Type: AWS::RDS::DBInstance
      Queue:
        Type: AWS::SQS::Queue
    """
  private static let allowAll = #"{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},"# + "\n"

  private static func deny(_ rest: String) -> String {
    allowAll + #"{"Effect": "Deny", "Action": "Update:*", "Principal": "*", "# + rest + "}"
  }

  static let idAbsent = FindingCode(
    "stack.logicalResourceId.absent", .warning, "The template has no resource of that logical id.",
    help: """
      AWS refuses to set a stack policy that names a logical id in full which the template does not have, and refuses an \
      update whose new template drops one. Nothing is protected by it. Resources of nested stacks are protected by the \
      nested stacks' own policies.
      """,
    example: .stackPolicy(
      deny(#""Resource": "LogicalResourceId/Databse""#), right: deny(#""Resource": "LogicalResourceId/Database""#),
      of: template))
  static let idUnmatched = FindingCode(
    "stack.logicalResourceId.unmatched", .warning, "No logical id of the template fits the pattern.",
    help: "The entry protects nothing. Logical ids are case-sensitive.",
    example: .stackPolicy(
      deny(#""Resource": "LogicalResourceId/database*""#), right: deny(#""Resource": "LogicalResourceId/Data*""#),
      of: template))
  static let idConditional = FindingCode(
    "stack.logicalResourceId.conditional", .notice, "The policy names a resource that has a Condition.",
    help: """
      While the condition is false the stack has no such resource, and AWS refuses the policy. A pattern such as \
      LogicalResourceId/Replica* is taken in either case.
      """,
    example: .stackPolicy(
      deny(#""Resource": "LogicalResourceId/Replica""#), right: deny(#""Resource": "LogicalResourceId/Replica*""#),
      of: """
        Conditions:
          HasReplica: !Equals [!Ref AWS::Region, us-east-1]
        Resources:
          Replica:
            Type: AWS::RDS::DBInstance
            Condition: HasReplica
        """))
  static let typeAbsent = FindingCode(
    "stack.resourceType.absent", .warning, "The template has no resource of that type.",
    help:
      "The value protects nothing in this stack. Types are case-sensitive, and the names of AWS's types are written in full.",
    example: .stackPolicy(
      deny(#""Resource": "*", "Condition": {"StringEquals": {"ResourceType": ["AWS::RDS::DBCluster"]}}"#),
      right: deny(#""Resource": "*", "Condition": {"StringEquals": {"ResourceType": ["AWS::RDS::DBInstance"]}}"#),
      of: template))
  static let stackUnprotected = FindingCode(
    "stack.resource.unprotected", .warning,
    "Neither the stack policy nor the template protects a resource that holds data.",
    help: """
      An update may replace or delete it, data and all. Deny Update:Replace and Update:Delete on it in the stack policy, \
      or keep it by DeletionPolicy and UpdateReplacePolicy.
      """,
    example: .stackPolicy(
      deny(#""Resource": "LogicalResourceId/Role""#), right: deny(#""Resource": "LogicalResourceId/Table""#),
      of: "Resources:\n  Table:\n    Type: AWS::DynamoDB::Table\n  Role:\n    Type: AWS::IAM::Role"))
  static let templateGenerated = FindingCode(
    "stack.template.generated", .notice, "Transforms or loops may add resources to the template.",
    help: """
      Logical ids and types that the stack policy names and the template lacks are not reported then. Check the policy \
      against the processed template, which get-template gives.
      """,
    example: Example(
      arguments: ["check", "--template", "template.yaml", "policy.json"], file: "template.yaml",
      wrong: "Transform: AWS::Serverless-2016-10-31\nResources:\n  Api:\n    Type: AWS::Serverless::Api\n",
      right: "Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n",
      companions: ["policy.json": "{\"Statement\": [\n  " + deny(#""Resource": "*""#) + "\n]}\n"]))
}
