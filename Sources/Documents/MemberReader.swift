/// Reads the objects of a file that people write, where an unknown member is an error, and collects what is wrong.
///
/// Reading goes on behind an error, so that one run names all of them. Codes are `FAMILY.member.unknown`,
/// `FAMILY.member.missing` and `FAMILY.type`, with the family that the reader was made with.
public struct MemberReader: Sendable {
  /// The text that nodes come from.
  public let source: SourceText
  /// The first part of the codes: `environment`, `scenario`.
  public let family: String
  /// How many more suggestions are looked for: in a file of nothing but errors each would cost a walk over all names.
  private var suggestionsLeft = 20
  /// What was found so far, in the order of finding.
  public private(set) var diagnostics: [Diagnostic] = []

  /// Makes a reader of one text.
  public init(_ source: SourceText, family: String) {
    self.source = source
    self.family = family
  }

  /// Whether something found so far is an error.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Adds a diagnostic about a range of this reader's text; `code` gets the family before it.
  public mutating func report(
    _ code: String, _ message: String, at range: SourceRange, suggestion: String? = nil, severity: Severity = .error
  ) {
    diagnostics.append(
      Diagnostic(severity, "\(family).\(code)", message, in: source, at: range, suggestion: suggestion))
  }

  /// The name nearest to one that is not there; nil too after the first twenty of a file.
  public mutating func suggestion(for name: ByteString, among candidates: some Sequence<ByteString>) -> String? {
    guard suggestionsLeft > 0 else { return nil }
    suggestionsLeft -= 1
    return NearestSpelling.of(name, among: candidates.sorted())?.string
  }

  /// Adds diagnostics that somebody else made, such as those of a policy that this file names.
  public mutating func report(_ found: [Diagnostic]) {
    diagnostics.append(contentsOf: found)
  }

  /// The members of an object by name, unknown ones reported; nil, reported, when the node is no object.
  ///
  /// - Parameters:
  ///   - known: the members there are.
  ///   - what: the object with its article, as messages call it: `an account`.
  public mutating func members(of node: DocumentNode, known: [String], what: String) -> [ByteString: DocumentNode]? {
    guard let members = node.members else {
      report("type", "\(what) is an object, this is \(node.kindName)", at: node.range)
      return nil
    }
    let names = Set(known.map { ByteString($0) })
    var found: [ByteString: DocumentNode] = [:]
    for member in members {
      if names.contains(member.key) {
        found[member.key] = member.value
      } else {
        report(
          "member.unknown", "\(what) has no member \(member.key.quoted())", at: member.keyRange,
          suggestion: suggestion(for: member.key, among: names))
      }
    }
    return found
  }

  /// The text of a string; nil, reported, for anything else, and nil without a report when there is no node.
  public mutating func text(_ node: DocumentNode?, _ what: String) -> ByteString? {
    guard let node else { return nil }
    if let text = node.text { return text }
    report("type", "\(what) is a string, this is \(node.kindName)", at: node.range)
    return nil
  }

  /// The text of a member that must be there and not be empty.
  public mutating func requiredText(
    _ members: [ByteString: DocumentNode], _ name: ByteString, of owner: DocumentNode, _ what: String
  ) -> ByteString? {
    guard let node = members[name] else {
      report("member.missing", "\(what) needs the member '\(name)'", at: owner.range)
      return nil
    }
    guard let text = text(node, "'\(name)'") else { return nil }
    if text.isEmpty {
      report("type", "'\(name)' is empty", at: node.range)
      return nil
    }
    return text
  }

  /// The elements of a list; empty, reported, for anything else, and nil without a report when there is no node.
  public mutating func elements(_ node: DocumentNode?, _ what: String) -> [DocumentNode]? {
    guard let node else { return nil }
    if let elements = node.elements { return elements }
    report("type", "\(what) is a list, this is \(node.kindName)", at: node.range)
    return []
  }

  /// A truth value; nil, reported, for anything else, and nil without a report when there is no node.
  public mutating func truth(_ node: DocumentNode?, _ what: String) -> Bool? {
    guard let node else { return nil }
    if let truth = node.truth { return truth }
    report("type", "\(what) is true or false, this is \(node.kindName)", at: node.range)
    return nil
  }

  /// The members of an object whose names are free, such as tags; empty, reported, for anything else, and nil without
  /// a report when there is no node.
  public mutating func table(_ node: DocumentNode?, _ what: String) -> [DocumentMember]? {
    guard let node else { return nil }
    if let members = node.members { return members }
    report("type", "\(what) is an object, this is \(node.kindName)", at: node.range)
    return []
  }
}
