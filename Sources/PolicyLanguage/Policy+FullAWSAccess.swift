import Documents

extension Policy {
  /// The managed SCP `FullAWSAccess`, which AWS attaches everywhere by default.
  public static let fullAWSAccess = fullAccess(kind: .scp, name: "FullAWSAccess", principal: nil)

  /// The managed RCP `RCPFullAWSAccess`, which AWS attaches everywhere and nobody can detach.
  public static let rcpFullAWSAccess = fullAccess(kind: .rcp, name: "RCPFullAWSAccess", principal: "*")

  /// Whether this is FullAWSAccess or RCPFullAWSAccess by content: one statement that allows everything (ruling 31).
  public var isFullAWSAccess: Bool {
    guard statements.count == 1, let statement = statements.first else { return false }
    let isForEverybody =
      statement.principal.map { principal in
        !principal.isNegated && principal.entries.contains { $0.type == .aws && $0.value.text == "*" }
      } ?? true
    return statement.effect == .allow && isForEverybody && statement.conditions.isEmpty
      && isEverything(statement.action) && statement.resource.map(isEverything) == true
  }

  private func isEverything(_ element: PatternElement) -> Bool {
    !element.isNegated && element.patterns.contains { $0.text == "*" }
  }

  private static func fullAccess(kind: PolicyKind, name: String, principal: ByteString?) -> Policy {
    let everything = PatternElement(
      isNegated: false, patterns: [PolicyText("*", at: SourceRange(0, 0))], range: SourceRange(0, 0))
    let statement = Statement(
      index: 0, sid: nil, effect: .allow,
      principal: principal.map { text in
        PrincipalElement(
          isNegated: false, entries: [.init(type: .aws, value: PolicyText(text, at: SourceRange(0, 0)))],
          range: SourceRange(0, 0))
      },
      action: everything, resource: everything, conditions: [], range: SourceRange(0, 0))
    return Policy(
      kind: kind, name: name, source: SourceText(name: name, bytes: []), range: SourceRange(0, 0), version: .v2012,
      id: nil, statements: [statement])
  }
}
