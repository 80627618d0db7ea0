import Documents

/// Whether a statement allows or denies.
public enum Effect: String, Sendable {
  /// `"Effect": "Allow"`.
  case allow = "Allow"
  /// `"Effect": "Deny"`.
  case deny = "Deny"
}

/// A policy document that was read without an error.
///
/// A reference type, so that one policy attached in many places is one object, and is compiled once.
public final class Policy: Sendable {
  /// The language versions of IAM policies.
  public enum Version: String, Sendable {
    /// `2008-10-17`, and where the document names none: `${…}` is literal text.
    case v2008 = "2008-10-17"
    /// `2012-10-17`: policy variables work.
    case v2012 = "2012-10-17"
  }

  /// The grammar it was read by.
  public let kind: PolicyKind
  /// What decisions call it: the path as given, or the name of a managed policy.
  public let name: String
  /// The text it was read from, which may hold more than the policy.
  public let source: SourceText
  /// The bytes of the policy document in `source`.
  public let range: SourceRange
  /// The language version.
  public let version: Version
  /// The `Id`, if it has one.
  public let id: ByteString?
  /// The statements, in the order of the document.
  public let statements: [Statement]

  /// Makes a policy of its parts.
  public init(
    kind: PolicyKind, name: String, source: SourceText, range: SourceRange, version: Version, id: ByteString?,
    statements: [Statement]
  ) {
    self.kind = kind
    self.name = name
    self.source = source
    self.range = range
    self.version = version
    self.id = id
    self.statements = statements
  }
}

/// A text in a policy with the bytes it was read from.
public struct PolicyText: Hashable, Sendable {
  /// The text, wildcards and variables as written.
  public let text: ByteString
  /// The bytes of the value, quotes included.
  public let range: SourceRange

  /// Makes a text with its range.
  public init(_ text: ByteString, at range: SourceRange) {
    self.text = text
    self.range = range
  }
}

/// An element that holds patterns and may be negated: Action or NotAction, Resource or NotResource.
public struct PatternElement: Sendable {
  /// Whether this is the Not-form, which matches what no pattern matches.
  public let isNegated: Bool
  /// The patterns; a single string in the document is one pattern. May be empty: then a positive element matches
  /// nothing and a negated one everything (ruling 26).
  public let patterns: [PolicyText]
  /// The bytes of the element's value.
  public let range: SourceRange

  /// Makes an element.
  public init(isNegated: Bool, patterns: [PolicyText], range: SourceRange) {
    self.isNegated = isNegated
    self.patterns = patterns
    self.range = range
  }
}

/// The Principal or NotPrincipal of a statement.
public struct PrincipalElement: Sendable {
  /// What kind of principal an entry names.
  public enum EntryType: String, Sendable, CaseIterable {
    /// An AWS account, user, role or session, or `*`; the whole element `"*"` reads as this with the text `*`.
    case aws = "AWS"
    /// A service principal.
    case service = "Service"
    /// An identity provider.
    case federated = "Federated"
    /// An S3 canonical user id.
    case canonicalUser = "CanonicalUser"
  }

  /// One value under one of the types.
  public struct Entry: Sendable {
    /// The type it stands under.
    public let type: EntryType
    /// The value as written.
    public let value: PolicyText

    /// Makes an entry.
    public init(type: EntryType, value: PolicyText) {
      self.type = type
      self.value = value
    }
  }

  /// Whether this is NotPrincipal.
  public let isNegated: Bool
  /// The entries, in the order of the document.
  public let entries: [Entry]
  /// The bytes of the element's value.
  public let range: SourceRange

  /// Makes a principal element.
  public init(isNegated: Bool, entries: [Entry], range: SourceRange) {
    self.isNegated = isNegated
    self.entries = entries
    self.range = range
  }
}

/// One statement of a policy.
public struct Statement: Sendable {
  /// Its place in the policy, from 0.
  public let index: Int
  /// Its Sid, if it has one.
  public let sid: ByteString?
  /// Whether it allows or denies.
  public let effect: Effect
  /// Principal or NotPrincipal; nil where the document has neither.
  public let principal: PrincipalElement?
  /// Action or NotAction.
  public let action: PatternElement
  /// Resource or NotResource; nil where the document has neither: such a statement of a stack policy matches nothing
  /// (ruling 7), such a statement of a trust policy is about the role itself.
  public let resource: PatternElement?
  /// The conditions, all of which must hold: one for each key under each operator.
  public let conditions: [Condition]
  /// The bytes of the statement.
  public let range: SourceRange

  /// Makes a statement of its parts.
  public init(
    index: Int, sid: ByteString?, effect: Effect, principal: PrincipalElement?, action: PatternElement,
    resource: PatternElement?, conditions: [Condition], range: SourceRange
  ) {
    self.index = index
    self.sid = sid
    self.effect = effect
    self.principal = principal
    self.action = action
    self.resource = resource
    self.conditions = conditions
    self.range = range
  }
}

/// One key under one operator of a Condition block.
public struct Condition: Sendable {
  /// The operator.
  public let `operator`: ConditionOperator
  /// The key as written; keys compare without regard to ASCII case.
  public let key: PolicyText
  /// The values, JSON booleans and numbers as their text. May be empty (ruling 23).
  public let values: [PolicyText]
  /// The bytes of the key and its values.
  public let range: SourceRange

  /// Makes a condition.
  public init(operator: ConditionOperator, key: PolicyText, values: [PolicyText], range: SourceRange) {
    self.operator = `operator`
    self.key = key
    self.values = values
    self.range = range
  }
}
