import ActionStreams
import Documents
import PolicyLanguage
import Replay

/// Collects what a comparison finds into a table of changes and a list of errors, both bounded.
struct DiffCollector: ComparisonCollector {
  private(set) var table: ChangeTable
  private(set) var errors: [DiffResult.SideError] = []

  init(groupLimit: Int) {
    table = ChangeTable(groupLimit: groupLimit)
  }

  mutating func add(_ record: ComparedRecord) {
    guard let change = DecisionChange(from: record.before.result, to: record.after.result) else { return }
    table.add(
      change, principal: record.principal, action: record.action,
      account: record.stack ?? Self.account(record.principal) ?? Self.account(record.resource), before: record.before,
      after: record.after, count: 1,
      example: .init(
        file: record.file, line: record.line, id: record.id?.byteString, resource: record.resource.byteString))
  }

  mutating func add(_ error: ComparisonError) {
    let side: DiffResult.SideError.Side =
      error.before == nil ? .after : error.after == nil ? .before : .both
    guard let cause = error.after ?? error.before else { return }
    add(
      DiffResult.SideError(
        side: side, code: cause.code, message: cause.message, line: error.line, file: error.file, count: 1))
  }

  mutating func add(_ later: DiffCollector) {
    table.add(later.table)
    for error in later.errors { add(error) }
  }

  /// There are few codes, so that the list stays short however long the stream is.
  private mutating func add(_ error: DiffResult.SideError) {
    if let index = errors.firstIndex(where: { $0.side == error.side && $0.code == error.code }) {
      errors[index].count += error.count
    } else {
      errors.append(error)
    }
  }

  /// The account of an ARN, or the text where it is an account itself.
  private static func account(_ text: ByteSlice?) -> ByteSlice? {
    guard let text else { return nil }
    if text.count == 12, (0..<12).allSatisfy({ text.base[$0] &- 0x30 < 10 }) { return text }
    guard text.count > 4, ByteSlice(text.base, 4).equals(ByteSlice("arn:")) else { return nil }
    var colons = 0
    var start = 0
    for at in 0..<text.count where text.base[at] == UInt8(ascii: ":") {
      colons += 1
      if colons == 4 { start = at + 1 }
      if colons == 5 { return at > start ? ByteSlice(text.base + start, at - start) : nil }
    }
    return nil
  }
}
