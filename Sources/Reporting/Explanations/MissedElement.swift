import Documents
import Evaluation
import PolicyLanguage

/// The element that kept a statement from matching, what it asks for, and what the request holds instead.
///
/// Made once for both the text and the JSON form of an explanation.
struct MissedElement {
  /// The element's name: `Action`, `NotResource`, or `Condition`.
  let element: String
  /// The operator of a condition.
  let conditionOperator: String?
  /// The key of a condition.
  let key: ByteString?
  /// What the element lists.
  let listed: [ByteString]
  /// What the request holds; nil when it holds nothing of the kind.
  let found: [ByteString]?
  /// Where the element stands in the policy; nil when the statement lacks it.
  let range: SourceRange?
  /// One clause without a full stop.
  let sentence: String

  /// Describes why a statement does not match, or is unknown; nil for one that matches.
  init?(_ match: Explanation.StatementMatch, _ request: Request) {
    guard let miss = match.miss else { return nil }
    let statement = match.statement.statement
    switch miss {
    case .action:
      self.init(statement.action, "Action", request.action, excludingEntry: match.excludingEntry)
    case .resource:
      guard let resource = statement.resource else {
        self.init(
          element: "Resource", conditionOperator: nil, key: nil, listed: [], found: [request.resource], range: nil,
          sentence: "it has neither Resource nor NotResource, so it matches nothing")
        return
      }
      self.init(
        resource, "Resource", request.resource, unknownKeys: match.matches == .unknown ? match.unknownKeys : [],
        excludingEntry: match.excludingEntry)
    case .principal:
      self.init(principal: statement.principal, request.principal)
    case .condition(let index, let context):
      guard statement.conditions.indices.contains(index) else { return nil }
      self.init(statement.conditions[index], context, isUnknown: match.matches == .unknown, match.unknownKeys)
    }
  }

  private init(
    element: String, conditionOperator: String?, key: ByteString?, listed: [ByteString], found: [ByteString]?,
    range: SourceRange?, sentence: String
  ) {
    self.element = element
    self.conditionOperator = conditionOperator
    self.key = key
    self.listed = listed
    self.found = found
    self.range = range
    self.sentence = sentence
  }

  private init(
    _ patterns: PatternElement, _ name: String, _ value: ByteString, unknownKeys: [ByteString] = [],
    excludingEntry: Int?
  ) {
    let element = (patterns.isNegated ? "Not" : "") + name
    let listed = patterns.patterns.map(\.text)
    let shown = Self.quoted(value)
    let sentence: String
    if !unknownKeys.isEmpty {
      sentence = "\(element) hangs on \(Self.listing(unknownKeys)): \(Self.listing(listed))"
    } else if listed.isEmpty {
      sentence = "\(element) is empty, so it matches nothing"
    } else if let excludingEntry, listed.indices.contains(excludingEntry) {
      let others = listed.count > 1 ? ", \(excludingEntry + 1) of its \(listed.count) entries" : ""
      sentence = "\(element) leaves \(shown) out by \(Self.quoted(listed[excludingEntry]))\(others)"
    } else if patterns.isNegated {
      sentence = "\(element) leaves \(shown) out: \(Self.listing(listed))"
    } else {
      sentence = "\(element) is \(Self.listing(listed)), not \(shown)"
    }
    self.init(
      element: element, conditionOperator: nil, key: nil, listed: listed, found: [value], range: patterns.range,
      sentence: sentence)
  }

  private init(principal element: PrincipalElement?, _ principal: Principal?) {
    let name = element?.isNegated == true ? "NotPrincipal" : "Principal"
    let listed = element?.entries.map(\.value.text) ?? []
    let shown = principal.map { Self.quoted($0.identifier) } ?? "a request without a principal"
    let verb = element?.isNegated == true ? "leaves \(shown) out: " : "does not name \(shown): "
    self.init(
      element: name, conditionOperator: nil, key: nil, listed: listed, found: principal.map { [$0.identifier] },
      range: element?.range, sentence: "\(name) \(verb)\(Self.listing(listed))")
  }

  private init(_ condition: Condition, _ context: ContextValue, isUnknown: Bool, _ unknownKeys: [ByteString]) {
    let spelling = condition.operator.spelling
    let key = condition.key.text
    let listed = condition.values.map(\.text)
    let wanted = "\(spelling) \(TerminalText.escaped(key)) \(Self.listing(listed))"
    let found: String
    switch context {
    case .absent: found = "the request has no such key"
    case .unknown: found = "nobody knows the key's value"
    case .single(let value): found = "the request has \(Self.quoted(value))"
    case .list(let values): found = "the request has the list [\(Self.listing(values, limit: 8))]"
    }
    let hanging = isUnknown && context != .unknown ? "; it hangs on \(Self.listing(unknownKeys))" : ""
    self.init(
      element: "Condition", conditionOperator: spelling, key: key, listed: listed,
      found: context == .absent || context == .unknown ? nil : context.values, range: condition.range,
      sentence: "\(wanted): \(found)\(hanging)")
  }

  /// A few of the values, and how many there are beside them.
  static func listing(_ values: [ByteString], limit: Int = 4) -> String {
    let shown = values.prefix(limit).map(quoted).joined(separator: ", ")
    return values.count > limit ? "\(shown) and \(Plural.count(values.count - limit, "other"))" : shown
  }

  /// A value in quotes, shortened where nobody would read on.
  static func quoted(_ value: ByteString) -> String {
    let text = TerminalText.escaped(ByteString(copying: value.bytes.prefix(200)))
    return "\"" + text + (value.count > 200 ? "…" : "") + "\""
  }
}
