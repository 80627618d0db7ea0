/// The formats of `--report FORMAT=PATH`.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// JUnit XML, with the file and line of each case.
  case junit
  /// SARIF 2.1.0.
  case sarif
  /// GitHub workflow commands, which become annotations.
  case github
  /// Markdown for a step summary or a comment on a pull request.
  case markdown
  /// One self-contained page.
  case html
  /// The whole model, `stockade/report/1`.
  case json
  /// A row for each finding, case, change and decision.
  case csv

  /// A report in this format, with its line end.
  public func render(_ report: Report) -> [UInt8] {
    switch self {
    case .junit: JUnitReporter.render(report)
    case .sarif: SARIFReporter.render(report)
    case .github: GitHubReporter.render(report)
    case .markdown: MarkdownReporter().render(report)
    case .html: HTMLReporter().render(report)
    case .json: JSONReporter.render(report)
    case .csv: CSVReporter.render(report)
    }
  }
}
