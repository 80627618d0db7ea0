import Catalog
import Documents

/// The rules of one service, read from its table once.
struct ServiceRules: Sendable {
  /// The prefix of its actions.
  let prefix: ByteString
  /// Where kinds are named, by kind in lower case.
  private(set) var kinds: [ByteString: [Assignment]] = [:]
  /// What events ask, by event name in lower case.
  private(set) var events: [ByteString: [ActionRule]] = [:]
  /// The context keys.
  private(set) var context: [ContextRule] = []

  /// The rules of a service prefix; empty ones for a service without a table.
  static func of(_ prefix: ByteString) -> ServiceRules {
    all[prefix] ?? ServiceRules(prefix: prefix, table: ServiceTable())
  }

  private static let all: [ByteString: ServiceRules] = {
    var rules: [ByteString: ServiceRules] = [:]
    for (prefix, table) in ServiceTable.all { rules[prefix] = ServiceRules(prefix: prefix, table: table) }
    return rules
  }()

  /// Reads a table.
  init(prefix: ByteString, table: ServiceTable) {
    self.prefix = prefix
    for row in Self.rows(table.kinds) where row.count == 2 {
      kinds[row[0].asciiLowercased] = Self.words(row[1]).map(Self.assignment)
    }
    for row in Self.rows(table.events) where row.count == 2 {
      for name in Self.split(row[0], ",") {
        events[name.asciiLowercased] = Self.split(row[1], ";").map { actionRule($0, event: name) }
      }
    }
    for row in Self.rows(table.context) where row.count >= 2 {
      context.append(
        ContextRule(
          key: row[0].asciiLowercased, source: Self.source(row[1]),
          isMultivalued: Catalog.conditionKey(row[0])?.isMultivalued ?? false,
          isAbsentWhenMissing: row.count > 2 && row[2] == "absent",
          events: row.count > 3 ? Set(Self.split(row[3], ",").map(\.asciiLowercased)) : nil))
    }
  }

  private func actionRule(_ text: ByteString, event: ByteString) -> ActionRule {
    var words = Self.words(text)
    var name = words.isEmpty ? event : words.removeFirst()
    var isOptional = false
    var needs: ParameterPath?
    if let mark = name.bytes.firstIndex(of: UInt8(ascii: "?")) {
      let path = ByteString(copying: name.bytes[(mark + 1)...])
      isOptional = path.isEmpty
      needs = path.isEmpty ? nil : ParameterPath(path)
      name = ByteString(copying: name.bytes[..<mark])
    }
    if name == "=" { name = event }
    if !name.bytes.contains(UInt8(ascii: ":")) { name = ByteString(prefix.bytes + [UInt8(ascii: ":")] + name.bytes) }
    let facts = words.filter { $0.hasPrefix("+") }.compactMap { word -> (key: ByteString, value: ByteString)? in
      let parts = Self.split(ByteString(copying: word.bytes.dropFirst()), "=")
      return parts.count == 2 ? (key: parts[0].asciiLowercased, value: parts[1]) : nil
    }
    let tokens = words.filter { !$0.hasPrefix("+") }
    return ActionRule(
      action: name, kinds: tokens.isEmpty ? nil : tokens.map { Self.split($0, "~").compactMap(Self.kindRule) },
      isOptional: isOptional, needs: needs, context: facts)
  }

  /// `kind`, `kind!`, `kind+`, `kind@2` or `kind=sources`, an underscore for the blanks that a few kinds have; `-` is no kind.
  private static func kindRule(_ text: ByteString) -> KindRule? {
    guard text != "-" else { return nil }
    var text = text
    var guarded: (path: ParameterPath, word: ByteString)?
    if let open = text.bytes.firstIndex(of: UInt8(ascii: "[")), let close = text.bytes.firstIndex(of: UInt8(ascii: "]"))
    {
      let parts = split(ByteString(copying: text.bytes[open..<close].dropFirst()), ":")
      if parts.count == 2 { guarded = (ParameterPath(parts[0]), parts[1]) }
      text = ByteString(Array(text.bytes[..<open]) + Array(text.bytes[(close + 1)...]))
    }
    var head = text
    var assignments: [Assignment]?
    if let equals = text.bytes.firstIndex(of: UInt8(ascii: "=")) {
      head = ByteString(copying: text.bytes[..<equals])
      assignments = split(ByteString(copying: text.bytes[(equals + 1)...]), ",").map(assignment)
    }
    let isMade = head.hasSuffix("+")
    let isAskedUnnamed = isMade || head.hasSuffix("!")
    if isAskedUnnamed { head = ByteString(copying: head.bytes.dropLast()) }
    let parts = split(head, "@")
    let kind = ByteString((parts.first ?? head).bytes.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: " ") : $0 })
    return KindRule(
      kind: kind.asciiLowercased, assignments: assignments, isAskedUnnamed: isAskedUnnamed,
      isMade: isMade, guarded: guarded, loggedPlace: parts.count == 2 ? Int(parts[1].string) : nil)
  }

  private static func assignment(_ text: ByteString) -> Assignment {
    let parts = split(text, "=")
    let sources = split(parts.last ?? text, "|").map(source)
    return Assignment(placeholder: parts.count == 2 ? parts[0] : nil, sources: sources)
  }

  private static func source(_ text: ByteString) -> ValueSource {
    let parts = split(text, ":")
    return ValueSource(
      path: ParameterPath(parts.first ?? text), transform: parts.count == 2 ? Transform(parts[1]) : .none)
  }

  private static func rows(_ table: StaticString) -> [[ByteString]] {
    let text = UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)
    return text.split(separator: UInt8(ascii: "\n")).map { columns($0) }
  }

  /// The columns of a row, ` => ` between them.
  private static func columns(_ row: Slice<UnsafeBufferPointer<UInt8>>) -> [ByteString] {
    var columns: [[UInt8]] = [[]]
    for word in row.split(separator: UInt8(ascii: " ")) {
      if word.elementsEqual("=>".utf8) {
        columns.append([])
      } else {
        if columns[columns.count - 1].isEmpty == false { columns[columns.count - 1].append(UInt8(ascii: " ")) }
        columns[columns.count - 1] += word
      }
    }
    return columns.map { ByteString($0) }
  }

  private static func words(_ text: ByteString) -> [ByteString] { split(text, " ") }

  private static func split(_ text: ByteString, _ separator: Unicode.Scalar) -> [ByteString] {
    text.bytes.split(separator: UInt8(ascii: separator)).map { ByteString(copying: $0) }
  }
}
