/// The options that several commands have, spelt once.
extension OptionSpec {
  /// `-f`, over the formats of one command, the default first.
  public static func format(_ formats: [String], discussion: String = "") -> OptionSpec {
    OptionSpec(
      "format", short: "f", value: .choice("FORMAT", of: formats), category: .output,
      summary: "Write \(listed(formats)); default \(formats.first ?? "")", discussion: discussion)
  }

  /// `--fail-on`, over the conditions of one command.
  public static func failOn(_ conditions: [String], default standard: String) -> OptionSpec {
    OptionSpec(
      "fail-on", value: .choice("LIST", of: conditions), isRepeatable: true, category: .decisions,
      summary: "End with status 1 on \(listed(conditions)); default \(standard)",
      discussion: "Several words are separated by commas, or the option is repeated.")
  }

  /// `-o`.
  public static let output = OptionSpec(
    "output", short: "o", value: Value("FILE", .file), category: .output,
    summary: "Write to FILE instead of standard output",
    discussion: "FILE is opened and emptied, never replaced, so that a pipe or a device stays what it is.")

  /// `--files-from`.
  public static let filesFrom = OptionSpec(
    "files-from", value: Value("FILE", .file), category: .input,
    summary: "Read the names of more input files from FILE, one a line",
    discussion: "\"-\" reads the names from standard input. Blank lines are skipped.")

  /// `-j`.
  public static let jobs = OptionSpec(
    "jobs", short: "j", value: Value("N"), category: .general,
    summary: "Use N threads; default one for each processor",
    discussion: "The output is the same for every N.")

  /// `-q`.
  public static let quiet = OptionSpec(
    "quiet", short: "q", category: .general, summary: "Write errors only, no summary, warnings or progress")

  /// `-v`.
  public static let verbose = OptionSpec(
    "verbose", short: "v", category: .general, summary: "Say more on standard error")

  /// `--color`.
  public static let color = OptionSpec(
    "color", value: .choice("WHEN", of: ["auto", "always", "never"]), category: .general,
    summary: "Use colour: auto, always or never; default auto",
    discussion: "\"auto\" is colour on a terminal, unless NO_COLOR is set and not empty, or TERM is \"dumb\".")

  /// `-h` and `--help`.
  public static let help = OptionSpec(
    "help", short: "h", category: .general, summary: "Show this help; --help says more than -h")

  /// What every command has beside its own.
  public static let general: [OptionSpec] = [.output, .quiet, .verbose, .color, .help]

  private static func listed(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
