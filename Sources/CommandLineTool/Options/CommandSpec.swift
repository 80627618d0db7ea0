/// One command, as data: its name, what it takes, and what its help says.
public struct CommandSpec: Sendable {
  /// What stands on the command line besides options.
  public struct Operand: Sendable {
    /// What the help calls it, in capitals, with dots where several may stand: `FILE...`.
    public let name: String
    /// Whether at least one must be given.
    public let isRequired: Bool
    /// Whether several may be given.
    public let isRepeatable: Bool
    /// What a shell may offer.
    public let completion: OptionSpec.Completion
    /// One line for the help, without a full stop.
    public let summary: String

    /// Makes an operand.
    public init(
      _ name: String, isRequired: Bool = true, isRepeatable: Bool = true, completion: OptionSpec.Completion = .file,
      summary: String
    ) {
      self.name = name
      self.isRequired = isRequired
      self.isRepeatable = isRepeatable
      self.completion = completion
      self.summary = summary
    }

    /// How usage lines write it: `[FILE]...`.
    public var usage: String { (isRequired ? name : "[\(name)]") + (isRepeatable ? "..." : "") }
  }

  /// A command line that works as it stands, and what it does.
  public struct Example: Sendable {
    /// The command line.
    public let command: String
    /// What it does, one sentence without a full stop.
    public let purpose: String

    /// Makes an example.
    public init(_ command: String, _ purpose: String) {
      self.command = command
      self.purpose = purpose
    }
  }

  /// The word on the command line.
  public let name: String
  /// One line for the list of commands, without a full stop.
  public let summary: String
  /// Paragraphs for `--help`.
  public let discussion: [String]
  /// What it takes besides options; nil for nothing.
  public let operand: Operand?
  /// Its own options, in the order of the help.
  public let options: [OptionSpec]
  /// What its exit statuses mean beyond the convention; one line each. May be empty.
  public let statuses: [String]
  /// At least two.
  public let examples: [Example]

  /// Makes a command's description.
  public init(
    _ name: String, summary: String, discussion: [String], operand: Operand?, options: [OptionSpec],
    statuses: [String] = [], examples: [Example]
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.operand = operand
    self.options = options
    self.statuses = statuses
    self.examples = examples
  }

  /// Its own options and the general ones.
  public var allOptions: [OptionSpec] { options + OptionSpec.general }
}
