import ActionStreams
import Documents
import Replay
import Synchronization

extension InputFile {
  /// An input of some text.
  static func text(_ name: String, _ text: String) -> InputFile { .reading(name: name, reader(of: text)) }
}

extension StreamInput {
  /// An input of some text.
  static func text(_ name: String, _ text: String) -> StreamInput { .reading(name: name, reader(of: text)) }
}

/// Hands out a text, as much a call as is asked for.
private func reader(of text: String) -> @Sendable (UnsafeMutableRawBufferPointer) -> Int {
  let rest = Box(Array(text.utf8)[...])
  return { buffer in
    rest.bytes.withLock { rest in
      let part = rest.prefix(buffer.count)
      buffer.copyBytes(from: part)
      rest = rest.dropFirst(part.count)
      return part.count
    }
  }
}

private final class Box: Sendable {
  let bytes: Mutex<ArraySlice<UInt8>>
  init(_ bytes: ArraySlice<UInt8>) { self.bytes = Mutex(bytes) }
}

extension RecordRun {
  /// The lines of a run over some texts, without their ends.
  func lines(_ inputs: [(name: String, text: String)]) -> [String] {
    let output = Mutex<[UInt8]>([])
    _ = run(inputs.map { InputFile.text($0.name, $0.text) }) { bytes in
      output.withLock { $0.append(contentsOf: bytes) }
      return 0
    }
    return output.withLock { $0.split(separator: 0x0A) }.map { String(decoding: $0, as: UTF8.self) }
  }
}
