import Documents

/// The first five fields of resources, each with the set of prefixes of patterns that it fits.
struct ResourcePrefixes: ~Copyable {
  private static let limit = 4096
  private static let byteLimit = 256 * 1024

  private let globs: Held<Glob>
  private let width: Int
  private var seen = ByteTable()
  private let words: UnsafeMutablePointer<UInt64>

  init(_ globs: [Glob]) {
    self.globs = Held(globs)
    width = max(1, (globs.count + 63) / 64)
    words = .allocate(capacity: width * Self.limit)
  }

  deinit { words.deallocate() }

  /// The memory that it takes, about.
  var memory: Int { seen.memory + seen.count * width * 8 }

  /// The number of the first five fields with their colons.
  @inline(__always)
  mutating func number(of text: ByteSlice, hash: UInt64) -> Int {
    let known = seen.position(of: text, hash: hash)
    return known >= 0 ? known : add(text)
  }

  /// Reads where fields of a hash are looked for first.
  @inline(__always)
  borrowing func touch(_ hash: UInt64) -> UInt8 { seen.place(ofHash: hash).load(as: UInt8.self) }

  /// Whether a numbered prefix fits that of a pattern, given by its index. Mutating, so that all this is not copied.
  @inline(__always)
  mutating func fits(_ number: Int, _ glob: Int) -> Bool {
    words[number * width + glob >> 6] & (1 << UInt64(glob & 63)) != 0
  }

  @inline(never)
  private mutating func add(_ prefix: ByteSlice) -> Int {
    if seen.count >= Self.limit || seen.byteCount > Self.byteLimit { seen = ByteTable() }
    let number = seen.insert(prefix)
    let set = words + number * width
    set.update(repeating: 0, count: width)
    for index in 0..<globs.count where globs.matches(index, prefix) { set[index >> 6] |= 1 << UInt64(index & 63) }
    return number
  }
}
