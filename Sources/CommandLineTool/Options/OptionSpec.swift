/// One option of a command, as data: parsing, help, completions and the manual page all derive from it.
public struct OptionSpec: Sendable {
  /// The heading it stands under in the help.
  public enum Category: String, Sendable, CaseIterable {
    /// What is asked.
    case request = "Request"
    /// Which policies decide.
    case policies = "Policies"
    /// What is read.
    case input = "Input"
    /// How it is decided, and what counts as a finding.
    case decisions = "Decisions"
    /// What is written, and where.
    case output = "Output"
    /// What every command has.
    case general = "General"
  }

  /// What a shell may offer as an option's value or an operand.
  public enum Completion: Sendable, Equatable {
    /// A file.
    case file
    /// A folder.
    case folder
    /// One of some words.
    case choices([String])
    /// One of some words, an equals sign and a file: `junit=results.xml`.
    case assignedFile([String])
    /// Free text.
    case nothing
  }

  /// The value of an option that takes one.
  public struct Value: Sendable {
    /// What the help calls it, in capitals: `FILE`.
    public let name: String
    /// What a shell may offer.
    public let completion: Completion

    /// Makes a value.
    public init(_ name: String, _ completion: Completion = .nothing) {
      self.name = name
      self.completion = completion
    }

    /// A value that is one of some words.
    public static func choice(_ name: String, of words: [String]) -> Value { Value(name, .choices(words)) }
  }

  /// The long name without its dashes.
  public let name: String
  /// The short name without its dash, one ASCII letter.
  public let short: String?
  /// The value; nil for a switch.
  public let value: Value?
  /// Whether it may be given several times. A switch always may.
  public let isRepeatable: Bool
  /// Where the help lists it.
  public let category: Category
  /// One line, without a full stop: what `-h` says.
  public let summary: String
  /// More, in full sentences; what `--help` adds. May be empty.
  public let discussion: String

  /// Makes an option.
  public init(
    _ name: String, short: String? = nil, value: Value? = nil, isRepeatable: Bool = false, category: Category,
    summary: String, discussion: String = ""
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.isRepeatable = isRepeatable
    self.category = category
    self.summary = summary
    self.discussion = discussion
  }

  /// The long name with its dashes.
  public var flag: String { "--" + name }

  /// The words it takes, when it takes one of some.
  public var choices: [String] {
    if case .choices(let words) = value?.completion { words } else { [] }
  }
}
