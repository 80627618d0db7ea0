import Documents
import Reporting

/// The reports of a run: `--report FORMAT=PATH`, as often as wanted, each written to its own file or to standard output.
struct ReportOptions {
  /// One report that is asked for.
  struct Request {
    /// The word before the equals sign.
    let format: String
    /// The file; nil for standard output.
    let path: String?
  }

  /// The option, over the formats of every report and those that only one command has.
  static func option(also formats: [String] = []) -> OptionSpec {
    let all = ReportFormat.allCases.map(\.rawValue) + formats
    return OptionSpec(
      name, value: .init("FORMAT=PATH", .assignedFile(all)), isRepeatable: true, category: .output,
      summary: "Write a report to PATH too; FORMAT is \(all.joined(separator: ", "))",
      discussion: """
        Repeatable; "-" as PATH is standard output. The status is the same whatever is written, and what goes wrong \
        stands in the reports too. See docs/formats/reports.md.
        """)
  }

  private static let name = "report"

  /// The reports asked for, in order.
  let requests: [Request]

  /// No reports.
  static let none = ReportOptions(requests: [])

  private init(requests: [Request]) {
    self.requests = requests
  }

  /// Reads them, where the command has the option; every format must be one of the command's, and every file another.
  init(_ arguments: ParsedArguments) throws(UsageError) {
    guard let option = arguments.spec.options.first(where: { $0.name == Self.name }),
      case .assignedFile(let formats)? = option.value?.completion
    else {
      self = .none
      return
    }
    var requests: [Request] = []
    for pair in try arguments.assignments(option) {
      guard formats.contains(pair.name) else {
        let nearest = NearestSpelling.of(pair.name, among: formats).map { "; did you mean \($0)?" } ?? ""
        throw .other(
          code: "unknownChoice",
          message: "'\(option.flag)' writes \(formats.joined(separator: ", ")), not '\(pair.name)'\(nearest)")
      }
      if pair.value.isEmpty { throw .invalidValue(option, pair.name + "=", expected: "FORMAT=PATH") }
      let path = pair.value == "-" ? nil : pair.value
      if let path, requests.contains(where: { $0.path == path }) || path == arguments.value(.output) {
        throw .outputTwice(path)
      }
      requests.append(Request(format: pair.name, path: path))
    }
    self.requests = requests
  }

  /// Reads those that can be read of a command line that something is wrong with, so that their files can say what.
  init(readableIn arguments: [String], of spec: CommandSpec) {
    guard let option = spec.options.first(where: { $0.name == Self.name }),
      case .assignedFile(let formats)? = option.value?.completion
    else {
      self = .none
      return
    }
    var requests: [Request] = []
    var isValue = false
    for token in ArgumentToken.split(arguments) {
      let text: String?
      switch token {
      case .long(Self.name, nil):
        isValue = true
        continue
      case .long(Self.name, let value?): text = value
      case .operand(let operand): text = isValue ? operand : nil
      default: text = nil
      }
      isValue = false
      guard let text, let equals = text.firstIndex(of: "=") else { continue }
      let (format, path) = (String(text[..<equals]), String(text[text.index(after: equals)...]))
      guard formats.contains(format), !path.isEmpty, !requests.contains(where: { $0.path == path }) else { continue }
      requests.append(Request(format: format, path: path == "-" ? nil : path))
    }
    self.requests = requests
  }

  /// Whether some report is in one of some formats.
  func contains(_ formats: [String]) -> Bool { requests.contains { formats.contains($0.format) } }

  /// Whether some report is made of the one model.
  var needsModel: Bool { requests.contains { ReportFormat(rawValue: $0.format) != nil } }
}
