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

  /// Names with counts, as many as there is room for: those that come first in the stream.
  public struct Counts: Sendable {
    /// The count of names that there was no room for.
    public private(set) var rest = 0
    private var named: [(name: ByteString, count: Int)] = []
    private var places: [ByteString: Int] = [:]

    /// The counts by name.
    public var counts: [ByteString: Int] { Dictionary(uniqueKeysWithValues: named.map { ($0.name, $0.count) }) }

    /// The place of a name; nil where there is no room for it.
    fileprivate mutating func place(of name: ByteString) -> Int? {
      if let known = places[name] { return known }
      guard named.count < StreamHighlights.nameLimit else { return nil }
      places[name] = named.count
      named.append((name, 0))
      return named.count - 1
    }

    fileprivate mutating func add(_ count: Int, at place: Int?) {
      if let place { named[place].count += count } else { rest += count }
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

  /// Where the decisions of a group count.
  private struct Place {
    let reason: Int
    /// Nil where there is no room for the cell.
    let tally: Int?
  }

  /// The decisions by what made them, and by cell.
  private struct Tallies {
    var reasons: [Tallied] = []
    var reasonPlaces: [Reason: Int] = [:]
    var cells: [(cell: Cell, tallied: Tallied)] = []
    var cellPlaces: [Cell: [EvaluationResult: Int]] = [:]
    var withoutCell = 0

    mutating func place(of group: HighlightGatherer.Group) -> Place {
      let reason = Reason(group.decision)
      let number = reasonPlaces[reason] ?? reasons.count
      if number == reasons.count {
        reasonPlaces[reason] = number
        reasons.append(Tallied(decision: group.decision, count: 0))
      }
      return Place(reason: number, tally: tally(of: group))
    }

    private mutating func tally(of group: HighlightGatherer.Group) -> Int? {
      let known = cellPlaces[group.cell]
      if let tally = known?[group.decision.result] { return tally }
      guard known != nil || cellPlaces.count < StreamHighlights.nameLimit else { return nil }
      cellPlaces[group.cell, default: [:]][group.decision.result] = cells.count
      cells.append((group.cell, Tallied(decision: group.decision, count: 0)))
      return cells.count - 1
    }

    mutating func add(_ count: Int, at place: Place) {
      reasons[place.reason].count += count
      if let tally = place.tally { cells[tally].tallied.count += count } else { withoutCell += count }
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
  /// What the workers may leave out.
  let room = HighlightRoom()
  private var tallies = Tallies()
  private var groupPlaces = NumberedPlaces<HighlightGatherer.Group, Place>()
  private var principalPlaces = NumberedPlaces<ByteString, Int?>()
  private var actionPlaces = NumberedPlaces<ByteString, Int?>()

  /// Makes highlights of nothing.
  public init() {}

  /// The decisions by what made them, in the order in which they first came.
  public var decisions: [Tallied] { tallies.reasons }

  /// The decisions that there was no cell for.
  public var withoutCell: Int { tallies.withoutCell }

  /// What was decided by account and service, and by resource and update action.
  public var cells: [Cell: [EvaluationResult: Tallied]] {
    tallies.cellPlaces.mapValues { $0.mapValues { tallies.cells[$0].tallied } }
  }

  /// Adds the highlights of the part of the stream behind this one's.
  mutating func add(_ later: HighlightGatherer.Part) {
    denied += later.denied.prefix(Self.recordLimit - denied.count)
    unknown += later.unknown.prefix(Self.recordLimit - unknown.count)
    failed += later.failed.prefix(Self.recordLimit - failed.count)
    room.set(
      denied: denied.count < Self.recordLimit, unknown: unknown.count < Self.recordLimit,
      failed: failed.count < Self.recordLimit)
    groupPlaces.add(later.groups, of: later.worker, to: &tallies) {
      $0.place(of: $1)
    } count: {
      $0.add($2, at: $1)
    }
    principalPlaces.add(later.deniedPrincipals, of: later.worker, to: &deniedPrincipals) {
      $0.place(of: $1)
    } count: {
      $0.add($2, at: $1)
    }
    actionPlaces.add(later.deniedActions, of: later.worker, to: &deniedActions) {
      $0.place(of: $1)
    } count: {
      $0.add($2, at: $1)
    }
  }

  /// Passes over a part of the stream that shall not count.
  mutating func skip(_ part: HighlightGatherer.Part) {
    groupPlaces.skip(part.groups, of: part.worker)
    principalPlaces.skip(part.deniedPrincipals, of: part.worker)
    actionPlaces.skip(part.deniedActions, of: part.worker)
  }
}
