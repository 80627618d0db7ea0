import Documents
import Replay
import Reporting
import Simulation

/// One run of a command: where it reads and writes, and how it tells people things.
public final class Session {
  /// The world outside.
  public let console: Console
  /// How much to say, in what colours, and where to write.
  public var general = GeneralOptions()
  /// The command that runs; nil before it is known.
  public internal(set) var command: CommandSpec?
  /// The arguments of the process, the command's name first.
  let arguments: [String]
  /// The reports that are asked for.
  var reports = ReportOptions.none
  /// Whether the reports are written, so that a later error writes no others over them.
  var reportsAreWritten = false
  /// What was read.
  let inputLog = InputLog()
  /// Whether files that other files name are noted although no report shows them.
  var notesNamedFiles = false
  /// What was shown on standard error, for the reports; bounded.
  private(set) var diagnostics: [Diagnostic] = []
  private static let diagnosticLimit = 10_000
  private var sink: ByteSink?
  private var inputIsTaken = false
  private var leavesOutWarnings = false
  private var openedPaths: Set<String> = []

  /// Makes a session.
  public init(console: Console, arguments: [String] = []) {
    self.console = console
    self.arguments = arguments
  }

  /// How text on standard output looks; plain when it goes to a file.
  public var outputStyle: TextStyle {
    general.style(
      columns: general.outputPath == nil ? console.outputColumns : nil,
      environmentVariable: console.environmentVariable)
  }

  /// Whether data goes to a terminal.
  var outputIsTerminal: Bool { general.outputPath == nil && console.outputColumns != nil }

  /// How text on standard error looks.
  public var errorStyle: TextStyle {
    general.style(columns: console.errorColumns, environmentVariable: console.environmentVariable)
  }

  // MARK: - Output

  /// The data output: the file of `--output`, opened when this is first called, or standard output.
  public func output() throws -> ByteSink {
    if let sink { return sink }
    let opened: ByteSink
    if let path = general.outputPath {
      for input in openedPaths where console.files.isSameFile(input, path) { throw UsageError.outputIsInput(path) }
      do throws(SystemError) {
        opened = try console.files.create(path)
      } catch {
        throw OutputError(name: path, cause: error)
      }
    } else {
      opened = ByteSink(name: "standard output", write: console.writeOutput)
    }
    sink = opened
    return opened
  }

