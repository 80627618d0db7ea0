/// What a run of a command found, for every report format: JUnit, SARIF, HTML, GitHub annotations, Markdown, JSON, CSV.
///
/// Builders make one of the results of a command (`Report.plan`, `Report.evaluate`, …); a `<Format>Reporter` turns it
/// into bytes. Texts are raw, as they came from input with malformed UTF-8 repaired: each format escapes them. Every
/// list is bounded by the builder, and `leftOut` says what was cut.
///
/// | part | filled by |
/// |---|---|
/// | `findings` | all commands: what is wrong with inputs |
/// | `cases` | `test`: scenarios and steps; `plan`: resources; `check`: files |
/// | `changes` | `diff` |
/// | `matrices`, `explanations` | `plan`, `diff`, `evaluate`: resources × update actions; accounts × services |
/// | `organization` | `evaluate`, `diff` over an environment |
/// | `policySources` | `evaluate`, `test`, `plan`, `diff`, `check` |
/// | `rankings`, `rows` | `evaluate` |
public struct Report: Sendable {
  /// Which run it is of.
  public var origin: Origin
  /// What came of it.
  public var verdict: Verdict
  /// The figures that sum it up, the most telling first.
  public var counts: [Count] = []
  /// What is wrong with inputs, in the order of the inputs.
  public var findings: [Finding] = []
  /// What was held against an expectation, in the order of the run.
  public var cases: [Case] = []
  /// The decisions that changed, those of one pair of deciding statements together.
  public var changes: [Change] = []
  /// The tables of what is protected.
  public var matrices: [Matrix] = []
  /// What the cells of the matrices lead to, each once.
  public var explanations: [Explanation] = []
  /// The tree of the organization, the root first, a node behind its parent; empty where there is none.
  public var organization: [Node] = []
  /// The policies' own text with what the run showed of each statement.
  public var policySources: [PolicySource] = []
  /// The most denied principals, actions and so on.
  public var rankings: [Ranking] = []
  /// The first decisions that are worth a look.
  public var rows: [Row] = []
  /// What was cut from the lists above, one sentence each without a full stop; also shown where nothing else is.
  public var leftOut: [String] = []

  /// Makes a report that says no more than how a run ended.
  public init(origin: Origin, verdict: Verdict) {
    self.origin = origin
    self.verdict = verdict
  }

  /// The explanation of an id.
  public func explanation(_ id: Explanation.ID) -> Explanation? { explanations.first { $0.id == id } }
}

extension Report {
  /// Which run a report is of, and how to have it again.
  public struct Origin: Sendable {
    /// The word of the command: `evaluate`.
    public var command: String
    /// The version of Stockade.
    public var toolVersion: String
    /// The command line, `stockade` first, as it was given.
    public var commandLine: [String]
    /// The files that were read, in the order in which they were.
    public var inputs: [Input] = []

    /// Makes an origin.
    public init(command: String, toolVersion: String, commandLine: [String], inputs: [Input] = []) {
      self.command = command
      self.toolVersion = toolVersion
      self.commandLine = commandLine
      self.inputs = inputs
    }

    /// The command line for a POSIX shell, words quoted where they have to be.
    public var shellCommand: String { commandLine.map(Self.quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
      let isPlain = word.utf8.allSatisfy { byte in
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "-_./=:,@%+".utf8.contains(byte)
      }
      if isPlain, !word.isEmpty { return word }
      return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
  }

  /// A file that a run read.
  public struct Input: Sendable, Equatable {
    /// The path as it was given; `<stdin>` for standard input.
    public var file: String
    /// The number of bytes; nil where it could not be read.
    public var byteCount: Int?
    /// The SHA-256 of its bytes, 64 hexadecimal digits; nil where it could not be read, or not to its end.
    public var digest: String?

    /// Makes an input.
    public init(file: String, byteCount: Int?, digest: String?) {
      self.file = file
      self.byteCount = byteCount
      self.digest = digest
    }
  }

  /// How a run ended.
  public struct Verdict: Sendable, Equatable {
    /// What exit statuses mean.
    public enum Status: Int, Sendable, CaseIterable {
      /// Nothing to object to.
      case success = 0
      /// A finding that `--fail-on` lists, or an expectation that was not met.
      case finding = 1
      /// The command line or an input was wrong.
      case inputError = 2
      /// The answer hangs on what nobody knows.
      case inconclusive = 3
      /// A fault of Stockade itself.
      case internalError = 70

      /// One word for a badge.
      public var word: String {
        switch self {
        case .success: "passed"
        case .finding: "failed"
        case .inputError: "error"
        case .inconclusive: "inconclusive"
        case .internalError: "internal error"
        }
      }
    }

    /// The exit status.
    public var status: Status
    /// One sentence without a full stop: `the stack policy denies 1 of 3 changes, so everything is rolled back`.
    public var sentence: String

    /// Makes a verdict.
    public init(_ status: Status, _ sentence: String) {
      self.status = status
      self.sentence = sentence
    }
  }

  /// One figure.
  public struct Count: Sendable, Equatable {
    /// What is counted: `denied`.
    public var label: String
    /// How many.
    public var value: Int
    /// The colour it deserves; nil for none.
    public var state: State?

    /// Makes a figure.
    public init(_ label: String, _ value: Int, _ state: State? = nil) {
      self.label = label
      self.value = value
      self.state = state
    }
  }

  /// What was decided, for colours and letters.
  public enum State: String, Sendable, CaseIterable {
    /// Allowed.
    case allow
    /// Denied.
    case deny
    /// Nobody can say.
    case unknown
    /// Nobody is asked.
    case notAsked
  }

  /// A place in an input.
  public struct Place: Sendable, Hashable, CustomStringConvertible {
    /// The file, as it was given.
    public var file: String
    /// The line, from 1; nil for the file as a whole.
    public var line: Int?
    /// The column, from 1, in Unicode scalars; nil for the line as a whole.
    public var column: Int?

    /// Makes a place.
    public init(file: String, line: Int? = nil, column: Int? = nil) {
      self.file = file
      self.line = line
      self.column = column
    }

    /// `file:line:column`, as far as it is known.
    public var description: String {
      file + (line.map { ":\($0)" } ?? "") + (column.map { ":\($0)" } ?? "")
    }
  }
}
