import Documents

/// Reads one policy document that is already a tree, collecting every fault in it.
///
/// What stands in a statement is read in extensions, one file each: `+Statement`, `+Principal`, `+Action`, `+Resource`,
/// `+Condition`, `+ConditionValue`, with what they share in `+Texts`. `+Size` and `+DefaultDenial` judge the whole.
final class PolicyDocumentReader {
  /// How many diagnostics a document gets; a hostile one could hold millions of faults.
  static let mostDiagnostics = 1_000

  let grammar: PolicyGrammar
  let source: SourceText
  /// Where the document stands, when that is inside another text: added to every message.
  let place: String?
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var hasErrors = false
  private var omitted = 0
  /// The statements that have no error of their own.
  private var soundStatements: [Statement] = []
  /// The language version, known before the statements are read.
  private(set) var version = Policy.Version.v2008
  /// Whether this is RCPFullAWSAccess, which AWS writes and which may do what no other RCP may.
  private(set) var isFullAccess = false
  /// The Sids read so far, to find the second of two.
  var sids: Set<ByteString> = []
  /// The places that the check of default denial has warned about.
  var warned: Set<SourceRange> = []

  init(grammar: PolicyGrammar, source: SourceText, place: String?) {
    self.grammar = grammar
    self.source = source
    self.place = place
  }

  var kind: PolicyKind { grammar.kind }

  /// Whether no more diagnostics are kept, so that their wording need not be found.
  private var isFull: Bool { diagnostics.count >= Self.mostDiagnostics }

  /// Reads a document. `text` is the range that counts as its text: the whole file, or the node's own range.
  func read(_ node: DocumentNode, text: SourceRange, name: String) -> PolicyReading {
    checkSize(text)
    checkCharacters(text)
    let policy = policy(node, name: name)
    if omitted > 0 {
      let code = PolicyDiagnosticCode.moreDiagnostics
      diagnostics.append(
        Diagnostic(code.severity, code.rawValue, "\(omitted) more faults are not listed", in: source, at: node.range))
    }
    // Stable by position: elements are looked up by name, so that they are read out of order.
    let ordered = diagnostics.enumerated().sorted {
      ($0.element.range.start, $0.offset) < ($1.element.range.start, $1.offset)
    }
    guard hasErrors else { return PolicyReading(policy: policy, diagnostics: ordered.map(\.element)) }
    let sound = policy.map { policy in
      Policy(
        kind: kind, name: policy.name, source: source, range: policy.range, version: policy.version, id: policy.id,
        statements: soundStatements)
    }
    return PolicyReading(policy: nil, soundPart: sound, diagnostics: ordered.map(\.element))
  }

  func report(
    _ code: PolicyDiagnosticCode, at range: SourceRange, _ message: @autoclosure () -> String,
    suggestion: @autoclosure () -> String? = nil
  ) {
    let severity = code.severity(in: kind)
    if severity == .error { hasErrors = true }
    guard !isFull else {
      omitted += 1
      return
    }
    let suffix = place.map { " (\($0))" } ?? ""
    diagnostics.append(
      Diagnostic(severity, code.rawValue, message() + suffix, in: source, at: range, suggestion: suggestion()))
  }

  private func policy(_ node: DocumentNode, name: String) -> Policy? {
    guard let members = node.members else {
      if node.elements?.contains(where: Self.isStatement) == true {
        report(.statementBare, at: node.range, "a list of statements must stand in \"Statement\" of an object")
      } else {
        report(.document, at: node.range, "expected an object that holds \"Statement\", found \(node.kindName)")
      }
      return nil
    }
    if members.isEmpty, kind == .stack {
      report(.stackEmpty, at: node.range, "this policy protects nothing: every update action is allowed")
      return Policy(
        kind: kind, name: name, source: source, range: node.range, version: .v2008, id: nil, statements: [])
    }
    if node["Statement"] == nil, Self.isStatement(node) {
      report(.statementBare, at: node.range, "this is a statement; it must stand in \"Statement\" of an object")
      return nil
    }
    let meant = checkNames(of: members, among: PolicyGrammar.documentElements)
    isFullAccess = kind == .rcp && Self.allowsEverything(node)
    readVersion(node)
    let id = readID(node)
    guard let statement = node["Statement"] else {
      if !meant.contains("Statement") {
        report(.statementMissing, at: node.range, "the policy has no \"Statement\"")
      }
      return nil
    }
    let statements = readStatements(statement)
    if kind == .stack, !hasErrors { checkDefaultDenial(statements) }
    // A stack policy has no variables: whatever Version it names, `${` is literal text in it.
    return Policy(
      kind: kind, name: name, source: source, range: node.range, version: version, id: id, statements: statements)
  }

