import Documents

/// What a source gives for a placeholder: text to fill in, or a whole ARN that needs no filling.
struct SourcedValue {
  enum Content {
    case text(ByteString)
    case arn(ByteString)
  }

  let content: Content
  /// Whether part of it is a guess: an unlogged path, a suffix that nobody knows.
  var isAssumed = false

  init(_ text: ByteString, isAssumed: Bool = false) {
    content = text.hasPrefix("arn:") ? .arn(text) : .text(text)
    self.isAssumed = isAssumed
  }

  init(arn: ByteString) { content = .arn(arn) }
}

extension ValueSource {
  /// The values that stand at the path, made into what ARNs are made of.
  func values(in record: CloudTrailRecord, _ place: EventPlace) -> [SourcedValue] {
    if transform == .caller {
      return place.callerUser.map { [SourcedValue(arn: $0)] } ?? []
    }
    return path.values(in: record).compactMap { text in
      text == Self.hidden ? nil : value(text, in: record, place)
    }
  }

  /// What CloudTrail writes where a value is kept from the log.
  static let hidden: ByteString = "HIDDEN_DUE_TO_SECURITY_REASONS"

  private func value(_ text: ByteString, in record: CloudTrailRecord, _ place: EventPlace) -> SourcedValue? {
    switch transform {
    case .none: SourcedValue(text)
    case .last: SourcedValue(text.lastPart)
    case .unslashed: SourcedValue(text.hasPrefix("/") ? text.dropping(1) : text)
    case .lower: text.hasPrefix("arn:") ? SourcedValue(text) : SourcedValue(text.asciiLowercased)
    case .queueURL: queue(text, place)
    case .secret: text.hasPrefix("arn:") ? SourcedValue(text) : SourcedValue(text + "-??????", isAssumed: true)
    case .entity: entity(text, record)
    case .serviceLinked: SourcedValue("aws-service-role/" + text + "/*", isAssumed: true)
    case .function: function(text)
    case .copySource: copySource(text, place)
    case .key: text.hasPrefix("alias/") || text.isAlias ? nil : SourcedValue(text)
    case .alias: text.hasPrefix("alias/") ? SourcedValue(text.dropping(6)) : SourcedValue(text)
    case .logGroup: logGroup(text)
    case .document: document(text, place)
    case .revision: revision(text, place)
    case .domain:
      SourcedValue((text.hasSuffix(".") ? ByteString(copying: text.bytes.dropLast()) : text).asciiLowercased)
    case .customBus: text.lastPart == "default" ? nil : SourcedValue(text.lastPart)
    case .account: text.isAccount ? SourcedValue(text) : nil
    case .caller: nil
    case .keep(let prefix): text.hasPrefix(prefix) || text.hasPrefix("arn:") ? SourcedValue(text) : nil
    case .drop(let prefix): text.hasPrefix(prefix) ? SourcedValue(text.dropping(prefix.count)) : nil
    }
  }

  /// `https://sqs.eu-west-1.amazonaws.com/111122223333/name`, and the older `https://eu-west-1.queue.amazonaws.com/…`.
  private func queue(_ text: ByteString, _ place: EventPlace) -> SourcedValue? {
    let parts = text.bytes.split(separator: UInt8(ascii: "/")).map { ByteString(copying: $0) }
    guard parts.count >= 3, parts[parts.count - 2].isAccount else { return SourcedValue(text.lastPart) }
    let account = parts[parts.count - 2]
    return SourcedValue(arn: place.arn("sqs", place.region, account, parts[parts.count - 1]))
  }

  /// A creation says the path of what it makes; all other calls leave it out, so it is taken to be `/`.
  private func entity(_ text: ByteString, _ record: CloudTrailRecord) -> SourcedValue {
    guard !text.hasPrefix("arn:") else { return SourcedValue(text) }
    guard let path = Self.entityPath.values(in: record).first, path.hasPrefix("/") else {
      return SourcedValue(text, isAssumed: true)
    }
    return SourcedValue(path.dropping(1) + text)
  }

