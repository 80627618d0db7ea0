import Documents

extension PolicyDocumentReader {
  /// Reads Principal or NotPrincipal (authorization.md section 2.4, rulings 6, 16 and 30).
  func readPrincipal(
    _ positive: DocumentMember?, _ negative: DocumentMember?, in statement: DocumentNode, effect: Effect?,
    isMissing: Bool
  ) -> PrincipalElement? {
    reportPair(positive, negative)
    guard let member = positive ?? negative else {
      if isMissing { reportMissingPrincipal(in: statement) }
      return nil
    }
    let isNegated = positive == nil
    // An element that this kind does not take was reported by its name.
    guard (isNegated ? grammar.notPrincipal : grammar.principal) != .forbidden else { return nil }
    if grammar.principalForm == .everyone { return readEveryone(member) }
    if isNegated, effect == .allow {
      report(.principalAllowNot, at: member.keyRange, "Allow with NotPrincipal allows everybody who is not listed")
    }
    return PrincipalElement(isNegated: isNegated, entries: readEntries(member.value), range: member.value.range)
  }

  private func reportMissingPrincipal(in statement: DocumentNode) {
    switch grammar.principal {
    case .required:
      report(
        .principalMissing, at: opening(of: statement),
        grammar.principalForm == .everyone
          ? "the statement has no \"Principal\": \"*\"" : "the statement has no Principal")
    case .expected:
      report(
        .principalMissing, at: opening(of: statement), "the statement has no Principal, so that it is about nobody")
    case .optional, .forbidden: break
    }
  }

  /// The Principal of stack policies and RCPs, which is `"*"` and nothing else.
  private func readEveryone(_ member: DocumentMember) -> PrincipalElement? {
    guard member.value.text == "*" else {
      let found = member.value.text.map { $0.quoted() } ?? member.value.kindName
      report(
        kind == .rcp ? .rcpPrincipal : .stackPrincipal, at: member.value.range,
        "the Principal of \(kind.title) must be \"*\", not \(found)", suggestion: "*")
      return nil
    }
    let everyone = PrincipalElement.Entry(type: .aws, value: PolicyText("*", at: member.value.range))
    return PrincipalElement(isNegated: false, entries: [everyone], range: member.value.range)
  }

  private func readEntries(_ node: DocumentNode) -> [PrincipalElement.Entry] {
    switch node.content {
    case .string("*"):
      return [PrincipalElement.Entry(type: .aws, value: PolicyText("*", at: node.range))]
    case .string(let text):
      report(
        .principalForm, at: node.range,
        "Principal must be \"*\" or an object such as {\"AWS\": …}, not the string \(text.quoted())")
      return []
    case .object(let members):
      if members.isEmpty { report(.listEmpty, at: node.range, "an empty Principal is nobody") }
      return members.flatMap { readEntries(of: $0) }
    default:
      report(
        .principalForm, at: node.range,
        "Principal must be \"*\" or an object such as {\"AWS\": …}, not \(node.kindName)")
      return []
    }
  }

  private func readEntries(of member: DocumentMember) -> [PrincipalElement.Entry] {
    let types = PrincipalElement.EntryType.allCases
    guard let type = types.first(where: { ByteString($0.rawValue) == member.key }) else {
      report(
        .principalType, at: member.keyRange, "there is no principal type \(member.key.quoted())",
        suggestion: NearestSpelling.of(member.key.string, among: types.map(\.rawValue)))
      return []
    }
    return readTexts(member.value, of: member.key).map { value in
      checkPrincipal(value, type: type)
      return PrincipalElement.Entry(type: type, value: value)
    }
  }

  private func checkPrincipal(_ value: PolicyText, type: PrincipalElement.EntryType) {
    let text = value.text
    guard text != "*" else { return }
    let isARN = text.hasPrefix("arn:")
    if type == .aws || isARN, text.bytes.contains(where: isWildcard) {
      report(
        .principalWildcard, at: value.range,
        "a principal takes no wildcard except a whole \"*\"; use \"*\" with a condition on aws:PrincipalArn")
      return
    }
    if type == .service, text.bytes.contains(where: isWildcard) {
      report(.principalValue, at: value.range, "a service principal takes no wildcard, so that this matches nobody")
    }
    guard type == .aws else { return }
    if isARN {
      checkVariables(of: value, from: nil)
      return checkServiceCase(of: value)
    }
    let isAccount = text.count == 12 && text.bytes.allSatisfy { $0 &- 0x30 < 10 }
    // AWS shows the unique id (AIDA…, AROA…) of a user or role that was deleted.
    let isUniqueID = text.hasPrefix("A") && text.count > 15 && text.bytes.allSatisfy(isASCIILetterOrDigit)
    if !isAccount && !isUniqueID {
      report(
        .principalValue, at: value.range,
        "\(text.quoted()) is no ARN, account id or unique id, so that it matches nobody")
    }
  }
}

/// Whether a byte is a wildcard of a pattern.
func isWildcard(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?")
}
