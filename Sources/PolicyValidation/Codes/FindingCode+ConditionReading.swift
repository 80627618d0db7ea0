import PolicyLanguage

extension PolicyDiagnosticCode {
  private static func deny(_ condition: String) -> String {
    #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": \#(condition)}"#
  }

  /// What follows from faults of conditions and policy variables.
  var conditionGuidance: PolicyReadingGuidance? {
    switch self {
    case .conditionForm:
      .init(
        "AWS refuses it. Condition maps operators to objects of keys: {\"Bool\": {\"aws:SecureTransport\": \"false\"}}.",
        .scp, wrong: Self.deny(#"{"Bool": "aws:SecureTransport"}"#),
        right: Self.deny(#"{"Bool": {"aws:SecureTransport": "false"}}"#))
    case .conditionEmpty:
      .init(
        "An empty condition always holds. Take it out, or write what was meant.", .scp, wrong: Self.deny("{}"),
        right: Self.deny(#"{"Bool": {"aws:SecureTransport": "false"}}"#))
    case .operatorUnknown:
      .init(
        "AWS refuses the document. The names are case-sensitive.", .scp,
        wrong: Self.deny(#"{"stringEquals": {"aws:RequestedRegion": "us-east-1"}}"#),
        right: Self.deny(#"{"StringEquals": {"aws:RequestedRegion": "us-east-1"}}"#))
    case .operatorNullIfExists:
      .init(
        "AWS refuses it: Null is about whether the key exists. Write Null.", .scp,
        wrong: Self.deny(#"{"NullIfExists": {"aws:TokenIssueTime": "true"}}"#),
        right: Self.deny(#"{"Null": {"aws:TokenIssueTime": "true"}}"#))
    case .operatorSetOnNull:
      .init(
        "AWS refuses it: Null is about the key, not about its values. Write Null.", .scp,
        wrong: Self.deny(#"{"ForAllValues:Null": {"aws:TagKeys": "true"}}"#),
        right: Self.deny(#"{"Null": {"aws:TagKeys": "true"}}"#))
    case .keyDuplicate:
      .init(
        "AWS refuses it: keys do not differ by case. Write one key with both values; any of them may match.", .scp,
        wrong: Self.deny(
          #"{"StringEquals": {"aws:RequestedRegion": "us-east-1", "aws:requestedregion": "us-west-2"}}"#),
        right: Self.deny(#"{"StringEquals": {"aws:RequestedRegion": ["us-east-1", "us-west-2"]}}"#))
    case .keyForm:
      .init(
        "No request carries it: a positive operator never matches, a negated one always does. Write the prefix.", .scp,
        wrong: Self.deny(#"{"StringEquals": {"RequestedRegion": "us-east-1"}}"#),
        right: Self.deny(#"{"StringEquals": {"aws:RequestedRegion": "us-east-1"}}"#))
    case .valueType:
      .init(
        "AWS refuses it. Write a string, a number, a boolean, or a list of them.", .scp,
        wrong: Self.deny(#"{"StringEquals": {"aws:RequestedRegion": {"not": "us-east-1"}}}"#),
        right: Self.deny(#"{"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}}"#))
    case .valuesEmpty:
      .init(
        "A positive operator never matches then, and a negated one always does. Write the values.", .scp,
        wrong: Self.deny(#"{"StringEquals": {"aws:RequestedRegion": []}}"#),
        right: Self.deny(#"{"StringEquals": {"aws:RequestedRegion": ["us-east-1"]}}"#))
    case .valueNull:
      .init(
        "AWS refuses it. \"true\" holds where the key is absent, \"false\" where it is there.", .scp,
        wrong: Self.deny(#"{"Null": {"aws:TokenIssueTime": "absent"}}"#),
        right: Self.deny(#"{"Null": {"aws:TokenIssueTime": "true"}}"#))
    case .valueUnreadable:
      .init(
        "The value equals nothing: a positive operator never matches it, a negated one always does, so that a Deny may"
          + " never fire. Write it as the operator reads it.",
        .scp, wrong: Self.deny(#"{"DateGreaterThan": {"aws:CurrentTime": "31.12.2026"}}"#),
        right: Self.deny(#"{"DateGreaterThan": {"aws:CurrentTime": "2026-12-31T00:00:00Z"}}"#))
    case .valueHostBits:
      .init(
        "They do not count: 10.0.0.1/8 is 10.0.0.0/8. Write the network, or a longer prefix.", .scp,
        wrong: Self.deny(#"{"NotIpAddress": {"aws:SourceIp": "10.0.0.1/8"}}"#),
        right: Self.deny(#"{"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#))
    case .variableVersion:
      .init(
        "Nothing is substituted: the text is compared as it stands. Write \"Version\": \"2012-10-17\".",
        document: .identity,
        wrong:
          #"{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}]}"#,
        right:
          #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}]}"#
      )
    case .variablePlace:
      .init(
        "Variables work behind the fifth colon of an ARN and in the values of String and Arn operators only.",
        .identity,
        wrong:
          #"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:${aws:PrincipalAccount}:jobs"}"#,
        right: #"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:${aws:username}"}"#)
    case .variableMalformed:
      .init(
        "Nothing is substituted: the text is compared as it stands. Close the brace; a default stands behind a comma"
          + " and a blank, in single quotes.",
        .identity,
        wrong: #"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username/*"}"#,
        right: #"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*"}"#)
    default: nil
    }
  }
}
