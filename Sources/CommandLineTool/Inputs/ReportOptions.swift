import Documents

/// The reports of a run: `--report FORMAT=PATH`, as often as wanted, each written to its own file.
struct ReportOptions {
  /// The option, over the formats of one command.
  static func option(_ formats: [String], discussion: String = "") -> OptionSpec {
    OptionSpec(
      "report", value: .init("FORMAT=PATH", .file), isRepeatable: true, category: .output,
      summary: "Write a report in FORMAT to PATH too: \(formats.joined(separator: ", "))",
      discussion: "Repeatable; the status does not depend on it. " + discussion)
  }

  /// The reports asked for, in order.
  let reports: [(format: String, path: String)]

  /// Reads them; every format must be one of the command's.
  init(_ arguments: ParsedArguments, option: OptionSpec, formats: [String]) throws(UsageError) {
    let pairs = try arguments.assignments(option)
    for pair in pairs {
      guard formats.contains(pair.name) else {
        let nearest = NearestSpelling.of(pair.name, among: formats).map { "; did you mean \($0)?" } ?? ""
        throw .other(
          code: "unknownChoice",
          message: "'\(option.flag)' writes \(formats.joined(separator: ", ")), not '\(pair.name)'\(nearest)")
      }
      if pair.value.isEmpty { throw .invalidValue(option, pair.name + "=", expected: "FORMAT=PATH") }
    }
    reports = pairs.map { ($0.name, $0.value) }
  }

  /// Whether some report is in one of some formats.
  func contains(_ formats: [String]) -> Bool { reports.contains { formats.contains($0.format) } }

  /// Writes all of them.
  func write(in session: Session, _ render: (_ format: String) -> [UInt8]) throws {
    for report in reports { try session.write(render(report.format), toFile: report.path) }
  }
}

extension Session {
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
