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
struct LineBlock: ~Copyable {
  /// The bytes, with room for what `TextLines` wants behind them.
  private(set) var bytes: UnsafeMutablePointer<UInt8>
  /// How many bytes there is room for.
  private(set) var capacity: Int
  /// How many of them count; a line ending behind the last line is there unless the input lacks it.
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

  /// Makes an empty block, to be filled again and again.
  init() {
    capacity = LineReader.blockSize
    bytes = .allocate(capacity: capacity + TextLines.padding)
    (bytes + capacity).initialize(repeating: 0, count: TextLines.padding)
  }

  deinit { bytes.deallocate() }

  /// The error that a line which is too long is.
  static let tooLong = RecordError(
    "record.tooLong", "the record is longer than \(LineReader.maximumLine / 1_048_576) MiB")

  /// Begins with the lines. The block must stay as it is while they are read.
  borrowing func begin(_ lines: inout TextLines) { lines.begin(bytes, count: count, firstLine: firstLine) }

  /// Makes the room what it shall be, and keeps some of the bytes.
  fileprivate mutating func resize(to wanted: Int, keeping kept: Int) {
    guard wanted != capacity else { return }
    let other = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted + TextLines.padding)
    other.update(from: bytes, count: kept)
    bytes.deallocate()
    bytes = other
    capacity = wanted
  }

  /// Ends the text, so that a last line without an ending ends somewhere.
  fileprivate mutating func end(at count: Int) {
    self.count = count
    bytes[count] = 0x0A
    (bytes + count + 1).update(repeating: 0, count: TextLines.padding - 1)
  }
}

/// Cuts inputs into blocks at line ends, reading through one reused buffer: memory does not grow with the input.
///
/// A line may be longer than a block, up to `maximumLine`; a longer one is passed over and reported.
struct LineReader {
  /// The size of a read.
  static let blockSize = 128 * 1024
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
      block.end(at: 0)
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
    line += countNewlines(block.bytes, block.count)
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
    // A block that a long line has stretched is given back when it is not needed.
    let wanted = max(Self.blockSize, rest.count * 2)
    block.resize(to: wanted <= RecordBlockReader.doublingLimit ? wanted : max(wanted, Self.maximumLine), keeping: 0)
    block.bytes.update(from: rest, count: rest.count)
    var filled = rest.count
    rest.removeAll(keepingCapacity: true)
    while true {
      if filled == block.capacity {
        // No line end in all of it: the line needs more room, or is one that nobody wants.
        if filled >= Self.maximumLine {
          isSkipping = true
          filled = 0
        } else {
          // What is not written to takes no memory; a block of the largest size, unlike those between, goes back to the
          // system when it is freed.
          block.resize(to: filled < RecordBlockReader.doublingLimit ? filled * 2 : Self.maximumLine, keeping: filled)
        }
      }
      let room = min(block.capacity - filled, Self.blockSize)
      let amount = fill(UnsafeMutableRawBufferPointer(start: block.bytes + filled, count: room))
      if amount <= 0 {
        if amount < 0 {
          block.failure = Diagnostic(
            file: inputs[current].name, code: "file.unreadable", message: String(cString: strerror(Int32(-amount))))
        } else if isSkipping {
          block.longLine = 0
          filled = 0
        }
        isSkipping = false
        block.end(at: filled)
        return true
      }
      let read = UnsafeBufferPointer(start: block.bytes + filled, count: amount)
      if isSkipping {
        // Drop everything up to the line's end; what follows it begins the next block.
        guard let end = read.firstIndex(of: 0x0A) else { continue }
        rest.append(contentsOf: read[(end + 1)...])
        isSkipping = false
        block.longLine = 0
        return false
      }
      if let end = read.lastIndex(of: 0x0A) {
        rest.append(contentsOf: read[(end + 1)...])
        block.end(at: filled + end + 1)
        return false
      }
      filled += amount
    }
  }
}

/// The number of line feeds in some bytes, 64 at a time.
func countNewlines(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
  var total = 0
  var at = 0
  while at + 64 <= count {
    // Each lane counts to 255 at most before the lanes are added up.
    var lanes = SIMD64<UInt8>(repeating: 0)
    let stop = min(count - 63, at + 255 * 64)
    while at < stop {
      let text = UnsafeRawPointer(bytes + at).loadUnaligned(as: SIMD64<UInt8>.self)
      lanes &-= unsafeBitCast(text .== SIMD64<UInt8>(repeating: 0x0A), to: SIMD64<UInt8>.self)
      at &+= 64
    }
    let words = unsafeBitCast(lanes, to: SIMD8<UInt64>.self)
    for index in 0..<8 {
      let pairs = (words[index] & 0x00FF_00FF_00FF_00FF) &+ ((words[index] >> 8) & 0x00FF_00FF_00FF_00FF)
      total += Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) >> 48)
    }
  }
  while at < count {
    if bytes[at] == 0x0A { total += 1 }
    at += 1
  }
  return total
}
