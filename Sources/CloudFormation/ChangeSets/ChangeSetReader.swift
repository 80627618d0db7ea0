import Documents

/// Reads `describe-change-set` documents: one, several pages, an array of pages, or the bare list of changes.
///
/// Pages of one change set are joined by `ChangeSetId`. Members that older or newer tools add are passed over.
public struct ChangeSetReader {
  private var diagnostics: [Diagnostic] = []

  private init() {}

  /// Reads files in the order given.
  ///
  /// - Parameter allowsOpenPages: whether the last page of a change set may say that another follows.
  /// - Returns: the change sets in the order they first appear, nested ones among them, and all that is wrong. A
  ///   change set of which a page is missing is an error: a verdict on part of it would be none.
  public static func read(
    _ sources: [SourceText], allowsOpenPages: Bool = false
  ) -> (changeSets: [ChangeSet], diagnostics: [Diagnostic]) {
    var reader = ChangeSetReader()
    var pages: [ChangeSet] = []
    for source in sources { pages += reader.pages(of: source) }
    let joined = reader.joined(pages)
    if !allowsOpenPages { reader.refuseOpenPages(joined) }
    return (joined, reader.diagnostics)
  }

  private mutating func pages(of source: SourceText) -> [ChangeSet] {
    let root: DocumentNode
    do throws(JSONError) {
      root = try JSONReader().read(source)
    } catch {
      diagnostics.append(error.diagnostic(in: source))
      return []
    }
    if let elements = root.elements {
      if elements.contains(where: { $0["ResourceChange"] != nil }) {
        var page = ChangeSet(source: source)
        page.entries = elements.compactMap { entry($0, source) }
        return [page]
      }
      return elements.compactMap { page($0, source) }
    }
    return page(root, source).map { [$0] } ?? []
  }

  private mutating func page(_ node: DocumentNode, _ source: SourceText) -> ChangeSet? {
    guard node.members != nil, node["Changes"] != nil || node["ChangeSetId"] != nil || node["ChangeSetName"] != nil
    else {
      error("changeSet.shape", "expected the output of describe-change-set", node.range, source)
      return nil
    }
    var page = ChangeSet(source: source)
    page.id = node["ChangeSetId"]?.text
    page.name = node["ChangeSetName"]?.text
    page.stackName = node["StackName"]?.text
    page.stackId = node["StackId"]?.text
    page.status = node["Status"]?.text
    page.statusReason = node["StatusReason"]?.text
    page.executionStatus = node["ExecutionStatus"]?.text
    page.parentChangeSetId = node["ParentChangeSetId"]?.text
    for parameter in node["Parameters"]?.elements ?? [] {
      guard let name = parameter["ParameterKey"]?.text else { continue }
      page.parameters[name] = (parameter["ResolvedValue"] ?? parameter["ParameterValue"])?.scalarText
    }
    if let changes = node["Changes"], !changes.isNull {
      guard let elements = changes.elements else {
        error("changeSet.changes", "Changes is a list, this is \(changes.kindName)", changes.range, source)
        return nil
      }
      page.entries = elements.compactMap { entry($0, source) }
    }
    if let token = node["NextToken"], !token.isNull { page.nextToken = token.range }
    return page
  }

