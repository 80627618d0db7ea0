import Documents
import PolicyDiff
import PolicyLanguage
import Replay
import Scenarios

/// The matrices of a comparison: what the new stack policies protect, and what changed by account and service.
struct ComparedMatrices {
  private(set) var matrices: [Report.Matrix] = []
  private(set) var leftOut: [String] = []
  private(set) var explanations = ExplanationList()
  private let table: ChangeTable

  init(_ table: ChangeTable) {
    self.table = table
  }

  /// Adds the matrices of the new policies; a cell whose answer changed names both letters: `A→D`.
  mutating func add(before: StreamPolicies, after: StreamPolicies) {
    var tally = DecisionMatrix()
    for group in table.groups where !group.action.hasPrefix("Update:") {
      let service = ByteString(copying: group.action.bytes.prefix { $0 != UInt8(ascii: ":") }).asciiLowercased
      tally.add(
        StreamHighlights.Cell(row: group.account ?? "", column: service), group.after, count: group.count,
        letter: Report.State(group.before.result).letter + "→" + Report.State(group.after.result).letter)
    }
    if let matrix = tally.matrix(
      title: "Changed decisions by account and service", rowTitle: "Account", columnTitle: "Service", &explanations)
    {
      matrices.append(matrix)
      leftOut += tally.leftOut
    }
    var matrix = StackPolicyMatrix()
    for binding in after.stacks where !binding.resourceTypes.isEmpty {
      let old = before.stacks.first { $0.name == binding.name }
      matrix.add(binding, before: old, to: &explanations)
    }
    if !matrix.rows.isEmpty {
      matrices.append(matrix.matrix)
      if matrix.leftOut > 0 { leftOut.append("\(Plural.count(matrix.leftOut, "resource")) of the matrix") }
    }
  }
}
