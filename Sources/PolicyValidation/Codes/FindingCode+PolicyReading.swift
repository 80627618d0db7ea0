import PolicyLanguage

extension FindingCode {
  /// What the policy reader finds in documents, statements, Effects, Principals, Actions and Resources.
  static let policyReading: [FindingCode] = PolicyDiagnosticCode.allCases.map { code in
    let guidance = code.guidance
    return FindingCode(
      code.rawValue, code.severity, code.summary, help: guidance.help, example: guidance.example)
  }
}

/// What a person has to know about a code of the policy reader: what follows, how it is mended, and an example.
struct PolicyReadingGuidance {
  let help: String
  let example: FindingCode.Example?

  init(_ help: String, _ example: FindingCode.Example? = nil) {
    self.help = help
    self.example = example
  }

  /// The statements of one kind of policy as the example.
  init(_ help: String, _ kind: PolicyKind, wrong: String, right: String) {
    self.init(help, .statements(kind, wrong: wrong, right: right))
  }

  /// A whole document of one kind as the example.
  init(_ help: String, document kind: PolicyKind, wrong: String, right: String) {
    self.init(help, .document(kind, wrong: wrong, right: right))
  }
}

extension PolicyDiagnosticCode {
  /// What follows from the fault and how it is mended.
  var guidance: PolicyReadingGuidance {
    documentGuidance ?? statementGuidance ?? conditionGuidance ?? stackGuidance ?? PolicyReadingGuidance("")
  }

  private static let denyS3 = #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}"#
  private static let scp = "{\"Version\": \"2012-10-17\", \"Statement\": [\(denyS3)]}"

