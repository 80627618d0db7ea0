import ActionStreams
import Documents
import PolicyLanguage

/// What a reader of a report wants to see of a stream: the first decisions worth a look, who and what is denied most,
/// and what was decided by account and service. Bounded, however long the stream is; parts add up in its order.
public struct StreamHighlights: Sendable {
  /// One record that is worth a look.
  public struct Record: Sendable {
    /// The input's name, where there are several.
    public let file: ByteString?
    /// The line, or the record's number in a document of records, from 1.
    public let line: Int
    /// The record's id as JSON text, quotes included.
    public let id: ByteString?
    /// Who asked, if the record says.
    public let principal: ByteString?
    /// The action; empty for a record that could not be read.
    public let action: ByteString
    /// The resource that decided; empty for a record that could not be read.
    public let resource: ByteString
    /// The decision; nil where there is none.
    public let decision: Decision?
    /// Why there is no decision.
    public let error: RecordError?
  }

  /// A cell of a table of decisions.
  public struct Cell: Hashable, Sendable {
    /// The account of whoever asked, else of the resource; for an update action the resource, behind its stack.
    public let row: ByteString
    /// The service; for an update action the action.
    public let column: ByteString

    /// Makes a cell.
    public init(row: ByteString, column: ByteString) {
      self.row = row
      self.column = column
    }
  }

  /// Decisions for one reason.
  public struct Tallied: Sendable {
    /// The first of them.
    public let decision: Decision
    /// How many.
    public internal(set) var count: Int
  }

  /// Names with counts, as many as there is room for.
  public struct Counts: Sendable {
    /// The counts by name.
    public private(set) var counts: [ByteString: Int] = [:]
    /// The count of names that there was no room for.
    public private(set) var rest = 0

    mutating func add(_ name: ByteString, _ count: Int = 1) {
      if let index = counts.index(forKey: name) {
        counts.values[index] += count
      } else if counts.count < StreamHighlights.nameLimit {
        counts[name] = count
      } else {
        rest += count
      }
    }

    mutating func add(_ later: Counts) {
      for (name, count) in later.counts.sorted(by: { $0.key < $1.key }) { add(name, count) }
      rest += later.rest
    }
  }

  private struct Reason: Hashable {
    let result: EvaluationResult
    let policyType: PolicyType?
    let level: String?
    let policy: ObjectIdentifier?
    let statement: Int

    init(_ decision: Decision) {
      result = decision.result
      policyType = decision.by?.policyType
      level = decision.by?.level
      policy = (decision.by?.statement?.policy).map { ObjectIdentifier($0) }
      statement = decision.by?.statement?.index ?? -1
    }
  }

  /// The most records of each kind that are kept.
  public static let recordLimit = 1_000
  /// The most names of each kind that are told apart.
  public static let nameLimit = 20_000

  /// The first denied records.
  public private(set) var denied: [Record] = []
  /// The first records whose decision is Unknown.
  public private(set) var unknown: [Record] = []
  /// The first records that could not be decided.
  public private(set) var failed: [Record] = []
  /// How often principals were denied.
  public private(set) var deniedPrincipals = Counts()
  /// How often actions were denied.
  public private(set) var deniedActions = Counts()
  /// What was decided by account and service, and by resource and update action.
  public private(set) var cells: [Cell: [EvaluationResult: Tallied]] = [:]
  /// The decisions that there was no cell for.
  public private(set) var withoutCell = 0
  private var reasons: [Reason: Tallied] = [:]

  /// Makes highlights of nothing.
  public init() {}

  /// The decisions by what made them, in no particular order.
  public var decisions: [Tallied] { Array(reasons.values) }

  // MARK: - Adding