  private mutating func entry(_ node: DocumentNode, _ source: SourceText) -> ChangeSetEntry? {
    guard let change = node["ResourceChange"], change.members != nil else {
      error("changeSet.entry", "expected an object with a ResourceChange", node.range, source)
      return nil
    }
    guard let id = change["LogicalResourceId"]?.text, let type = change["ResourceType"]?.text else {
      error("changeSet.resource", "a ResourceChange has a LogicalResourceId and a ResourceType", change.range, source)
      return nil
    }
    let written = change["Action"]
    guard let action = word(written, ChangeSetEntry.Action.self, "Action", source) else {
      if written?.text == nil { error("changeSet.action", "a ResourceChange has an Action", change.range, source) }
      return nil
    }
    var entry = ChangeSetEntry(action: action, logicalResourceId: id, resourceType: type, range: change.range)
    entry.physicalResourceId = change["PhysicalResourceId"]?.text
    entry.replacement = word(change["Replacement"], ChangeSetEntry.Replacement.self, "Replacement", source)
    entry.policyAction = word(change["PolicyAction"], ChangeSetEntry.PolicyAction.self, "PolicyAction", source)
    entry.scope = change["Scope"]?.elements?.compactMap(\.text) ?? []
    entry.nestedChangeSetId = change["ChangeSetId"]?.text
    entry.beforeContext = context(change["BeforeContext"])
    entry.afterContext = context(change["AfterContext"])
    entry.details = change["Details"]?.elements?.compactMap { detail($0, source) } ?? []
    return entry
  }

  private mutating func detail(_ node: DocumentNode, _ source: SourceText) -> ChangeSetDetail? {
    guard let target = node["Target"], let attribute = target["Attribute"]?.text else { return nil }
    var cause = attribute
    if let path = target["Path"]?.text, path.bytes.first == UInt8(ascii: "/") {
      cause = ByteString(copying: path.bytes.dropFirst())
    } else if let name = target["Name"]?.text {
      cause = ByteString(attribute.bytes + [UInt8(ascii: "/")] + name.bytes)
    }
    let recreation = word(target["RequiresRecreation"], RequiresRecreation.self, "RequiresRecreation", source)
    return ChangeSetDetail(
      isStatic: node["Evaluation"]?.text != "Dynamic", source: node["ChangeSource"]?.text,
      causingEntity: node["CausingEntity"]?.text, requiresRecreation: recreation ?? .never, cause: cause)
  }

  /// A context is a JSON text as AWS sends it, or the object it holds where a tool has parsed it.
  private func context(_ node: DocumentNode?) -> DocumentNode? {
    guard let node, !node.isNull else { return nil }
    guard let text = node.text else { return node.members == nil ? nil : node }
    return try? JSONReader(duplicateKeys: .kept).read(text.bytes)
  }

  /// Reads one of the words a member may hold; reports any other, since to pass over it would be to guess.
  private mutating func word<Word: RawRepresentable & CaseIterable>(
    _ node: DocumentNode?, _ type: Word.Type, _ member: String, _ source: SourceText
  ) -> Word? where Word.RawValue == String {
    guard let node, !node.isNull else { return nil }
    if let text = node.text, let word = Word.allCases.first(where: { ByteString($0.rawValue) == text }) { return word }
    let words = Word.allCases.map { ByteString($0.rawValue) }
    diagnostics.append(
      Diagnostic(
        .error, "changeSet.\(member)", "\(member) is one of \(words.map(\.string).joined(separator: ", "))", in: source,
        at: node.range, suggestion: node.text.flatMap { NearestSpelling.of($0, among: words)?.string }))
    return nil
  }

  private mutating func joined(_ pages: [ChangeSet]) -> [ChangeSet] {
    var joined: [ChangeSet] = []
    var places: [ByteString: Int] = [:]
    for page in pages {
      if let id = page.id, let place = places[id], joined[place].nextToken != nil {
        joined[place].entries += page.entries
        joined[place].nextToken = page.nextToken
      } else {
        if let id = page.id { places[id] = joined.count }
        joined.append(page)
      }
    }
    return joined
  }

  private mutating func refuseOpenPages(_ changeSets: [ChangeSet]) {
    for changeSet in changeSets {
      guard let token = changeSet.nextToken else { continue }
      error("changeSet.page", Self.openPage, token, changeSet.source)
    }
  }

  /// What is said of a change set whose last page is missing.
  public static let openPage = "the change set goes on behind its NextToken, and no further page is given"

  private mutating func error(_ code: String, _ message: String, _ range: SourceRange, _ source: SourceText) {
    diagnostics.append(Diagnostic(.error, code, message, in: source, at: range))
  }
}
