/// The SHA-256 digest of bytes that arrive in pieces (FIPS 180-4).
///
/// Reports name their inputs by it, so that a reader can tell whether a report is about the file at hand.
public struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
  ]
  /// The bytes that do not fill a block yet.
  private var rest: [UInt8] = []
  /// The number of bytes so far.
  public private(set) var count = 0

  /// Makes the digest of nothing.
  public init() {}

  /// The digest of some bytes, as 64 hexadecimal digits.
  public static func hex(of bytes: [UInt8]) -> String {
    var digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.hex()
  }

  /// Takes in more bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    count &+= bytes.count
    var bytes = bytes[...]
    if !rest.isEmpty {
      let missing = bytes.prefix(64 - rest.count)
      rest += missing
      bytes = bytes.dropFirst(missing.count)
      guard rest.count == 64 else { return }
      rest.withUnsafeBytes { Self.mix($0, into: &state) }
      rest = []
    }
    let whole = bytes.count & ~63
    if whole > 0 { Self.mix(UnsafeRawBufferPointer(rebasing: bytes.prefix(whole)), into: &state) }
    rest = Array(bytes.dropFirst(whole))
  }

  /// The digest of everything so far, as 64 hexadecimal digits.
  public func hex() -> String {
    let bits = UInt64(truncatingIfNeeded: count) &* 8
    var tail = rest + [0x80]
    tail += [UInt8](repeating: 0, count: (120 - tail.count) % 64)
    for shift in stride(from: 56, through: 0, by: -8) { tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
    var state = state
    tail.withUnsafeBytes { Self.mix($0, into: &state) }
    let digits = Array("0123456789abcdef".utf8)
    var hex: [UInt8] = []
    for word in state {
      for shift in stride(from: 28, through: 0, by: -4) { hex.append(digits[Int(word >> UInt32(shift) & 15)]) }
    }
    return String(decoding: hex, as: UTF8.self)
  }

  /// Mixes whole blocks of 64 bytes into a state.
  ///
  /// Eight rounds stand in a row, each with its words one place further on: so no word is ever moved. The schedule is
  /// the last sixteen words, made anew sixteen at a time.
  private static func mix(_ bytes: UnsafeRawBufferPointer, into state: inout [UInt32]) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { words in
      constants.withUnsafeBufferPointer { constants in
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for block in stride(from: 0, to: bytes.count, by: 64) {
          let before = (a, b, c, d, e, f, g, h)
          for index in 0..<16 {
            words[index] = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: block + 4 * index, as: UInt32.self))
          }
          for first in stride(from: 0, to: 64, by: 8) {
            if first >= 16 { extend(words, from: first & 8) }
            let at = first & 8
            round(a, b, c, &d, e, f, g, &h, words[at] &+ constants[first])
            round(h, a, b, &c, d, e, f, &g, words[at + 1] &+ constants[first + 1])
            round(g, h, a, &b, c, d, e, &f, words[at + 2] &+ constants[first + 2])
            round(f, g, h, &a, b, c, d, &e, words[at + 3] &+ constants[first + 3])
            round(e, f, g, &h, a, b, c, &d, words[at + 4] &+ constants[first + 4])
            round(d, e, f, &g, h, a, b, &c, words[at + 5] &+ constants[first + 5])
            round(c, d, e, &f, g, h, a, &b, words[at + 6] &+ constants[first + 6])
            round(b, c, d, &e, f, g, h, &a, words[at + 7] &+ constants[first + 7])
          }
          (a, b, c, d) = (a &+ before.0, b &+ before.1, c &+ before.2, d &+ before.3)
          (e, f, g, h) = (e &+ before.4, f &+ before.5, g &+ before.6, h &+ before.7)
        }
        state = [a, b, c, d, e, f, g, h]
      }
    }
  }

  /// Makes the eight words of the schedule from an index on, of the sixteen before them.
  @inline(__always)
  private static func extend(_ words: UnsafeMutableBufferPointer<UInt32>, from start: Int) {
    for index in start..<start + 8 {
      let early = words[(index + 1) & 15]
      let late = words[(index + 14) & 15]
      let first = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3
      let second = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10
      words[index] = words[index] &+ first &+ words[(index + 9) & 15] &+ second
    }
  }

  /// One round, whose eight words do not move: what would be the first and the fifth are written.
  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
    _ h: inout UInt32, _ word: UInt32
  ) {
    let choice = g ^ (e & (f ^ g))
    let majority = (a & b) | (c & (a | b))
    let first = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ choice &+ word
    d = d &+ first
    h = first &+ (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ majority
  }

  @inline(__always)
  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
