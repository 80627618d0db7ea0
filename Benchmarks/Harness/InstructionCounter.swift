#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Counts the user-mode instructions of this process and of the threads it starts, where the system lets us read them.
///
/// Linux: a `perf_event_open` counter, which a virtual machine or `perf_event_paranoid` may refuse. macOS: the figure
/// of `proc_pid_rusage`, kernel included.
final class InstructionCounter {
  #if os(Linux)
    private typealias SystemCall = @convention(c) (Int, UnsafeMutableRawPointer, Int, Int, Int, UInt) -> Int
    private let descriptor: CInt

    /// Opens a counter; nil where it is refused.
    init?() {
      #if arch(x86_64)
        let perfEventOpen = 298
      #else
        let perfEventOpen = 241
      #endif
      // `syscall` is variadic, which Swift does not import; on both Linux ABIs integers travel alike either way.
      guard let symbol = dlsym(nil, "syscall") else { return nil }
      let systemCall = unsafeBitCast(symbol, to: SystemCall.self)
      // perf_event_attr, version 0: type and size in the first word, config (1 = instructions) in the second, and at
      // offset 40 the bits disabled (0), inherit (1), exclude_kernel (5), exclude_hv (6).
      var attributes: [UInt64] = [UInt64(64) << 32, 1, 0, 0, 0, 1 | 2 | 32 | 64, 0, 0]
      descriptor = attributes.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return -1 }
        return CInt(truncatingIfNeeded: systemCall(perfEventOpen, base, 0, -1, -1, 0))
      }
      guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Begins to count, from 0.
    func start() {
      _ = ioctl(descriptor, 0x2403, 0)
      _ = ioctl(descriptor, 0x2400, 0)
    }

    /// Ends counting; nil when nothing could be counted.
    func stop() -> Int? {
      _ = ioctl(descriptor, 0x2401, 0)
      var count: UInt64 = 0
      guard read(descriptor, &count, 8) == 8, count > 0 else { return nil }
      return Int(exactly: count)
    }
  #else
    private var before: UInt64 = 0

    init?() {
      guard Self.instructions() != nil else { return nil }
    }

    /// Begins to count.
    func start() { before = Self.instructions() ?? 0 }

    /// Ends counting; nil when nothing could be counted.
    func stop() -> Int? {
      guard let after = Self.instructions(), after > before else { return nil }
      return Int(exactly: after - before)
    }

    private static func instructions() -> UInt64? {
      var usage = rusage_info_v4()
      let result = withUnsafeMutablePointer(to: &usage) { pointer in
        pointer.withMemoryRebound(to: rusage_info_t?.self, capacity: 1) {
          proc_pid_rusage(getpid(), RUSAGE_INFO_V4, $0)
        }
      }
      return result == 0 ? usage.ri_instructions : nil
    }
  #endif
}
