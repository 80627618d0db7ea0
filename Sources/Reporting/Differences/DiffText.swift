import Documents
import PolicyDiff
import PolicyLanguage

/// Changed decisions for people: by kind of change, then by what decided before and after, then by who, what and where.
///
/// ```
/// Newly allowed: 3 decisions
///
///   before  Deny   denied by "KeepVolumes" at old/scp.json:4:5
///           …Condition": { "StringEquals": { "aws:ResourceTag/keep": "Always" } } }
///   now            "KeepVolumes" differs at new/scp.json:6:72
///           …Condition": { "StringEquals": { "aws:ResourceTag/keep": "always" } } }
///   after   Allow  allowed by statement 0 at new/admin.json:3:5
///     3  ec2:DeleteVolume  arn:aws:iam::111122223333:role/Admin  (account 111122223333)
///        first at line 7: arn:aws:ec2:us-east-1:111122223333:volume/vol-1
/// ```
public struct DiffText: Sendable {
  private let style: TextStyle
  /// The most groups that are printed of one section.
  private static let mostGroups = 20
  /// The most sections that are printed of one change.
  private static let mostSections = 50

  /// Makes a renderer for a style.
  public init(style: TextStyle) {
    self.style = style
  }

  /// The whole report.
  public func render(_ result: DiffResult) -> String {
    var text = ""
    let statements = BothStatements(result)
    for change in DecisionChange.allCases where result.table.count(change) > 0 {
      text += style.paint("\(change.title): \(Plural.count(result.table.count(change), "decision"))", change.role)
      text += "\n"
      let sections = result.table.sections(change)
      for section in sections.prefix(Self.mostSections) { text += "\n" + render(section, statements, result.isMatrix) }
      if sections.count > Self.mostSections {
        text += "\n  and \(Plural.count(sections.count - Self.mostSections, "more pair")) of statements\n"
      }
      if let beyond = result.table.beyondLimit[change] {
        text += "\n  and \(Plural.count(beyond, "decision")) more of principals and actions beyond the "
        text += "\(Plural.grouped(result.table.groupLimit)) that are told apart\n"
      }
      text += "\n"
    }
    return text + summary(result)
  }

  /// The counts in a few lines.
  public func summary(_ result: DiffResult) -> String {
    if result.recordCount == 0 { return "0 records: nothing was compared\n" }
    let changed = result.table.changedCount
    let records = Plural.count(result.recordCount, "record")
    var text = result.isMatrix ? "\(records) of the full matrix: " : "\(records): "
    if changed == 0 {
      text += "no decision changes\n"
    } else {
      let parts = DecisionChange.allCases.filter { result.table.count($0) > 0 }.map {
        style.paint("\(Plural.grouped(result.table.count($0))) \($0.title.asciiLowercasedFirst)", $0.role)
      }
      text += "\(Plural.count(changed, "decision")) change\(changed == 1 ? "s" : ""): " + parts.joined(separator: ", ")
      text += "\n"
    }
    for error in result.errors {
      let whom: String =
        switch error.side {
        case .before: "the old policies"
        case .after: "the new policies"
        case .both: "either side"
        }
      let file = error.file.map { "\(TerminalText.escaped($0)):" } ?? "line "
      let head = "\(Plural.count(error.count, "record")) cannot be decided by \(whom)"
      let rest = ", first at \(file)\(error.line): \(TerminalText.escaped(error.message)) [\(error.code)]"
      // Wrapped as it is shown, painted afterwards: colours take no columns.
      let lines = style.wrap(head + rest, indent: 2).joined(separator: "\n  ")
      text += (lines.hasPrefix(head) ? style.paint(head, .error) + lines.dropFirst(head.count) : lines) + "\n"
    }
    return text
  }

