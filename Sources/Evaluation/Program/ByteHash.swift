import Documents

/// Hashes bytes eight at a time, seeded for each process: logs are hostile, and must not choose who collides.
struct ByteHash: Sendable {
  /// The seed of this process.
  static let process = ByteHash(seed: UInt64.random(in: 0...UInt64.max) | 1)

  private let seed: UInt64

  init(seed: UInt64) {
    self.seed = seed
  }

  /// The hash of a slice, mixed with what came before.
  @inline(__always)
  func hash(_ text: ByteSlice, _ before: UInt64 = 0) -> UInt64 {
    var state = seed ^ before ^ (UInt64(truncatingIfNeeded: text.count) &* 0x9E37_79B9_7F4A_7C15)
    let raw = UnsafeRawPointer(text.base)
    var left = text.count
    var at = 0
    while left >= 8 {
      state = Self.mix(state ^ raw.loadUnaligned(fromByteOffset: at, as: UInt64.self), 0xA076_1D64_78BD_642F)
      at += 8
      left -= 8
    }
    if left > 0 {
      // The last bytes, by one overlapping load where the text is long enough for it.
      var tail: UInt64 = 0
      if text.count >= 8 {
        tail = raw.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self)
      } else {
        for offset in 0..<left { tail |= UInt64(text.base[at + offset]) << UInt64(offset * 8) }
      }
      state = Self.mix(state ^ tail, 0xE703_7ED1_A0B4_28DB)
    }
    return Self.mix(state, 0x8EBC_6AF0_9C88_C6E3)
  }

  @inline(__always)
  private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
