import Documents

/// How sure the resource of a mapped request is.
public enum ResourceCertainty: String, Sendable, CaseIterable {
  /// The action names no resource: `*` is what AWS asks about.
  case none
  /// The log holds the ARN, or every part of it.
  case exact
  /// Part of the ARN is what it usually is: the path `/` of a role, the suffix of a secret as `??????`.
  case assumed
  /// Part of the ARN stands as `*`: what is being created or listed, as AWS asks for it, or what no field names.
  case wildcard
  /// The action acts on a resource, and the log does not say which: `*` stands for it.
  case unknown
}

/// A resource that an action was asked about.
struct FoundResource: Hashable {
  var arn: ByteString
  var certainty: ResourceCertainty
  /// Who owns it, where the log says so and the ARN does not.
  var account: ByteString?
}

/// Says whether a mapping looked at parameters that no rule names.
final class ParameterTrace {
  var sawAll = false
}

/// Finds what an event acted on: in its `resources`, else in its parameters by the service's table, else by the names that
/// the catalog gives to parts of ARNs, else in the message of a denial.
struct ResourceFinder {
  let record: CloudTrailRecord
  let place: EventPlace
  let logged: [LoggedResource]
  private let trace: ParameterTrace?

  /// An entry of `resources`.
  struct LoggedResource {
    let arn: ByteString
    let account: ByteString?
    /// Whether only the beginning of the ARN is logged, as for the objects of DeleteObjects.
    let isPrefix: Bool
  }

  init(_ record: CloudTrailRecord, _ place: EventPlace, _ trace: ParameterTrace? = nil) {
    self.record = record
    self.place = place
    self.trace = trace
    var logged: [LoggedResource] = []
    record.value(.resources)?.forEachElement { entry in
      let account = entry.member("accountId")?.scalar
      if let arn = entry.member("ARN")?.scalar, !arn.isEmpty {
        logged.append(LoggedResource(arn: arn, account: account, isPrefix: false))
      } else if let arn = entry.member("ARNPrefix")?.scalar, !arn.isEmpty {
        logged.append(LoggedResource(arn: arn, account: account, isPrefix: true))
      }
      return logged.count < Self.maximumResources
    }
    self.logged = logged
  }

  /// The resources of one action, at least one.
  func resources(of action: PlannedAction, denied: CloudTrailDenial?) -> [FoundResource] {
    let asked = denied?.action?.equalsIgnoringASCIICase(action.name) == true ? denied?.resource : nil
    let askedARN = asked.flatMap { $0.hasPrefix("arn:") ? $0 : nil }
    guard !action.kinds.isEmpty else {
      // Some services ask about ARNs that no reference lists; their denials show them.
      return [askedARN.map { FoundResource(arn: $0, certainty: .exact) } ?? FoundResource(arn: "*", certainty: .none)]
    }
    var found = named(action)
    // A denial names the resource as AWS asked about it, path and all.
    if let arn = askedARN, !found.contains(where: { $0.arn == arn }) {
      if found.allSatisfy({ $0.certainty != .exact }) { found = [] }
      found.insert(FoundResource(arn: arn, certainty: .exact), at: 0)
    }
    if found.isEmpty { found = guessed(action) }
    if !found.isEmpty { return found }
    if asked == "*" { return [FoundResource(arn: "*", certainty: .exact)] }
    // Where the log keeps the parameters back, as for calls that were throttled, `*` stands for a name and not for all.
    let isLogged = record.value(.requestParameters) != nil || !record.has(.errorCode)
    if let arn = unnamed(action) { return [FoundResource(arn: arn, certainty: isLogged ? .wildcard : .unknown)] }
    return [FoundResource(arn: "*", certainty: .unknown)]
  }

  /// Whether the table's rules find any resource of an action; for actions that are asked only then.
  func named(_ action: PlannedAction) -> [FoundResource] {
    var found: [FoundResource] = []
    var seen: Set<ByteString> = []
    for alternatives in action.kinds {
      for kind in alternatives {
        var resources = find(kind, in: action)
        if resources.isEmpty, kind.rule.isAskedUnnamed, holds(kind.rule.guarded) {
          resources = [FoundResource(arn: filled(kind), certainty: .wildcard)]
        }
        if !resources.isEmpty {
          for resource in resources where seen.insert(resource.arn).inserted { found.append(resource) }
          break
        }
      }
      if found.count >= Self.maximumResources { break }
    }
    return found
  }

  private func holds(_ guarded: (path: ParameterPath, word: ByteString)?) -> Bool {
    guard let guarded else { return true }
    return guarded.path.values(in: record).contains { $0.equalsIgnoringASCIICase(guarded.word) }
  }