  /// Opens the file of `--output` to go on behind its first bytes, what stands behind them cut off.
  func resumeOutput(at length: Int) throws {
    guard let path = general.outputPath else { return }
    for input in openedPaths where console.files.isSameFile(input, path) { throw UsageError.outputIsInput(path) }
    do throws(SystemError) {
      sink = try console.files.resume(path, length)
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }

  /// Writes text to the data output.
  public func write(_ text: String) throws { try output().write(text) }

  /// Writes bytes to the data output.
  public func write(_ bytes: [UInt8]) throws { try output().write(bytes) }

  /// Lends a function that writes to the data output at once, returning 0 or the error number, for runs of many threads.
  func withOutputWriter<Result>(_ body: (@escaping @Sendable (UnsafeRawBufferPointer) -> Int32) -> Result) throws
    -> Result
  {
    let sink = try output()
    try sink.flush()
    return body(sink.writeDirectly)
  }

  /// Writes what is still held back, and makes the output file that nothing was written to.
  func finish() throws {
    if sink != nil || general.outputPath != nil { try output().flush() }
  }

  /// Writes a text to standard error, unless `--quiet`. Names from input must be escaped.
  public func note(_ text: String) {
    if general.verbosity > .quiet { writeError(text) }
  }

  /// Writes a text to standard error if `--verbose`. Names from input must be escaped.
  public func detail(_ text: String) {
    if general.verbosity > .normal { writeError(text) }
  }

  /// Writes what the data output holds back.
  func flushOutput() throws { try sink?.flush() }

  /// Leaves out what is less than an error while a function runs: nobody mends what is being replaced.
  func leavingOutWarnings<Result>(_ body: () throws -> Result) rethrows -> Result {
    leavesOutWarnings = true
    defer { leavesOutWarnings = false }
    return try body()
  }

  /// Shows a diagnostic on standard error; `--quiet` leaves errors only.
  public func report(_ diagnostic: Diagnostic) {
    if diagnostic.severity < .error, leavesOutWarnings { return }
    if reports.needsModel, diagnostics.count < Self.diagnosticLimit { diagnostics.append(diagnostic) }
    if diagnostic.severity < .error, general.verbosity == .quiet { return }
    writeError(DiagnosticText(style: errorStyle).render(diagnostic))
  }

  /// Shows what ended a command, and says with which status it ends.
  func report(_ error: any Error, from command: CommandSpec?) -> ExitStatus {
    // What was decided before the error is printed before it.
    try? sink?.flush()
    switch error {
    case let error as UsageError:
      report(Self.diagnostic(of: error, writing: ""))
      if let command { writeError("usage: \(HelpText.usageLine(command))\n") }
      writeError("'stockade \(command.map { $0.name + " " } ?? "")--help' tells more.\n")
    case let diagnostic as Diagnostic: report(diagnostic)
    case let error as DiagnosticsError: for diagnostic in error.diagnostics { report(diagnostic) }
    case is OutputError: report(Self.diagnostic(of: error, writing: ""))
    default:
      report(Self.diagnostic(of: error, writing: "stockade"))
      return .internalError
    }
    return .inputError
  }

  /// What an error of the command line or of an output says; anything else that happens while a file is written is
  /// nobody's fault but the program's.
  static func diagnostic(of error: any Error, writing file: String) -> Diagnostic {
    switch error {
    case let error as UsageError:
      Diagnostic(file: "stockade", code: error.code, message: error.message, suggestion: error.suggestion)
    case let error as OutputError:
      Diagnostic(file: error.name, code: "output.write", message: "cannot write: \(error.cause.message)")
    default:
      Diagnostic(file: file, code: "internal.error", message: "internal error, please report it: \(error)")
    }
  }

  private func writeError(_ text: String) {
    // Where standard error cannot be written there is nobody left to tell.
    try? Array(text.utf8).withUnsafeBytes { try console.writeError($0) }
  }

  // MARK: - Input

  /// A file, or standard input for `-`, as an input of a run, opened when its turn comes.
  func streamInput(_ path: String) throws -> StreamInput {
    if path == "-" {
      try takeInput()
      let console = console
      let read: @Sendable (UnsafeMutableRawBufferPointer) -> Int = { buffer in
        do throws(SystemError) { return try console.readInput(buffer) } catch { return -Int(error.code) }
      }
      guard reports.needsModel else { return .reading(name: Self.inputName, read) }
      return .reading(name: Self.inputName, DigestedInput.reading(Self.inputName, log: inputLog, read))
    }
    openedPaths.insert(path)
    return SharedInput.input(path, console, log: reports.needsModel ? inputLog : nil)
  }

  /// The failure of an input of a run, with the nearest name where there is no such file.
  func located(_ failure: Diagnostic) -> Diagnostic {
    guard openedPaths.contains(failure.file) else { return failure }
    switch console.files.kind(failure.file) {
    case nil: return unreadable(failure.file, .notFound)
    case .folder: return unreadable(failure.file, .isFolder)
    default: return failure
    }
  }

  static let inputName = "<stdin>"

  /// Remembers that a path is read, so that nothing is written over it.
  func note(input path: String) { openedPaths.insert(path) }

  private func takeInput() throws(UsageError) {
    if inputIsTaken { throw .inputTakenTwice }
    inputIsTaken = true
  }

  /// Whether a path leads to a file that was read.
  func isInput(_ path: String) -> Bool {
    let opened = openedPaths.union(inputLog.inputs.map(\.file))
    return opened.contains { console.files.isSameFile($0, path) }
  }

  /// Opens a file, or standard input for `-`, once.
  public func open(_ path: String) throws -> ByteSource {
    if path == "-" {
      try takeInput()
      return ByteSource(name: Self.inputName, descriptor: console.inputDescriptor, read: console.readInput)
    }
    do throws(SystemError) {
      if console.files.kind(path) == .folder { throw SystemError.isFolder }
      openedPaths.insert(path)
      return try console.files.open(path)
    } catch {
      throw unreadable(path, error)
    }
  }

  /// Reads a whole file, or standard input for `-`.
  public func read(_ path: String) throws -> SourceText {
    let source: ByteSource
    do {
      source = try open(path)
    } catch {
      if reports.needsModel { inputLog.note(unreadable: path) }
      throw error
    }
    do throws(SystemError) {
      let bytes = try source.readAll()
      if reports.needsModel { inputLog.note(source.name, bytes) }
      return SourceText(name: source.name, bytes: bytes)
    } catch {
      if reports.needsModel { inputLog.note(unreadable: path) }
      throw unreadable(path, error)
    }
  }

  /// Reads the files that other files name: environments, scenarios.
  var fileReader: FileReader {
    let files = console.files
    let log = reports.needsModel || notesNamedFiles ? inputLog : nil
    return FileReader { (path: String) throws(FileReader.Failure) in
      do throws(SystemError) {
        if files.kind(path) == .folder { throw SystemError.isFolder }
        let bytes = try files.open(path).readAll()
        log?.note(path, bytes, isNamed: true)
        return bytes
      } catch {
        log?.note(unreadable: path, isNamed: true)
        throw FileReader.Failure(error.isNotFound ? "no such file" : error.message)
      }
    }
  }

  /// The input files that a command line names: its operands, and the lines of `--files-from`.
  public func inputPaths(_ arguments: ParsedArguments) throws -> [String] {
    guard let list = arguments.value(.filesFrom) else { return arguments.operands }
    let names = try read(list).bytes.split(separator: 0x0A).map { line in
      String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
    }
    return arguments.operands + names.filter { !$0.isEmpty }
  }

  /// The diagnostic for a file that cannot be opened or read, with the nearest name in its folder.
  func unreadable(_ path: String, _ error: SystemError) -> Diagnostic {
    let code = error.isNotFound ? "file.notFound" : error == .isFolder ? "file.isFolder" : "file.unreadable"
    var diagnostic = Diagnostic(file: path, code: code, message: "cannot read: \(error.message)")
    guard error.isNotFound else { return diagnostic }
    let bytes = path.utf8
    let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(path[...$0]) } ?? ""
    let name = String(path[(slash.map { bytes.index(after: $0) } ?? path.startIndex)...])
    let names = (try? console.files.entries(folder.isEmpty ? "." : folder)) ?? []
    diagnostic.suggestion = NearestSpelling.of(name, among: names).map { folder + $0 }
    return diagnostic
  }
}
