import Synchronization

/// Bytes that come in: a file, a pipe, standard input, or a test's array.
public final class ByteSource: Sendable {
  /// What messages call it.
  public let name: String
  /// The file descriptor behind it, for readers that map or poll; nil in tests.
  public let descriptor: Int32?
  private let readBytes: @Sendable (UnsafeMutableRawBufferPointer) throws(SystemError) -> Int
  private let closeSource: @Sendable () -> Void

  /// Makes a source of a function that fills a buffer and returns the bytes read, 0 at the end.
  public init(
    name: String, descriptor: Int32? = nil,
    read: @escaping @Sendable (UnsafeMutableRawBufferPointer) throws(SystemError) -> Int,
    close: @escaping @Sendable () -> Void = {}
  ) {
    self.name = name
    self.descriptor = descriptor
    readBytes = read
    closeSource = close
  }

  /// Makes a source of bytes that are there already.
  public convenience init(name: String, bytes: [UInt8]) {
    let rest = Mutex(bytes[...])
    self.init(name: name) { buffer in
      rest.withLock { rest in
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
      }
    }
  }

  deinit { closeSource() }

  /// Reads up to a buffer's size and returns the number of bytes, 0 at the end. Interrupted calls are repeated.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    try readBytes(buffer)
  }

  /// Reads what is left.
  public func readAll() throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { block.deallocate() }
    while true {
      let count = try readBytes(block)
      if count == 0 { return bytes }
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[..<count]))
    }
  }
}
