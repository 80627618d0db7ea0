import Documents
import PolicyLanguage
import SyntheticStreams

/// The policies of the workload, read as users' files are: with the policy reader, refusing any that has an error.
enum PolicyWorkload {
  /// Statement counts that the SCP and identity benchmarks run at.
  static let requestSizes = [10, 100, 1_000, 10_000]
  /// Statement counts that the stack policy benchmarks run at.
  static let stackSizes = [5, 50, 1_000]

  /// Service control policies at four levels and identity policies, `statements` in each of the two layers.
  static func requestPolicies(statements: Int) throws -> PolicyStack {
    let policies = SyntheticPolicies(seed: Suites.seed)
    let controls = policies.serviceControlPolicies(statements: statements)
    let levels = try SyntheticPolicies.levels(of: controls).enumerated().map { index, documents in
      PolicyLevel(id: "level-\(index)", policies: [.fullAWSAccess] + (try documents.map { try read($0, .scp) }))
    }
    let grants = try policies.identityPolicies(statements: statements).map { try read($0, .identity) }
    return PolicyStack(serviceControlPolicies: levels, identityPolicies: grants)
  }

  /// The service control policies alone, at one level, as `--scp` takes them.
  static func serviceControlPolicies(statements: Int) throws -> PolicyStack {
    let documents = SyntheticPolicies(seed: Suites.seed).serviceControlPolicies(statements: statements)
    let policies = try documents.map { try read($0, .scp) }
    return PolicyStack(serviceControlPolicies: [PolicyLevel(id: nil, policies: [.fullAWSAccess] + policies)])
  }

  /// A stack policy of any number of statements.
  ///
  /// AWS's quota of 16,384 characters holds about ninety of them; what is read from several documents becomes one
  /// policy here, which no file can.
  static func stackPolicy(statements: Int) throws -> Policy {
    let documents = SyntheticPolicies(seed: Suites.seed).stackPolicies(statements: statements)
    let policies = try documents.map { try read($0, .stack) }
    if policies.count == 1, let only = policies.first { return only }
    let source = SourceText(name: "merged", bytes: documents.flatMap(\.bytes))
    var merged: [Statement] = []
    for statement in policies.flatMap(\.statements) {
      merged.append(
        Statement(
          index: merged.count, sid: statement.sid, effect: statement.effect, principal: statement.principal,
          action: statement.action, resource: statement.resource, conditions: statement.conditions,
          range: statement.range))
    }
    return Policy(
      kind: .stack, name: "merged", source: source, range: SourceRange(0, source.bytes.count), version: .v2012,
      id: nil, statements: merged)
  }

  /// Reads one document; an error in it is an error of the workload.
  static func read(_ document: SyntheticPolicies.Document, _ kind: PolicyKind) throws -> Policy {
    try read(document.bytes, kind, name: document.name)
  }

  /// Reads one document of bytes.
  static func read(_ bytes: [UInt8], _ kind: PolicyKind, name: String) throws -> Policy {
    let reading = PolicyReader(kind: kind).read(SourceText(name: name, bytes: bytes))
    guard let policy = reading.policy else {
      let first = reading.diagnostics.first { $0.severity == .error }
      let place = first?.position.map { "\($0)" } ?? "?"
      throw BenchmarkError("\(name):\(place): \(first?.message ?? "unreadable")")
    }
    return policy
  }
}