  private func render(_ section: ChangeSection, _ statements: BothStatements, _ isMatrix: Bool) -> String {
    let sides = ComparedSides(section, statements, width: excerptWidth)
    var text = side("before", section.before, sides.before, "now   ", ComparedSides.noNew)
    text += side("after ", section.after, sides.after, "was   ", ComparedSides.noOld)
    if let nearest = section.nearest {
      let words = NearestMissText(nearest.miss, nearest.request)
      text += "  \(style.paint("nearest", .faint))" + String(repeating: " ", count: 9)
      text += hanging(words.statement + (words.missed.map { " misses: " + $0 } ?? ""))
    }
    for group in section.groups.prefix(Self.mostGroups) { text += render(group, isMatrix: isMatrix) }
    if section.groups.count > Self.mostGroups {
      let rest = section.groups.dropFirst(Self.mostGroups)
      let count = Plural.count(rest.reduce(0) { $0 + $1.count }, "decision")
      text += "    and \(count) of \(Plural.count(rest.count, "more principal and action"))\n"
    }
    return text
  }

  /// What decided on one side, and what became of that statement on the other, where it is another there.
  private func side(
    _ name: String, _ decision: Decision, _ compared: ComparedStatement?, _ other: String, _ missing: String
  ) -> String {
    let word = decision.result.decision
    let padding = String(repeating: " ", count: max(0, 7 - word.utf8.count))
    var text = "  \(style.paint(name, .faint))  \(style.paint(word, decision.result.role))\(padding) "
    text += hanging(DecisionText.reason(decision))
    guard let compared else { return text }
    text += excerpt(compared.excerpt)
    if let theirs = compared.other {
      text += "  \(style.paint(other, .faint))" + String(repeating: " ", count: 10)
      text += hanging(theirs.sentence(missing: missing))
      if let shown = theirs.excerpt { text += excerpt(shown) }
    }
    return text
  }

  private func hanging(_ text: String) -> String {
    style.wrap(text, indent: 18).joined(separator: "\n" + String(repeating: " ", count: 18)) + "\n"
  }

  private var excerptWidth: Int { max(20, style.width - 10) }

  private func excerpt(_ text: String) -> String {
    String(repeating: " ", count: 10) + style.paint(text, .faint) + "\n"
  }

  private func render(_ group: ChangeGroup, isMatrix: Bool) -> String {
    var parts = [TerminalText.escaped(group.action)]
    if let principal = group.principal { parts.append("by " + TerminalText.escaped(principal)) }
    if let account = group.account {
      let isStack = group.principal == nil && group.action.hasPrefix("Update:")
      parts.append("in \(isStack ? "stack" : "account") " + TerminalText.escaped(account))
    }
    let count = Plural.grouped(group.count)
    let margin = String(repeating: " ", count: 4 + count.utf8.count + 2)
    let lines = style.wrap(parts.joined(separator: " "), indent: margin.utf8.count)
    var text = "    \(style.paint(count, .strong))  " + lines.joined(separator: "\n" + margin) + "\n"
    let example = group.example
    let place = example.file.map { "\(TerminalText.escaped($0)):\(example.line)" } ?? "line \(example.line)"
    let first = "first" + (isMatrix ? "" : " at \(place)") + ": \(TerminalText.escaped(example.resource))"
    text += margin + style.wrap(first, indent: margin.utf8.count + 2).joined(separator: "\n" + margin + "  ") + "\n"
    return text
  }
}

/// The statements of both sides, to be found in the other.
struct BothStatements {
  let old: StatementCounterparts
  let new: StatementCounterparts

  init(_ result: DiffResult) {
    // Without a change nobody asks.
    old = StatementCounterparts(result.table.changedCount == 0 ? [] : result.oldPolicies)
    new = StatementCounterparts(result.table.changedCount == 0 ? [] : result.newPolicies)
  }
}

extension DecisionChange {
  /// What headings call it.
  var title: String {
    switch self {
    case .newlyDenied: "Newly denied"
    case .newlyAllowed: "Newly allowed"
    case .nowUnknown: "Now unknown"
    }
  }

  /// Its colour: that of the new decision.
  var role: TextStyle.Role {
    switch self {
    case .newlyDenied: .deny
    case .newlyAllowed: .allow
    case .nowUnknown: .unknown
    }
  }
}

extension String {
  /// The text with its first letter small.
  fileprivate var asciiLowercasedFirst: String {
    guard let first = unicodeScalars.first, first.isASCII else { return self }
    return String(first).lowercased() + dropFirst()
  }
}
