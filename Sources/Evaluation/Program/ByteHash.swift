import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Hashes bytes sixteen at a time, seeded for each process: logs are hostile, and must not choose who collides.
struct ByteHash: Sendable {
  /// The seeds of this process.
  static let process = ByteHash(
    first: UInt64.random(in: 0...UInt64.max) | 1, second: UInt64.random(in: 0...UInt64.max) | 1)

  private let first: UInt64
  private let second: UInt64

  init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }

  /// The hash of a slice.
  @inline(__always)
  func hash(_ text: ByteSlice) -> UInt64 {
    let count = text.count
    let raw = UnsafeRawPointer(text.base)
    var low: UInt64
    var high: UInt64
    var state = second
    if count > 16 {
      var at = 0
      while at < count - 16 {
        state = Self.mix(word(raw, at) ^ first, word(raw, at + 8) ^ state)
        at += 16
      }
      // The last bytes, by loads that may overlap what was mixed already.
      low = word(raw, count - 16)
      high = word(raw, count - 8)
    } else if count >= 8 {
      low = word(raw, 0)
      high = word(raw, count - 8)
    } else if count >= 4 {
      low = UInt64(raw.loadUnaligned(as: UInt32.self))
      high = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
    } else if count > 0 {
      low = UInt64(text.base[0]) | UInt64(text.base[count >> 1]) << 8 | UInt64(text.base[count - 1]) << 16
      high = 0
    } else {
      low = 0
      high = 0
    }
    state = Self.mix(low ^ first, high ^ state)
    return Self.mix(state ^ UInt64(truncatingIfNeeded: count), 0x8EBC_6AF0_9C88_C6E3 ^ first)
  }

  @inline(__always)
  private func word(_ raw: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  @inline(__always)
  private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}

/// Whether two runs of so many bytes are equal; quick for short ones, of which there are many.
@inline(__always)
func equalBytes(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
  let left = UnsafeRawPointer(left)
  let right = UnsafeRawPointer(right)
  if count > 64 { return memcmp(left, right, count) == 0 }
  if count >= 8 {
    var at = 0
    while at < count - 8 {
      if left.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        != right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      {
        return false
      }
      at += 8
    }
    return left.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      == right.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
  }
  if count >= 4 {
    return left.loadUnaligned(as: UInt32.self) == right.loadUnaligned(as: UInt32.self)
      && left.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
        == right.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
  }
  var at = 0
  while at < count {
    if left.load(fromByteOffset: at, as: UInt8.self) != right.load(fromByteOffset: at, as: UInt8.self) { return false }
    at += 1
  }
  return true
}
