import ActionStreams
import Documents
import Replay
import Synchronization

/// The inputs of a run, recognised by their content.
struct RecordInputs {
  /// How they are read.
  enum Kind {
    /// Lines of action records only.
    case lines([StreamInput])
    /// Anything that `RecordBlockReader` recognises.
    case records([InputFile])
  }

  /// How they are read.
  var kind: Kind
  /// Whether records are named by their file.
  var namesFiles: Bool
  /// Folders and files in them that could not be opened.
  var failures: [Diagnostic] = []

  /// The name of the first.
  var firstName: String? {
    switch kind {
    case .lines(let inputs): inputs.first?.name
    case .records(let inputs): inputs.first?.name
    }
  }

  /// The inputs in any form.
  var files: [InputFile] {
    switch kind {
    case .lines: []
    case .records(let inputs): inputs
    }
  }
}

extension Session {
  /// Finds the inputs of some paths, and looks at how they begin.
  ///
  /// Files that are named and hold nothing but lines of action records take the reader that is made for them; folders,
  /// and whatever else there is, take the one that recognises everything.
  ///
  /// - Parameter asRecords: whether the latter reads all of them.
  func recordInputs(_ paths: [String], namesFiles: Bool, asRecords: Bool) throws -> RecordInputs {
    if paths.count(where: { $0 == "-" }) > 1 { throw UsageError.inputTakenTwice }
    let folders = paths.filter { $0 != "-" && console.files.kind($0) == .folder }
    var opened: [String: OpenedInput] = [:]
    var isLines = !asRecords && folders.isEmpty
    for path in paths where opened[path] == nil && !folders.contains(path) {
      guard let beginning = try begin(path, &opened) else { continue }
      if isLines { isLines = beginning.isActionRecordLines }
      // What was looked at needs not be kept where it can be opened again.
      if !isLines, opened.isEmpty, !paths.contains("-") { break }
    }
    if isLines {
      let inputs = try paths.map { path in
        try opened[path].map { .reading(name: $0.name, reading($0)) } ?? streamInput(path)
      }
      return RecordInputs(kind: .lines(inputs), namesFiles: namesFiles || paths.count > 1)
    }
    var found = RecordInputs(kind: .records([]), namesFiles: namesFiles || !folders.isEmpty)
    var files: [InputFile] = []
    for path in paths {
      if folders.contains(path) {
        let discovery = InputDiscovery([ByteString(path)])
        for file in discovery.files {
          note(input: file.name)
          digest(file.name)
        }
        files += discovery.files
        found.failures += discovery.failures.map(\.diagnostic)
      } else if let input = opened[path] {
        files.append(
          input.isReopened ? InputFile("-") : .reading(name: input.name, reading(input)))
      } else {
        note(input: path)
        digest(path)
        files.append(inputFile(path))
      }
    }
    found.kind = .records(files)
    found.namesFiles = found.namesFiles || files.count > 1
    return found
  }

  /// What reads an input that is open, digested where reports name their inputs.
  private func reading(_ input: OpenedInput) -> @Sendable (UnsafeMutableRawBufferPointer) -> Int {
    let read: @Sendable (UnsafeMutableRawBufferPointer) -> Int = { input.read(into: $0) }
    return reports.needsModel ? DigestedInput.reading(input.name, log: inputLog, read) : read
  }

  /// Digests a regular file where reports name their inputs. Whoever decides it may read it in any order and through
  /// `gzip`, so that it is read once more here.
  private func digest(_ path: String) {
    guard reports.needsModel else { return }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { buffer.deallocate() }
    var digest = SHA256()
    do throws(SystemError) {
      let source = try console.files.open(path)
      while true {
        let count = try source.read(into: buffer)
        if count == 0 { break }
        digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
      inputLog.note(path, digest)
    } catch {
      inputLog.note(unreadable: path)
    }
  }

  /// The failure of an input, with the nearest name where there is no such file.
  func located(_ failure: InputFailure) -> Diagnostic {
    if failure.code == "input.unreadable", failure.offset == nil, console.files.kind(failure.file) == nil,
      failure.file != Self.inputName
    {
      return unreadable(failure.file, .notFound)
    }
    return failure.diagnostic
  }

  /// Looks at the beginning of an input; what cannot be opened twice stays open. Nil for what cannot be opened at all.
  private func begin(_ path: String, _ opened: inout [String: OpenedInput]) throws -> OpenedInput? {
    let isInput = path == "-"
    if !isInput, console.files.kind(path) == nil { return nil }
    guard let source = isInput ? try open(path) : try? console.files.open(path) else { return nil }
    let input = OpenedInput(source)
    guard isInput || !console.files.isSameFile(path, path) else { return input }
    // A compressed file that the shell opened can be handed to gzip from its beginning.
    if isInput, input.isCompressed, console.inputDescriptor != nil, input.rewind() { input.isReopened = true }
    opened[path] = input
    if !isInput { note(input: path) }
    return input
  }

  /// A file by its path, or through the console where that has no real files.
  private func inputFile(_ path: String) -> InputFile {
    if console.inputDescriptor != nil { return InputFile(ByteString(path)) }
    let console = console
    let source = Mutex<ByteSource?>(nil)
    return .reading(name: path) { buffer in
      source.withLock { opened in
        do throws(SystemError) {
          if opened == nil { opened = try console.files.open(path) }
          return try opened?.read(into: buffer) ?? 0
        } catch {
          return -Int(error.code)
        }
      }
    }
  }
}

/// An input whose beginning was looked at, and is read again by whoever reads it.
final class OpenedInput: Sendable {
  private static let beginningSize = 1 << 16

  private struct State {
    var beginning: [UInt8] = []
    var isAtEnd = false
    var isReopened = false
  }

  /// What messages call it.
  let name: String
  /// Whether its content is action records, one a line.
  let isActionRecordLines: Bool
  /// Whether it begins as gzip's files do.
  let isCompressed: Bool
  private let source: ByteSource
  private let state: Mutex<State>

  /// Whether it is to be read from its descriptor, from the beginning.
  var isReopened: Bool {
    get { state.withLock { $0.isReopened } }
    set { state.withLock { $0.isReopened = newValue } }
  }

  /// Reads as much of a source as tells what it is.
  init(_ source: ByteSource) {
    name = source.name
    self.source = source
    var state = State()
    var recognised: Bool?
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.beginningSize, alignment: 16)
    defer { block.deallocate() }
    while recognised == nil, !state.isAtEnd, state.beginning.count < Self.beginningSize {
      guard let count = try? source.read(into: block) else { break }
      state.isAtEnd = count == 0
      state.beginning += UnsafeRawBufferPointer(rebasing: block[..<count])
      recognised = RecordKind.isActionRecordLines(state.beginning, isComplete: state.isAtEnd)
    }
    isActionRecordLines = recognised ?? false
    isCompressed = state.beginning.starts(with: [0x1F, 0x8B])
    self.state = Mutex(state)
  }

  /// Goes back to the beginning of the descriptor; false for a pipe.
  func rewind() -> Bool { source.descriptor.map { FileDescriptor.rewind($0) } ?? false }

  /// Fills a buffer: the number of bytes, 0 at the end, or the error number with a minus sign.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let waiting = state.withLock { state -> Int? in
      guard !state.beginning.isEmpty else { return state.isAtEnd ? 0 : nil }
      let count = min(buffer.count, state.beginning.count)
      buffer.copyBytes(from: state.beginning[..<count])
      state.beginning.removeFirst(count)
      return count
    }
    if let waiting { return waiting }
    do throws(SystemError) { return try source.read(into: buffer) } catch { return -Int(error.code) }
  }
}
