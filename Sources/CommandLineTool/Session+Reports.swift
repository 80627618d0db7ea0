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

  /// Writes all reports that are asked for.
  ///
  /// - Parameters:
  ///   - status: what the run ends with.
  ///   - model: makes the report that most formats are made of; called once at most.
  ///   - other: renders a format that only this command has.
  func writeReports(
    _ status: ExitStatus, _ model: (Report.Origin, Report.Verdict.Status) -> Report,
    other: (_ format: String) -> [UInt8] = { _ in [] }
  ) throws {
    let report = reports.needsModel ? model(origin, status.verdictStatus) : nil
    reportsAreWritten = true
    for request in reports.requests {
      if let format = ReportFormat(rawValue: request.format), let report {
        try write(format.render(report), for: request)
      } else {
        try write(other(request.format), for: request)
      }
    }
  }

  /// Writes the reports of a run that an error ended before it could write them.
  ///
  /// Formats without room for an error stay empty; a report that cannot be written is one message more.
  func writeFailureReports(_ status: ExitStatus) {
    guard reports.needsModel, !reportsAreWritten else { return }
    reportsAreWritten = true
    let report = Report.failure(diagnostics, origin: origin, status: status.verdictStatus)
    for request in reports.requests {
      guard let format = ReportFormat(rawValue: request.format) else { continue }
      do {
        try write(format.render(report), for: request)
      } catch {
        _ = self.report(error, from: nil)
      }
    }
  }

  private func write(_ bytes: [UInt8], for request: ReportOptions.Request) throws {
    guard let path = request.path else { return try writeToStandardOutput(bytes) }
    if isInput(path) { throw UsageError.outputIsInput(path) }
    try write(bytes, toFile: path)
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
