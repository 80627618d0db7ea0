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
  ///
  /// Most slices are short: they are copied by words that may overlap, without a call.
  @inlinable @inline(__always)
  public mutating func put(_ slice: ByteSlice) {
    let count = slice.count
    let from = UnsafeRawPointer(slice.base)
    let to = UnsafeMutableRawPointer(place)
    place += count
    func copy(_ offset: Int) {
      to.storeBytes(
        of: from.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self), toByteOffset: offset,
        as: SIMD16<UInt8>.self)
    }
    if count > 64 {
      to.copyMemory(from: from, byteCount: count)
    } else if count >= 16 {
      copy(0)
      copy(count &- 16)
      if count > 32 {
        copy(16)
        copy(count &- 32)
      }
    } else if count >= 8 {
      let last = from.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
      to.storeBytes(of: last, toByteOffset: count &- 8, as: UInt64.self)
    } else {
      var at = 0
      while at < count {
        to.storeBytes(of: from.load(fromByteOffset: at, as: UInt8.self), toByteOffset: at, as: UInt8.self)
        at &+= 1
      }
    }
  }

  /// Puts the bytes of a literal.
  @inlinable @inline(__always)
  public mutating func put(_ literal: StaticString) {
    // Room and literal are known to the compiler here: this becomes a few moves.
    UnsafeMutableRawPointer(place).copyMemory(from: literal.utf8Start, byteCount: literal.utf8CodeUnitCount)
    place += literal.utf8CodeUnitCount
  }

  /// Puts a whole number from 0 in decimal digits.
  @inlinable @inline(__always)
  public mutating func put(_ number: Int) {
    if number < 100_000_000 { putShort(UInt64(truncatingIfNeeded: number)) } else { putLong(number) }
  }

  /// Puts a number of at most eight digits, which are found side by side: first halves of four, then pairs, then digits.
  ///
  /// All eight are written; what stands behind the last that counts is written over.
  @inlinable @inline(__always)
  mutating func putShort(_ number: UInt64) {
    let high = number / 10_000
    let halves = high | (number &- high &* 10_000) << 32
    let hundreds = (halves &* 10_486) >> 20 & 0x0000_007F_0000_007F
    let pairs = hundreds | (halves &- hundreds &* 100) << 16
    let tens = (pairs &* 103) >> 10 & 0x000F_000F_000F_000F
    // The first digit is the lowest byte.
    let digits = tens | (pairs &- tens &* 10) << 8
    let leadingZeros = (digits | 1 << 56).trailingZeroBitCount & 0x38
    let text = (digits | 0x3030_3030_3030_3030) >> UInt64(truncatingIfNeeded: leadingZeros)
    UnsafeMutableRawPointer(place).storeBytes(of: text.littleEndian, as: UInt64.self)
    place += 8 &- leadingZeros >> 3
  }

  @usableFromInline
  mutating func putLong(_ number: Int) {
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
      digit.pointee = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
  }

  /// The place behind what was put.
  @inlinable @inline(__always)
  var end: UnsafeMutablePointer<UInt8> { place }
}
