import Reporting

/// What every command is told: how much to say, in what colours, and where to write.
public struct GeneralOptions: Sendable {
  /// When to use colour.
  public enum Color: String, Sendable {
    /// On a terminal, unless NO_COLOR or TERM=dumb forbid it.
    case auto
    /// Always.
    case always
    /// Never.
    case never
  }

  /// How much to say on standard error.
  public enum Verbosity: Int, Sendable, Comparable {
    /// Errors only.
    case quiet
    /// Errors, warnings and a summary.
    case normal
    /// More.
    case verbose

    /// Orders by how much is said.
    public static func < (left: Verbosity, right: Verbosity) -> Bool { left.rawValue < right.rawValue }
  }

  /// When to use colour.
  public var color = Color.auto
  /// How much to say.
  public var verbosity = Verbosity.normal
  /// The file to write to; nil, and `-`, is standard output.
  public var outputPath: String?

  /// The defaults.
  public init() {}

  /// Reads them from arguments.
  public init(_ arguments: ParsedArguments) throws(UsageError) {
    color = try arguments.choice(.color, default: .auto)
    if arguments.has(.quiet), arguments.has(.verbose) { throw .conflict(.quiet, .verbose) }
    verbosity = arguments.has(.quiet) ? .quiet : arguments.has(.verbose) ? .verbose : .normal
    outputPath = arguments.value(.output).flatMap { $0 == "-" ? nil : $0 }
  }

  /// The style of a stream that is a terminal of some columns, or none.
  func style(columns: Int?, environmentVariable: (String) -> String?) -> TextStyle {
    let isColored =
      switch color {
      case .always: true
      case .never: false
      case .auto:
        columns != nil && (environmentVariable("NO_COLOR") ?? "").isEmpty && environmentVariable("TERM") != "dumb"
      }
    return TextStyle(width: columns ?? 80, isColored: isColored)
  }
}
