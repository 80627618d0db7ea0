import ActionStreams
import Documents
import PolicyLanguage
import Replay

/// Collects what a comparison finds into a table of changes and a list of errors, both bounded.
struct DiffCollector: ComparisonCollector {
  private(set) var table: ChangeTable
  private(set) var errors = SideErrors()
  /// The places in the table of the groups that workers have told apart; nil beyond the table's limit.
  private var places = NumberedPlaces<ChangeGroup, (place: Int?, change: DecisionChange)>()

  init(groupLimit: Int) {
    table = ChangeTable(groupLimit: groupLimit)
  }

  func gatherer(worker: Int) -> ChangeGatherer { ChangeGatherer(worker: worker) }

  mutating func add(_ part: ChangeGatherer.Part) {
    places.add(part.groups, of: part.worker, to: &table) { table, group in
      (table.place(of: group), group.change)
    } count: { table, group, count in
      table.add(count, group.change, at: group.place)
    }
    errors.add(part.errors)
  }

  mutating func skip(_ part: ChangeGatherer.Part) { places.skip(part.groups, of: part.worker) }
}

/// Records that could not be decided, by side and code: there are few codes, so that the list stays short however long
/// the stream is.
struct SideErrors: Sendable {
  private(set) var list: [DiffResult.SideError] = []

  mutating func add(_ error: ComparisonError) {
    let side: DiffResult.SideError.Side =
      error.before == nil ? .after : error.after == nil ? .before : .both
    guard let cause = error.after ?? error.before else { return }
    add(
      DiffResult.SideError(
        side: side, code: cause.code, message: cause.message, line: error.line, file: error.file, count: 1))
  }

  mutating func add(_ later: SideErrors) {
    for error in later.list { add(error) }
  }

  private mutating func add(_ error: DiffResult.SideError) {
    if let index = list.firstIndex(where: { $0.side == error.side && $0.code == error.code }) {
      list[index].count += error.count
    } else {
      list.append(error)
    }
  }
}
