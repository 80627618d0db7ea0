/// Seeded, made-up policies in the manner of published ones, in any number of statements.
///
/// The same seed gives the same bytes on every platform. Statement `n` depends on the seed and on `n` alone, so the
/// first ten statements of a set of 10,000 are the set of ten. The first ten of each kind are the broad ones that
/// every organization has; those behind them are narrow, and match about one request in thirty thousand each.
public struct SyntheticPolicies: Sendable {
  /// One policy document.
  public struct Document: Sendable {
    /// A file name, such as `scp-0001.json`.
    public let name: String
    /// The document, one statement a line.
    public let bytes: [UInt8]
    /// The number of statements.
    public let statementCount: Int
  }

  /// The most characters of a service control policy.
  public static let serviceControlPolicyQuota = 10_240
  /// The most characters of a managed policy, white space not counted.
  public static let managedPolicyQuota = 6_144
  /// The most characters of a stack policy.
  public static let stackPolicyQuota = 16_384

  let seed: UInt64

  /// Makes the policies of a seed.
  public init(seed: UInt64) {
    self.seed = seed
  }

  /// Makes service control policies that deny, split into documents that respect the quota.
  ///
  /// They are meant to be attached beside FullAWSAccess.
  public func serviceControlPolicies(statements count: Int) -> [Document] {
    let statements = (0..<max(count, 0)).map { index in
      var random = SeededRandom(seed: seed ^ 0x5C9, index: UInt64(index))
      return GuardrailStatements.statement(index, &random)
    }
    return Self.documents("scp", statements, quota: Self.serviceControlPolicyQuota)
  }

  /// Makes identity policies that allow, split into documents that respect the quota of managed policies.
  public func identityPolicies(statements count: Int) -> [Document] {
    let statements = (0..<max(count, 0)).map { index in
      var random = SeededRandom(seed: seed ^ 0x1DE, index: UInt64(index))
      return GrantStatements.statement(index, &random)
    }
    return Self.documents("identity", statements, quota: Self.managedPolicyQuota)
  }

  /// Makes stack policies, split into documents that respect the quota.
  ///
  /// The narrow statements name the 500 resources that the update stream of the same seed is about.
  /// A stack has one policy, so that many statements as the quota holds (about 90) are what a stack can have; the
  /// documents behind the first serve measurements that merge them.
  public func stackPolicies(statements count: Int) -> [Document] {
    let statements = (0..<max(count, 0)).map { index in
      var random = SeededRandom(seed: seed ^ 0x57AC, index: UInt64(index))
      return StackStatements.statement(index, seed: seed, &random)
    }
    return Self.documents("stack-policy", statements, quota: Self.stackPolicyQuota)
  }

  private static func documents(_ stem: String, _ statements: [StatementText], quota: Int) -> [Document] {
    let head = "{\"Version\":\"2012-10-17\",\"Statement\":[\n"
    let tail = "\n]}\n"
    let lines = statements.map(\.json)
    var documents: [Document] = []
    var start = 0
    while start < lines.count {
      var end = start
      var length = head.utf8.count + tail.utf8.count
      // A statement takes its own length and that of the comma and line feed before it.
      while end < lines.count, end == start || length + lines[end].utf8.count + 2 <= quota {
        length += lines[end].utf8.count + 2
        end += 1
      }
      let text = head + lines[start..<end].joined(separator: ",\n") + tail
      let number = String(documents.count + 1)
      let name = stem + "-" + String(repeating: "0", count: max(0, 4 - number.utf8.count)) + number + ".json"
      documents.append(Document(name: name, bytes: Array(text.utf8), statementCount: end - start))
      start = end
    }
    return documents
  }
}
