#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Bytes that somebody else owns: a pointer and a length, nothing copied, nothing counted.
///
/// The hot path passes these instead of strings. A slice is valid only as long as the buffer it points into.
public struct ByteSlice {
  /// The first byte.
  public let base: UnsafePointer<UInt8>
  /// The number of bytes.
  public let count: Int

  /// Makes a slice of a pointer and a length.
  @inline(__always)
  public init(_ base: UnsafePointer<UInt8>, _ count: Int) {
    self.base = base
    self.count = count
  }

  /// The bytes of a literal, which live as long as the program.
  public init(_ literal: StaticString) {
    self.init(literal.utf8Start, literal.utf8CodeUnitCount)
  }

  /// The slice of no bytes.
  public static var empty: ByteSlice { ByteSlice("") }

  /// Whether both hold the same bytes.
  @inline(__always)
  public func equals(_ other: ByteSlice) -> Bool {
    count == other.count && (base == other.base || memcmp(base, other.base, count) == 0)
  }

  /// Whether it holds the bytes of a byte string.
  public func equals(_ other: ByteString) -> Bool {
    other.withSlice { equals($0) }
  }

  /// The bytes as a byte string of their own.
  public var byteString: ByteString { ByteString(copying: UnsafeBufferPointer(start: base, count: count)) }
}

extension ByteString {
  /// Lends the bytes as a slice for the time of a call.
  public func withSlice<Result>(_ body: (ByteSlice) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return body(.empty) }
      return body(ByteSlice(base, buffer.count))
    }
  }
}
