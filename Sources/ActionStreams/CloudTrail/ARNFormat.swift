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
  func matches(_ arn: ByteString) -> Bool {
    guard arn.count <= Self.longestARN, arn.hasPrefix("arn:") else { return false }
    let bytes = arn.bytes
    var start = 0
    for (index, expected) in head.enumerated() {
      guard let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":")) else { return false }
      if let expected {
        guard bytes[start..<colon].elementsEqual(expected.bytes) else { return false }
      } else if colon == start, index != 4 {
        // A region or a service that the format has must not be empty; AWS's own resources have no account.
        return false
      }
      start = colon + 1
    }
    return Self.match(bytes[start...], tail[...])
  }

  /// Whether an ARN is of the service that this is a format of.
  func hasService(of arn: ByteString) -> Bool {
    guard let service else { return true }
    let segments = arn.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 3, omittingEmptySubsequences: false)
    return segments.count == 4 && segments[2].elementsEqual(service.bytes)
  }

  /// AWS's own limit; it bounds the search below on hostile records.
  private static let longestARN = 2_048

  /// The only last placeholder that holds no slash: a bucket is no object.
  private static let bucketName: ByteString = "BucketName"

  /// Formats have at most a handful of placeholders, so the search is short whatever the text.
  private static func match(_ text: ArraySlice<UInt8>, _ parts: ArraySlice<Part>) -> Bool {
    guard let first = parts.first else { return text.isEmpty }
    switch first {
    case .literal(let literal):
      if literal.count == 1, literal.bytes[0] == UInt8(ascii: "*") { return true }
      return text.starts(with: literal.bytes) && match(text.dropFirst(literal.count), parts.dropFirst())
    case .placeholder(let name):
      guard !text.isEmpty else { return false }
      if parts.count == 1 { return name != Self.bucketName || !text.contains(UInt8(ascii: "/")) }
      guard case .literal(let next) = parts[parts.startIndex + 1], let byte = next.bytes.first else { return true }
      for end in text.indices.dropFirst() where text[end] == byte {
        if match(text[end...], parts.dropFirst()) { return true }
      }
      return false
    }
  }
}
