import Documents

/// Every fault that the policy reader can find: the stable codes of its diagnostics.
///
/// The raw value is the code that diagnostics carry. Faults of the JSON itself have codes of their own, `json.` before
/// the reason (`JSONError.Reason`).
public enum PolicyDiagnosticCode: String, Sendable, CaseIterable {
  // Documents and their elements
  /// A policy document is one JSON object.
  case document = "policy.document"
  /// The file is AWS's output for another kind of policy.
  case containerKind = "policy.container.kind"
  /// The element has a name that the grammar does not know; names are case-sensitive.
  case elementUnknown = "policy.element.unknown"
  /// This kind of policy does not take the element.
  case elementForbidden = "policy.element.forbidden"
  /// An element and its Not-form stand in one statement.
  case elementExclusive = "policy.element.exclusive"
  /// The element holds a value of the wrong type.
  case elementType = "policy.element.type"
  /// An empty list: a positive element then matches nothing, a Not-element everything.
  case listEmpty = "policy.list.empty"
  /// The document has no Statement.
  case statementMissing = "policy.statement.missing"
  /// A statement, or a list of them, stands where the document should; wrap it in Statement.
  case statementBare = "policy.statement.bare"
  /// Statement is an empty list.
  case statementEmpty = "policy.statement.empty"
  /// Version is neither 2012-10-17 nor 2008-10-17.
  case versionValue = "policy.version.value"
  /// An SCP or RCP without Version 2012-10-17; evaluated by the older version.
  case versionOld = "policy.version.old"
  /// Only resource policies have an Id.
  case idUnsupported = "policy.id.unsupported"
  /// A Sid holds something else than ASCII letters and digits.
  case sidCharacters = "policy.sid.characters"
  /// Two statements have the same Sid.
  case sidDuplicate = "policy.sid.duplicate"
  /// The document is longer than its quota.
  case size = "policy.size"
  /// The document exceeds its quota only when white space counts.
  case sizeWhitespace = "policy.size.whitespace"
  /// The document holds a character outside tab, line breaks and U+0020 to U+00FF.
  case characters = "policy.characters"
  /// The document has more faults than are listed.
  case moreDiagnostics = "policy.diagnostics.more"

  // Effect and Principal
  /// The statement has no Effect.
  case effectMissing = "policy.effect.missing"
  /// Effect is not exactly Allow or Deny.
  case effectValue = "policy.effect.value"
  /// The statement has no Principal.
  case principalMissing = "policy.principal.missing"
  /// Principal is neither "*" nor an object of principals by type.
  case principalForm = "policy.principal.form"
  /// A principal type other than AWS, Service, Federated and CanonicalUser.
  case principalType = "policy.principal.type"
  /// A wildcard inside a principal; only a whole * is one.
  case principalWildcard = "policy.principal.wildcard"
  /// An AWS principal that is no ARN, account or unique id: it matches nobody.
  case principalValue = "policy.principal.value"
  /// Allow with NotPrincipal allows everybody who is not listed.
  case principalAllowNot = "policy.principal.allowNot"

  // Action and Resource
  /// The statement has neither Action nor NotAction.
  case actionMissing = "policy.action.missing"
  /// An action is neither * nor prefix:name.
  case actionForm = "policy.action.form"
  /// A wildcard in an action's service prefix: it matches nothing.
  case actionPrefixWildcard = "policy.action.prefixWildcard"
  /// An action holds a character that no action has: it matches nothing.
  case actionCharacters = "policy.action.characters"
  /// The statement has neither Resource nor NotResource.
  case resourceMissing = "policy.resource.missing"
  /// A resource is neither * nor an ARN.
  case resourceForm = "policy.resource.form"
  /// An ARN of fewer than six fields where it cannot be completed.
  case resourceShortARN = "policy.resource.shortARN"
  /// The service in an ARN must be lower case.
  case resourceServiceCase = "policy.resource.serviceCase"
  /// A wildcard in the partition or service of an ARN.
  case resourceWildcard = "policy.resource.wildcard"

  // Condition and policy variables
  /// A Condition maps operators to objects of keys and values.
  case conditionForm = "condition.form"
  /// A Condition, or an operator in it, that tests nothing.
  case conditionEmpty = "condition.empty"
  /// No condition operator has this name; names are case-sensitive.
  case operatorUnknown = "condition.operator.unknown"
  /// Null takes no IfExists.
  case operatorNullIfExists = "condition.operator.nullIfExists"
  /// Null takes no ForAllValues or ForAnyValue.
  case operatorSetOnNull = "condition.operator.setOnNull"
  /// Two keys under one operator differ only in case.
  case keyDuplicate = "condition.key.duplicate"
  /// A condition key without a prefix: no request carries it.
  case keyForm = "condition.key.form"
  /// A condition value is a string, a number or a boolean, or a list of them.
  case valueType = "condition.value.type"
  /// An empty list of values: a positive operator never matches, a negated one always.
  case valuesEmpty = "condition.values.empty"
  /// Null compares with true or false only.
  case valueNull = "condition.value.null"
  /// A value that the operator cannot read: it equals nothing.
  case valueUnreadable = "condition.value.unreadable"
  /// A CIDR names bits behind its prefix; they do not count.
  case valueHostBits = "condition.value.hostBits"
  /// A policy variable in a document without Version 2012-10-17 is literal text.
  case variableVersion = "variable.version"
  /// A policy variable where none is substituted is literal text.
  case variablePlace = "variable.place"
  /// What begins like a policy variable and is none is literal text.
  case variableMalformed = "variable.malformed"

  // Stack policies only
  /// The policy is {}: it protects nothing, every update action is allowed.
  case stackEmpty = "stack.empty"
  /// Version has no meaning in a stack policy.
  case stackVersion = "stack.version"
  /// Id has no meaning in a stack policy.
  case stackId = "stack.id"
  /// The Principal of a stack policy is "*".
  case stackPrincipal = "stack.principal"
  /// The action is none of Update:Modify, Update:Replace, Update:Delete and Update:*.
  case stackActionUnknown = "stack.action.unknown"
  /// The action * is taken as Update:*.
  case stackActionStar = "stack.action.star"
  /// A wildcard inside an update action is taken as a glob.
  case stackActionWildcard = "stack.action.wildcard"
  /// Without Resource or NotResource the statement matches nothing.
  case stackResourceMissing = "stack.resource.missing"
  /// A resource is neither * nor LogicalResourceId/ and a logical id.
  case stackResourcePrefix = "stack.resource.prefix"
  /// A ? in a logical id is taken as a wildcard.
  case stackResourceQuestionMark = "stack.resource.questionMark"
  /// Logical ids have letters and digits only: this one matches nothing.
  case stackResourceCharacters = "stack.resource.characters"
  /// Stack policies know StringEquals and StringLike only.
  case stackConditionOperator = "stack.condition.operator"
  /// Stack policies know the condition key ResourceType only.
  case stackConditionKey = "stack.condition.key"
  /// StringEquals takes a wildcard as literal text.
  case stackConditionWildcard = "stack.condition.wildcard"
  /// Something is protected by default denial alone; an explicit Deny is safer.
  case stackDefaultDenial = "stack.defaultDenial"

  // Resource control policies only
  /// A resource control policy holds Deny statements only.
  case rcpEffect = "rcp.effect"
  /// The Principal of a resource control policy is "*".
  case rcpPrincipal = "rcp.principal"
  /// A resource control policy names the services of its actions; * alone is refused.
  case rcpActionStar = "rcp.action.star"
}
