import Documents

extension PolicyDiagnosticCode {
  /// What it weighs in most kinds of policy; errors keep a policy from being evaluated (ruling 20).
  public var severity: Severity {
    switch self {
    case .listEmpty, .versionOld, .idUnsupported, .sizeWhitespace, .characters, .principalValue,
      .principalAllowNot, .actionPrefixWildcard, .actionCharacters, .resourceWildcard, .conditionEmpty,
      .keyForm, .valuesEmpty, .valueUnreadable, .variableVersion, .variablePlace, .variableMalformed,
      .stackEmpty, .stackActionStar, .stackActionWildcard, .stackResourceMissing, .stackResourceQuestionMark,
      .stackResourceCharacters, .stackConditionWildcard, .stackDefaultDenial:
      .warning
    case .moreDiagnostics, .valueHostBits, .stackVersion, .stackId:
      .notice
    default:
      .error
    }
  }

  /// What it weighs in a policy of one kind (rulings 16 and 30).
  public func severity(in kind: PolicyKind) -> Severity {
    switch (self, kind) {
    case (.sidCharacters, .resource), (.sidDuplicate, .resource), (.principalMissing, .resource),
      (.resourceShortARN, .resource),
      (.resourceForm, .resource), (.size, .identity), (.size, .session), (.size, .resource), (.size, .trust):
      .warning
    default: severity
    }
  }

  /// What it means, in one sentence: for lists of all codes.
  public var summary: String {
    switch self {
    case .document: "A policy document is one JSON object."
    case .containerKind: "The file is AWS's output for another kind of policy."
    case .elementUnknown: "The element has a name that the grammar does not know; names are case-sensitive."
    case .elementForbidden: "This kind of policy does not take the element."
    case .elementExclusive: "An element and its Not-form stand in one statement."
    case .elementType: "The element holds a value of the wrong type."
    case .listEmpty: "An empty list: a positive element then matches nothing, a Not-element everything."
    case .statementMissing: "The document has no Statement."
    case .statementBare: "A statement, or a list of them, stands where the document should; wrap it in Statement."
    case .statementEmpty: "Statement is an empty list."
    case .versionValue: "Version is neither 2012-10-17 nor 2008-10-17."
    case .versionOld: "An SCP or RCP without Version 2012-10-17; evaluated by the older version."
    case .idUnsupported: "Only resource policies have an Id."
    case .sidCharacters: "A Sid holds something else than ASCII letters and digits."
    case .sidDuplicate: "Two statements have the same Sid."
    case .size: "The document is longer than its quota."
    case .sizeWhitespace: "The document exceeds its quota only when white space counts."
    case .characters: "The document holds a character outside tab, line breaks and U+0020 to U+00FF."
    case .moreDiagnostics: "The document has more faults than are listed."
    case .effectMissing: "The statement has no Effect."
    case .effectValue: "Effect is not exactly Allow or Deny."
    case .principalMissing: "The statement has no Principal."
    case .principalForm: "Principal is neither \"*\" nor an object of principals by type."
    case .principalType: "A principal type other than AWS, Service, Federated and CanonicalUser."
    case .principalWildcard: "A wildcard inside a principal; only a whole * is one."
    case .principalValue: "An AWS principal that is no ARN, account or unique id: it matches nobody."
    case .principalAllowNot: "Allow with NotPrincipal allows everybody who is not listed."
    case .actionMissing: "The statement has neither Action nor NotAction."
    case .actionForm: "An action is neither * nor prefix:name."
    case .actionPrefixWildcard: "A wildcard in an action's service prefix: it matches nothing."
    case .actionCharacters: "An action holds a character that no action has: it matches nothing."
    case .resourceMissing: "The statement has neither Resource nor NotResource."
    case .resourceForm: "A resource is neither * nor an ARN."
    case .resourceShortARN: "An ARN of fewer than six fields where it cannot be completed."
    case .resourceServiceCase: "The service in an ARN must be lower case."
    case .resourceWildcard: "A wildcard in the partition or service of an ARN."
    case .conditionForm: "A Condition maps operators to objects of keys and values."
    case .conditionEmpty: "A Condition, or an operator in it, that tests nothing."
    case .operatorUnknown: "No condition operator has this name; names are case-sensitive."
    case .operatorNullIfExists: "Null takes no IfExists."
    case .operatorSetOnNull: "Null takes no ForAllValues or ForAnyValue."
    case .keyDuplicate: "Two keys under one operator differ only in case."
    case .keyForm: "A condition key without a prefix: no request carries it."
    case .valueType: "A condition value is a string, a number or a boolean, or a list of them."
    case .valuesEmpty: "An empty list of values: a positive operator never matches, a negated one always."
    case .valueNull: "Null compares with true or false only."
    case .valueUnreadable: "A value that the operator cannot read: it equals nothing."
    case .valueHostBits: "A CIDR names bits behind its prefix; they do not count."
    case .variableVersion: "A policy variable in a document without Version 2012-10-17 is literal text."
    case .variablePlace: "A policy variable where none is substituted is literal text."
    case .variableMalformed: "What begins like a policy variable and is none is literal text."
    case .stackEmpty: "The policy is {}: it protects nothing, every update action is allowed."
    case .stackVersion: "Version has no meaning in a stack policy."
    case .stackId: "Id has no meaning in a stack policy."
    case .stackPrincipal: "The Principal of a stack policy is \"*\"."
    case .stackActionUnknown: "The action is none of Update:Modify, Update:Replace, Update:Delete and Update:*."
    case .stackActionStar: "The action * is taken as Update:*."
    case .stackActionWildcard: "A wildcard inside an update action is taken as a glob."
    case .stackResourceMissing: "Without Resource or NotResource the statement matches nothing."
    case .stackResourcePrefix: "A resource is neither * nor LogicalResourceId/ and a logical id."
    case .stackResourceQuestionMark: "A ? in a logical id is taken as a wildcard."
    case .stackResourceCharacters: "Logical ids have letters and digits only: this one matches nothing."
    case .stackConditionOperator: "Stack policies know StringEquals and StringLike only."
    case .stackConditionKey: "Stack policies know the condition key ResourceType only."
    case .stackConditionWildcard: "StringEquals takes a wildcard as literal text."
    case .stackDefaultDenial: "Something is protected by default denial alone; an explicit Deny is safer."
    case .rcpEffect: "A resource control policy holds Deny statements only."
    case .rcpPrincipal: "The Principal of a resource control policy is \"*\"."
    case .rcpActionStar: "A resource control policy names the services of its actions; * alone is refused."
    }
  }
}