  mutating func add(
    _ record: ActionRecord, _ ruling: RecordDecider.Ruling, file: ByteString?, line: Int
  ) {
    let decision = ruling.text.decision
    let result = ruling.verdict.result
    tally(decision, 1, under: Reason(decision))
    tally(decision, 1, in: Self.cell(record, ruling.resource))
    guard result != .allowed else { return }
    if result != .unknown {
      if let principal = record.principal { deniedPrincipals.add(principal.byteString) }
      deniedActions.add(record.action.byteString)
    }
    guard (result == .unknown ? unknown.count : denied.count) < Self.recordLimit else { return }
    let shown = Record(
      file: file, line: line, id: record.id?.byteString, principal: record.principal?.byteString,
      action: record.action.byteString, resource: ruling.resource.byteString, decision: decision, error: nil)
    if result == .unknown { unknown.append(shown) } else { denied.append(shown) }
  }

  mutating func add(_ error: RecordError, _ id: ByteSlice?, file: ByteString?, line: Int) {
    guard failed.count < Self.recordLimit else { return }
    failed.append(
      Record(
        file: file, line: line, id: id?.byteString, principal: nil, action: "", resource: "", decision: nil,
        error: error))
  }

  /// Adds the highlights of the part of the stream behind this one's.
  mutating func add(_ later: StreamHighlights) {
    denied += later.denied.prefix(Self.recordLimit - denied.count)
    unknown += later.unknown.prefix(Self.recordLimit - unknown.count)
    failed += later.failed.prefix(Self.recordLimit - failed.count)
    deniedPrincipals.add(later.deniedPrincipals)
    deniedActions.add(later.deniedActions)
    for (reason, tallied) in later.reasons { tally(tallied.decision, tallied.count, under: reason) }
    let cells = later.cells.sorted { ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column) }
    for (cell, results) in cells {
      for result in EvaluationResult.allCases {
        if let tallied = results[result] { tally(tallied.decision, tallied.count, in: cell) }
      }
    }
    withoutCell += later.withoutCell
  }

  private mutating func tally(_ decision: Decision, _ count: Int, under reason: Reason) {
    if let index = reasons.index(forKey: reason) {
      reasons.values[index].count += count
    } else {
      reasons[reason] = Tallied(decision: decision, count: count)
    }
  }

  private mutating func tally(_ decision: Decision, _ count: Int, in cell: Cell) {
    if let index = cells.index(forKey: cell) {
      if cells.values[index][decision.result] == nil {
        cells.values[index][decision.result] = Tallied(decision: decision, count: count)
      } else {
        cells.values[index][decision.result]?.count += count
      }
    } else if cells.count < Self.nameLimit {
      cells[cell] = [decision.result: Tallied(decision: decision, count: count)]
    } else {
      withoutCell += count
    }
  }

  private static func cell(_ record: ActionRecord, _ resource: ByteSlice) -> Cell {
    if record.isUpdate {
      let stack = record.stack.map { Array(copying: $0) + [UInt8(ascii: "/")] } ?? []
      let id = Array(copying: resource).dropFirst("LogicalResourceId/".utf8.count)
      return Cell(row: ByteString(stack + id), column: record.action.byteString)
    }
    var service = 0
    while service < record.action.count, record.action.base[service] != UInt8(ascii: ":") { service += 1 }
    let owner = record.principal.flatMap { Self.account(of: $0) } ?? Self.account(of: resource) ?? ""
    return Cell(row: owner, column: ByteSlice(record.action.base, service).byteString.asciiLowercased)
  }

  /// The fifth part of an ARN, or the text where it is an account itself.
  private static func account(of text: ByteSlice) -> ByteString? {
    if text.count == 12, (0..<12).allSatisfy({ text.base[$0] &- 0x30 < 10 }) { return text.byteString }
    var colons = 0
    var start = 0
    for offset in 0..<text.count where text.base[offset] == UInt8(ascii: ":") {
      colons += 1
      if colons == 4 { start = offset + 1 }
      if colons == 5 { return offset > start ? ByteSlice(text.base + start, offset - start).byteString : nil }
    }
    return nil
  }
}

extension Array<UInt8> {
  fileprivate init(copying slice: ByteSlice) {
    self.init(UnsafeBufferPointer(start: slice.base, count: slice.count))
  }
}
