import Documents
import Reporting

// What a run says in files beside its output, also when it fails.
extension Session {
  /// The run that reports are of, with everything that it read so far.
  var origin: Report.Origin {
    Report.Origin(
      command: command?.name ?? "", toolVersion: CommandLineTool.version, commandLine: ["stockade"] + arguments,
      inputs: inputLog.inputs)
  }

  /// Writes all reports that are asked for, whatever becomes of each.
  ///
  /// - Parameters:
  ///   - status: what the run ends with.
  ///   - model: makes the report that most formats are made of; called once at most.
  ///   - other: renders a format that only this command has.
  /// - Throws: what kept the output or some reports from being written, told in the other reports, too.
  func writeReports(
    _ status: ExitStatus, _ model: (Report.Origin, Report.Verdict.Status) -> Report,
    other: @escaping (_ format: String) -> [UInt8] = { _ in [] }
  ) throws {
    // An output that cannot be written is an error of the run, which its reports tell.
    if !reports.requests.isEmpty { try finish() }
    let report = reports.needsModel ? model(origin, status.verdictStatus) : nil
    reportsAreWritten = true
    var delivery = ReportDelivery(report, other: other)
    for request in reports.requests { delivery.open(request) { try sink(for: request) } }
    delivery.write { console.files.size($0) != nil ? try? console.files.create($0) : nil }
    if let brokenPipe = delivery.brokenPipe, delivery.failures.isEmpty { throw brokenPipe }
    if !delivery.failures.isEmpty { throw DiagnosticsError(delivery.failures) }
  }

  /// Writes the reports of a run that an error ended before it could write them.
  ///
  /// Formats without room for an error are not written; a report that cannot be written is one message more.
  func writeFailureReports(_ status: ExitStatus) {
    guard reports.needsModel, !reportsAreWritten else { return }
    reportsAreWritten = true
    let report = Report.failure(diagnostics, origin: origin, status: status.verdictStatus)
    var delivery = ReportDelivery(report)
    for request in reports.requests where ReportFormat(rawValue: request.format) != nil {
      delivery.open(request) {
        // What the command line names may be an input that was not yet read.
        if let path = request.path, isNamed(path, besides: request) { throw UsageError.outputIsInput(path) }
        return try sink(for: request)
      }
    }
    delivery.write { console.files.size($0) != nil ? try? console.files.create($0) : nil }
    for failure in delivery.failures { self.report(failure) }
  }

  private func sink(for request: ReportOptions.Request) throws -> ByteSink {
    guard let path = request.path else {
      try flushOutput()
      return ByteSink(name: "standard output", write: console.writeOutput)
    }
    if isInput(path) { throw UsageError.outputIsInput(path) }
    let others = (reports.requests.compactMap(\.path) + [general.outputPath].compactMap(\.self)).filter { $0 != path }
    if others.contains(where: { console.files.isSameFile($0, path) }) { throw UsageError.outputTwice(path) }
    do throws(SystemError) {
      return try console.files.create(path)
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }

  /// Whether some other word of the command line leads to a file.
  private func isNamed(_ path: String, besides request: ReportOptions.Request) -> Bool {
    arguments.contains { argument in
      let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.suffix(2).joined(separator: "=") != "\(request.format)=\(path)" else { return false }
      return parts.indices.contains { console.files.isSameFile(parts[$0...].joined(separator: "="), path) }
    }
  }

  /// Writes a whole file.
  func write(_ bytes: [UInt8], toFile path: String) throws {
    do throws(SystemError) {
      let sink = try console.files.create(path)
      do throws(OutputError) {
        try sink.write(bytes)
        try sink.flush()
      } catch {
        throw error.cause
      }
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }
}

extension ExitStatus {
  fileprivate var verdictStatus: Report.Verdict.Status {
    switch self {
    case .success: .success
    case .finding: .finding
    case .inputError: .inputError
    case .inconclusive: .inconclusive
    case .internalError: .internalError
    }
  }
}
