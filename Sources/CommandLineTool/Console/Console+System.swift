#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Console {
  /// The console of this process.
  public static var system: Console {
    Console(
      readInput: { buffer throws(SystemError) in try FileDescriptor.read(STDIN_FILENO, into: buffer) },
      inputDescriptor: STDIN_FILENO,
      writeOutput: { buffer throws(SystemError) in try FileDescriptor.write(STDOUT_FILENO, buffer) },
      writeError: { buffer throws(SystemError) in try FileDescriptor.write(STDERR_FILENO, buffer) },
      outputColumns: columns(of: STDOUT_FILENO), errorColumns: columns(of: STDERR_FILENO),
      inputIsTerminal: isatty(STDIN_FILENO) == 1,
      environmentVariable: { name in getenv(name).map { String(cString: $0) } },
      secondsSinceEpoch: { time(nil) }, files: .system, processorCount: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  private static func columns(of descriptor: Int32) -> Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    // A terminal that does not tell its width, such as a serial line, is as wide as the user says.
    return getenv("COLUMNS").flatMap { Int(String(cString: $0)) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
  }
}
