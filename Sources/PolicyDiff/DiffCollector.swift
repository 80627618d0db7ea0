import ActionStreams
import Documents
import PolicyLanguage
import Replay

/// Collects what a comparison finds into a table of changes and a list of errors, both bounded.
struct DiffCollector: ComparisonCollector {
  private(set) var table: ChangeTable
  private(set) var errors = SideErrors()
  /// By worker, the places in the table of the groups that the worker has told apart; nil beyond the table's limit.
  private var places: [Int: [(place: Int?, change: DecisionChange)]] = [:]

  init(groupLimit: Int) {
    table = ChangeTable(groupLimit: groupLimit)
  }

  func gatherer(worker: Int) -> ChangeGatherer { ChangeGatherer(worker: worker) }

  mutating func add(_ part: ChangeGatherer.Part) {
    var known = places.removeValue(forKey: part.worker) ?? []
    for group in part.newGroups { known.append((table.place(of: group), group.change)) }
    for (number, count) in part.counts {
      let group = known[Int(number)]
      table.add(count, group.change, at: group.place)
    }
    places[part.worker] = part.isLastOfNumbers ? [] : known
    errors.add(part.errors)
  }
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
