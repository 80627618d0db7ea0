import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Numbers distinct byte strings in the order in which they first come: 0, 1, 2, ….
///
/// Open addressing over seeded hashes; the bytes are kept one behind the other and always compared.
public struct ByteTable: ~Copyable {
  private struct Entry {
    var hash: UInt64
    var start: Int
    var length: Int
  }

  private var slots: UnsafeMutablePointer<Int32>
  private var slotMask = 63
  private var entries: [Entry] = []
  private var bytes: [UInt8] = []
  private let hash = ByteHash.process

  /// Makes an empty table.
  public init() {
    slots = .allocate(capacity: 64)
    slots.initialize(repeating: 0, count: 64)
  }

  deinit { slots.deallocate() }

  /// The number of byte strings.
  public var count: Int { entries.count }

  /// The number of bytes in all of them.
  public var byteCount: Int { bytes.count }

  /// The number of a byte string; nil when it is not there.
  @inline(__always)
  public func find(_ text: ByteSlice) -> Int? {
    let wanted = hash.hash(text)
    var slot = Int(truncatingIfNeeded: wanted >> 32) & slotMask
    while true {
      let number = Int(slots[slot]) - 1
      if number < 0 { return nil }
      if holds(number, text, wanted) { return number }
      slot = (slot + 1) & slotMask
    }
  }

  /// Adds a byte string that is not there, and returns its number.
  public mutating func insert(_ text: ByteSlice) -> Int {
    entries.append(Entry(hash: hash.hash(text), start: bytes.count, length: text.count))
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.base, count: text.count))
    if entries.count * 2 > slotMask { grow() } else { place(entries.count - 1) }
    return entries.count - 1
  }

  @inline(__always)
  private func holds(_ number: Int, _ text: ByteSlice, _ wanted: UInt64) -> Bool {
    entries.withUnsafeBufferPointer { entries in
      let entry = entries[number]
      guard entry.hash == wanted, entry.length == text.count else { return false }
      return bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return true }
        return memcmp(base + entry.start, text.base, entry.length) == 0
      }
    }
  }

  private func place(_ number: Int) {
    var slot = Int(truncatingIfNeeded: entries[number].hash >> 32) & slotMask
    while slots[slot] != 0 { slot = (slot + 1) & slotMask }
    slots[slot] = Int32(truncatingIfNeeded: number + 1)
  }

  private mutating func grow() {
    let count = (slotMask + 1) * 4
    slots.deallocate()
    slots = .allocate(capacity: count)
    slots.initialize(repeating: 0, count: count)
    slotMask = count - 1
    for number in entries.indices { place(number) }
  }
}
