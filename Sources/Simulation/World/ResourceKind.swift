import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What the gates look at of a resource's name (`ResourceName`), from its bytes alone.
public struct ResourceKind {
  /// One bit each: ARN, role, KMS key, alias of an AWS managed key, S3 bucket, S3 object.
  public private(set) var bits: UInt8 = 0
  /// The account's twelve digits; empty when the name has none.
  public private(set) var account = ByteSlice.empty

  /// Looks at a name.
  public init(_ text: ByteSlice) {
    guard text.count >= 8, let colons = Self.colons(text), Self.hasPrefix(text, 0, "arn:") else { return }
    bits = 1
    let tail = colons.4 + 1
    let digits = ByteSlice(text.base + colons.3 + 1, colons.4 - colons.3 - 1)
    if Self.isAccount(digits) { account = digits }
    let service = ByteSlice(text.base + colons.1 + 1, colons.2 - colons.1 - 1)
    switch service.count {
    case 2 where account.count == 0 && service.equals(ByteSlice("s3")):
      bits |= memchr(text.base + tail, Int32(UInt8(ascii: "/")), text.count - tail) == nil ? 16 : 32
    case 3 where service.equals(ByteSlice("iam")):
      if Self.hasPrefix(text, tail, "role/") { bits |= 2 }
    case 3 where service.equals(ByteSlice("kms")):
      if Self.hasPrefix(text, tail, "key/") { bits |= 4 }
      if Self.hasPrefix(text, tail, "alias/aws/") { bits |= 8 }
    default: break
    }
  }

  /// The offsets of the first five colons of at least eight bytes, which are searched eight at a time; nil for fewer.
  @inline(__always)
  private static func colons(_ text: ByteSlice) -> (Int, Int, Int, Int, Int)? {
    let raw = UnsafeRawPointer(text.base)
    var found = (0, 0, 0, 0, -1)
    var count = 0
    var at = 0
    // The last word overlaps the one before it, whose bytes are shifted out.
    var seen = 0
    while seen < text.count {
      at = min(seen, text.count &- 8)
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      let different = word ^ 0x3A3A_3A3A_3A3A_3A3A
      // The high bit of each byte that is a colon, exactly.
      var marks = ~(((different & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F) | different | 0x7F7F_7F7F_7F7F_7F7F)
      marks &= ~0 << UInt64(truncatingIfNeeded: (seen &- at) &* 8)
      while marks != 0 {
        found = (found.1, found.2, found.3, found.4, at &+ marks.trailingZeroBitCount >> 3)
        count &+= 1
        if count == 5 { return found }
        marks &= marks &- 1
      }
      seen = at &+ 8
    }
    return nil
  }

  /// Whether a text is twelve digits.
  @inline(__always)
  private static func isAccount(_ text: ByteSlice) -> Bool {
    guard text.count == 12 else { return false }
    let raw = UnsafeRawPointer(text.base)
    return areDigits(raw.loadUnaligned(as: UInt64.self))
      && areDigits(raw.loadUnaligned(fromByteOffset: 4, as: UInt64.self))
  }

  @inline(__always)
  private static func areDigits(_ word: UInt64) -> Bool {
    // The high half of a digit is 3, and stays so when six are added.
    (word & 0xF0F0_F0F0_F0F0_F0F0) | ((word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4
      == 0x3333_3333_3333_3333
  }

  private static func hasPrefix(_ text: ByteSlice, _ start: Int, _ prefix: StaticString) -> Bool {
    let count = prefix.utf8CodeUnitCount
    return text.count - start >= count && ByteSlice(text.base + start, count).equals(ByteSlice(prefix))
  }
}