  private func find(_ kind: PlannedKind, in action: PlannedAction) -> [FoundResource] {
    guard holds(kind.rule.guarded) else { return [] }
    if let place = kind.rule.loggedPlace {
      let matching = fromLog(kind.format)
      return matching.isEmpty ? [] : [matching[min(place, matching.count) - 1]]
    }
    if let own = kind.rule.assignments { return filled(kind.format, own, in: action) }
    let fromLog = fromLog(kind.format)
    if !fromLog.isEmpty { return fromLog }
    if !kind.defaults.isEmpty {
      let found = filled(kind.format, kind.defaults, in: action)
      if !found.isEmpty { return found }
    }
    if action.prefix == "ec2" { return EC2Identifier.resources(of: kind.format, record, place) }
    // Kinds that there is one of in an account, as the Glue catalog, need no name.
    if kind.format.free.isEmpty, action.kinds.count == 1 || action.prefix == "glue" {
      return [FoundResource(arn: kind.format.filled(place.common), certainty: .exact)]
    }
    return []
  }

  private func fromLog(_ format: ARNFormat) -> [FoundResource] {
    logged.compactMap { entry in
      let arn = entry.isPrefix ? entry.arn + "*" : entry.arn
      guard format.matches(arn) else { return nil }
      return FoundResource(arn: arn, certainty: entry.isPrefix ? .wildcard : .exact, account: entry.account)
    }
  }

  /// The ARNs that a format makes of what its assignments find; none unless every assignment finds something.
  private func filled(_ format: ARNFormat, _ assignments: [Assignment], in action: PlannedAction) -> [FoundResource] {
    var columns: [(name: ByteString, values: [SourcedValue])] = []
    var found: [FoundResource] = []
    for assignment in assignments {
      var values: [SourcedValue] = []
      for source in assignment.sources {
        // Only a call that can be about nobody else is about the caller.
        if source.transform == .caller, action.kinds.count > 1 { continue }
        for value in source.values(in: record, place) {
          guard case .arn(let arn) = value.content else {
            values.append(value)
            continue
          }
          let isLikely = format.service == nil || (format.free.count == 1 && format.hasService(of: arn))
          guard format.matches(arn) || isLikely else { continue }
          found.append(FoundResource(arn: completed(arn, format), certainty: value.isAssumed ? .assumed : .exact))
        }
        if !values.isEmpty || !found.isEmpty { break }
      }
      if !found.isEmpty { return found }
      guard !values.isEmpty else { return [] }
      if let name = assignment.placeholder ?? format.free.first { columns.append((name, values)) }
    }
    guard !columns.isEmpty else { return [] }
    let rows = min(columns.map(\.values.count).max() ?? 0, Self.maximumResources)
    for row in 0..<rows {
      var certainty = ResourceCertainty.exact
      let arn = format.filled { placeholder in
        if let common = place.common(placeholder) { return common }
        guard let column = columns.first(where: { $0.name == placeholder }) else {
          certainty = .wildcard
          return nil
        }
        let value = column.values[min(row, column.values.count - 1)]
        if value.isAssumed, certainty == .exact { certainty = .assumed }
        if case .text(let text) = value.content { return text }
        return nil
      }
      found.append(FoundResource(arn: arn, certainty: certainty))
    }
    return found
  }

  /// A log group's own ARN with what requests put behind it.
  private func completed(_ arn: ByteString, _ format: ARNFormat) -> ByteString {
    format.kind == "log-group" && arn.hasSuffix(":*:log-stream:")
      ? ByteString(copying: arn.bytes.dropLast(14)) + ":log-stream:" : arn
  }

  /// The ARN of a kind with `*` for what nothing names.
  private func filled(_ kind: PlannedKind) -> ByteString {
    let assignments = kind.rule.assignments ?? kind.defaults
    return kind.format.filled { placeholder in
      if let common = place.common(placeholder) { return common }
      for assignment in assignments where assignment.placeholder == placeholder {
        for source in assignment.sources {
          if case .text(let text)? = source.values(in: record, place).first?.content { return text }
        }
      }
      return nil
    }
  }

  /// Resources by the names that the catalog gives to the parts of ARNs, and by ARNs that stand in parameters.
  private func guessed(_ action: PlannedAction) -> [FoundResource] {
    trace?.sawAll = true
    let formats = action.kinds.flatMap { $0.map(\.format) }
    guard let parameters = record.value(.requestParameters) else { return [] }
    var scalars: [(name: ByteString, value: ByteString)] = []
    parameters.forEachMember { name, value in
      let name = name.byteString
      if let text = value.scalar { scalars.append((name, text)) }
      value.forEachElement { element in
        if let text = element.scalar { scalars.append((name, text)) }
        return scalars.count < Self.maximumResources
      }
      return scalars.count < Self.maximumResources
    }
    var found: [FoundResource] = []
    for (_, value) in scalars where value.hasPrefix("arn:") && !found.contains(where: { $0.arn == value }) {
      if formats.contains(where: { $0.matches(value) }) { found.append(FoundResource(arn: value, certainty: .exact)) }
    }
    guard found.isEmpty, formats.count <= Self.mostGuessedKinds else { return found }
    // Where a table says how a kind is named, other parameters do not name it.
    let untold = action.kinds.flatMap { $0.filter { $0.defaults.isEmpty && $0.rule.assignments == nil }.map(\.format) }
    for format in untold {
      if let resource = guessed(format, scalars, isOnly: formats.count == 1) { found.append(resource) }
    }
    return found
  }

