import Documents

extension PolicyDocumentReader {
  /// Reads one statement; nil when it lacks what every statement has, which was reported.
  func readStatement(_ node: DocumentNode, index: Int) -> Statement? {
    guard let members = node.members else {
      report(.elementType, at: node.range, "a statement must be an object, not \(node.kindName)")
      return nil
    }
    var elements = StatementElements()
    for member in members { elements.take(member) }
    let meant = checkElementNames(members)
    let sid = readSid(elements.sid)
    let effect = readEffect(elements.effect, in: node, isMissing: meant.isEmpty || !meant.contains("Effect"))
    let principal = readPrincipal(
      elements.principal, elements.notPrincipal, in: node, effect: effect,
      isMissing: meant.isEmpty || !meant.contains("Principal"))
    let action = readAction(
      elements.action, elements.notAction, in: node,
      isMissing: meant.isEmpty || !meant.contains("Action") && !meant.contains("NotAction"))
    let resource = readResource(
      elements.resource, elements.notResource, in: node,
      isMissing: meant.isEmpty || !meant.contains("Resource") && !meant.contains("NotResource"))
    let conditions = elements.condition.map { readCondition($0.value) } ?? []
    guard let effect, let action else { return nil }
    return Statement(
      index: index, sid: sid, effect: effect, principal: principal, action: action, resource: resource,
      conditions: conditions, range: node.range)
  }

  /// Reports names that statements of this kind do not have; elements of other kinds are told apart from misspellings.
  private func checkElementNames(_ members: [DocumentMember]) -> [ByteString] {
    let legal = grammar.statementElements
    if members.allSatisfy({ legal.contains($0.key) }) { return [] }
    for member in members where !legal.contains(member.key) && PolicyGrammar.allStatementElements.contains(member.key) {
      report(.elementForbidden, at: member.keyRange, "\(kind.title) takes no \(member.key.string)")
    }
    return checkNames(
      of: members.filter { !PolicyGrammar.allStatementElements.contains($0.key) || legal.contains($0.key) },
      among: legal)
  }

  private func readSid(_ member: DocumentMember?) -> ByteString? {
    guard let member else { return nil }
    guard let text = member.value.text else {
      report(.elementType, at: member.value.range, "Sid must be a string, not \(member.value.kindName)")
      return nil
    }
    guard kind != .stack else { return text }
    if !text.bytes.allSatisfy(isASCIILetterOrDigit) {
      report(
        .sidCharacters, at: member.value.range, "a Sid has ASCII letters and digits only, not \(text.quoted())",
        suggestion: ByteString(copying: text.bytes.filter(isASCIILetterOrDigit)).string)
    }
    // Tools write `"Sid": ""` into every statement, and AWS takes it as none.
    if !text.isEmpty, !sids.insert(text).inserted {
      report(.sidDuplicate, at: member.value.range, "another statement has the Sid \(text.quoted()), too")
    }
    return text
  }

  private func readEffect(_ member: DocumentMember?, in statement: DocumentNode, isMissing: Bool) -> Effect? {
    guard let member else {
      if isMissing {
        report(.effectMissing, at: opening(of: statement), "the statement has no Effect (\"Allow\" or \"Deny\")")
      }
      return nil
    }
    guard let text = member.value.text else {
      report(.elementType, at: member.value.range, "Effect must be a string, not \(member.value.kindName)")
      return nil
    }
    let effect: Effect? = text == Self.allow ? .allow : text == Self.deny ? .deny : nil
    if effect == nil {
      report(
        .effectValue, at: member.value.range, "Effect must be exactly Allow or Deny, not \(text.quoted())",
        suggestion: NearestSpelling.of(text, among: ["Allow", "Deny"])?.string)
    }
    if effect == .allow, kind == .rcp, !isFullAccess {
      report(.rcpEffect, at: member.value.range, "a resource control policy can only deny", suggestion: "Deny")
    }
    return effect
  }

  private static let allow: ByteString = "Allow"
  private static let deny: ByteString = "Deny"

  /// Where a message about something absent from a node points: its opening bracket.
  func opening(of node: DocumentNode) -> SourceRange {
    SourceRange(node.range.start, min(node.range.start + 1, node.range.end))
  }
}

/// The members of a statement by their names.
private struct StatementElements {
  var sid, effect, principal, notPrincipal, action, notAction, resource, notResource, condition: DocumentMember?

  mutating func take(_ member: DocumentMember) {
    switch member.key {
    case Self.sid: sid = sid ?? member
    case Self.effect: effect = effect ?? member
    case Self.principal: principal = principal ?? member
    case Self.notPrincipal: notPrincipal = notPrincipal ?? member
    case Self.action: action = action ?? member
    case Self.notAction: notAction = notAction ?? member
    case Self.resource: resource = resource ?? member
    case Self.notResource: notResource = notResource ?? member
    case Self.condition: condition = condition ?? member
    default: break
    }
  }

  // Made once: each literal would be a list of bytes anew.
  private static let sid: ByteString = "Sid"
  private static let effect: ByteString = "Effect"
  private static let principal: ByteString = "Principal"
  private static let notPrincipal: ByteString = "NotPrincipal"
  private static let action: ByteString = "Action"
  private static let notAction: ByteString = "NotAction"
  private static let resource: ByteString = "Resource"
  private static let notResource: ByteString = "NotResource"
  private static let condition: ByteString = "Condition"
}

/// Whether a byte is one of `A` to `Z`, `a` to `z`, `0` to `9`.
func isASCIILetterOrDigit(_ byte: UInt8) -> Bool {
  (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
}
