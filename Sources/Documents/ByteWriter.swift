/// Writes to room that a `ByteBuffer` has made, without asking at every step whether there is enough.
///
/// Whoever writes has to count first: no more may be put than was asked for.
public struct ByteWriter {
  private var place: UnsafeMutablePointer<UInt8>

  @inline(__always)
  init(_ place: UnsafeMutablePointer<UInt8>) { self.place = place }

  /// The number of bytes that a number takes at most.
  public static let longestNumber = 20

  /// Puts the bytes of a slice.
  @inline(__always)
  public mutating func put(_ slice: ByteSlice) {
    place.update(from: slice.base, count: slice.count)
    place += slice.count
  }

  /// Puts the bytes of a literal.
  @inline(__always)
  public mutating func put(_ literal: StaticString) { put(ByteSlice(literal)) }

  /// Puts a whole number from 0 in decimal digits.
  public mutating func put(_ number: Int) {
    var digits = 1
    var bound = 10
    while digits < 19, number >= bound {
      digits += 1
      bound = bound &* 10
    }
    var rest = number
    var digit = place + digits
    place = digit
    repeat {
      digit -= 1
      let tenth = rest / 10
      digit.pointee = 0x30 &+ UInt8(truncatingIfNeeded: rest &- tenth &* 10)
      rest = tenth
    } while rest > 0
  }

  /// The place behind what was put.
  @inline(__always)
  var end: UnsafeMutablePointer<UInt8> { place }
}
