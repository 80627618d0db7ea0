import ActionStreams
import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// One input of a run.
public struct StreamInput: Sendable {
  enum Source: Sendable {
    case path(String)
    case descriptor(Int32)
    case function(@Sendable (UnsafeMutableRawBufferPointer) -> Int)
  }

  /// The name that messages and the `file` member show.
  public let name: String
  let source: Source

  /// An input that is a file, opened when its turn comes.
  public static func file(_ path: String) -> StreamInput { StreamInput(name: path, source: .path(path)) }

  /// An input that is open already, such as standard input, and stays the caller's to close.
  public static func open(_ descriptor: Int32, name: String) -> StreamInput {
    StreamInput(name: name, source: .descriptor(descriptor))
  }

  /// An input that a function reads: it fills a buffer and returns the number of bytes, 0 at the end, or the error
  /// number with a minus sign.
  public static func reading(
    name: String, _ read: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Int
  ) -> StreamInput {
    StreamInput(name: name, source: .function(read))
  }
}

/// A run of whole lines of one input.
struct LineBlock {
  /// The bytes; a line ending behind the last line is there unless the input lacks it.
  var bytes: [UInt8] = []
  /// How many of them count.
  var count = 0
  /// Which input it is from.
  var input = 0
  /// The number of the first line, from 1.
  var firstLine = 1
  /// The blocks before this one.
  var number = 0
  /// What went wrong instead of reading; the block is empty then.
  var failure: Diagnostic?
  /// The line that was too long to be read and was passed over, behind the last of this block.
  var longLine: Int?

  /// The error that a line which is too long is.
  static let tooLong = RecordError(
    "record.tooLong", "the record is longer than \(LineReader.maximumLine / 1_048_576) MiB")

  /// Lends the lines for the time of a call.
  func withLines<Result>(_ body: (inout LineCursor) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { buffer in
      var lines = LineCursor(buffer.prefix(count), firstLine: firstLine)
      return body(&lines)
    }
  }
}

/// Goes through the lines of a block that are not blank.
struct LineCursor {
  private let base: UnsafePointer<UInt8>?
  private let count: Int
  private var at = 0
  private var line: Int

  init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, firstLine: Int) {
    base = bytes.base.baseAddress
    count = base == nil ? 0 : bytes.count
    line = firstLine
  }

  /// The next line without its ending, and its number; nil behind the last.
  mutating func next() -> (text: UnsafeBufferPointer<UInt8>, line: Int)? {
    guard let base else { return nil }
    while at < count {
      let found = memchr(base + at, 0x0A, count - at)
      let end = found.map { base.distance(to: $0.assumingMemoryBound(to: UInt8.self)) } ?? count
      let text = UnsafeBufferPointer(start: base + at, count: end - at)
      defer {
        line += 1
        at = end + 1
      }
      if !Self.isBlank(text) { return (text, line) }
    }
    return nil
  }

  private static func isBlank(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in text where byte != 0x20 && byte != 0x09 && byte != 0x0D { return false }
    return true
  }
}

/// Cuts inputs into blocks at line ends, reading through one reused buffer: memory does not grow with the input.
///
/// A line may be longer than a block, up to `maximumLine`; a longer one is passed over and reported.
struct LineReader {
  /// The size of a read.
  static let blockSize = 256 * 1024
  /// The longest line that is kept.
  static let maximumLine = 32 * 1024 * 1024

  private let inputs: [StreamInput]
  private var current = 0
  private var isOpen = false
  /// The descriptor of an input that is a path.
  private var descriptor: Int32 = -1
  /// The beginning of a line whose end has not been read yet.
  private var rest: [UInt8] = []
  private var line = 1
  private var number = 0
  private var isSkipping = false

  init(_ inputs: [StreamInput]) {
    self.inputs = inputs
  }

  /// Fills a block with the next lines and returns true; false at the end of the last input.
  mutating func next(_ block: inout LineBlock) -> Bool {
    while current < inputs.count {
      block.count = 0
      block.failure = nil
      block.longLine = nil
      block.input = current
      if !isOpen, !open(&block) {
        current += 1
        return emit(&block)
      }
      let isAtEnd = fill(&block)
      if isAtEnd { close() }
      if block.count > 0 || block.failure != nil || block.longLine != nil { return emit(&block) }
    }
    return false
  }

