import Documents
import Evaluation
import PolicyLanguage

/// Context keys with values that many requests share: what a principal's spelling or the world implies.
///
/// The values stand in memory of their own, to be freed by `deallocate`: filling them in copies pointers and counts no
/// references.
struct ImpliedContext {
  private struct Entry {
    let key: Int32
    /// The number of values of a list; `single`, `absent` or `unknown` for anything else.
    let count: Int32
    /// The value of a key that has one; of a list, its place in `values` instead of the number of bytes.
    let value: ByteSlice

    static let single: Int32 = -1
    static let absent: Int32 = -2
    static let unknown: Int32 = -3
  }

  private let identity: LastingValues
  private let entries: UnsafeMutablePointer<Entry>
  private let entryCount: Int
  private let values: UnsafeMutablePointer<ByteSlice>
  private let bytes: UnsafeMutablePointer<UInt8>

  /// Makes the context of some of a program's keys.
  ///
  /// - Parameter identity: one that no other context has that the same deciders see.
  init(_ context: [(key: Int, value: ContextValue)], _ identity: LastingValues) {
    self.identity = identity
    let texts = context.flatMap(\.value.values)
    entryCount = context.count
    entries = .allocate(capacity: max(1, context.count))
    values = .allocate(capacity: max(1, texts.count))
    bytes = .allocate(capacity: max(1, texts.reduce(0) { $0 + $1.count }))
    var valueCount = 0
    var byteCount = 0
    for (index, (key, value)) in context.enumerated() {
      let start = valueCount
      for text in value.values {
        (bytes + byteCount).initialize(from: text.bytes, count: text.count)
        (values + valueCount).initialize(to: ByteSlice(bytes + byteCount, text.count))
        byteCount += text.count
        valueCount += 1
      }
      let (count, slice): (Int32, ByteSlice) =
        switch value {
        case .single: (Entry.single, values[start])
        case .list: (Int32(truncatingIfNeeded: valueCount - start), ByteSlice(bytes, start))
        case .absent: (Entry.absent, .empty)
        case .unknown: (Entry.unknown, .empty)
        }
      (entries + index).initialize(
        to: Entry(key: Int32(truncatingIfNeeded: key), count: count, value: slice))
    }
  }

  /// Frees the memory; no copy of the context may be used again, nor a request that it was filled into.
  func deallocate() {
    entries.deallocate()
    values.deallocate()
    bytes.deallocate()
  }

  /// Whether another context fills in the same.
  func equals(_ other: ImpliedContext) -> Bool {
    guard entryCount == other.entryCount else { return false }
    for index in 0..<entryCount {
      let mine = entries[index]
      let theirs = other.entries[index]
      guard mine.key == theirs.key, mine.count == theirs.count else { return false }
      if mine.count == Entry.single, !mine.value.equals(theirs.value) { return false }
      for place in 0..<max(0, Int(mine.count))
      where !values[mine.value.count + place].equals(other.values[theirs.value.count + place]) { return false }
    }
    return true
  }

  /// Reads the first of the keys, where there is one.
  @inline(__always)
  func touch() -> Int { entryCount > 0 ? Int(entries.pointee.key) : 0 }

  /// Fills in the keys that a request does not mention. The context must outlive the request.
  @inline(__always)
  func fill(_ frame: inout RequestFrame) {
    var entry = entries
    let end = entries + entryCount
    while entry != end {
      if entry.pointee.count == Entry.single {
        frame.fill(Int(entry.pointee.key), with: entry.pointee.value, of: identity)
      } else if !frame.slot(Int(entry.pointee.key)).isMentioned {
        fillRare(entry, &frame)
      }
      entry += 1
    }
  }

  @inline(never)
  private func fillRare(_ entry: UnsafeMutablePointer<Entry>, _ frame: inout RequestFrame) {
    let (key, count) = (Int(entry.pointee.key), Int(entry.pointee.count))
    guard count >= 0 else { return frame.set(key, entry.pointee.count == Entry.absent ? .absent : .unknown) }
    let start = frame.valueCount
    for place in 0..<count { frame.append(values[entry.pointee.value.count + place]) }
    frame.setList(key, from: start)
  }
}
