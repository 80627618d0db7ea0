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
      for word in 0..<8 {
        let value = bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self).littleEndian
        let shift = UInt64(word * 8)
        quotes |= Self.bits(value ^ 0x2222_2222_2222_2222) << shift
        slashes |= Self.bits(value ^ 0x5C5C_5C5C_5C5C_5C5C) << shift
        // Brackets and braces differ in one bit: 5B and 7B open, 5D and 7D close.
        let folded = value | 0x2020_2020_2020_2020
        opens |= Self.bits(folded ^ 0x7B7B_7B7B_7B7B_7B7B) << shift
        closes |= Self.bits(folded ^ 0x7D7D_7D7D_7D7D_7D7D) << shift
      }
    }

    /// A bit for each byte that is zero.
    @inline(__always)
    private static func bits(_ value: UInt64) -> UInt64 {
      let sevens: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
      let zeros = ~(((value & sevens) &+ sevens) | value | sevens)
      return ((zeros >> 7) &* 0x0102_0408_1020_4080) >> 56
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
    if quotes.nonzeroBitCount & 1 == 1 { isInString.toggle() }
    let opens = window.opens & ~inside & valid
    let closes = window.closes & ~inside & valid
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
