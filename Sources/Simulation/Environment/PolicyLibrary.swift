import Documents
import PolicyLanguage

/// Reads the policies that environments and scenarios name, each file once.
///
/// One file is one `Policy` object for each grammar it is read by, wherever and however often it is attached: the
/// program compiles it once, and detaching finds it by identity.
public struct PolicyLibrary: Sendable {
  private struct Key: Hashable {
    let path: String
    let kind: PolicyKind
  }

  /// What a file calls a policy of a kind.
  private struct Name: Hashable {
    let text: ByteString
    let kind: PolicyKind
  }

  private let files: FileReader
  /// The policies by what one file calls them, which may do so for each of its principals.
  private var named: [Name: Policy] = [:]
  private var namedBy = ""
  private var policies: [Key: Policy?] = [:]
  private var sources: [String: Result<SourceText, FileReader.Failure>] = [:]
  /// Notices and warnings about the policies read, errors left out, which go to whoever asked for the policy.
  public private(set) var warnings: [Diagnostic] = []

  /// Makes a library over files.
  public init(files: FileReader = .disk) {
    self.files = files
  }

  /// The policy that an element of a file stands for: a path relative to that file, a document, or `FullAWSAccess`.
  ///
  /// What keeps it from being one is reported to `reader`: a missing file where it is named, an error in a policy where
  /// it stands in the policy, once a file. Then there is no policy.
  public mutating func policy(
    _ node: DocumentNode, _ kind: PolicyKind, reporting reader: inout MemberReader
  ) -> Policy? {
    if node.members != nil {
      let reading = PolicyReader(kind: kind).read(node, in: reader.source, name: reader.source.name)
      return take(reading, reporting: &reader)
    }
    guard let text = node.text else {
      reader.report("type", Message.notAPolicy(node.kindName), at: node.range)
      return nil
    }
    if namedBy != reader.source.name {
      named.removeAll()
      namedBy = reader.source.name
    }
    let name = Name(text: text, kind: kind)
    if let known = named[name] { return known }
    let policy = Self.managedPolicy(text, kind) ?? filedPolicy(node, text, kind, reporting: &reader)
    if let policy { named[name] = policy }
    return policy
  }

  private mutating func filedPolicy(
    _ node: DocumentNode, _ text: ByteString, _ kind: PolicyKind, reporting reader: inout MemberReader
  ) -> Policy? {
    let name = text.string
    let path = FileReader.path(name, namedBy: reader.source.name)
    let key = Key(path: path, kind: kind)
    if let known = policies[key] { return known }
    switch source(path) {
    case .failure(let failure):
      reader.report("file", Message.unreadable(text, failure), at: node.range)
      return nil
    case .success(let source):
      let policy = take(PolicyReader(kind: kind).read(source, name: name), reporting: &reader)
      policies[key] = .some(policy)
      return policy
    }
  }

  /// The text of a file, read once.
  public mutating func source(_ path: String) -> Result<SourceText, FileReader.Failure> {
    if let known = sources[path] { return known }
    let result: Result<SourceText, FileReader.Failure>
    do throws(FileReader.Failure) {
      result = .success(SourceText(name: path, bytes: try files.read(path)))
    } catch {
      result = .failure(error)
    }
    sources[path] = result
    return result
  }

  /// Keeps the warnings of a reading, reports its errors, and returns its policy where there are none.
  mutating func take(_ reading: PolicyReading, reporting reader: inout MemberReader) -> Policy? {
    let errors = reading.diagnostics.filter { $0.severity == .error }
    warnings += reading.diagnostics.filter { $0.severity != .error }
    reader.report(errors)
    return errors.isEmpty ? reading.policy : nil
  }

  /// What the words FullAWSAccess and RCPFullAWSAccess stand for where a policy of a kind is asked for: everything is
  /// allowed, to everyone where the kind names principals.
  static func managedPolicy(_ word: ByteString, _ kind: PolicyKind) -> Policy? {
    switch (kind, word) {
    case (.rcp, "FullAWSAccess"), (.rcp, "RCPFullAWSAccess"), (.resource, "FullAWSAccess"), (.trust, "FullAWSAccess"):
      .rcpFullAWSAccess
    case (.stack, "FullAWSAccess"): stackFullAWSAccess
    case (_, "FullAWSAccess"): .fullAWSAccess
    default: nil
    }
  }

  private static let stackFullAWSAccess: Policy? = {
    let text = #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}"#
    return PolicyReader(kind: .stack).read(SourceText(name: "FullAWSAccess", text: text), name: "FullAWSAccess").policy
  }()

  private enum Message {
    static func notAPolicy(_ kind: String) -> String {
      "a policy is a path, a policy document or FullAWSAccess, this is \(kind)"
    }

    static func unreadable(_ path: ByteString, _ failure: FileReader.Failure) -> String {
      "cannot read the file \(path.quoted(limit: 200)): \(failure.reason)"
    }
  }
}