  private mutating func emit(_ block: inout LineBlock) -> Bool {
    block.firstLine = line
    block.number = number
    number += 1
    line += block.bytes.withUnsafeBufferPointer { countNewlines($0.prefix(block.count)) }
    if block.longLine != nil {
      block.longLine = line
      line += 1
    }
    return true
  }

  private mutating func open(_ block: inout LineBlock) -> Bool {
    let input = inputs[current]
    rest.removeAll(keepingCapacity: true)
    line = 1
    isSkipping = false
    isOpen = true
    guard case .path(let path) = input.source else { return true }
    #if canImport(Darwin)
      descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC)
    #elseif canImport(Musl)
      descriptor = Musl.open(path, O_RDONLY | O_CLOEXEC)
    #else
      descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    #endif
    if descriptor >= 0 { return true }
    isOpen = false
    block.failure = Diagnostic(file: input.name, code: "file.unreadable", message: String(cString: strerror(errno)))
    return false
  }

  private mutating func close() {
    if descriptor >= 0 {
      #if canImport(Darwin)
        _ = Darwin.close(descriptor)
      #elseif canImport(Musl)
        _ = Musl.close(descriptor)
      #else
        _ = Glibc.close(descriptor)
      #endif
    }
    descriptor = -1
    isOpen = false
    current += 1
  }

  /// Fills a buffer; the number of bytes, 0 at the end, or the error number with a minus sign.
  private func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    let source: Int32
    switch inputs[current].source {
    case .function(let read): return read(buffer)
    case .descriptor(let open): source = open
    case .path: source = descriptor
    }
    while true {
      let amount = read(source, buffer.baseAddress, buffer.count)
      if amount >= 0 { return amount }
      if errno != EINTR { return -Int(errno) }
    }
  }

  /// Reads until the block holds at least one whole line; returns whether the input is at its end.
  private mutating func fill(_ block: inout LineBlock) -> Bool {
    if block.bytes.count < Self.blockSize { block.bytes = [UInt8](repeating: 0, count: Self.blockSize) }
    if block.bytes.count < rest.count * 2 {
      block.bytes += [UInt8](repeating: 0, count: rest.count * 2 - block.bytes.count)
    }
    block.bytes.replaceSubrange(0..<rest.count, with: rest)
    var filled = rest.count
    rest.removeAll(keepingCapacity: true)
    while true {
      if filled == block.bytes.count {
        // No line end in all of it: the line needs more room, or is one that nobody wants.
        if filled >= Self.maximumLine {
          isSkipping = true
          filled = 0
        } else {
          block.bytes += [UInt8](repeating: 0, count: filled)
        }
      }
      let amount = block.bytes.withUnsafeMutableBytes { fill(UnsafeMutableRawBufferPointer(rebasing: $0[filled...])) }
      if amount < 0 {
        block.failure = Diagnostic(
          file: inputs[current].name, code: "file.unreadable", message: String(cString: strerror(Int32(-amount))))
        block.count = filled
        return true
      }
      if amount == 0 {
        if isSkipping {
          isSkipping = false
          block.longLine = 0
          return true
        }
        block.count = filled
        return true
      }
      if isSkipping {
        // Drop everything up to the line's end; what follows it begins the next block.
        let end = block.bytes[filled..<filled + amount].firstIndex(of: 0x0A)
        guard let end else { continue }
        rest = Array(block.bytes[(end + 1)..<(filled + amount)])
        isSkipping = false
        block.longLine = 0
        return false
      }
      filled += amount
      if let end = block.bytes[..<filled].lastIndex(of: 0x0A) {
        rest.append(contentsOf: block.bytes[(end + 1)..<filled])
        block.count = end + 1
        return false
      }
    }
  }
}

/// The number of newlines in some bytes, eight at a time.
func countNewlines(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
  guard let base = bytes.base.baseAddress else { return 0 }
  var count = 0
  var at = bytes.startIndex
  let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  while at + 8 <= bytes.endIndex {
    // A byte that equals a newline is zero after the exclusive or; the sum then leaves exactly its high bit clear.
    let word = UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self) ^ 0x0A0A_0A0A_0A0A_0A0A
    count &+= (~(((word & low) &+ low) | word | low)).nonzeroBitCount
    at += 8
  }
  while at < bytes.endIndex {
    if base[at] == 0x0A { count += 1 }
    at += 1
  }
  return count
}
