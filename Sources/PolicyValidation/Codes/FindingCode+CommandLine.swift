extension FindingCode {
  /// What is wrong with the files that say what `check` passes over.
  static let configurationReading: [FindingCode] = [
    configuration(
      "configuration.member.unknown", "The configuration has a member of an unknown name.",
      help: "docs/formats/configuration.md has all members. Use the spelling that is suggested.",
      wrong: #"{"ignored": []}"#),
    configuration(
      "configuration.member.missing", "An entry of the configuration lacks a member that it needs.",
      help: "Add the member that the message names.", wrong: #"{"files": [{"path": "a/*"}]}"#),
    configuration(
      "configuration.type", "A member of the configuration has a value of the wrong type.",
      help: "Write the type that the message names.", wrong: #"{"ignore": {}}"#),
    configuration(
      "configuration.code", "The configuration ignores a code that cannot be ignored.",
      help: "Is it misspelt? Only what check finds in files that it read can be passed over.",
      wrong: #"{"ignore": ["policy.sise"]}"#),
    baseline(
      "baseline.member.unknown", "The baseline has a member of an unknown name.",
      help: "docs/formats/baseline.md has all members. Use the spelling that is suggested.",
      wrong: #"{"schema": "stockade/baseline/1", "findings": [], "finding": []}"#),
    baseline(
      "baseline.member.missing", "An entry of the baseline lacks a member that it needs.",
      help: "check --update-baseline writes whole entries.",
      wrong: #"{"schema": "stockade/baseline/1", "findings": [{}]}"#),
    baseline(
      "baseline.type", "A member of the baseline has a value of the wrong type.",
      help: "Write the type that the message names.", wrong: #"{"schema": "stockade/baseline/1", "findings": {}}"#),
    baseline(
      "baseline.schema", "The file of --baseline is no baseline.",
      help: "check --update-baseline writes one.", wrong: #"{"schema": "stockade/findings/1", "findings": []}"#),
    baseline(
      "baseline.expires", "An entry of the baseline expires on no day.", help: "Write a day as 2027-01-31.",
      wrong:
        #"{"schema": "stockade/baseline/1", "findings": [{"fingerprint": "f", "code": "policy.size", "file": "a", "reason": "r", "expires": "soon"}]}"#
    ),
  ]

  /// What is wrong with the command line: status 2, and nothing was done.
  static let commandLine: [FindingCode] = [
    usage("missingCommand", "No command is given.", help: "stockade --help lists them."),
    usage("unknownCommand", "There is no command of that name.", ["chek"], ["check", "policy.json"]),
    usage(
      "optionBeforeCommand", "An option stands before the command.", ["--jobs"], ["check", "policy.json"],
      help: "Options follow the command."),
    usage(
      "unknownOption", "The command has no option of that name.", ["check", "--knd", "scp", "policy.json"],
      ["check", "--kind", "scp", "policy.json"]),
    usage(
      "missingValue", "An option that takes a value has none.", ["check", "policy.json", "--kind"],
      ["check", "policy.json", "--kind", "scp"]),
    usage(
      "unexpectedValue", "A switch is given a value.", ["check", "--quiet=yes", "policy.json"],
      ["check", "--quiet", "policy.json"]),
    usage(
      "unknownChoice", "A value is none of the words that the option takes.", ["check", "--kind", "sp", "policy.json"],
      ["check", "--kind", "scp", "policy.json"]),
    usage(
      "invalidValue", "A value is not what the option takes.", ["check", "--jobs", "many", "policy.json"],
      ["check", "--jobs", "2", "policy.json"]),
    usage(
      "repeated", "An option with one value is given twice.",
      ["check", "--kind", "scp", "--kind", "rcp", "policy.json"],
      ["check", "--kind", "scp", "policy.json"]),
    usage(
      "conflict", "Two options exclude each other.", ["check", "--quiet", "--verbose", "policy.json"],
      ["check", "--quiet", "policy.json"]),
    usage("missingOption", "An option is missing that the command needs.", help: "The message names it."),
    usage(
      "requires", "An option makes no sense without another.", ["check", "--reason", "old", "policy.json"],
      ["check", "policy.json"]),
    usage("missingOperand", "The command needs a file or a name.", ["check"], ["check", "policy.json"]),
    usage(
      "unexpectedOperand", "There is an argument too many.", ["completions", "bash", "zsh"], ["completions", "bash"]),
    usage(
      "inputTakenTwice", "Standard input is to be read twice.", ["check", "-", "-"], ["check", "-"],
      help: "Name a file for one of the two."),
    usage(
      "outputIsInput", "The output would be written over an input.",
      ["check", "policy.json", "--report", "json=policy.json"],
      ["check", "policy.json", "--report", "json=report.json"],
      help: "Nothing is written. Name another file."),
    usage(
      "outputTwice", "Two outputs would go to one file.",
      ["check", "policy.json", "--report", "json=report", "--report", "csv=report"],
      ["check", "policy.json", "--report", "json=report"], help: "Name two files."),
    usage(
      "notIgnorable", "A code is to be ignored that no finding of check has.",
      ["check", "--ignore", "usage.conflict", "policy.json"], ["check", "--ignore", "policy.size", "policy.json"],
      help: "Only what check finds in files that it read can be passed over."),
    usage(
      "noPolicies", "No policy is given to decide by.", ["evaluate", "stream.ndjson"],
      ["evaluate", "--scp", "policy.json", "stream.ndjson"]),
    usage(
      "noOperation", "It is not said what is to be done with the stack.", ["plan", "--before", "template.yaml"],
      ["plan", "--before", "template.yaml", "--delete"]),
    usage(
      "noStack", "It is not said which stack an operation is about.", ["plan", "--delete"],
      ["plan", "--before", "template.yaml", "--delete"]),
    usage(
      "noStream", "It is not said which actions two sets of policies are compared over.",
      ["diff", "--before", "policy.json", "--after", "policy.json"],
      ["diff", "--before", "policy.json", "--after", "policy.json", "stream.ndjson"],
      help: "Give a stream, or policies that can be compared without one: docs/formats/diff.md."),
    usage(
      "stackNotNamed", "There are several stacks, and an option does not say which is meant.",
      [
        "evaluate", "--stack-policy", "a=stack.json", "--stack-policy", "b=stack.json", "--override", "stack.json",
        "stream.ndjson",
      ],
      [
        "evaluate", "--stack-policy", "a=stack.json", "--stack-policy", "b=stack.json", "--override", "a=stack.json",
        "stream.ndjson",
      ]),
    usage(
      "stackTwice", "A policy is given twice for one stack.",
      ["evaluate", "--stack-policy", "a=stack.json", "--stack-policy", "a=stack.json", "stream.ndjson"],
      ["evaluate", "--stack-policy", "a=stack.json", "stream.ndjson"]),
    usage(
      "twoActions", "One action is given by options and in a file.",
      ["explain", "--scp", "policy.json", "--action", "s3:GetObject", "stream.ndjson"],
      ["explain", "--scp", "policy.json", "--action", "s3:GetObject"]),
    usage(
      "lineWithoutFile", "A line is named of no file.", ["explain", "--scp", "policy.json", "--line", "1"],
      ["explain", "--scp", "policy.json", "--line", "1", "stream.ndjson"]),
    usage(
      "whichLine", "A file holds several records, and one is to be explained.",
      ["explain", "--scp", "policy.json", "two.ndjson"],
      ["explain", "--scp", "policy.json", "two.ndjson", "--line", "2"],
      help: "--line N says which."),
    usage(
      "unknownShell", "There are no completions for a shell of that name.", ["completions", "csh"],
      ["completions", "bash"],
      help: "bash, zsh and fish have completions."),
    FindingCode(
      "output.write", .error, "An output cannot be written.",
      help: """
        The run ends with status 2. The other reports are written, and hold this error; what stands in the file is not \
        whole.
        """),
    FindingCode(
      "internal.error", .error, "Stockade has a fault of its own.",
      help: "The run ends with status 70. Please report it, with the command line and the input."),
  ]

  /// What reports call cases that are not as they should be, where a format knows findings only.
  static let outcomes: [FindingCode] = [
    (
      "test", "An expectation of a scenario is not met.",
      "Mend the policy, or take what it decides now as expected: stockade test --update."
    ),
    (
      "plan", "An operation is denied, fails, or loses data.",
      "stockade plan --suggest-override shows the policy that lets exactly this update through."
    ),
    ("diff", "A decision changes.", "stockade explain tells of one action why it is decided so."),
    (
      "evaluate", "An action is denied that --fail-on objects to.",
      "stockade explain tells of one action why it is decided so."
    ),
    ("check", "A file has a finding that --fail-on objects to.", "The finding stands beside it."),
  ].flatMap { command, title, help in
    [
      FindingCode(command + ".failed", .error, title, help: help),
      FindingCode(
        command + ".error", .error, "A case of \(command) could not be decided.",
        help: "The message says what is wrong with the input."),
      FindingCode(
        command + ".unknown", .warning, "A case of \(command) hangs on what is not known.",
        help: "The message names what is missing."),
    ]
  }.filter { $0.code != "plan.unknown" }

  private static func configuration(_ code: String, _ title: String, help: String, wrong: String) -> FindingCode {
    FindingCode(
      code, .error, title, help: help,
      example: .init(
        arguments: ["check", "--config", "config.json", "policy.json"], file: "config.json", wrong: wrong + "\n",
        right: "{\"ignore\": [\"policy.size\"]}\n", companions: ["policy.json": anyPolicy]))
  }

  private static func baseline(_ code: String, _ title: String, help: String, wrong: String) -> FindingCode {
    FindingCode(
      code, .error, title, help: help,
      example: .init(
        arguments: ["check", "--baseline", "baseline.json", "policy.json"], file: "baseline.json", wrong: wrong + "\n",
        right: #"{"schema": "stockade/baseline/1", "findings": []}"# + "\n", companions: ["policy.json": anyPolicy]))
  }

  private static let anyPolicy =
    #"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}]}"#
    + "\n"

  private static func usage(
    _ code: String, _ title: String, _ wrong: [String]? = nil, _ right: [String] = [],
    help: String = "Use what the message names; --help of the command has all."
  ) -> FindingCode {
    FindingCode(
      "usage." + code, .error, title, help: help,
      example: wrong.map { .command($0, right: right) })
  }
}
