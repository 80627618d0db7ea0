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
    if count >= 16 {
      var at = 0
      while at < count &- 16 {
        to.storeBytes(
          of: from.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self), toByteOffset: at, as: SIMD16<UInt8>.self)
        at &+= 16
      }
      at = count &- 16
      to.storeBytes(
        of: from.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self), toByteOffset: at, as: SIMD16<UInt8>.self)
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
    while rest >= 100 {
      let hundredth = rest / 100
      let pair = Self.pairs.utf8Start + (rest &- hundredth &* 100) &* 2
      digit -= 2
      digit[0] = pair[0]
      digit[1] = pair[1]
      rest = hundredth
    }
    if rest >= 10 { (digit - 2).pointee = 0x30 &+ UInt8(truncatingIfNeeded: rest / 10) }
    (digit - 1).pointee = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
  }

  private static let pairs: StaticString = """
    00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354\
    555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
    """

  /// The place behind what was put.
  @inlinable @inline(__always)
  var end: UnsafeMutablePointer<UInt8> { place }
}
