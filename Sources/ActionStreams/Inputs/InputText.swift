import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The text of one input, read in order: a file, a compressed file through `gzip`, standard input.
///
/// What is compressed is told by its first two bytes, whatever it is called.
final class InputText {
  /// The input.
  let file: InputFile
  /// The number of bytes read so far.
  private(set) var offset = 0
  private var descriptor: Int32 = -1
  private var child: GzipChild?
  private let isOwned: Bool
  /// Bytes that were read to see what the input is.
  private var pending: [UInt8] = []
  private var hasEnded = false

  /// Opens an input and, when it is compressed, starts its child.
  ///
  /// - Throws: why it cannot be opened.
  init(_ file: InputFile) throws(InputFailure) {
    self.file = file
    isOwned = !file.isStandardInput
    if file.read != nil {
      descriptor = -1
    } else if file.isStandardInput {
      descriptor = 0
    } else {
      descriptor = file.path.bytes.contains(0) ? -1 : file.path.withCString { open($0, O_RDONLY | O_CLOEXEC) }
      guard descriptor >= 0 else {
        throw InputFailure(file: file.name, code: "input.unreadable", String(cString: strerror(errno)))
      }
    }
    try recognise()
  }

  deinit {
    if isOwned, descriptor >= 0 { _ = close(descriptor) }
  }

  private func recognise() throws(InputFailure) {
    var first = [UInt8](repeating: 0, count: 2)
    var count = 0
    while count < 2 {
      let amount = first.withUnsafeMutableBytes { readOnce(UnsafeMutableRawBufferPointer(rebasing: $0[count...])) }
      guard amount >= 0 else {
        throw InputFailure(file: file.name, code: "input.unreadable", String(cString: strerror(Int32(-amount))))
      }
      if amount == 0 { break }
      count += amount
    }
    guard count == 2, first == [0x1F, 0x8B] else {
      pending = Array(first[..<count])
      return
    }
    guard file.read == nil, lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw InputFailure(
        file: file.name, code: "input.gzip", "this is compressed and no file; pipe it through gzip -dc")
    }
    child = try GzipChild(reading: descriptor, file: file.name)
  }

  /// Fills a buffer with the next bytes and returns their number, 0 at the end.
  ///
  /// - Throws: what broke, once; everything up to there has been returned.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(InputFailure) -> Int {
    guard !hasEnded, buffer.count > 0 else { return 0 }
    if !pending.isEmpty {
      let amount = min(pending.count, buffer.count)
      for index in 0..<amount { buffer[index] = pending[index] }
      pending.removeFirst(amount)
      offset += amount
      return amount
    }
    let amount = readOnce(buffer)
    if amount < 0 {
      hasEnded = true
      throw InputFailure(
        file: file.name, code: "input.unreadable", String(cString: strerror(Int32(-amount))), at: offset)
    }
    if amount == 0 {
      hasEnded = true
      if let complaint = child?.finish() {
        throw InputFailure(file: file.name, code: "input.gzip", complaint, at: offset)
      }
    }
    offset += amount
    return amount
  }

  /// One read, repeated when it is interrupted: the number of bytes, or the error number with a minus sign.
  private func readOnce(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    if let function = file.read { return function(buffer) }
    if let child { return child.read(buffer) }
    while true {
      let amount = read(descriptor, buffer.baseAddress, buffer.count)
      if amount >= 0 { return amount }
      if errno != EINTR { return -Int(errno) }
    }
  }
}
