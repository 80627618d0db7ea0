import Catalog
import Documents

/// What the catalog says, remembered in the forms that checks ask for.
final class PublishedFacts {
  private var services: [ByteString: Bool] = [:]
  private var actionsByPrefix: [ByteString: (all: [KnownAction], byName: [ByteString: KnownAction])] = [:]
  private var matchesByPattern: [ByteString: [KnownAction]] = [:]
  private var fits: [ByteString: Bool] = [:]
  private var keys: [ByteString: ConditionKey?] = [:]
  private var carriers: [ByteString: Bool] = [:]
  private var keysByPrefix: [ByteString: [KnownKey]] = [:]
  private var formats: [ByteString: [KnownFormat]]?
  private var formatByKind: [ByteString: KnownFormat?] = [:]
  private let alphabet = PatternAlphabet()

  /// How many texts of policies are remembered: files may hold millions.
  private static let mostRemembered = 50_000

  /// Whether a service prefix in lower case is published.
  func hasService(_ prefix: ByteString) -> Bool {
    if let known = services[prefix] { return known }
    let isPublished = Catalog.hasService(prefix)
    if services.count < Self.mostRemembered { services[prefix] = isPublished }
    return isPublished
  }

  /// The actions of a service prefix in lower case.
  func actions(of prefix: ByteString) -> [KnownAction] { actionTable(of: prefix).all }

  private func actionTable(of prefix: ByteString) -> (all: [KnownAction], byName: [ByteString: KnownAction]) {
    if let known = actionsByPrefix[prefix] { return known }
    let actions = Catalog.actions(of: prefix).map { KnownAction($0) }
    let byName = Dictionary(actions.map { ($0.name.asciiLowercased, $0) }, uniquingKeysWith: { first, _ in first })
    if actionsByPrefix.count < Self.mostRemembered { actionsByPrefix[prefix] = (actions, byName) }
    return (actions, byName)
  }

  /// The published actions that a pattern of one service matches; empty for `*` alone and unknown services.
  func actions(matching pattern: ByteString) -> [KnownAction] {
    let folded = pattern.asciiLowercased
    if let known = matchesByPattern[folded] { return known }
    let prefix = ByteString(copying: folded.bytes.prefix { $0 != UInt8(ascii: ":") })
    let glob = alphabet.action(folded)
    let table = actionTable(of: prefix)
    let found =
      glob.isLiteral ? table.byName[folded].map { [$0] } ?? [] : table.all.filter { glob.contains($0.pattern) }
    if matchesByPattern.count < Self.mostRemembered { matchesByPattern[folded] = found }
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
    let question = ByteString(prefix.bytes + [0] + folded.bytes)
    if let known = carriers[question] { return known }
    let carries = keysListed(for: prefix.asciiLowercased).contains { known in
      known.isPrefix ? folded.hasPrefix(known.name) : folded == known.name
    }
    if carriers.count < Self.mostRemembered { carriers[question] = carries }
    return carries
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

  /// Whether a service has a kind of resource that an ARN of a policy may name, by what its service field says; nil
  /// where no format of that service is published.
  func fitsSomeFormat(_ arn: ByteString) -> Bool? {
    let fields = Self.fields(arn)
    guard fields.count > 2 else { return nil }
    let formats = formats(ofARNService: ByteString(copying: fields[2]))
    guard !formats.isEmpty else { return nil }
    if let known = fits[arn] { return known }
    let isFitting = self.fields(ofResource: arn).map { fields in formats.contains { $0.fits(fields) } } ?? false
    if fits.count < Self.mostRemembered { fits[arn] = isFitting }
    return isFitting
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

/// An action of the catalog with what checks ask of it, looked up once.
final class KnownAction {
  let name: ByteString
  let prefix: ByteString
  let resourceKinds: [ByteString]
  /// The folded name.
  let pattern: GlobPattern
  /// Whether it takes something away for good.
  let deletes: Bool
  /// Whether it sets or removes tags of resources that are there.
  let changesTags: Bool

  init(_ action: Action) {
    name = action.name
    prefix = action.prefix
    resourceKinds = action.resourceKinds
    pattern = PatternAlphabet().literal(action.name.asciiLowercased)
    deletes = action.deletes
    changesTags = Self.changesTags(action)
  }

  /// Whether the action can name a kind of resource of its service.
  func names(_ kind: ByteString) -> Bool { resourceKinds.contains { $0.equalsIgnoringASCIICase(kind) } }

  private static func changesTags(_ action: Action) -> Bool {
    if action.name == "s3:PutBucketTagging" { return true }
    guard action.accessLevel == .tagging else { return false }
    let name = action.nameInService.asciiLowercased
    return taggingVerbs.contains { name.hasPrefix($0) }
  }

  private static let taggingVerbs: [ByteString] = [
    "untag", "tag", "addtag", "removetag", "deletetag", "createtag", "createorupdatetag", "changetag", "settag",
  ]
}

extension PublishedFacts.KnownFormat {
  /// Whether some resource of this format may be one that a policy names; the fields are those of the policy.
  func fits(_ resource: [GlobPattern]) -> Bool {
    guard zip(fields, resource).allSatisfy({ $0.overlaps($1) }) else { return false }
    // A bucket's name holds no slash: arn:aws:s3:::NAME/* names objects.
    return format.format != "arn:${Partition}:s3:::${BucketName}" || resource.last?.symbols.contains(0x2F) != true
  }
}
