#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The result of a run that writes as it goes.
protocol WritingResult: Sendable {
  /// Whether the reader of the output went away.
  var outputClosed: Bool { get set }
  /// The error of the output, where writing failed for another reason.
  var outputError: Int32? { get set }
  /// Whether the run was ended by a bad record.
  var stopped: Bool { get set }
}

extension WritingResult {
  /// Whether there is more to be done.
  var goesOn: Bool { !stopped && !outputClosed && outputError == nil }

  /// Writes bytes, and keeps what came of it.
  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>, with write: (UnsafeRawBufferPointer) -> Int32) {
    guard !bytes.isEmpty else { return }
    let code = write(UnsafeRawBufferPointer(bytes))
    guard code != 0 else { return }
    if code == EPIPE { outputClosed = true } else { outputError = code }
  }

  mutating func write(_ bytes: [UInt8], with write: (UnsafeRawBufferPointer) -> Int32) {
    bytes.withUnsafeBufferPointer { self.write($0, with: write) }
  }

  /// Writes the lines of a block.
  mutating func write(_ output: OutputBuffer, with write: (UnsafeRawBufferPointer) -> Int32) {
    output.buffer.withBytes { self.write($0, with: write) }
  }
}

/// Writes all of some bytes, however often that takes; returns the error number, 0 when all went well.
func writeAll(_ buffer: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
  var done = 0
  while done < buffer.count {
    #if canImport(Darwin)
      let amount = Darwin.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
    #elseif canImport(Musl)
      let amount = Musl.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
    #else
      let amount = Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
    #endif
    if amount >= 0 { done += amount } else if errno != EINTR { return errno }
  }
  return 0
}
