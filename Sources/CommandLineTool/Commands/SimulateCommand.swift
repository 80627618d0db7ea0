import Documents
import Replay
import Reporting
import Simulation

/// `stockade simulate`: the input and output of `aws iam simulate-custom-policy`, without AWS.
struct SimulateCommand: Command {
  static let spec = CommandSpec(
    "simulate", summary: "Answer what aws iam simulate-custom-policy would",
    discussion: [
      """
      Reads the input document of that command, as its --cli-input-json takes it, and answers in its output shape. One \
      document gives one document; NDJSON, one input a line, gives one answer a line, in order, and a line that cannot \
      be read gives an error object in its place.
      """,
      """
      Beyond AWS, SessionPolicyInputList and OrderedResourceControlPolicyInputList are read. A gate whose member is \
      absent is not asked; a list that is there and empty allows nothing.
      """,
    ],
    operand: .init("FILE", isRequired: false, isRepeatable: false, summary: "The input; default standard input"),
    options: [cliInputJSON, EvaluateCommand.onBadRecord],
    statuses: [
      "0  everything was answered",
      "2  a usage error, or an input that cannot be read",
      "70 internal error",
    ],
    examples: [
      .init("stockade simulate --cli-input-json input.json", "One simulation, as the AWS command line takes it"),
      .init("stockade simulate inputs.ndjson -o answers.ndjson", "Many, one a line"),
    ])

  static let cliInputJSON = OptionSpec(
    "cli-input-json", value: .init("FILE", .file), category: .input,
    summary: "The input: FILE, file://FILE, or the document itself")

  private let input: String
  private let badRecords: BadRecordPolicy

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let option = arguments.value(Self.cliInputJSON)
    if option != nil, let operand = arguments.operands.first { throw .unexpectedOperand(operand) }
    input = option ?? arguments.operands.first ?? "-"
    badRecords = try arguments.choice(EvaluateCommand.onBadRecord, default: .fail)
  }

  func run(in session: Session) throws -> ExitStatus {
    if input.utf8.first == UInt8(ascii: "{") {
      return try answer(SourceText(name: Self.cliInputJSON.flag, text: input), session)
    }
    let path = input.hasPrefix("file://") ? String(input.dropFirst(7)) : input
    let source = try session.open(path)
    do {
      return try run(source, session)
    } catch let error as SystemError {
      throw session.unreadable(path, error)
    }
  }

  /// Tells one document from many: where the first line is a document, there may be more behind it.
  private func run(_ source: ByteSource, _ session: Session) throws -> ExitStatus {
    var lines = InputLines(source)
    guard let first = try lines.next() else { return try answer(SourceText(name: source.name, bytes: []), session) }
    guard let text = first.text, (try? JSONReader().read(text)) == nil else {
      if let second = try lines.next() { return try answer([first, second], &lines, source.name, session) }
      return try answer(Self.source(first, source.name), session)
    }
    let whole = SourceText(
      name: source.name, bytes: Self.source(first, source.name).bytes + [0x0A] + (try lines.rest()))
    if (try? JSONReader().read(whole)) == nil, Self.holdsInputs(whole) {
      var again = InputLines(ByteSource(name: source.name, bytes: whole.bytes))
      return try answer([], &again, source.name, session)
    }
    return try answer(whole, session)
  }

  /// A line as a text whose positions are those in its file.
  private static func source(_ line: InputLines.Line, _ name: String) -> SourceText {
    SourceText(name: name, bytes: [UInt8](repeating: 0x0A, count: line.number - 1) + (line.text ?? []))
  }

  private func answer(_ source: SourceText, _ session: Session) throws -> ExitStatus {
    let result = try SimulateCustomPolicy.simulate(source)
    try session.write(SimulateCustomPolicyJSON.render(result, layout: .indented))
    return .success
  }

  private func answer(
    _ begun: [InputLines.Line], _ lines: inout InputLines, _ name: String, _ session: Session
  ) throws -> ExitStatus {
    var begun = begun[...]
    var status = ExitStatus.success
    while let line = try begun.popFirst() ?? lines.next() {
      do {
        let answer = try Self.answer(line, name)
        try session.write(answer)
      } catch let error as Diagnostic {
        try session.write(SimulateCustomPolicyJSON.render(error, line: line.number))
        if badRecords != .line { status = .inputError }
        if badRecords == .stop { break }
      }
    }
    return status
  }

  private static func answer(_ line: InputLines.Line, _ name: String) throws -> [UInt8] {
    guard let text = line.text else {
      throw Diagnostic(file: name, code: "record.tooLong", message: "the line is longer than 32 MiB")
    }
    do throws(DiagnosticsError) {
      let result = try SimulateCustomPolicy.simulate(SourceText(name: name, bytes: text))
      return SimulateCustomPolicyJSON.render(result, layout: .line)
    } catch {
      let gravest = error.diagnostics.first { $0.severity == .error } ?? error.diagnostics.first
      throw gravest ?? Diagnostic(file: name, code: "simulate.input", message: "the input cannot be read")
    }
  }

  /// Whether some line of a text that is no JSON is an input of its own.
  private static func holdsInputs(_ source: SourceText) -> Bool {
    source.bytes.split(separator: 0x0A).contains { line in
      (try? JSONReader().read(Array(line)))?["ActionNames"] != nil
    }
  }
}
