import Documents

/// Finds where the values of a stream end, 64 bytes at a time, without reading what is in them.
///
/// Brackets outside strings are counted; whoever reads a value validates it. State carries over from block to block, so a
/// value may be of any length.
///
/// ```
/// bytes     { " a \ " } " : [ 1 ] } , {        quotes that are not escaped split the text into strings and the rest;
/// in string . # # # # # # . . . . . . .        of the rest, brackets open (+1) and close (-1) levels;
/// level     1 1 1 1 1 1 1 1 2 2 1 0 0 1        a value ends where the level falls back to `floor`.
/// ```
struct ElementScanner {
  /// The number of open brackets.
  private(set) var level: Int
  /// The level at which the values of the stream stand.
  let floor: Int
  private var isInString = false
  private var isEscaped = false

  /// Makes a scanner in front of a value, `floor` brackets already open.
  init(floor: Int) {
    self.floor = floor
    level = floor
  }

  /// Whether the scanner stands between two values.
  var isBetweenValues: Bool { level == floor && !isInString }

  /// What a scan found.
  struct Found {
    /// The number of values that ended.
    var values = 0
    /// The offset behind the last of them; nil when none ended.
    var end: Int?
    /// The offset of the bracket that closes the list of values; the scan stopped there.
    var close: Int?
  }

  /// Scans bytes from `start` to `end`.
  mutating func scan(_ base: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Found {
    var found = Found()
    var at = start
    while at < end {
      let count = min(64, end - at)
      let stopped: Bool
      if count == 64 {
        stopped = scan(Window(UnsafeRawPointer(base + at)), at, 64, &found)
      } else {
        // The last bytes are copied behind each other, so that nothing behind them is read.
        var padded = (UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        stopped = withUnsafeMutableBytes(of: &padded) { buffer in
          buffer.copyMemory(from: UnsafeRawBufferPointer(start: base + at, count: count))
          guard let address = buffer.baseAddress else { return false }
          return scan(Window(UnsafeRawPointer(address)), at, count, &found)
        }
      }
      if stopped { break }
      at += count
    }
    return found
  }

  /// Where the bytes that matter stand in 64 bytes, a bit each.
  private struct Window {
    var quotes: UInt64 = 0
    var slashes: UInt64 = 0
    var opens: UInt64 = 0
    var closes: UInt64 = 0

    @inline(__always)
    init(_ bytes: UnsafeRawPointer) {
      var sums = (SIMD2<UInt64>(), SIMD2<UInt64>(), SIMD2<UInt64>(), SIMD2<UInt64>())
      Self.add(bytes, 0, SIMD2(0x0101_0101_0101_0101, 0x0202_0202_0202_0202), &sums)
      Self.add(bytes, 16, SIMD2(0x0404_0404_0404_0404, 0x0808_0808_0808_0808), &sums)
      Self.add(bytes, 32, SIMD2(0x1010_1010_1010_1010, 0x2020_2020_2020_2020), &sums)
      Self.add(bytes, 48, SIMD2(0x4040_4040_4040_4040, 0x8080_8080_8080_8080), &sums)
      quotes = ByteMatrix.transposed(sums.0.x | sums.0.y)
      // Few windows hold a backslash or a bracket that opens or closes.
      let others = (sums.1.x | sums.1.y, sums.2.x | sums.2.y, sums.3.x | sums.3.y)
      if others.0 != 0 { slashes = ByteMatrix.transposed(others.0) }
      if others.1 != 0 { opens = ByteMatrix.transposed(others.1) }
      if others.2 != 0 { closes = ByteMatrix.transposed(others.2) }
    }

    /// Marks the bytes of a quarter: byte k gives bit 2i or 2i + 1 of byte k % 8 of the sum, i counting the quarters.
    @inline(__always)
    private static func add(
      _ bytes: UnsafeRawPointer, _ offset: Int, _ bits: SIMD2<UInt64>,
      _ sums: inout (SIMD2<UInt64>, SIMD2<UInt64>, SIMD2<UInt64>, SIMD2<UInt64>)
    ) {
      let raw = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
      // Brackets and braces differ in one bit: 5B and 7B open, 5D and 7D close.
      let folded = raw | SIMD16<UInt8>(repeating: 0x20)
      sums.0 |= unsafeBitCast(raw .== SIMD16<UInt8>(repeating: 0x22), to: SIMD2<UInt64>.self) & bits
      sums.1 |= unsafeBitCast(raw .== SIMD16<UInt8>(repeating: 0x5C), to: SIMD2<UInt64>.self) & bits
      sums.2 |= unsafeBitCast(folded .== SIMD16<UInt8>(repeating: 0x7B), to: SIMD2<UInt64>.self) & bits
      sums.3 |= unsafeBitCast(folded .== SIMD16<UInt8>(repeating: 0x7D), to: SIMD2<UInt64>.self) & bits
    }
  }

  /// Takes one window; returns whether the list of values closed in it.
  private mutating func scan(_ window: Window, _ at: Int, _ count: Int, _ found: inout Found) -> Bool {
    let valid: UInt64 = count == 64 ? ~0 : (1 << UInt64(count)) - 1
    var quotes = window.quotes & valid
    let slashes = window.slashes & valid
    if slashes != 0 || isEscaped { quotes = unescaped(quotes, slashes, count) }
    var inside = quotes
    inside ^= inside << 1
    inside ^= inside << 2
    inside ^= inside << 4
    inside ^= inside << 8
    inside ^= inside << 16
    inside ^= inside << 32
    if isInString { inside = ~inside }
    // The last bit tells whether a string goes on behind the window.
    isInString = inside >> 63 == 1
    let opens = window.opens & ~inside & valid
    let closes = window.closes & ~inside & valid
    if opens | closes == 0 { return false }
    // Most windows lie well inside a value: nothing can end in them.
    if level - closes.nonzeroBitCount > floor {
      level += opens.nonzeroBitCount - closes.nonzeroBitCount
      return false
    }
    var brackets = opens | closes
    while brackets != 0 {
      let bit = brackets.trailingZeroBitCount
      brackets &= brackets - 1
      if opens >> UInt64(bit) & 1 == 1 {
        level += 1
        continue
      }
      level -= 1
      if level == floor {
        found.values += 1
        found.end = at + bit + 1
      } else if level < floor {
        found.close = at + bit
        return true
      }
    }
    return false
  }

  /// The quotes that no backslash stands before; only strings hold backslashes in JSON.
  private mutating func unescaped(_ quotes: UInt64, _ slashes: UInt64, _ count: Int) -> UInt64 {
    var kept = quotes
    var bit = 0
    if isEscaped {
      kept &= ~1
      bit = 1
      isEscaped = false
    }
    var rest = slashes & Self.from(bit)
    while rest != 0 {
      let slash = rest.trailingZeroBitCount
      if slash + 1 >= count {
        isEscaped = true
        break
      }
      kept &= ~(1 << UInt64(slash + 1))
      let next = slash + 2
      rest &= Self.from(next)
    }
    return kept
  }

  /// All bits from one on.
  private static func from(_ bit: Int) -> UInt64 { bit < 64 ? ~0 << UInt64(bit) : 0 }
}
