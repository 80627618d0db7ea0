import Documents

extension PolicyDocumentReader {
  /// Warns where a stack policy protects something by default denial alone (ruling 3).
  ///
  /// An update action is safe from the warning when some Allow covers every resource, or when explicit Denies cover
  /// all that the Allows leave out. What a template holds is unknown here, so that this judges by the policy alone.
  func checkDefaultDenial(_ statements: [Statement]) {
    var unallowed: [ByteString] = []
    var partial: [ByteString] = []
    for action in UpdateAction.all {
      let asked = statements.filter { covers($0.action, action) && $0.resource != nil }
      let allows = asked.filter { $0.effect == .allow }
      let denies = asked.filter { $0.effect == .deny }
      if allows.contains(where: isUnlimited) || denies.contains(where: isUnlimited) { continue }
      let excluded = allows.filter { $0.conditions.isEmpty && $0.resource?.isNegated == true }
      if allows.isEmpty {
        unallowed.append(action)
      } else if excluded.isEmpty {
        partial.append(action)
      } else {
        reportExcluded(by: excluded, action: action, denies: denies)
      }
    }
    guard let first = statements.first else { return }
    if !unallowed.isEmpty {
      report(
        .stackDefaultDenial, at: opening(first),
        "no statement allows \(list(unallowed)): denied by default alone; add an explicit Deny")
    }
    if !partial.isEmpty {
      report(
        .stackDefaultDenial, at: opening(first),
        "the statements allow \(list(partial)) of some resources only; all others are denied by default alone: add an"
          + " explicit Deny")
    }
  }

  /// Warns of the resources that every Allow leaves out by NotResource and no Deny names.
  private func reportExcluded(by allows: [Statement], action: ByteString, denies: [Statement]) {
    guard let element = allows.first?.resource, allows.count == 1 else { return }
    for pattern in element.patterns where !warned.contains(pattern.range) {
      let isDenied = denies.contains { deny in
        guard let resource = deny.resource, deny.conditions.isEmpty, !resource.isNegated else { return false }
        return resource.patterns.contains { matchesGlob($0.text.bytes, pattern.text.bytes) }
      }
      guard !isDenied else { continue }
      warned.insert(pattern.range)
      report(
        .stackDefaultDenial, at: pattern.range,
        "\(pattern.text.quoted()) is protected by default denial alone; add an explicit Deny")
    }
  }

  private func covers(_ element: PatternElement, _ action: ByteString) -> Bool {
    let isMatched = element.patterns.contains { $0.text == "*" || matchesGlob($0.text.bytes, action.bytes) }
    return isMatched != element.isNegated
  }

  /// Whether a statement is about every resource of every type.
  private func isUnlimited(_ statement: Statement) -> Bool {
    guard let resource = statement.resource, statement.conditions.isEmpty else { return false }
    if resource.isNegated { return resource.patterns.isEmpty }
    return resource.patterns.contains { $0.text == "*" || $0.text == "LogicalResourceId/*" }
  }

  private func opening(_ statement: Statement) -> SourceRange {
    SourceRange(statement.range.start, min(statement.range.start + 1, statement.range.end))
  }

  private func list(_ actions: [ByteString]) -> String { actions.map(\.string).joined(separator: ", ") }
}