  /// Whether a document is, in content, one statement that allows everybody everything.
  private static func allowsEverything(_ node: DocumentNode) -> Bool {
    guard let value = node["Statement"] else { return false }
    let statements = value.elements ?? [value]
    guard statements.count == 1, let members = statements[0].members else { return false }
    return members.allSatisfy { member in
      switch member.key {
      case "Sid": return true
      case "Effect": return member.value.text == "Allow"
      case "Principal", "Action", "Resource":
        let elements = member.value.elements ?? [member.value]
        return elements.count == 1 && elements[0].text == "*"
      default: return false
      }
    }
  }

  /// Whether a node has the elements of a statement, so that a wrapper was forgotten.
  private static func isStatement(_ node: DocumentNode) -> Bool {
    node["Effect"] != nil && (node["Action"] != nil || node["NotAction"] != nil)
  }

  /// Reports the members whose names are not legal, and returns the legal names that they probably mean.
  @discardableResult
  func checkNames(of members: [DocumentMember], among legal: [ByteString]) -> [ByteString] {
    let unknown = members.filter { !legal.contains($0.key) }
    guard !unknown.isEmpty else { return [] }
    let absent = legal.filter { name in !members.contains { $0.key == name } }
    var meant: [ByteString] = []
    for member in unknown {
      let nearest = isFull ? nil : NearestSpelling.of(member.key, among: absent)
      if let nearest { meant.append(nearest) }
      report(
        .elementUnknown, at: member.keyRange, "\(kind.title) has no element \(member.key.quoted()) here",
        suggestion: nearest?.string)
    }
    return meant
  }

  private func readVersion(_ node: DocumentNode) {
    guard let member = node.members?.first(where: { $0.key == "Version" }) else {
      if kind == .scp || kind == .rcp {
        report(
          .versionOld, at: SourceRange(node.range.start, min(node.range.start + 1, node.range.end)),
          "\(kind.title) needs \"Version\": \"2012-10-17\"; without it policy variables are literal text")
      }
      return
    }
    if kind == .stack {
      report(.stackVersion, at: member.keyRange, "a stack policy has no Version; it is ignored")
      return
    }
    guard let text = member.value.text else {
      report(.elementType, at: member.value.range, "Version must be a string, not \(member.value.kindName)")
      return
    }
    let versions: [Policy.Version] = [.v2012, .v2008]
    guard let version = versions.first(where: { ByteString($0.rawValue) == text }) else {
      report(
        .versionValue, at: member.value.range, "Version must be 2012-10-17 or 2008-10-17, not \(text.quoted())",
        suggestion: NearestSpelling.of(text.string, among: versions.map(\.rawValue)) ?? versions[0].rawValue)
      return
    }
    self.version = version
    if version == .v2008, kind == .scp || kind == .rcp {
      report(
        .versionOld, at: member.value.range,
        "\(kind.title) needs Version 2012-10-17; by 2008-10-17 policy variables are literal text",
        suggestion: Policy.Version.v2012.rawValue)
    }
  }

  private func readID(_ node: DocumentNode) -> ByteString? {
    guard let member = node.members?.first(where: { $0.key == "Id" }) else { return nil }
    guard let text = member.value.text else {
      report(.elementType, at: member.value.range, "Id must be a string, not \(member.value.kindName)")
      return nil
    }
    switch kind {
    case .stack: report(.stackId, at: member.keyRange, "a stack policy has no Id; it is ignored")
    case .resource, .trust: break
    case .scp, .rcp, .identity, .session:
      report(.idUnsupported, at: member.keyRange, "\(kind.title) has no Id; it is ignored")
    }
    return text
  }

  private func readStatements(_ node: DocumentNode) -> [Statement] {
    switch node.content {
    case .object:
      return [readMarkingErrors(node, index: 0)].compactMap(\.self)
    case .array(let elements):
      if elements.isEmpty {
        report(.statementEmpty, at: node.range, "\"Statement\" is an empty list; AWS refuses such a policy")
      }
      var statements: [Statement] = []
      for (index, element) in elements.enumerated() {
        if let statement = readMarkingErrors(element, index: index) { statements.append(statement) }
      }
      return statements
    default:
      report(.elementType, at: node.range, "Statement must be a list of statements, not \(node.kindName)")
      return []
    }
  }

  /// Reads a statement, and remembers it as sound where that shows no error.
  private func readMarkingErrors(_ node: DocumentNode, index: Int) -> Statement? {
    let hadErrors = hasErrors
    hasErrors = false
    let statement = readStatement(node, index: index)
    if let statement, !hasErrors { soundStatements.append(statement) }
    hasErrors = hasErrors || hadErrors
    return statement
  }
}