  private func guessed(
    _ format: ARNFormat, _ scalars: [(name: ByteString, value: ByteString)], isOnly: Bool
  ) -> FoundResource? {
    guard !format.free.isEmpty else { return nil }
    var certainty = ResourceCertainty.exact
    var texts: [ByteString: ByteString] = [:]
    for placeholder in format.free {
      var names = [placeholder.plainName]
      if isOnly, format.free.count == 1 {
        let kind = format.kind.plainName
        names += [kind, kind + "name", kind + "id", kind + "identifier", "name", "id", "resourceid", "identifier"]
      }
      for (index, name) in names.enumerated() {
        guard let scalar = scalars.first(where: { $0.name.plainName == name && !$0.value.hasPrefix("arn:") }),
          scalar.value != ValueSource.hidden, !scalar.value.isEmpty
        else { continue }
        texts[placeholder] = scalar.value
        if index > 0 { certainty = .assumed }
        break
      }
      guard texts[placeholder] != nil else { return nil }
    }
    return FoundResource(arn: format.filled { place.common($0) ?? texts[$0] }, certainty: certainty)
  }

  /// For an action on one kind, the kind with `*`: what it creates, or all that it lists. Of several kinds, the one that
  /// an account has one of, such as itself.
  private func unnamed(_ action: PlannedAction) -> ByteString? {
    let only = action.kinds.filter { $0.count == 1 && $0[0].format.free.isEmpty }
    if action.kinds.count > 1, only.count == 1 { return only[0][0].format.filled(place.common) }
    guard action.kinds.count == 1, let kind = action.kinds[0].last else { return nil }
    return filled(kind)
  }

  /// More than a call of 100 KB of parameters, the most that is logged, can name; a bound for hostile records.
  private static let maximumResources = 10_000
  /// With more kinds than this, one name would fill several formats.
  private static let mostGuessedKinds = 4
}

extension ByteString {
  /// The name in lower case without hyphens, underscores and blanks.
  fileprivate var plainName: ByteString {
    ByteString(asciiLowercased.bytes.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") && $0 != 0x20 })
  }
}

extension EC2Identifier {
  /// The resources of one kind whose identifiers stand in an EC2 call's parameters, by their prefix.
  ///
  /// Filters name what is looked for, not what is acted on, and what stands deeper belongs to something else.
  static func resources(of format: ARNFormat, _ record: CloudTrailRecord, _ place: EventPlace) -> [FoundResource] {
    guard let parameters = record.value(.requestParameters) else { return [] }
    var identifiers: [ByteString] = []
    collect(parameters, 1, of: format.kind, into: &identifiers)
    var seen: Set<ByteString> = []
    return identifiers.filter { seen.insert($0).inserted }.map { identifier in
      FoundResource(arn: format.filled { place.common($0) ?? identifier }, certainty: .exact)
    }
  }

  private static func collect(_ value: JSONValue, _ depth: Int, of kind: ByteString, into found: inout [ByteString]) {
    guard depth <= deepestIdentifier, found.count < mostIdentifiers else { return }
    func consider(_ value: JSONValue) {
      if value.isString, let text = value.scalar, self.kind(of: text) == kind {
        found.append(text)
      } else {
        collect(value, depth + 1, of: kind, into: &found)
      }
    }
    value.forEachMember { name, member in
      if !name.equals("filterSet"), !name.equals("Filter") { consider(member) }
      return found.count < mostIdentifiers
    }
    value.forEachElement { element in
      consider(element)
      return found.count < mostIdentifiers
    }
  }

  /// The kind that an identifier is of: a known prefix, and behind it 8 or more letters and digits.
  static func kind(of identifier: ByteString) -> ByteString? {
    guard identifier.count <= 64 else { return nil }
    for (prefix, kind) in table where identifier.hasPrefix(prefix) {
      let rest = identifier.bytes.dropFirst(prefix.count)
      guard rest.count >= 4, rest.allSatisfy({ $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }) else { return nil }
      return kind
    }
    return nil
  }

  static let table: [(prefix: ByteString, kind: ByteString)] = {
    let text = UnsafeBufferPointer(start: prefixes.utf8Start, count: prefixes.utf8CodeUnitCount)
    return text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let words = line.split(separator: UInt8(ascii: " "))
      return words.count == 2 ? (ByteString(copying: words[0]), ByteString(copying: words[1])) : nil
    }
  }()

  /// `XSet.items[].id` and `XRequest.Id[].content` are this deep.
  private static let deepestIdentifier = 4
  private static let mostIdentifiers = 10_000
}
