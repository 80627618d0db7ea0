#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The peak resident memory of this process.
enum ProcessMemory {
  /// Begins the peak anew, where the system can; on Linux through `/proc/self/clear_refs`.
  static func resetPeak() {
    #if os(Linux)
      let descriptor = open("/proc/self/clear_refs", O_WRONLY)
      guard descriptor >= 0 else { return }
      _ = write(descriptor, "5", 1)
      close(descriptor)
    #endif
  }

  /// The peak in bytes: since the last reset on Linux, since the start elsewhere.
  static func peak() -> Int? {
    #if os(Linux)
      for line in TextFile.lines("/proc/self/status") where line.hasPrefix("VmHWM:") {
        let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).compactMap { Int($0) }.first
        return kilobytes.map { $0 * 1_024 }
      }
      return nil
    #else
      var usage = rusage()
      return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : nil
    #endif
  }
}

/// Small text files, read whole.
enum TextFile {
  /// The lines of a file; none when it cannot be read.
  static func lines(_ path: String) -> [Substring] {
    String(decoding: bytes(path) ?? [], as: UTF8.self)
      .split(separator: "\n")
  }

  /// The bytes of a file; nil when it cannot be read.
  static func bytes(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return count == 0 ? bytes : nil }
      bytes.append(contentsOf: buffer[..<count])
    }
  }
}
