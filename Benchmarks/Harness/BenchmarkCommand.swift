#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The command line of the benchmark program.
struct BenchmarkCommand {
  private var filters: [String] = []
  private var baselinePath: String?
  private var csvPath: String?
  private var onlyLists = false
  private var writesCSVToOutput = false
  private var passes: Int?
  private var sampler = Sampler()

  static let usage = """
    usage: benchmark [--filter TEXT]… [--list] [--compare FILE] [--csv FILE|-] [--samples N] [--seconds S]

      --filter TEXT   run the benchmarks whose name holds TEXT, or ends in it with TEXT$; repeatable
      --list          name the benchmarks and what each measures
      --compare FILE  show the ratio to an earlier run's CSV; above 1.00x is faster now
      --csv FILE      write CSV, too; - writes it to the output instead of the table
      --samples N     take at least N samples of each (default 5)
      --passes N      run each N times and take no times: for count-instructions.sh
      --seconds S     take samples for S seconds once there are enough (default 2)

    Every benchmark states its expected answer; a run that answers anything else fails the program.

    examples:
      swift run -c release benchmark --filter scan
      swift run -c release benchmark --csv before.csv && swift run -c release benchmark --compare before.csv
    """

  /// Runs the program and returns its exit status: 0, 1 when an answer was wrong, 2 when it was called wrongly.
  static func run(_ arguments: [String]) -> CInt {
    if arguments.contains("--help") || arguments.contains("-h") {
      print(usage)
      return 0
    }
    do {
      var command = BenchmarkCommand()
      try command.parse(arguments)
      return try command.run() ? 0 : 1
    } catch {
      complain("benchmark: \(error)")
      return 2
    }
  }

  private mutating func parse(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let flag = rest.popFirst() {
      func value() throws -> String {
        guard let value = rest.popFirst() else { throw BenchmarkError("\(flag) needs a value; see --help") }
        return value
      }
      switch flag {
      case "--filter": filters.append(try value())
      case "--list": onlyLists = true
      case "--compare": baselinePath = try value()
      case "--csv":
        let path = try value()
        if path == "-" { writesCSVToOutput = true } else { csvPath = path }
      case "--samples":
        guard let count = Int(try value()), count > 0 else { throw BenchmarkError("--samples needs a number above 0") }
        sampler.leastSamples = count
        sampler.mostSamples = max(sampler.mostSamples, count)
      case "--passes":
        guard let count = Int(try value()), count > 0 else { throw BenchmarkError("--passes needs a number above 0") }
        passes = count
      case "--seconds":
        guard let seconds = Double(try value()), seconds >= 0 else {
          throw BenchmarkError("--seconds needs a number of seconds")
        }
        sampler.seconds = seconds
      default: throw BenchmarkError("unknown option \(flag); see --help")
      }
    }
  }

  private func run() throws -> Bool {
    let chosen = Suites.all.filter { benchmark in
      filters.isEmpty || filters.contains { Self.fits(benchmark.name, $0) }
    }
    guard !chosen.isEmpty else { throw BenchmarkError("no benchmark's name holds \(filters.joined(separator: ", "))") }
    if onlyLists {
      for benchmark in chosen { print("\(benchmark.name): \(benchmark.about)") }
      return true
    }
    if let passes {
      for benchmark in chosen {
        let items = try sampler.run(benchmark, passes: passes)
        print("\(benchmark.name) \(items)")
      }
      return true
    }
    let baseline = try baselinePath.map(BenchmarkReport.baseline) ?? [:]
    let machine = Machine.current()
    var csv = ["# " + machine.description, BenchmarkReport.csvHeader]
    if writesCSVToOutput {
      for line in csv { print(line) }
    } else {
      print(machine.description)
      print(BenchmarkReport.tableHeader)
    }
    var isRight = true
    for benchmark in chosen {
      do {
        let measurement = try sampler.measure(benchmark)
        csv.append(BenchmarkReport.csv(measurement))
        print(
          writesCSVToOutput
            ? BenchmarkReport.csv(measurement) : BenchmarkReport.row(measurement, before: baseline[benchmark.name]))
        fflush(nil)
      } catch {
        Self.complain("benchmark: \(error)")
        isRight = false
      }
    }
    if let csvPath { try save(csv.joined(separator: "\n") + "\n", to: csvPath) }
    return isRight
  }

  /// Whether a name holds a text; ends in it, where the text itself ends in `$`.
  private static func fits(_ name: String, _ text: String) -> Bool {
    text.hasSuffix("$") ? name.hasSuffix(text.dropLast()) : name.contains(text)
  }

  private func save(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw BenchmarkError("cannot write \(path)") }
    defer { fclose(file) }
    guard fputs(text, file) >= 0 else { throw BenchmarkError("cannot write \(path)") }
  }

  private static func complain(_ text: String) {
    fflush(nil)
    let line = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
