#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the figures were measured on.
struct Machine {
  /// The processor's name as the system gives it.
  let processor: String
  /// The number of cores that are online.
  let cores: Int
  /// Kernel and architecture.
  let system: String
  /// The compiler that built this program.
  let swift: String
  /// Whether this program was optimised; figures of a debug build mean nothing.
  let isOptimised: Bool
  /// The day, in UTC.
  let date: String

  /// The machine this runs on, now.
  static func current() -> Machine {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let two = { (value: Int32) in value < 10 ? "0\(value)" : "\(value)" }
    var isOptimised = true
    assert({ isOptimised = false }() == ())
    return Machine(
      processor: processorName(), cores: max(1, Int(sysconf(CInt(_SC_NPROCESSORS_ONLN)))), system: systemName(),
      swift: compilerVersion, isOptimised: isOptimised,
      date: "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))")
  }

  /// One line for the head of a report.
  var description: String {
    "\(processor), \(cores) cores, \(system), Swift \(swift), \(date)" + (isOptimised ? "" : ", DEBUG BUILD")
  }

  private static var compilerVersion: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }

  private static func processorName() -> String {
    #if os(Linux)
      for line in TextFile.lines("/proc/cpuinfo") where line.hasPrefix("model name") {
        return String(line.drop { $0 != ":" }.drop { $0 == ":" || $0 == " " })
      }
      return "unknown processor"
    #else
      var length = 0
      sysctlbyname("machdep.cpu.brand_string", nil, &length, nil, 0)
      var name = [UInt8](repeating: 0, count: max(length, 1))
      sysctlbyname("machdep.cpu.brand_string", &name, &length, nil, 0)
      return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    #endif
  }

  private static func systemName() -> String {
    var name = utsname()
    guard uname(&name) == 0 else { return "unknown system" }
    return text(&name.sysname) + " " + text(&name.release) + " " + text(&name.machine)
  }

  private static func text<Field>(_ field: inout Field) -> String {
    withUnsafeBytes(of: &field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
