import Documents

extension PolicyDocumentReader {
  /// Reads Resource or NotResource (authorization.md section 2.2, rulings 6, 7, 16 and 30).
  func readResource(
    _ positive: DocumentMember?, _ negative: DocumentMember?, in statement: DocumentNode, isMissing: Bool
  ) -> PatternElement? {
    reportPair(positive, negative)
    guard let member = positive ?? negative else {
      if isMissing { reportMissingResource(in: statement) }
      return nil
    }
    guard grammar.resource != .forbidden else { return nil }
    let patterns = readTexts(member.value, of: member.key)
    for pattern in patterns {
      if kind == .stack { checkLogicalResource(pattern) } else { checkResource(pattern) }
    }
    return PatternElement(isNegated: positive == nil, patterns: patterns, range: member.value.range)
  }

  private func reportMissingResource(in statement: DocumentNode) {
    switch grammar.resource {
    case .required:
      report(.resourceMissing, at: opening(of: statement), "the statement has no Resource or NotResource")
    case .expected:
      report(
        .stackResourceMissing, at: opening(of: statement),
        "the statement has no Resource or NotResource, so that it matches nothing")
    case .optional, .forbidden: break
    }
  }

  /// A resource of a stack policy.
  private func checkLogicalResource(_ pattern: PolicyText) {
    let text = pattern.text
    if text == "*" { return }
    let prefix = ByteString("LogicalResourceId/")
    guard text.hasPrefix(prefix), text.count > prefix.count else {
      report(
        .stackResourcePrefix, at: pattern.range,
        "a resource of a stack policy is \"*\" or \"LogicalResourceId/\" and a logical id, not \(text.quoted())",
        suggestion: suggestedResource(for: text)?.string)
      return
    }
    let id = text.bytes[prefix.count...]
    if id.contains(UInt8(ascii: "?")) {
      report(
        .stackResourceQuestionMark, at: pattern.range,
        "AWS documents no \"?\" in logical ids; taken as exactly one character")
    }
    if !id.allSatisfy({ isASCIILetterOrDigit($0) || isWildcard($0) }) {
      report(
        .stackResourceCharacters, at: pattern.range,
        "logical ids have letters and digits only, so that \(text.quoted()) matches nothing")
    }
  }

  /// What was probably meant by a resource without the prefix.
  private func suggestedResource(for text: ByteString) -> ByteString? {
    let parts = text.bytes.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    let id = ByteString(copying: parts.last ?? [])
    guard !id.isEmpty, id.count <= 255, id.bytes.allSatisfy({ isASCIILetterOrDigit($0) || isWildcard($0) }) else {
      return nil
    }
    return id.bytes.allSatisfy { $0 == UInt8(ascii: "*") } ? "*" : ByteString("LogicalResourceId/" + id.string)
  }

  /// A resource of any other policy.
  private func checkResource(_ pattern: PolicyText) {
    let text = pattern.text
    if text.isStar { return }
    guard text.hasPrefix(Self.arn) else {
      // API Gateway's resource policies name its own methods without the ARN before them.
      if kind == .resource, text.hasPrefix("execute-api:/") { return }
      report(.resourceForm, at: pattern.range, "a resource is \"*\" or an ARN, not \(text.quoted())")
      return
    }
    let colons = colonOffsets(in: text)
    if colons.count < 5 { checkShortARN(pattern) }
    checkServiceCase(of: pattern)
    checkWildcards(of: pattern, colons: colons)
    checkVariables(of: pattern, from: colons.count < 5 ? nil : colons[4])
  }

  private static let arn: ByteString = "arn:"

  private func checkShortARN(_ pattern: PolicyText) {
    let bytes = pattern.text.bytes
    switch grammar.shortARN {
    case .completed: break
    case .malformed:
      report(
        .resourceShortARN, at: pattern.range,
        "\(kind.title) takes no ARN of fewer than six fields", suggestion: completion(of: pattern.text))
    case .needsFinalStar:
      if bytes.last != UInt8(ascii: "*") {
        report(
          .resourceShortARN, at: pattern.range,
          "in \(kind.title) an ARN of fewer than six fields must end in \"*\"",
          suggestion: completion(of: pattern.text))
      }
    case .needsWildcard:
      if !bytes.contains(where: isWildcard) {
        report(
          .resourceShortARN, at: pattern.range,
          "an ARN of fewer than six fields without a wildcard matches nothing in a resource policy",
          suggestion: completion(of: pattern.text))
      }
    }
  }

  /// A short ARN with `*` for each field that it lacks.
  private func completion(of text: ByteString) -> String {
    text.string + String(repeating: ":*", count: max(0, 5 - colonOffsets(in: text).count))
  }

  /// The service in an ARN must be lower case (authorization.md section 1, ruling 30).
  func checkServiceCase(of pattern: PolicyText) {
    let bytes = pattern.text.bytes
    guard let first = bytes.firstIndex(of: UInt8(ascii: ":")),
      let second = bytes[(first + 1)...].firstIndex(of: UInt8(ascii: ":"))
    else { return }
    let field = bytes[(second + 1)...].prefix { $0 != UInt8(ascii: ":") }
    guard !field.contains(UInt8(ascii: "$")), field.contains(where: { $0 &- 0x41 < 26 }) else { return }
    let service = ByteString(copying: field)
    report(
      .resourceServiceCase, at: pattern.range, "the service in an ARN must be lower case, not \(service.quoted())",
      suggestion: service.asciiLowercased.string)
  }

  private func checkWildcards(of pattern: PolicyText, colons: [Int]) {
    let bytes = pattern.text.bytes
    for (field, name) in [(1, "partition"), (2, "service")] where colons.count >= field {
      let end = colons.count > field ? colons[field] : bytes.count
      if bytes[colons[field - 1]..<end].contains(where: isWildcard) {
        report(
          .resourceWildcard, at: pattern.range,
          "AWS documents no wildcard in the \(name) of an ARN; it is taken as one all the same")
      }
    }
  }

  /// The offsets of the colons that end the first five fields; before the fifth, `${…}` is literal text with its colon.
  func colonOffsets(in text: ByteString) -> [Int] {
    var offsets: [Int] = []
    for (offset, byte) in text.bytes.enumerated() where byte == UInt8(ascii: ":") {
      offsets.append(offset)
      if offsets.count == 5 { break }
    }
    return offsets
  }
}
