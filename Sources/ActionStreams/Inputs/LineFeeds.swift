#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension UnsafeBufferPointer<UInt8> {
  /// The offset of the first line feed at or behind a place; the number of bytes where there is none.
  func lineEnd(from place: Int) -> Int {
    guard let baseAddress, place < count, let feed = memchr(baseAddress + place, 0x0A, count - place) else {
      return count
    }
    return UnsafeRawPointer(baseAddress).distance(to: UnsafeRawPointer(feed))
  }

  /// The number of line feeds; lines of logs are long, so that the C library finds one after the other faster than we.
  var lineFeedCount: Int {
    var total = 0
    var at = lineEnd(from: 0)
    while at < count {
      total += 1
      at = lineEnd(from: at + 1)
    }
    return total
  }
}
