/// Writes to room that a `ByteBuffer` has made, without asking at every step whether there is enough.
///
/// Whoever writes has to count first: no more may be put than was asked for.
@frozen
public struct ByteWriter {
  @usableFromInline var place: UnsafeMutablePointer<UInt8>

  @inlinable @inline(__always)
  init(_ place: UnsafeMutablePointer<UInt8>) { self.place = place }

  /// The number of bytes that a number takes at most.
  public static let longestNumber = 20

  /// Puts the bytes of a slice.
  @inlinable @inline(__always)
  public mutating func put(_ slice: ByteSlice) {
    place.update(from: slice.base, count: slice.count)
    place += slice.count
  }

  /// Puts the bytes of a literal.
  @inlinable @inline(__always)
  public mutating func put(_ literal: StaticString) {
    // Room and literal are known to the compiler here: this becomes a few moves.
    place.update(from: literal.utf8Start, count: literal.utf8CodeUnitCount)
    place += literal.utf8CodeUnitCount
  }

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
  @inlinable @inline(__always)
  var end: UnsafeMutablePointer<UInt8> { place }
}
