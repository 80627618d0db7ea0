import Documents
import PolicyLanguage
import Replay

/// Decisions by account and service, or by resource and update action: what a stream showed, in a table for a page.
struct DecisionMatrix {
  /// The most rows.
  let rowLimit: Int
  /// The most columns.
  let columnLimit = 40

  /// What a cell holds: how many decisions of each kind, and the first of the gravest.
  private struct Cell {
    var counts: [Report.State: Int] = [:]
    var first: Decision
    var letters: [String] = []

    var gravest: Report.State { counts.keys.max { $0.weight < $1.weight } ?? .notAsked }
  }

  private var cells: [StreamHighlights.Cell: Cell] = [:]
  private var rows: [ByteString: Int] = [:]
  private var columns: [ByteString: Int] = [:]
  /// What the last matrix had no room for.
  private(set) var leftOut: [String] = []

  /// Makes a table of nothing.
  init(rowLimit: Int = 200) {
    self.rowLimit = rowLimit
  }

  /// Adds the cells of a stream.
  mutating func add(_ cells: [StreamHighlights.Cell: [EvaluationResult: StreamHighlights.Tallied]]) {
    for (place, results) in cells.sorted(by: { ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column) }) {
      for result in EvaluationResult.allCases {
        if let tallied = results[result] { add(place, tallied.decision, count: tallied.count) }
      }
    }
  }

  /// Counts decisions.
  ///
  /// - Parameter letter: what the cell is to say instead of the letter of its decision.
  mutating func add(
    _ place: StreamHighlights.Cell, _ decision: Decision, count: Int, letter: String? = nil
  ) {
    let state = Report.State(decision.result)
    var cell = cells[place] ?? Cell(first: decision)
    if state.weight > cell.gravest.weight { cell.first = decision }
    cell.counts[state, default: 0] += count
    if let letter, !cell.letters.contains(letter) { cell.letters.append(letter) }
    cells[place] = cell
    rows[place.row, default: 0] += count
    columns[place.column, default: 0] += count
  }

  /// The matrix, of the rows and columns with the most decisions; nil where there are none.
  mutating func matrix(
    title: String, rowTitle: String, columnTitle: String, _ explanations: inout ExplanationList
  ) -> Report.Matrix? {
    guard !cells.isEmpty else { return nil }
    let shownRows = Self.most(rows, rowLimit)
    let shownColumns = Self.most(columns, columnLimit)
    leftOut = []
    if shownRows.count < rows.count {
      leftOut.append("\(Plural.grouped(rows.count - shownRows.count)) of \(Plural.count(rows.count, "row"))")
    }
    if shownColumns.count < columns.count {
      leftOut.append(
        "\(Plural.grouped(columns.count - shownColumns.count)) of \(Plural.count(columns.count, "column"))")
    }
    let body = shownRows.map { row in
      shownColumns.map { column -> Report.Matrix.Cell in
        guard let cell = cells[StreamHighlights.Cell(row: row, column: column)] else { return .notAsked }
        let states = cell.counts.sorted { $1.key.weight < $0.key.weight }
        let letters = cell.letters.isEmpty ? states.map(\.key.letter) : cell.letters
        return .init(
          letter: letters.joined(separator: cell.letters.isEmpty ? "/" : " "), state: cell.gravest,
          data: states.map { "\(Plural.grouped($0.value)) \($0.key.word)" }.joined(separator: ", "),
          explanation: explanations.id(cell.first))
      }
    }
    return Report.Matrix(
      title: title, rowTitle: rowTitle, columnTitle: columnTitle,
      rows: shownRows.map { .init($0.isEmpty ? "(not named)" : $0.string) },
      columns: shownColumns.map { .init($0.string) }, cells: body)
  }

  /// The names with the greatest counts, in the order of the names.
  private static func most(_ counts: [ByteString: Int], _ limit: Int) -> [ByteString] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit).map(\.key).sorted()
  }
}

extension Report.State {
  /// The word behind a number of decisions.
  var word: String {
    switch self {
    case .allow: "allowed"
    case .deny: "denied"
    case .unknown: "unknown"
    case .notAsked: "not asked"
    }
  }
}
