import Documents
import Reporting

/// Brings the reports of a run to their files, so that one that cannot be written keeps no other from it, and stands as
/// an error in them.
///
/// All are opened before the first is made: that is when most of what can go wrong does. Standard output comes last, since
/// what is written there cannot be taken back. Files that were written before a later one failed are written anew.
struct ReportDelivery {
  /// What kept reports from being written, in their order.
  private(set) var failures: [Diagnostic] = []
  /// The reader of standard output that went away, which is no failure.
  private(set) var brokenPipe: OutputError?

  private let report: Report?
  private let other: (_ format: String) -> [UInt8]
  private var opened: [(request: ReportOptions.Request, sink: ByteSink)] = []

  /// Makes a delivery of the one model, and of what renders the formats that only a command has.
  init(_ report: Report?, other: @escaping (_ format: String) -> [UInt8] = { _ in [] }) {
    self.report = report
    self.other = other
  }

  /// Opens the file of a report.
  mutating func open(_ request: ReportOptions.Request, _ makeSink: () throws -> ByteSink) {
    do {
      opened.append((request, try makeSink()))
    } catch {
      add(error, request)
    }
  }

  /// Writes what was opened.
  ///
  /// - Parameter reopen: opens a regular file once more, emptied; nil for pipes and devices, which keep what they have.
  mutating func write(reopen: (_ path: String) -> ByteSink?) {
    let known = failures.count
    var written: [ReportOptions.Request] = []
    var amended = report?.adding(failures)
    for (request, sink) in opened.filter({ $0.request.path != nil }) + opened.filter({ $0.request.path == nil }) {
      do throws(OutputError) {
        try sink.write(render(request, amended))
        try sink.flush()
        written.append(request)
      } catch {
        if request.path == nil, error.cause.isBrokenPipe {
          brokenPipe = error
        } else {
          add(error, request)
          amended = report?.adding(failures)
        }
      }
    }
    opened = []
    guard failures.count > known else { return }
    for request in written {
      guard let path = request.path, let sink = reopen(path) else { continue }
      do throws(OutputError) {
        try sink.write(render(request, amended))
        try sink.flush()
      } catch {
        add(error, request)
      }
    }
  }

  private func render(_ request: ReportOptions.Request, _ report: Report?) -> [UInt8] {
    guard let format = ReportFormat(rawValue: request.format), let report else { return other(request.format) }
    return format.render(report)
  }

  private mutating func add(_ error: any Error, _ request: ReportOptions.Request) {
    failures.append(Session.diagnostic(of: error, writing: request.path ?? "standard output"))
  }
}
