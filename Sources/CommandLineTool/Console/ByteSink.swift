/// Bytes that go out, collected into blocks before they are written.
public final class ByteSink {
  /// What messages call it.
  public let name: String
  private let writeBytes: @Sendable (UnsafeRawBufferPointer) throws(SystemError) -> Void
  private let closeSink: () -> Void
  private var buffer: [UInt8] = []
  private static let blockSize = 1 << 16

  /// Makes a sink of a function that writes all of a buffer.
  public init(
    name: String, write: @escaping @Sendable (UnsafeRawBufferPointer) throws(SystemError) -> Void,
    close: @escaping () -> Void = {}
  ) {
    self.name = name
    writeBytes = write
    closeSink = close
  }

  deinit { closeSink() }

  /// Takes bytes, and writes when a block is full.
  public func write(_ bytes: [UInt8]) throws(OutputError) {
    if bytes.count >= Self.blockSize {
      try flush()
      try writeNow(bytes)
    } else {
      buffer.append(contentsOf: bytes)
      if buffer.count >= Self.blockSize { try flush() }
    }
  }

  /// Takes a text.
  public func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }

  /// Writes what was collected.
  public func flush() throws(OutputError) {
    guard !buffer.isEmpty else { return }
    let block = buffer
    buffer.removeAll(keepingCapacity: true)
    try writeNow(block)
  }

  /// Writes all of a buffer at once, past what was collected; returns 0 or the error number.
  ///
  /// The sink must be flushed before and outlive the function.
  var writeDirectly: @Sendable (UnsafeRawBufferPointer) -> Int32 {
    { [writeBytes] buffer in
      do throws(SystemError) {
        try writeBytes(buffer)
        return 0
      } catch {
        return error.code
      }
    }
  }

  private func writeNow(_ bytes: [UInt8]) throws(OutputError) {
    let outcome = bytes.withUnsafeBytes { raw -> Result<Void, SystemError> in
      do throws(SystemError) { return .success(try writeBytes(raw)) } catch { return .failure(error) }
    }
    if case .failure(let error) = outcome { throw OutputError(name: name, cause: error) }
  }
}

/// An output that cannot be written.
public struct OutputError: Error, Sendable {
  /// What messages call the output.
  public let name: String
  /// Why.
  public let cause: SystemError

  /// Makes an error of an output and what the system said.
  public init(name: String, cause: SystemError) {
    self.name = name
    self.cause = cause
  }
}
