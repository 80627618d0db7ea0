/// How much a diagnostic weighs.
public enum Severity: String, Sendable, Comparable, CaseIterable {
  /// Worth knowing; nothing is wrong.
  case notice
  /// Probably not what was meant; evaluated all the same.
  case warning
  /// Refused: a document with an error is never evaluated (ruling 20).
  case error

  private var rank: Int {
    switch self {
    case .notice: 0
    case .warning: 1
    case .error: 2
    }
  }

  /// Orders by weight: notice, warning, error.
  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// What is wrong with an input, where, and what was probably meant.
///
/// The code is stable; the wording may change. A diagnostic holds offsets; whoever prints it asks for line and column.
public struct Diagnostic: Error, Sendable {
  /// How much it weighs.
  public var severity: Severity
  /// The stable name, such as `stack.resource.prefix`.
  public var code: String
  /// One sentence without a full stop, in words a person can act on.
  public var message: String
  /// The nearest legal spelling, where there is one.
  public var suggestion: String?
  /// The text it is about; nil when a file could not be read at all.
  public var source: SourceText?
  /// The bytes it is about.
  public var range: SourceRange
  /// The name of the file, which is the source's where there is one.
  public var file: String

  /// Makes a diagnostic about a range of a source text.
  public init(
    _ severity: Severity, _ code: String, _ message: String, in source: SourceText, at range: SourceRange,
    suggestion: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.suggestion = suggestion
    self.source = source
    self.range = range
    self.file = source.name
  }

  /// Makes an error about a file as a whole, for one that cannot be read.
  public init(file: String, code: String, message: String, suggestion: String? = nil) {
    self.severity = .error
    self.code = code
    self.message = message
    self.suggestion = suggestion
    self.source = nil
    self.range = SourceRange(0, 0)
    self.file = file
  }

  /// The position of the first byte it is about; nil when there is no text.
  public var position: SourcePosition? { source?.position(at: range.start) }
}

/// Several diagnostics thrown as one error, at least one of them of severity `error`.
public struct DiagnosticsError: Error, Sendable {
  /// All that was found, in the order of the text.
  public let diagnostics: [Diagnostic]

  /// Makes an error of diagnostics.
  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }
}
