import Documents

/// The ARN format of one kind of resource, taken apart: `arn:${Partition}:ec2:${Region}:${Account}:volume/${VolumeId}`.
struct ARNFormat: Sendable {
  enum Part: Sendable {
    case literal(ByteString)
    case placeholder(ByteString)
  }

  /// The kind that it is the format of.
  let kind: ByteString
  let parts: [Part]
  /// The service segment; nil where the format leaves it open, as for recovery points.
  let service: ByteString?
  /// The placeholders beside partition, region and account.
  let free: [ByteString]
  /// Its first five segments, a placeholder as nil.
  private let head: [ByteString?]
  private let tail: [Part]

  /// Takes a format apart; nil when it has fewer than six segments.
  init?(kind: ByteString, format: ByteString) {
    self.kind = kind
    let parts = Self.parse(format)
    self.parts = parts
    var segments: [[Part]] = [[]]
    for part in parts {
      guard case .literal(let text) = part else {
        segments[segments.count - 1].append(part)
        continue
      }
      var rest = text.bytes[...]
      while segments.count < 6, let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
        if colon > rest.startIndex {
          segments[segments.count - 1].append(.literal(ByteString(copying: rest[..<colon])))
        }
        segments.append([])
        rest = rest[(colon + 1)...]
      }
      if !rest.isEmpty { segments[segments.count - 1].append(.literal(ByteString(copying: rest))) }
    }
    guard segments.count == 6 else { return nil }
    head = segments[..<5].map { segment in
      guard let first = segment.first else { return "" }
      guard case .literal(let text) = first, segment.count == 1 else { return nil }
      return text == "*" ? nil : text
    }
    tail = segments[5]
    service = head[2]
    let common: Set<ByteString> = ["Partition", "Region", "Account"]
    free = parts.compactMap {
      guard case .placeholder(let name) = $0, !common.contains(name) else { return nil }
      return name
    }
  }

  private static func parse(_ format: ByteString) -> [Part] {
    var parts: [Part] = []
    var rest = format.bytes[...]
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")), let end = rest.firstIndex(of: UInt8(ascii: "}")) {
      if dollar > rest.startIndex { parts.append(.literal(ByteString(copying: rest[..<dollar]))) }
      parts.append(.placeholder(ByteString(copying: rest[dollar..<end].dropFirst(2))))
      rest = rest[(end + 1)...]
    }
    if !rest.isEmpty { parts.append(.literal(ByteString(copying: rest))) }
    return parts
  }

  /// The ARN with its placeholders filled in; what `value` has no text for becomes `*`.
  func filled(_ value: (ByteString) -> ByteString?) -> ByteString {
    var bytes: [UInt8] = []
    for part in parts {
      switch part {
      case .literal(let text): bytes += text.bytes
      case .placeholder(let name): bytes += value(name)?.bytes ?? [UInt8(ascii: "*")]
      }
    }
    return ByteString(bytes)
  }

  /// Whether an ARN is one of this format.
  func matches(_ arn: ByteString) -> Bool { arn.withSlice { matches($0) } }

  /// Whether an ARN is one of this format.
  func matches(_ arn: ByteSlice) -> Bool {
    guard arn.count <= Self.longestARN, arn.begins(with: Self.prefix) else { return false }
    var start = 0
    for (index, expected) in head.enumerated() {
      guard let colon = arn.first(UInt8(ascii: ":"), from: start) else { return false }
      if let expected {
        guard ByteSlice(arn.base + start, colon - start).equals(expected) else { return false }
      } else if colon == start, index != 4 {
        // A region or a service that the format has must not be empty; AWS's own resources have no account.
        return false
      }
      start = colon + 1
    }
    return Self.match(ByteSlice(arn.base + start, arn.count - start), tail[...])
  }

  private static let prefix: ByteString = "arn:"

  /// Whether an ARN is of the service that this is a format of.
  func hasService(of arn: ByteString) -> Bool { arn.withSlice { hasService(of: $0) } }

  /// Whether an ARN is of the service that this is a format of.
  func hasService(of arn: ByteSlice) -> Bool {
    guard let service else { return true }
    guard let first = arn.first(UInt8(ascii: ":"), from: 0), let second = arn.first(UInt8(ascii: ":"), from: first + 1),
      let third = arn.first(UInt8(ascii: ":"), from: second + 1)
    else { return false }
    return ByteSlice(arn.base + second + 1, third - second - 1).equals(service)
  }

  /// AWS's own limit; it bounds the search below on hostile records.
  private static let longestARN = 2_048

  /// The only last placeholder that holds no slash: a bucket is no object.
  private static let bucketName: ByteString = "BucketName"

  /// Formats have at most a handful of placeholders, so the search is short whatever the text.
  private static func match(_ text: ByteSlice, _ parts: ArraySlice<Part>) -> Bool {
    guard let first = parts.first else { return text.count == 0 }
    switch first {
    case .literal(let literal):
      if literal.count == 1, literal.bytes[0] == UInt8(ascii: "*") { return true }
      return text.begins(with: literal) && match(text.dropping(literal.count), parts.dropFirst())
    case .placeholder(let name):
      guard text.count > 0 else { return false }
      if parts.count == 1 { return name != Self.bucketName || text.first(UInt8(ascii: "/"), from: 0) == nil }
      guard case .literal(let next) = parts[parts.startIndex + 1], let byte = next.bytes.first else { return true }
      var end = text.first(byte, from: 1)
      while let found = end {
        if match(text.dropping(found), parts.dropFirst()) { return true }
        end = text.first(byte, from: found + 1)
      }
      return false
    }
  }
}

extension ByteSlice {
  /// The offset of the first such byte at or behind a place.
  fileprivate func first(_ byte: UInt8, from place: Int) -> Int? {
    var at = place
    while at < count {
      if base[at] == byte { return at }
      at += 1
    }
    return nil
  }

  fileprivate func dropping(_ number: Int) -> ByteSlice { ByteSlice(base + number, count - number) }
}