  private static let entityPath = ParameterPath("path")

  /// `name`, `name:alias`, `111122223333:function:name`, `arn:…:function:name`.
  private func function(_ text: ByteString) -> SourcedValue {
    guard !text.hasPrefix("arn:"), let marker = text.range(of: ":function:") else { return SourcedValue(text) }
    return SourcedValue(ByteString(copying: text.bytes[(marker + 10)...]))
  }

  private func copySource(_ text: ByteString, _ place: EventPlace) -> SourcedValue? {
    guard !text.hasPrefix("arn:") else { return SourcedValue(text) }
    var bytes = text.bytes[...]
    if bytes.first == UInt8(ascii: "/") { bytes = bytes.dropFirst() }
    if let question = ByteString(copying: bytes).range(of: "?versionId=") { bytes = bytes.prefix(question) }
    let decoded = ByteString(copying: bytes).percentDecoded
    return decoded.bytes.contains(UInt8(ascii: "/")) ? SourcedValue(arn: place.arn("s3", "", "", decoded)) : nil
  }

  /// CloudWatch Logs asks about `log-group:NAME:log-stream:`, as its denials show; policies end in `NAME:*`.
  private func logGroup(_ text: ByteString) -> SourcedValue {
    var name = text
    if name.hasSuffix(":*") { name = ByteString(copying: name.bytes.dropLast(2)) }
    return SourcedValue(name + ":log-stream:")
  }

  /// A task definition without a revision is the newest one, whose number the call does not say.
  private func revision(_ text: ByteString, _ place: EventPlace) -> SourcedValue {
    guard !text.hasPrefix("arn:") else { return SourcedValue(text) }
    let isComplete = text.bytes.contains(UInt8(ascii: ":"))
    var value = SourcedValue(
      arn: place.arn("ecs", place.region, place.account, "task-definition/" + (isComplete ? text : text + ":*")))
    value.isAssumed = !isComplete
    return value
  }

  /// Documents that AWS owns have no account in their ARN.
  private func document(_ text: ByteString, _ place: EventPlace) -> SourcedValue {
    guard text.hasPrefix("AWS-") || text.hasPrefix("AWSEC2-") || text.hasPrefix("Amazon") else {
      return SourcedValue(text)
    }
    return SourcedValue(arn: place.arn("ssm", place.region, "", "document/" + text))
  }
}

extension ByteString {
  static func + (left: ByteString, right: ByteString) -> ByteString { ByteString(left.bytes + right.bytes) }

  func dropping(_ count: Int) -> ByteString { ByteString(copying: bytes.dropFirst(count)) }

  /// What stands behind the last slash.
  var lastPart: ByteString {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return self }
    return ByteString(copying: bytes[(slash + 1)...])
  }

  /// Whether it is twelve digits.
  var isAccount: Bool { count == 12 && bytes.allSatisfy { $0 &- 0x30 < 10 } }

  /// Whether it is the ARN of a KMS alias.
  fileprivate var isAlias: Bool { hasPrefix("arn:") && range(of: ":alias/") != nil }

  /// The offset of the first occurrence.
  func range(of needle: ByteString) -> Int? {
    guard let first = needle.bytes.first, count >= needle.count else { return nil }
    for start in 0...(count - needle.count) where bytes[start] == first {
      if bytes[start..<start + needle.count].elementsEqual(needle.bytes) { return start }
    }
    return nil
  }

  var percentDecoded: ByteString {
    guard bytes.contains(UInt8(ascii: "%")) else { return self }
    var decoded: [UInt8] = []
    var at = 0
    while at < count {
      if bytes[at] == UInt8(ascii: "%"), at + 2 < count, let high = hexValue(bytes[at + 1]),
        let low = hexValue(bytes[at + 2])
      {
        decoded.append(high << 4 | low)
        at += 3
      } else {
        decoded.append(bytes[at])
        at += 1
      }
    }
    return ByteString(decoded)
  }
}

private func hexValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x41 + 10
  case 0x61...0x66: byte - 0x61 + 10
  default: nil
  }
}
