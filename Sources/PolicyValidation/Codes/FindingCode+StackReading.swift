import PolicyLanguage

extension PolicyDiagnosticCode {
  private static let allow = #"{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}"#

  private static func deny(
    _ action: String = #""Update:*""#, resource: String = #""LogicalResourceId/Database""#, rest: String = ""
  ) -> String {
    #"{"Effect": "Deny", "Action": \#(action), "Principal": "*", "Resource": \#(resource)\#(rest)}"#
  }

  private static func two(_ statement: String) -> String { allow + ",\n" + statement }

  private static func document(_ rest: String) -> String { "{\(rest)\"Statement\": [\(allow)]}" }

  /// What follows from faults of stack policies.
  var stackGuidance: PolicyReadingGuidance? {
    switch self {
    case .stackEmpty:
      .init(
        "AWS takes it. Where nothing is to be protected, say so with a statement that allows Update:*.",
        document: .stack, wrong: "{}", right: Self.document(""))
    case .stackVersion:
      .init(
        "It is ignored. Take it out.", document: .stack, wrong: Self.document(#""Version": "2012-10-17", "#),
        right: Self.document(""))
    case .stackId:
      .init(
        "It is ignored. Take it out.", document: .stack, wrong: Self.document(#""Id": "prod", "#),
        right: Self.document(""))
    case .stackPrincipal:
      .init(
        "AWS refuses any other: a stack policy holds for everybody. Who may update is said by IAM policies.", .stack,
        wrong:
          #"{"Effect": "Deny", "Action": "Update:*", "Principal": {"AWS": "111122223333"}, "Resource": "*"}"#,
        right: Self.deny(resource: #""*""#))
    case .stackActionUnknown:
      .init(
        "Stack policies are about updates alone. Creation, deletion of the whole stack and API calls are IAM's.",
        .stack, wrong: Self.two(Self.deny(#""Delete:*""#)), right: Self.two(Self.deny(#""Update:Delete""#)))
    case .stackActionStar:
      .init(
        "Write Update:*.", .stack, wrong: Self.two(Self.deny(#""*""#)), right: Self.two(Self.deny()))
    case .stackActionWildcard:
      .init(
        "AWS documents Update:* only. Write the actions out.", .stack,
        wrong: Self.two(Self.deny(#""Update:R*""#)), right: Self.two(Self.deny(#""Update:Replace""#)))
    case .stackResourceMissing:
      .init(
        "AWS takes such a statement, and it protects nothing, even with a condition on ResourceType. Write"
          + " \"Resource\": \"*\".",
        .stack,
        wrong: Self.two(
          #"{"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Condition": {"StringEquals": {"ResourceType": ["AWS::RDS::DBInstance"]}}}"#
        ),
        right: Self.two(
          Self.deny(
            resource: #""*""#, rest: #", "Condition": {"StringEquals": {"ResourceType": ["AWS::RDS::DBInstance"]}}"#)))
    case .stackResourcePrefix:
      .init(
        "AWS refuses it. Write LogicalResourceId/ before the logical id.", .stack,
        wrong: Self.two(Self.deny(resource: #""Database""#)), right: Self.two(Self.deny()))
    case .stackResourceQuestionMark:
      .init(
        "AWS documents * only; ? is taken as exactly one character here. Write the ids out.", .stack,
        wrong: Self.two(Self.deny(resource: #""LogicalResourceId/Database?""#)),
        right: Self.two(Self.deny(resource: #"["LogicalResourceId/Database1", "LogicalResourceId/Database2"]"#)))
    case .stackResourceCharacters:
      .init(
        "AWS refuses an id that the template does not have. Write it as the template does.", .stack,
        wrong: Self.two(Self.deny(resource: #""LogicalResourceId/my-database""#)),
        right: Self.two(Self.deny(resource: #""LogicalResourceId/MyDatabase""#)))
    case .stackConditionOperator:
      .init(
        "AWS refuses others. Name the types positively, or deny in one statement and leave out in another.", .stack,
        wrong: Self.two(
          Self.deny(
            resource: #""*""#, rest: #", "Condition": {"StringNotEquals": {"ResourceType": ["AWS::IAM::Role"]}}"#)
        ),
        right: Self.two(
          Self.deny(
            resource: #""*""#, rest: #", "Condition": {"StringEquals": {"ResourceType": ["AWS::RDS::DBInstance"]}}"#
          )))
    case .stackConditionKey:
      .init(
        "Stack policies see the resource and its type, not the request. Conditions on principals or tags go into IAM"
          + " policies.",
        .stack,
        wrong: Self.two(
          Self.deny(resource: #""*""#, rest: #", "Condition": {"StringEquals": {"aws:ResourceTag/env": "prod"}}"#)),
        right: Self.two(
          Self.deny(
            resource: #""*""#, rest: #", "Condition": {"StringEquals": {"ResourceType": ["AWS::RDS::DBInstance"]}}"#
          )))
    case .stackConditionWildcard:
      .init(
        "The statement then matches no type, and protects nothing. Use StringLike.", .stack,
        wrong: Self.two(
          Self.deny(resource: #""*""#, rest: #", "Condition": {"StringEquals": {"ResourceType": ["AWS::RDS::*"]}}"#)),
        right: Self.two(
          Self.deny(resource: #""*""#, rest: #", "Condition": {"StringLike": {"ResourceType": ["AWS::RDS::*"]}}"#)))
    case .stackDefaultDenial:
      .init(
        "AWS's newer text says that a default denial counts only where the logical-id view and the resource-type view"
          + " both deny, so that such protection may not hold. Deny explicitly what is to be protected.",
        .stack,
        wrong:
          #"{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "NotResource": "LogicalResourceId/Database"}"#,
        right: Self.two(Self.deny()))
    default: nil
    }
  }
}
