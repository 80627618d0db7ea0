import Documents
import Organizations
import PolicyLanguage

/// What reading an environment file gave.
public struct EnvironmentReading: Sendable {
  /// The environment; nil when something is wrong with it (ruling 20).
  public let environment: Environment?
  /// All findings, those of the policies and exports it names included.
  public let diagnostics: [Diagnostic]
  /// The policies read, so that scenario steps that name the same file get the same policy.
  public let library: PolicyLibrary
}

/// Reads environment files.
///
/// The organization comes first, since accounts are checked against it; then what AWS exported, then what was written
/// by hand, which wins over an export member by member.
public struct EnvironmentReader {
  var reader: MemberReader
  var library: PolicyLibrary
  var environment = Environment()
  /// Identity policies of groups by the groups' ARNs.
  var groups: [ByteString: [Policy]] = [:]
  /// Where in `environment` a principal or resource stands, by its ARN.
  var principalIndices: [ByteString: Int] = [:]
  var resourceIndices: [ByteString: Int] = [:]
  /// The ARN of each role by its account and name.
  var roleARNs: [RoleName: ByteString] = [:]
  /// Where this file lists an ARN or a stack.
  var listed: [ByteString: SourceRange] = [:]

  static let members = [
    "organization", "principals", "groups", "resources", "stacks", "authorizationDetails", "taggedResources",
  ]

  private init(_ source: SourceText, library: PolicyLibrary) {
    reader = MemberReader(source, family: "environment")
    self.library = library
  }

  /// Reads an environment file from where files are read.
  public static func read(path: String, files: FileReader = .disk) -> EnvironmentReading {
    var library = PolicyLibrary(files: files)
    switch library.source(path) {
    case .success(let source): return read(source, library: library)
    case .failure(let failure):
      let diagnostic = Diagnostic(file: path, code: "environment.file", message: "cannot read it: \(failure.reason)")
      return EnvironmentReading(environment: nil, diagnostics: [diagnostic], library: library)
    }
  }

  /// Reads the text of an environment file; what it names is found relative to the text's name.
  public static func read(_ source: SourceText, files: FileReader = .disk) -> EnvironmentReading {
    read(source, library: PolicyLibrary(files: files))
  }

  /// Reads the text of an environment file with the policies of a library.
  public static func read(_ source: SourceText, library: PolicyLibrary) -> EnvironmentReading {
    var environment = EnvironmentReader(source, library: library)
    do throws(JSONError) {
      environment.read(try JSONReader().read(source))
    } catch {
      environment.reader.report([error.diagnostic(in: source)])
    }
    let diagnostics = inOrder(environment.reader.diagnostics + environment.library.warnings)
    return EnvironmentReading(
      environment: environment.reader.hasErrors ? nil : environment.environment, diagnostics: diagnostics,
      library: environment.library)
  }

  /// The findings file by file, in the order of each file's text.
  private static func inOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var files: [String: Int] = [:]
    for diagnostic in diagnostics where files[diagnostic.file] == nil { files[diagnostic.file] = files.count }
    let keyed = diagnostics.enumerated().map { index, diagnostic in
      (key: (files[diagnostic.file] ?? 0, diagnostic.range.start, index), diagnostic: diagnostic)
    }
    return keyed.sorted { $0.key < $1.key }.map(\.diagnostic)
  }

  private mutating func read(_ node: DocumentNode) {
    guard let members = reader.members(of: node, known: Self.members, what: "an environment") else { return }
    if let organization = members["organization"] { readOrganization(organization) }
    if let details = members["authorizationDetails"] {
      readExport(details) { $0.readAuthorizationDetails($1) }
    }
    if let tagged = members["taggedResources"] {
      readExport(tagged) { $0.readTaggedResources($1) }
    }
    for group in reader.elements(members["groups"], "'groups'") ?? [] { readGroup(group) }
    for principal in reader.elements(members["principals"], "'principals'") ?? [] { readPrincipal(principal) }
    for resource in reader.elements(members["resources"], "'resources'") ?? [] { readResource(resource) }
    readStacks(reader.elements(members["stacks"], "'stacks'") ?? [])
  }

  private mutating func readOrganization(_ node: DocumentNode) {
    var library = library
    environment.organization = OrganizationReader.read(node, reporting: &reader) { element, kind, reader in
      library.policy(element, kind, reporting: &reader)
    }
    self.library = library
  }

  /// Reads another file with a reader of its own, whose findings are kept.
  private mutating func readExport(_ node: DocumentNode, _ body: (inout EnvironmentReader, DocumentNode) -> Void) {
    guard let name = reader.text(node, "an export of AWS, named by its path") else { return }
    switch library.source(FileReader.path(name.string, namedBy: reader.source.name)) {
    case .failure(let failure):
      reader.report("file", "cannot read the file \(name.quoted(limit: 200)): \(failure.reason)", at: node.range)
    case .success(let source):
      let own = reader
      reader = MemberReader(source, family: own.family)
      do throws(JSONError) {
        body(&self, try JSONReader().read(source))
      } catch {
        reader.report([error.diagnostic(in: source)])
      }
      let found = reader.diagnostics
      reader = own
      reader.report(found)
    }
  }

  /// Reports an account that the organization does not know (ruling 22); without an organization there is nothing to
  /// know.
  mutating func checkAccount(_ account: ByteString?, at range: SourceRange) {
    guard let account, let organization = environment.organization else { return }
    guard organization.membership(of: account) == .unknown else { return }
    reader.report(
      "account.unknown",
      "the account \(account) is neither in the organization nor among its externalAccounts", at: range,
      suggestion: reader.suggestion(
        for: account, among: organization.accounts.map(\.id) + organization.externalAccounts.sorted()))
  }

  /// Reports a second entry for one name in this file.
  mutating func checkDuplicate(_ name: ByteString, key: ByteString, at range: SourceRange) {
    if let earlier = listed[key] {
      let position = reader.source.position(at: earlier.start)
      reader.report(
        "duplicate",
        "\(name.quoted(limit: 200)) is listed already, at line \(position.line), column \(position.column)",
        at: range)
    } else {
      listed[key] = range
    }
  }

  /// The tags of an object; nil when the member is not there.
  mutating func tags(_ node: DocumentNode?) -> Tags? {
    guard let members = reader.table(node, "'tags'") else { return nil }
    var tags = Tags()
    var seen: Set<ByteString> = []
    for member in members {
      guard let value = member.value.scalarText else {
        reader.report(
          "type", "the value of a tag is a string, this is \(member.value.kindName)", at: member.value.range)
        continue
      }
      tags[member.key] = value
      if !seen.insert(member.key.asciiLowercased).inserted {
        reader.report(
          "tags.case", "two tags differ in case only, \(member.key.quoted()): AWS takes either for the same key",
          at: member.keyRange)
      }
    }
    return tags
  }

  /// The policies of a list; nil when the member is not there.
  mutating func policies(_ node: DocumentNode?, _ kind: PolicyKind, _ what: String) -> [Policy]? {
    guard let elements = reader.elements(node, what) else { return nil }
    return elements.compactMap { library.policy($0, kind, reporting: &reader) }
  }
}
