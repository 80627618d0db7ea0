import Documents
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// One `gzip -dc` that writes the text of a compressed file into a pipe.
///
/// The file is the child's standard input, so that its name never reaches a command line. Several children may run at
/// once, each ahead of its reader by what `ReadAhead` takes and a pipe holds.
final class GzipChild {
  private let text: ReadAhead
  private var chunk: [UInt8] = []
  private var taken = 0
  private let errors: Int32
  private let process: pid_t
  private var isReaped = false

  /// Starts a child on an open file, which stays the caller's.
  ///
  /// - Throws: why there is no child: no `gzip` on the PATH, no more processes or descriptors.
  init(reading input: Int32, file: String) throws(InputFailure) {
    let started = Self.starting.withLock { _ in Self.start(input) }
    switch started {
    case .success(let child):
      (process, errors) = (child.0, child.2)
      text = ReadAhead(child.1)
    case .failure(let code):
      let message =
        code.number == ENOENT
        ? "this is compressed, and there is no gzip program to read it"
        : "gzip could not be started: \(String(cString: strerror(code.number)))"
      throw InputFailure(file: file, code: "input.gzip", message)
    }
  }

  deinit {
    text.stop()
    _ = finish()
  }

  /// Fills a buffer with the next bytes of the text: their number, 0 at the end, an error number with a minus sign.
  func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    var count = 0
    while count < buffer.count {
      if taken == chunk.count {
        let next = text.next()
        if let ending = next.ending { return count > 0 ? count : ending }
        (chunk, taken) = (next.chunk, 0)
      }
      let amount = min(buffer.count - count, chunk.count - taken)
      let target = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      chunk.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[taken..<taken + amount])) }
      count += amount
      taken += amount
    }
    return count
  }

  /// Waits for the end of the child; nil when it read all of a sound file, else what it complained of.
  func finish() -> String? {
    guard !isReaped else { return nil }
    isReaped = true
    var message: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1024)
    while true {
      let amount = Self.readComplaint(errors, &buffer)
      if amount < 0, errno == EINTR { continue }
      guard amount > 0 else { break }
      if message.count < 4096 { message += buffer[..<amount] }
    }
    _ = close(errors)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    if status == 0 { return nil }
    let text = ByteString(message).string.split(separator: "\n").first { !$0.isEmpty }.map(String.init)
    if status & 0x7F != 0 { return "gzip was ended by signal \(status & 0x7F)" }
    return text.map(Self.plain) ?? "gzip failed with status \(status >> 8 & 0xFF)"
  }

  private static func readComplaint(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
    #if canImport(Darwin)
      Darwin.read(descriptor, &buffer, buffer.count)
    #elseif canImport(Musl)
      Musl.read(descriptor, &buffer, buffer.count)
    #else
      Glibc.read(descriptor, &buffer, buffer.count)
    #endif
  }

  /// gzip's complaint without its own name and that of its standard input.
  private static func plain(_ message: String) -> String {
    for prefix in ["gzip: stdin: ", "gzip: (stdin): ", "gzip: "] where message.hasPrefix(prefix) {
      return String(message.dropFirst(prefix.count))
    }
    return message
  }

  private struct ErrorNumber: Error {
    let number: Int32
  }

  /// Pipes are made and children started one at a time: a child that inherited another's pipe would keep it open.
  private static let starting = Mutex(())

  private static func start(_ input: Int32) -> Result<(pid_t, Int32, Int32), ErrorNumber> {
    guard let text = makePipe() else { return .failure(ErrorNumber(number: errno)) }
    guard let complaints = makePipe() else {
      let number = errno
      _ = close(text.read)
      _ = close(text.write)
      return .failure(ErrorNumber(number: number))
    }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t? = nil
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, text.write, 1)
    posix_spawn_file_actions_adddup2(&actions, complaints.write, 2)
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("gzip"), strdup("-dc"), nil]
    // The C locale, so that complaints are in one language.
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    var environment: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=" + path), strdup("LC_ALL=C"), nil]
    defer { for text in arguments + environment { free(text) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, "gzip", &actions, nil, &arguments, &environment)
    _ = close(text.write)
    _ = close(complaints.write)
    guard code == 0 else {
      _ = close(text.read)
      _ = close(complaints.read)
      return .failure(ErrorNumber(number: code))
    }
    return .success((process, text.read, complaints.read))
  }

  private static func makePipe() -> (read: Int32, write: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #if os(Linux)
      // A whole log file of the usual size fits, so that children which wait for their turn are done with their work.
      _ = fcntl(ends[0], setPipeSize, 1 << 20)
    #endif
    return (ends[0], ends[1])
  }
}

#if os(Linux)
  /// `F_SETPIPE_SZ`, which the C library's headers hide from Swift.
  private let setPipeSize: Int32 = 1031
#endif
