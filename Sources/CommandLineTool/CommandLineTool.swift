import Documents
import Reporting

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The program `stockade`: picks a command, runs it, and turns what it throws into messages and an exit status.
public enum CommandLineTool {
  /// What `--version` prints.
  public static let version = "0.1.0"
  /// When this version was made, for the manual page.
  static let released = "2026-11-21"

  /// Runs with the arguments of the process, and ends it.
  public static func main() -> Never {
    // A reader that goes away is an error of write(2), which ends the run quietly, and not a signal.
    signal(SIGPIPE, SIG_IGN)
    FileDescriptor.reserveStandard()
    exit(run(arguments: Array(CommandLine.arguments.dropFirst()), console: .system).rawValue)
  }

  /// Runs with arguments, the program's name not among them.
  public static func run(arguments: [String], console: Console) -> ExitStatus {
    let session = Session(console: console, arguments: arguments)
    var command: CommandSpec?
    do {
      let status = try dispatch(arguments, session, &command)
      try session.finish()
      return status
    } catch let error as OutputError where error.cause.isBrokenPipe {
      return .success
    } catch {
      let status = session.report(error, from: command)
      session.writeFailureReports(status)
      return status
    }
  }

  private static func dispatch(
    _ arguments: [String], _ session: Session, _ command: inout CommandSpec?
  ) throws -> ExitStatus {
    guard let first = arguments.first else { throw UsageError.missingCommand }
    switch first {
    case "-h", "--help": return try showHelp(of: arguments.dropFirst().first, isLong: true, session)
    case "help": return try showHelp(of: arguments.dropFirst().first, isLong: true, session)
    case "--version":
      try session.write("stockade \(version)\n")
      return .success
    default: break
    }
    if first.hasPrefix("-") { throw UsageError.optionBeforeCommand(first) }
    let row = try CommandRow.named(first)
    command = row.spec
    session.command = row.spec
    let parsed: ParsedArguments
    do throws(UsageError) {
      parsed = try ParsedArguments(Array(arguments.dropFirst()), for: row.spec)
      if !parsed.has(.help) { session.reports = try ReportOptions(parsed) }
    } catch {
      // Whoever waits for a report shall read in it what was wrong.
      session.reports = ReportOptions(readableIn: Array(arguments.dropFirst()), of: row.spec)
      throw error
    }
    if parsed.has(.help) { return try showHelp(of: first, isLong: arguments.contains("--help"), session) }
    session.general = try GeneralOptions(parsed)
    return try row.make(parsed).run(in: session)
  }

  private static func showHelp(of name: String?, isLong: Bool, _ session: Session) throws -> ExitStatus {
    let help = HelpText(style: session.outputStyle)
    if let name {
      try session.write(help.command(CommandRow.named(name).spec, isLong: isLong))
    } else {
      try session.write(help.program(CommandRow.all.map(\.spec)))
    }
    return .success
  }
}
