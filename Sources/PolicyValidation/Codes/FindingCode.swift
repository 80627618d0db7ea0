import Documents

/// One thing that can be wrong with an input: its stable code, and what a person has to know about it.
///
/// The table of all codes, `FindingCode.all`, is what `docs/diagnostics.md` and the rules of reports are made from, and
/// what `--ignore` is held against.
public struct FindingCode: Sendable {
  /// The stable name that diagnostics carry, such as `stack.resource.prefix`.
  public let code: String
  /// What it weighs in most places.
  public let severity: Severity
  /// What is wrong, one sentence with a full stop.
  public let title: String
  /// What follows from it and how it is mended, in full sentences.
  public let help: String
  /// An input that has the fault, and the same input without it; nil where no page could show one.
  public let example: Example?

  /// An input with a fault beside the same input without it; tests run both.
  public struct Example: Sendable {
    /// The arguments behind the program's name, such as `check --kind stack policy.json`.
    public let arguments: [String]
    /// The name of the file that is wrong, one of the arguments or named by a companion.
    public let file: String
    /// Its text with the fault.
    public let wrong: String
    /// Its text without the fault.
    public let right: String
    /// Other files that the command reads, by name.
    public let companions: [String: String]
    /// The arguments that have the fault, where it is in the command line and not in the file.
    public let wrongArguments: [String]?

    /// Makes an example.
    public init(
      arguments: [String], file: String, wrong: String, right: String, companions: [String: String] = [:],
      wrongArguments: [String]? = nil
    ) {
      self.wrongArguments = wrongArguments
      self.arguments = arguments
      self.file = file
      self.wrong = wrong
      self.right = right
      self.companions = companions
    }
  }

  /// Makes a code.
  public init(_ code: String, _ severity: Severity, _ title: String, help: String, example: Example? = nil) {
    self.code = code
    self.severity = severity
    self.title = title
    self.help = help
    self.example = example
  }

  /// What stands before the first dot: `stack` of `stack.resource.prefix`.
  public var family: String { String(code.prefix { $0 != "." }) }

  /// The address of its section on the page of all codes, relative to the repository: `docs/diagnostics.md#…`.
  public var page: String {
    // GitHub makes an anchor of a heading by lowering it and dropping its dots.
    "docs/diagnostics.md#" + code.filter { $0 != "." }.lowercased()
  }
}

extension FindingCode {
  /// What `check` finds in files that it can read: what may be passed over.
  public static let findings: [FindingCode] =
    checkedKinds + jsonReading + yamlReading + policyReading + PolicyValidator.codes + templateReading
    + environmentReading + scenarioReading

  /// Every code that Stockade gives, family by family.
  public static let all: [FindingCode] = {
    let all =
      fileReading + findings + scenarioRunning + recordReading + changeSetReading + templateResolution
      + parameterReading + operations + configurationReading + outcomes + commandLine
    var families: [String] = []
    for code in all where !families.contains(code.family) { families.append(code.family) }
    return families.flatMap { family in all.filter { $0.family == family } }
  }()

  /// Whether `--ignore`, the configuration and baselines may pass over it.
  public var mayBeIgnored: Bool { Self.ignorable.contains(code) }

  private static let ignorable = Set(findings.map(\.code))

  /// The code of that name; nil where there is none.
  public static func named(_ code: String) -> FindingCode? { byName[code] }

  private static let byName = Dictionary(all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
}
