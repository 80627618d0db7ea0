import ActionStreams
import Documents
import PolicyLanguage
import Replay
import Reporting
import Synchronization

extension EvaluateCommand {
  /// A run over inputs of any kind, with its summary, checkpoint and progress; its failures are shown already.
  func run(_ stream: StreamRun, over files: [InputFile], in session: Session) throws -> StreamRun.Result {
    var run = RecordRun(stream)
    run.trailContext.isUnknown = !arguments.has(ContextOptions.missingContext) || context.missingContext.isUnknown
    run.trailContext.assumptions = context.missingContext.assumptions
    run.writesDecisions = !replay.isSummaryOnly
    run.tableLimit = replay.tableLimit
    run.calibrates = replay.calibrates
    let result: RecordRun.Result
    if let path = replay.checkpointPath {
      result = try self.run(run, over: files, checkpoint: path, in: session)
    } else {
      let bar = session.progressBar(files.map(\.name), first: 0)
      result = try session.withOutputWriter { write in
        run.run(files, onProgress: { progress, _ in bar?.show(progress) }, write: write)
      }
      bar?.clear()
    }
    try write(result, in: session)
    var outcome = StreamRun.Result()
    outcome.tally = result.summary.tally
    outcome.highlights = result.highlights
    outcome.failures = result.failures.map(session.located)
    outcome.outputClosed = result.outputClosed
    outcome.stopped = result.stopped
    outcome.outputError = result.outputError
    return outcome
  }

  /// Writes the summary where it is asked for.
  private func write(_ result: RecordRun.Result, in session: Session) throws {
    guard !result.outputClosed, result.outputError == nil else { return }
    if let path = replay.summaryPath { try session.write(SummaryJSON.render(result.summary), toFile: path) }
    if replay.isSummaryOnly {
      if format == .text {
        try session.write(SummaryText(style: session.outputStyle).render(result.summary))
      } else {
        try session.write(SummaryJSON.render(result.summary))
      }
      return
    }
    session.note(TrailSummaryText.render(result.summary.trail))
    if let calibration = result.summary.calibration {
      session.note(CalibrationText(style: session.errorStyle).render(calibration))
    }
  }

  // MARK: Checkpoints

  private func run(
    _ run: RecordRun, over files: [InputFile], checkpoint path: String, in session: Session
  ) throws -> RecordRun.Result {
    let identity = identity(run, files, session)
    var start: Checkpoint?
    if session.console.files.kind(path) != nil {
      let source = try session.read(path)
      let found = try Checkpoint(source)
      let output = session.general.outputPath.flatMap { session.console.files.size($0) } ?? 0
      guard found.run == identity else {
        throw Diagnostic(
          file: path, code: "checkpoint.other",
          message: "this checkpoint is of another run: other arguments, policies or inputs; remove it to begin anew")
      }
      guard output >= found.outputBytes, found.progress.input <= files.count else {
        throw Diagnostic(
          file: path, code: "checkpoint.output",
          message: "the output is shorter than the checkpoint says; remove the checkpoint to begin anew")
      }
      start = found
    }
    try session.resumeOutput(at: start?.outputBytes ?? 0)
    let keeper = CheckpointKeeper(
      path: path, output: session.general.outputPath ?? "", run: identity, files: session.console.files,
      outputBytes: start?.outputBytes ?? 0)
    let bar = session.progressBar(files.map(\.name), first: start?.progress.input ?? 0)
    let result = try session.withOutputWriter { write in
      run.run(files, from: start.map { ($0.progress, $0.result) }) { progress, result in
        keeper.keep(progress, result)
        bar?.show(progress)
      } write: { buffer in
        let code = write(buffer)
        if code == 0 { keeper.count(buffer.count) }
        return code
      }
    }
    bar?.clear()
    if result.outputError == nil, !result.outputClosed { session.console.files.remove(path) }
    return result
  }

  /// A digest of all that decides what the output is.
  private func identity(_ run: RecordRun, _ files: [InputFile], _ session: Session) -> String {
    var text = "stockade \(CommandLineTool.version)\n\(arguments.identity(without: [.jobs, .quiet, .verbose]))\n"
    for digest in session.inputLog.namedDigests { text += digest + "\n" }
    for file in files { text += "\(file.name) \(session.console.files.size(file.name) ?? -1)\n" }
    var bytes = Array(text.utf8)
    for policy in run.stream.policies.policies { bytes += policy.source.bytes + [0] }
    if let environment = arguments.value(PolicyOptions.environment) {
      bytes += (try? session.console.files.open(environment).readAll()) ?? []
    }
    return SHA256.hex(of: bytes)
  }
}

/// Writes the checkpoints of a run as it goes.
private final class CheckpointKeeper: Sendable {
  /// The seconds between two checkpoints.
  private static let interval = 0.25

  private struct State {
    var outputBytes: Int
    var keptAt: ContinuousClock.Instant?
  }

  private let path: String
  private let output: String
  private let run: String
  private let files: FileSystem
  private let state: Mutex<State>

  init(path: String, output: String, run: String, files: FileSystem, outputBytes: Int) {
    self.path = path
    self.output = output
    self.run = run
    self.files = files
    state = Mutex(State(outputBytes: outputBytes))
  }

  /// Counts bytes that were written.
  func count(_ bytes: Int) { state.withLock { $0.outputBytes += bytes } }

  /// Keeps a checkpoint, where the last one is old enough. One that cannot be written is none: the one before holds.
  func keep(_ progress: RecordRun.Progress, _ result: RecordRun.Result) {
    let now = ContinuousClock.now
    let due = state.withLock { state -> Int? in
      if let last = state.keptAt, last.duration(to: now) < .seconds(Self.interval) { return nil }
      state.keptAt = now
      return state.outputBytes
    }
    guard let due else { return }
    files.sync(output)
    let checkpoint = Checkpoint(run: run, progress: progress, outputBytes: due, result: result)
    try? files.replace(path, checkpoint.render())
  }
}
