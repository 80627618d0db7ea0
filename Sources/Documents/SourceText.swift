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
  private let index = Mutex<LineIndex?>(nil)

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
  /// - Complexity: O(log lines), after a first call that is linear in the text.
  public func position(at offset: Int) -> SourcePosition {
    let offset = max(0, min(offset, bytes.count))
    let index = lineIndex()
    let line = index.line(of: offset)
    let column = index.scalars(before: offset, in: bytes) - index.scalars(before: index.starts[line], in: bytes) + 1
    return SourcePosition(line: line + 1, column: column)
  }

  /// The bytes of a line, from 1, without its line ending; empty when there is no such line.
  public func line(_ number: Int) -> ArraySlice<UInt8> {
    let starts = lineIndex().starts
    guard number >= 1, number <= starts.count else { return [] }
    let start = starts[number - 1]
    var end = number < starts.count ? starts[number] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return bytes[start..<end]
  }

  private func lineIndex() -> LineIndex {
    index.withLock { index in
      if let index { return index }
      let made = LineIndex(bytes)
      index = made
      return made
    }
  }
}

/// Where lines begin, and how many scalars stand before every block of bytes.
///
/// The blocks keep columns cheap in a text that is one long line: a file of many findings must not take a square of time.
private struct LineIndex {
  private static let blockShift = 10
  /// The offset of the first byte of every line; the first is 0.
  private(set) var starts = [0]
  private var scalarsBeforeBlock: [Int] = []

  init(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in
      var scalars = 0
      for offset in 0..<bytes.count {
        if offset & (1 << Self.blockShift - 1) == 0 { scalarsBeforeBlock.append(scalars) }
        let byte = bytes[offset]
        if byte & 0xC0 != 0x80 { scalars &+= 1 }
        if byte == 0x0A { starts.append(offset + 1) }
      }
      scalarsBeforeBlock.append(scalars)
    }
  }

  /// The index, from 0, of the line that holds an offset.
  func line(of offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The number of scalars that begin before an offset of the text that the index was made of.
  func scalars(before offset: Int, in bytes: [UInt8]) -> Int {
    let block = min(offset >> Self.blockShift, scalarsBeforeBlock.count - 1)
    guard offset < bytes.count else { return scalarsBeforeBlock[scalarsBeforeBlock.count - 1] }
    return bytes[block << Self.blockShift..<offset].reduce(scalarsBeforeBlock[block]) {
      $0 + ($1 & 0xC0 == 0x80 ? 0 : 1)
    }
  }
}
