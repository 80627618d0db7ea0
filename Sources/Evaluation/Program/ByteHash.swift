import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Hashes bytes sixteen at a time, seeded for each process: logs are hostile, and must not choose who collides.
///
/// Names and ARNs have up to 64 bytes, most of them: those are read by loads that may overlap, in steps that do not wait
/// for each other, and without a loop whose length nobody could predict.
struct ByteHash: Sendable {
  /// The seeds of this process.
  static let process = ByteHash()

  private let first = seed()
  private let second = seed()
  private let third = seed()
  private let fourth = seed()

  private static func seed() -> UInt64 { UInt64.random(in: 0...UInt64.max) | 1 }

  /// The hash of a slice.
  @inline(__always)
  func hash(_ text: ByteSlice) -> UInt64 {
    let count = text.count
    let raw = UnsafeRawPointer(text.base)
    var state: UInt64
    if count > 16 {
      var at = 0
      state = second
      if count > 64 {
        while at < count - 64 {
          state = Self.mix(word(raw, at) ^ first, word(raw, at + 8) ^ state) ^ mixed(raw, at + 16, third, fourth)
          at += 32
        }
      }
      // The last bytes, up to 64 of them: the second half may overlap the first, or what was mixed already.
      state ^= mixed(raw, at, first, third) ^ mixed(raw, count - 16, second, fourth)
      if count > 32 { state ^= mixed(raw, at + 16, third, second) ^ mixed(raw, count - 32, fourth, first) }
    } else if count >= 8 {
      state = Self.mix(word(raw, 0) ^ first, word(raw, count - 8) ^ second)
    } else if count >= 4 {
      let low = UInt64(raw.loadUnaligned(as: UInt32.self))
      let high = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
      state = Self.mix(low ^ first, high ^ second)
    } else if count > 0 {
      let low = UInt64(text.base[0]) | UInt64(text.base[count >> 1]) << 8 | UInt64(text.base[count - 1]) << 16
      state = Self.mix(low ^ first, second)
    } else {
      state = 0
    }
    return Self.mix(state ^ UInt64(truncatingIfNeeded: count), third)
  }

  /// What a beginning of a text is at a glance: a hash of its number of bytes, and of the last sixteen of them.
  ///
  /// It takes few steps, however long the beginning is, which has a byte at least. Beginnings that differ only before those
  /// bytes have the same.
  @inline(__always)
  func sketch(_ text: ByteSlice, to end: Int) -> UInt64 {
    let raw = UnsafeRawPointer(text.base)
    guard text.count >= 8 else { return sketchOfFew(text, to: end) }
    // What lies behind a short beginning is shifted out.
    let shift = UInt64(truncatingIfNeeded: 64 &- 8 &* min(end, 8))
    let head = UInt64(littleEndian: word(raw, max(end &- 16, 0))) &<< shift
    let tail = UInt64(littleEndian: word(raw, max(end &- 8, 0))) &<< shift
    return sketch(head, tail, end)
  }

  /// The same for a text of fewer than eight bytes.
  @inline(never)
  private func sketchOfFew(_ text: ByteSlice, to end: Int) -> UInt64 {
    var bytes: UInt64 = 0
    for at in 0..<end { bytes = bytes >> 8 | UInt64(text.base[at]) << 56 }
    return sketch(bytes, bytes, end)
  }

  @inline(__always)
  private func sketch(_ head: UInt64, _ tail: UInt64, _ count: Int) -> UInt64 {
    Self.mix(head ^ first, tail ^ (second &+ UInt64(truncatingIfNeeded: count)))
  }

  @inline(__always)
  private func mixed(_ raw: UnsafeRawPointer, _ offset: Int, _ low: UInt64, _ high: UInt64) -> UInt64 {
    Self.mix(word(raw, offset) ^ low, word(raw, offset + 8) ^ high)
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
    // As in hashing: up to 64 bytes without a loop, the halves overlapping.
    while at < count - 64 {
      if differences16(left, right, at) | differences16(left, right, at + 16) != 0 { return false }
      at += 32
    }
    if count > 16 {
      var differences = differences16(left, right, at) | differences16(left, right, count - 16)
      if count > 32 { differences |= differences16(left, right, at + 16) | differences16(left, right, count - 32) }
      return differences == 0
    }
    return differences8(left, right, 0) | differences8(left, right, count - 8) == 0
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

@inline(__always)
private func differences16(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ at: Int) -> UInt64 {
  differences8(left, right, at) | differences8(left, right, at + 8)
}

@inline(__always)
private func differences8(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ at: Int) -> UInt64 {
  left.loadUnaligned(fromByteOffset: at, as: UInt64.self) ^ right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
}
