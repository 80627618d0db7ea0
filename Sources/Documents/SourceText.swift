import Synchronization

/// A half-open range of byte offsets in one source text.
public struct SourceRange: Hashable, Sendable {
  /// The offset of the first byte.
  public let start: Int
  /// The offset behind the last byte.
  public let end: Int

  /// Makes a range of two byte offsets, `start` not above `end`.
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }
}

/// A place in a text as people count: line and column from 1, columns in Unicode scalars.
public struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// The column, from 1, in Unicode scalars.
  public let column: Int

  /// Makes a position of a line and a column, both from 1.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The form that diagnostics print: `line:column`.
  public var description: String { "\(line):\(column)" }
}

/// The bytes of one input file with the name that messages call it by.
///
/// Readers store offsets only. Lines and columns are computed when somebody asks, so that reading never counts lines.
public final class SourceText: Sendable {
  /// The name that messages show, as the user gave it: usually a path.
  public let name: String
  /// The whole content.
  public let bytes: [UInt8]
  private let lineStarts = Mutex<[Int]>([])

  /// Makes a source text of a name and the bytes it stands for.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Makes a source text of a string, for tests and for documents inside documents.
  public convenience init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The position of a byte offset; an offset past the end counts as the end.
  ///
  /// - Complexity: O(log lines + line length), after a first call that is linear in the text.
  public func position(at offset: Int) -> SourcePosition {
    let offset = max(0, min(offset, bytes.count))
    let starts = allLineStarts()
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    let column = bytes[starts[low]..<offset].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    return SourcePosition(line: low + 1, column: column)
  }

  /// The bytes of a line, from 1, without its line ending; empty when there is no such line.
  public func line(_ number: Int) -> ArraySlice<UInt8> {
    let starts = allLineStarts()
    guard number >= 1, number <= starts.count else { return [] }
    let start = starts[number - 1]
    var end = number < starts.count ? starts[number] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return bytes[start..<end]
  }

  private func allLineStarts() -> [Int] {
    lineStarts.withLock { starts in
      if starts.isEmpty {
        starts.append(0)
        for (offset, byte) in bytes.enumerated() where byte == 0x0A { starts.append(offset + 1) }
      }
      return starts
    }
  }
}
