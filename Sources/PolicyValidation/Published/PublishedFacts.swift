import Catalog
import Documents

/// What the catalog says, remembered in the forms that checks ask for.
final class PublishedFacts {
  /// An action of the catalog with its folded name as a pattern.
  struct KnownAction {
    let action: Action
    let pattern: GlobPattern
  }

  private var actionsByPrefix: [ByteString: [KnownAction]] = [:]
  private var matchesByPattern: [ByteString: [Action]] = [:]
  private var keys: [ByteString: ConditionKey?] = [:]
  private var keysByPrefix: [ByteString: [KnownKey]] = [:]
  private var formats: [ByteString: [KnownFormat]]?
  private var formatByKind: [ByteString: KnownFormat?] = [:]
  private let alphabet = PatternAlphabet()

  /// The actions of a service prefix in lower case.
  func actions(of prefix: ByteString) -> [KnownAction] {
    if let known = actionsByPrefix[prefix] { return known }
    let actions = Catalog.actions(of: prefix).map {
      KnownAction(action: $0, pattern: alphabet.literal($0.name.asciiLowercased))
    }
    actionsByPrefix[prefix] = actions
    return actions
  }

  /// The published actions that a pattern of one service matches; empty for `*` alone and unknown services.
  func actions(matching pattern: ByteString) -> [Action] {
    let folded = pattern.asciiLowercased
    if let known = matchesByPattern[folded] { return known }
    let prefix = ByteString(copying: folded.bytes.prefix { $0 != UInt8(ascii: ":") })
    let found: [Action]
    if folded.bytes.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
      let glob = alphabet.action(folded)
      found = actions(of: prefix).filter { glob.contains($0.pattern) }.map(\.action)
    } else {
      found = Catalog.action(folded).map { [$0] } ?? []
    }
    matchesByPattern[folded] = found
    return found
  }

  // MARK: - Condition keys

  /// A key of the catalog: what it begins with where the rest is free, else the whole.
  private struct KnownKey {
    let key: ConditionKey
    let name: ByteString
    let isPrefix: Bool
  }

  /// The published key of that name, whichever case it is written in; free parts are filled in.
  func conditionKey(_ name: ByteString) -> ConditionKey? {
    let folded = name.asciiLowercased
    if let known = keys[folded] { return known }
    let prefix = ByteString(copying: folded.bytes.prefix { $0 != UInt8(ascii: ":") })
    let found = knownKeys(of: prefix).first { known in
      known.isPrefix ? folded.hasPrefix(known.name) && folded.count > known.name.count : folded == known.name
    }?.key
    keys[folded] = .some(found)
    return found
  }

  /// Whether keys of that prefix are published: `aws`, or a service.
  func hasKeys(of prefix: ByteString) -> Bool { !knownKeys(of: prefix.asciiLowercased).isEmpty }

  /// Whether requests to a service carry a key, by the list of its own.
  func service(_ prefix: ByteString, carries key: ByteString) -> Bool {
    let folded = key.asciiLowercased
    return keysListed(for: prefix.asciiLowercased).contains { known in
      known.isPrefix ? folded.hasPrefix(known.name) : folded == known.name
    }
  }

  /// Keys whose names begin with a prefix: the global ones for `aws`, the service's own for a service.
  private func knownKeys(of prefix: ByteString) -> [KnownKey] {
    guard prefix == "aws" else { return keysListed(for: prefix) }
    let key: ByteString = "aws:"
    if let known = keysByPrefix[key] { return known }
    let found = Catalog.globalConditionKeys.map(Self.known)
    keysByPrefix[key] = found
    return found
  }

  private func keysListed(for prefix: ByteString) -> [KnownKey] {
    if let known = keysByPrefix[prefix] { return known }
    let found = Catalog.conditionKeys(of: prefix).map(Self.known)
    keysByPrefix[prefix] = found
    return found
  }

  /// Free parts stand as `${…}` in most names and as `<…>` in a few.
  private static func known(_ key: ConditionKey) -> KnownKey {
    let free = key.name.bytes.firstIndex { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "<") }
    let name = free.map { ByteString(copying: key.name.bytes[..<$0]) } ?? key.name
    return KnownKey(key: key, name: name.asciiLowercased, isPrefix: free != nil)
  }

  /// All published resource types as patterns.
  private(set) lazy var resourceTypes: [GlobPattern] = Catalog.resourceTypeNames.map { alphabet.literal($0) }

  // MARK: - ARNs

  /// An ARN format of the catalog, each of its six fields a pattern whose placeholders are runs.
  struct KnownFormat {
    let format: ResourceARN
    let fields: [GlobPattern]
  }

  /// The ARN formats whose service field is that text: not always the prefix of the service that lists them.
  func formats(ofARNService service: ByteString) -> [KnownFormat] {
    if let formats { return formats[service] ?? [] }
    var found: [ByteString: [KnownFormat]] = [:]
    for prefix in Catalog.services {
      for format in Catalog.resourceARNs(of: prefix) {
        guard let known = knownFormat(format) else { continue }
        found[ByteString(copying: Self.fields(format.format)[2]), default: []].append(known)
      }
    }
    formats = found
    return found[service] ?? []
  }

  /// The formats that a service lists for kinds of resource.
  func formats(of prefix: ByteString, kinds: [ByteString]) -> [KnownFormat] {
    kinds.compactMap { kind in
      let key = ByteString(prefix.bytes + [0] + kind.bytes)
      if let known = formatByKind[key] { return known }
      let found = Catalog.resourceARN(prefix, kind).flatMap(knownFormat)
      formatByKind[key] = .some(found)
      return found
    }
  }

  /// The fields of a resource of a policy as patterns, those that a short ARN lacks as `*`; nil for anything else.
  ///
  /// Here a wildcard stays in its field: what a star might match across colons names no resource.
  func fields(ofResource text: ByteString) -> [GlobPattern]? {
    guard text.hasPrefix("arn:") else { return nil }
    var fields = Self.fields(text).map { field in
      // A variable may stand for anything.
      field.contains(UInt8(ascii: "$")) ? GlobPattern.everything : alphabet.glob(ByteString(copying: field))
    }
    while fields.count < 6 { fields.append(.everything) }
    return fields
  }

  private static func fields(_ arn: ByteString) -> [ArraySlice<UInt8>] {
    arn.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
  }

  private func knownFormat(_ format: ResourceARN) -> KnownFormat? {
    let fields = Self.fields(format.format)
    guard fields.count == 6 else { return nil }
    return KnownFormat(format: format, fields: fields.map(Self.pattern))
  }

  private static func pattern(_ field: ArraySlice<UInt8>) -> GlobPattern {
    var symbols: [GlobPattern.Symbol] = []
    var isInside = false
    for scalar in String(decoding: field, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "$", "*":
        symbols.append(GlobPattern.run)
        isInside = scalar == "$"
      case "}": isInside = false
      default: if !isInside { symbols.append(GlobPattern.Symbol(scalar.value)) }
      }
    }
    return GlobPattern(symbols: symbols)
  }
}

extension PublishedFacts.KnownFormat {
  /// Whether some resource of this format may be one that a policy names; the fields are those of the policy.
  func fits(_ resource: [GlobPattern]) -> Bool {
    guard zip(fields, resource).allSatisfy({ $0.overlaps($1) }) else { return false }
    // A bucket's name holds no slash: arn:aws:s3:::NAME/* names objects.
    return format.format != "arn:${Partition}:s3:::${BucketName}" || resource.last?.symbols.contains(0x2F) != true
  }
}
