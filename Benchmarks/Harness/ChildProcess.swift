#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program that is run to its end by `posix_spawn`: its output, status and peak memory.
struct ChildProcess {
  /// The exit status; 128 and the signal's number for a child that a signal ended.
  let status: Int32
  /// What it wrote to standard output, as far as it was kept.
  let output: [UInt8]
  /// Its peak resident memory in bytes.
  let peakMemory: Int

  /// The folder of this program, where the other products of the build lie, too.
  static let buildFolder: String = {
    var path = CommandLine.arguments.first ?? ""
    #if os(Linux)
      var buffer = [UInt8](repeating: 0, count: 4_096)
      let count = buffer.withUnsafeMutableBytes { bytes -> Int in
        guard let base = bytes.baseAddress else { return 0 }
        return readlink("/proc/self/exe", base.assumingMemoryBound(to: CChar.self), bytes.count)
      }
      if count > 0 { path = String(decoding: buffer[..<count], as: UTF8.self) }
    #endif
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }()

  /// The release binary of `stockade` beside this program.
  static func stockade() throws -> String {
    let path = buildFolder + "/stockade"
    guard access(path, X_OK) == 0 else {
      throw BenchmarkError("\(path) is not there: build it with swift build -c release --product stockade")
    }
    return path
  }

  /// Runs a command and keeps its output.
  ///
  /// - Parameter feeder: a command whose output becomes the input of the first, through a pipe.
  static func run(_ command: [String], fedBy feeder: [String]? = nil) throws -> ChildProcess {
    let output = try Pipe()
    var input: Pipe?
    var feederID: pid_t?
    if let feeder {
      let pipe = try Pipe()
      feederID = try spawn(feeder, input: nil, output: pipe.writeEnd)
      close(pipe.writeEnd)
      input = pipe
    }
    let id = try spawn(command, input: input?.readEnd, output: output.writeEnd)
    close(output.writeEnd)
    if let input { close(input.readEnd) }
    var kept: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(output.readEnd, &buffer, buffer.count)
      guard count > 0 else { break }
      // Whatever a benchmark looks at stands at the beginning; the rest is read only so that the child can go on.
      if kept.count < 65_536 { kept.append(contentsOf: buffer[..<count]) }
    }
    close(output.readEnd)
    let (status, peak) = wait(id)
    if let feederID { _ = wait(feederID) }
    return ChildProcess(status: status, output: kept, peakMemory: peak)
  }

  private struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { throw BenchmarkError("cannot make a pipe") }
      (readEnd, writeEnd) = (ends[0], ends[1])
      // A child that inherited the other end would never see the end of its input.
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
  }

  private static func spawn(_ command: [String], input: Int32?, output: Int32) throws -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var id: pid_t = 0
    let code = posix_spawn(&id, command[0], &actions, nil, arguments, environ)
    guard code == 0 else { throw BenchmarkError("cannot run \(command[0]): \(String(cString: strerror(code)))") }
    return id
  }

  private static func wait(_ id: pid_t) -> (status: Int32, peakMemory: Int) {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(id, &status, 0, &usage) < 0, errno == EINTR {}
    let signal = status & 0x7F
    #if os(Linux)
      let peak = usage.ru_maxrss * 1_024
    #else
      let peak = usage.ru_maxrss
    #endif
    return (signal == 0 ? status >> 8 & 0xFF : 128 + signal, peak)
  }
}
