import CommandLineTool
import Foundation
import Synchronization

/// A console in memory: files are given, what is written is kept.
final class CapturedConsole: Sendable {
  /// What a run left behind.
  struct Outcome {
    var status: ExitStatus
    var output: String
    var error: String
  }

  private struct State {
    var files: [String: [UInt8]] = [:]
    var input: ArraySlice<UInt8> = []
    var output: [UInt8] = []
    var error: [UInt8] = []
    /// The bytes that standard output takes before its reader goes away.
    var outputLimit: Int?
  }

  private let state: Mutex<State>
  private let variables: [String: String]
  private let columns: Int?
  private let outputFailure: SystemError
  private let workingFolder: String?
  /// The time of the runs.
  private let seconds: Int

  /// Makes a console whose files need not be text.
  convenience init(bytes: [String: [UInt8]]) {
    self.init()
    state.withLock { $0.files = bytes }
  }

  init(
    files: [String: String] = [:], input: String = "", variables: [String: String] = [:], columns: Int? = nil,
    outputLimit: Int? = nil, outputFailure: SystemError = .brokenPipe, workingFolder: String? = nil, seconds: Int = 0
  ) {
    state = Mutex(
      State(
        files: files.mapValues { Array($0.utf8) }, input: Array(input.utf8)[...], outputLimit: outputLimit))
    self.variables = variables
    self.columns = columns
    self.outputFailure = outputFailure
    self.workingFolder = workingFolder
    self.seconds = seconds
  }

  /// Runs a command line.
  static func run(
    _ arguments: String..., files: [String: String] = [:], input: String = "", variables: [String: String] = [:],
    columns: Int? = nil
  ) -> Outcome {
    CapturedConsole(files: files, input: input, variables: variables, columns: columns).run(arguments)
  }

  /// Runs a command line.
  func run(_ arguments: [String]) -> Outcome {
    let status = CommandLineTool.run(arguments: arguments, console: console)
    return state.withLock {
      Outcome(
        status: status, output: String(decoding: $0.output, as: UTF8.self),
        error: String(decoding: $0.error, as: UTF8.self))
    }
  }

  /// The content of a file after a run; nil when there is none.
  func file(_ path: String) -> String? {
    state.withLock { $0.files[path].map { String(decoding: $0, as: UTF8.self) } }
  }

  /// All files after a run.
  var files: [String: String] { state.withLock { $0.files.mapValues { String(decoding: $0, as: UTF8.self) } } }

  /// The console that commands see.
  var console: Console {
    Console(
      readInput: { [self] buffer in
        state.withLock { state in
          let part = state.input.prefix(buffer.count)
          buffer.copyBytes(from: part)
          state.input = state.input.dropFirst(part.count)
          return part.count
        }
      },
      writeOutput: { [self] bytes throws(SystemError) in
        let isOpen = state.withLock { state in
          state.output.append(contentsOf: bytes)
          return state.output.count <= state.outputLimit ?? .max
        }
        if !isOpen { throw outputFailure }
      },
      writeError: { [self] bytes in state.withLock { $0.error.append(contentsOf: bytes) } },
      outputColumns: columns, errorColumns: columns, environmentVariable: { [variables] in variables[$0] },
      secondsSinceEpoch: { [seconds] in seconds }, files: fileSystem, processorCount: 2)
  }

  private var fileSystem: FileSystem {
    FileSystem(
      kind: { [self] path in
        state.withLock { state in
          if state.files[path] != nil { return .file }
          return state.files.keys.contains { $0.hasPrefix(path + "/") } ? .folder : nil
        }
      },
      open: { [self] path throws(SystemError) in
        guard let bytes = state.withLock({ $0.files[path] }) else { throw SystemError.notFound }
        return ByteSource(name: path, bytes: bytes)
      },
      create: { [self] path throws(SystemError) in
        if path.hasPrefix("no-such-folder/") { throw SystemError.notFound }
        state.withLock { $0.files[path] = [] }
        return ByteSink(
          name: path,
          write: { [self] bytes throws(SystemError) in
            if path.hasPrefix("full/") { throw SystemError(code: ENOSPC) }
            state.withLock { $0.files[path, default: []].append(contentsOf: bytes) }
          })
      },
      entries: { [self] folder throws(SystemError) in
        let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
        let names = state.withLock { state in
          state.files.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        }
        return Set(names.map { String($0.prefix { $0 != "/" }) }).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      },
      isSameFile: { $0 == $1 }, size: { [self] path in state.withLock { $0.files[path]?.count } },
      workingFolder: { [workingFolder] in workingFolder })
  }
}
