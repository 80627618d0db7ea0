import Documents
import PolicyLanguage
import Replay

/// The counts of a run in a few lines, for standard error.
public struct StreamSummaryText: Sendable {
  private let style: TextStyle

  /// Makes a renderer for a style.
  public init(style: TextStyle) {
    self.style = style
  }

  /// The lines, each with its line end.
  public func render(_ tally: StreamTally) -> String {
    var text = Plural.count(tally.decisionCount, "decision") + ": " + results(tally) + "\n"
    if tally.errorCount > 0 {
      let codes = tally.errors.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.key) \(Plural.grouped($0.value))" }
      text += style.paint(Plural.count(tally.errorCount, "record") + " could not be decided", .error)
      text += ": " + codes.joined(separator: ", ") + "\n"
    }
    for (key, count) in tally.lackedKeys.sorted(by: { $0.key < $1.key }) {
      text += "\(Plural.count(count, "decision")) \(count == 1 ? "hangs" : "hang") on \(key), "
      text += "which AWS always sends and the records lack\n"
    }
    let keys = tally.missingKeys.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    for (key, count) in keys.prefix(10) {
      text += "\(TerminalText.escaped(key)) is unknown in \(Plural.count(count, "decision"))\n"
    }
    if keys.count > 10 { text += "\(Plural.count(keys.count - 10, "more key")) unknown\n" }
    return text
  }

  private func results(_ tally: StreamTally) -> String {
    let denied = tally.count(.explicitDeny) + tally.count(.implicitDeny)
    var parts = [
      "\(Plural.grouped(tally.count(.allowed))) allowed", "\(Plural.grouped(denied)) denied",
    ]
    if denied > 0 {
      parts[1] += " (\(Plural.grouped(tally.count(.explicitDeny))) explicitly)"
    }
    if tally.count(.unknown) > 0 { parts.append("\(Plural.grouped(tally.count(.unknown))) unknown") }
    return parts.joined(separator: ", ")
  }
}