  private var documentGuidance: PolicyReadingGuidance? {
    switch self {
    case .document:
      .init("Wrap the content in an object that holds Statement.", document: .scp, wrong: #""Deny""#, right: Self.scp)
    case .containerKind:
      .init(
        "The output of get-stack-policy holds a stack policy, that of describe-policy an SCP or RCP. Name the file that"
          + " holds the kind of policy asked for.",
        document: .scp, wrong: #"{"StackPolicyBody": "{\"Statement\": []}"}"#, right: Self.scp)
    case .elementUnknown:
      .init(
        "AWS refuses the document. Use the spelling that is suggested; Version, Id and Statement stand in the document,"
          + " the rest in its statements.",
        .scp, wrong: #"{"Effect": "Deny", "Actions": "s3:DeleteBucket", "Resource": "*"}"#, right: Self.denyS3)
    case .elementForbidden:
      .init(
        "AWS refuses the document. In an SCP and an identity policy the principal is whoever the policy is attached to.",
        .scp, wrong: #"{"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}"#,
        right: Self.denyS3)
    case .elementExclusive:
      .init(
        "AWS refuses the document. Keep one of the two, or make two statements of them.", .scp,
        wrong: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "NotAction": "iam:*", "Resource": "*"}"#,
        right: Self.denyS3)
    case .elementType:
      .init(
        "AWS refuses the document. Actions and resources are a string or a list of strings.", .scp,
        wrong: #"{"Effect": "Deny", "Action": {"s3": "DeleteBucket"}, "Resource": "*"}"#, right: Self.denyS3)
    case .listEmpty:
      .init(
        "A statement with an empty Action or Resource matches nothing; with an empty NotAction or NotResource it"
          + " matches everything. Fill the list, or remove the statement.",
        .scp, wrong: #"{"Effect": "Deny", "Action": [], "Resource": "*"}"#, right: Self.denyS3)
    case .statementMissing:
      .init(
        "Add Statement, a list of statements.", document: .scp, wrong: #"{"Version": "2012-10-17"}"#, right: Self.scp)
    case .statementBare:
      .init("Wrap it: {\"Statement\": […]}.", document: .scp, wrong: Self.denyS3, right: Self.scp)
    case .statementEmpty:
      .init(
        "AWS refuses a policy without a statement. Write one, or detach the policy.", document: .scp,
        wrong: #"{"Version": "2012-10-17", "Statement": []}"#, right: Self.scp)
    case .versionValue:
      .init(
        "Version is the version of the language, not of the policy. Write 2012-10-17.", document: .scp,
        wrong: "{\"Version\": \"2024-01-01\", \"Statement\": [\(Self.denyS3)]}", right: Self.scp)
    case .versionOld:
      .init(
        "Policy variables such as ${aws:username} are literal text then. Write \"Version\": \"2012-10-17\".",
        document: .scp, wrong: "{\"Statement\": [\(Self.denyS3)]}", right: Self.scp)
    case .idUnsupported:
      .init(
        "It is ignored here. Take it out.", document: .scp,
        wrong: "{\"Version\": \"2012-10-17\", \"Id\": \"buckets\", \"Statement\": [\(Self.denyS3)]}", right: Self.scp)
    case .sidCharacters:
      .init(
        "AWS refuses it in IAM and Organizations policies; some services take it in resource policies. Leave out"
          + " blanks, hyphens and the like.",
        .scp, wrong: #"{"Sid": "deny-delete", "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}"#,
        right: #"{"Sid": "DenyDelete", "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}"#)
    case .sidDuplicate:
      .init(
        "AWS refuses it in IAM and Organizations policies. Give each statement a Sid of its own.", .scp,
        wrong: #"{"Sid": "A", "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"},"# + "\n"
          + #"{"Sid": "A", "Effect": "Deny", "Action": "kms:DisableKey", "Resource": "*"}"#,
        right: #"{"Sid": "A", "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"},"# + "\n"
          + #"{"Sid": "B", "Effect": "Deny", "Action": "kms:DisableKey", "Resource": "*"}"#)
    case .size:
      .init(
        """
        AWS refuses a policy above its quota: 10,240 characters for SCPs, 5,120 for RCPs, 16,384 for stack policies, \
        6,144 for managed policies. Share statements out over several policies, or shorten lists with wildcards.
        """)
    case .sizeWhitespace:
      .init(
        "The console takes white space out before it counts, the command line and the SDKs do not. Minify the document"
          + " before you upload it.")
    case .characters:
      .init(
        "AWS documents tab, line feed, carriage return and U+0020 to U+00FF for policies; others may be refused. Write"
          + " names without them.",
        .scp, wrong: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::łódź"}"#,
        right: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::lodz"}"#)
    case .moreDiagnostics:
      .init("A document is reported with a thousand faults at most. Mend those that are shown, and check again.")
    default: nil
    }
  }

  private var statementGuidance: PolicyReadingGuidance? {
    switch self {
    case .effectMissing:
      .init(
        "AWS refuses the document. Write \"Effect\": \"Allow\" or \"Deny\".", .scp,
        wrong: #"{"Action": "s3:DeleteBucket", "Resource": "*"}"#, right: Self.denyS3)
    case .effectValue:
      .init(
        "AWS refuses the document; the two words are case-sensitive.", .scp,
        wrong: #"{"Effect": "DENY", "Action": "s3:DeleteBucket", "Resource": "*"}"#, right: Self.denyS3)
    case .principalMissing:
      .init(
        "A stack policy, an RCP and a trust policy need one; in a resource policy such a statement matches nobody.",
        .stack, wrong: #"{"Effect": "Deny", "Action": "Update:*", "Resource": "*"}"#,
        right: #"{"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "*"}"#)
    case .principalForm:
      .init(
        "Write \"*\", or an object such as {\"AWS\": \"111122223333\"}.", .resource,
        wrong: #"{"Effect": "Deny", "Principal": "111122223333", "Action": "s3:*", "Resource": "*"}"#,
        right: #"{"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}"#)
    case .principalType:
      .init(
        "The types are AWS, Service, Federated and CanonicalUser.", .resource,
        wrong: #"{"Effect": "Deny", "Principal": {"IAM": "111122223333"}, "Action": "s3:*", "Resource": "*"}"#,
        right: #"{"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}"#)
    case .principalWildcard:
      .init(
        "AWS refuses it. Write \"*\" as the principal, and name the pattern in a condition on aws:PrincipalArn.",
        .resource,
        wrong:
          #"{"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:role/Dev*"}, "Action": "s3:*", "Resource": "*"}"#,
        right:
          #"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Dev*"}}}"#
      )
    case .principalValue:
      .init(
        "Write the ARN of a user, role, session or account, or the account's twelve digits.", .resource,
        wrong: #"{"Effect": "Deny", "Principal": {"AWS": "admin"}, "Action": "s3:*", "Resource": "*"}"#,
        right:
          #"{"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:role/Admin"}, "Action": "s3:*", "Resource": "*"}"#
      )
    case .principalAllowNot:
      .init(
        "That is everybody else in the world, anonymous callers included. Name those who are allowed as Principal.",
        .resource,
        wrong:
          #"{"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "*"}"#,
        right: #"{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "*"}"#)
    case .actionMissing:
      .init(
        "AWS refuses the document. Write the actions that the statement is about.", .scp,
        wrong: #"{"Effect": "Deny", "Resource": "*"}"#, right: Self.denyS3)
    case .actionForm:
      .init(
        "Write the service prefix before the name: s3:DeleteBucket.", .scp,
        wrong: #"{"Effect": "Deny", "Action": "DeleteBucket", "Resource": "*"}"#, right: Self.denyS3)
    case .actionPrefixWildcard:
      .init(
        "A Deny with it denies nothing. Write the services out, or \"*\" for every action.", .scp,
        wrong: #"{"Effect": "Deny", "Action": "s*:DeleteBucket", "Resource": "*"}"#, right: Self.denyS3)
    case .actionCharacters:
      .init(
        "A Deny with it denies nothing. Names hold letters and digits, with * and ? as wildcards.", .scp,
        wrong: #"{"Effect": "Deny", "Action": "s3: DeleteBucket", "Resource": "*"}"#, right: Self.denyS3)
    case .resourceMissing:
      .init(
        "AWS refuses the document. Write \"Resource\": \"*\" for all of them.", .scp,
        wrong: #"{"Effect": "Deny", "Action": "s3:DeleteBucket"}"#, right: Self.denyS3)
    case .resourceForm:
      .init(
        "AWS refuses it. Write the whole ARN.", .scp,
        wrong: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "datasets"}"#,
        right: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::datasets"}"#)
    case .resourceShortARN:
      .init(
        "Only identity policies complete an ARN of fewer than six fields. Write all six, or end it in *.", .scp,
        wrong: #"{"Effect": "Deny", "Action": "sqs:DeleteQueue", "Resource": "arn:aws:sqs"}"#,
        right: #"{"Effect": "Deny", "Action": "sqs:DeleteQueue", "Resource": "arn:aws:sqs:*:*:*"}"#)
    case .resourceServiceCase:
      .init(
        "AWS refuses it. Write the service in lower case.", .scp,
        wrong: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:S3:::datasets"}"#,
        right: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::datasets"}"#)
    case .resourceWildcard:
      .init(
        "AWS's own policies hold such wildcards, so they are matched; the documentation forbids them. Write the"
          + " partition and the service.",
        .scp, wrong: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:*:s3:::datasets"}"#,
        right: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::datasets"}"#)
    case .rcpEffect:
      .init(
        "AWS refuses it: RCPFullAWSAccess allows everything, other RCPs deny.", .rcp,
        wrong: #"{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}"#,
        right:
          #"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#
      )
    case .rcpPrincipal:
      .init(
        "AWS refuses it. Write \"*\", and name principals in a condition on aws:PrincipalArn.", .rcp,
        wrong: #"{"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}"#,
        right:
          #"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}}"#
      )
    case .rcpActionStar:
      .init(
        "AWS refuses it. Name the services: s3:*, sqs:*.", .rcp,
        wrong: #"{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}"#,
        right: #"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}"#)
    default: nil
    }
  }
}
