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
    let state: RequestFrame.State
    let count: Int32
    let start: Int
    /// The value of a key that has one.
    let value: ByteSlice
  }

  private let identity = LastingValues()
  private let entries: UnsafeMutablePointer<Entry>
  private let entryCount: Int
  private let values: UnsafeMutablePointer<ByteSlice>
  private let bytes: UnsafeMutablePointer<UInt8>

  /// Makes the context of some of a program's keys.
  init(_ context: [(key: Int, value: ContextValue)]) {
    let texts = context.flatMap(\.value.values)
    entryCount = context.count
    entries = .allocate(capacity: max(1, context.count))
    values = .allocate(capacity: max(1, texts.count))
    bytes = .allocate(capacity: max(1, texts.reduce(0) { $0 + $1.count }))
    var valueCount = 0
    var byteCount = 0
    for (index, (key, value)) in context.enumerated() {
      let state: RequestFrame.State =
        switch value {
        case .single: .single
        case .list: .list
        case .absent: .absent
        case .unknown: .unknown
        }
      let start = valueCount
      for text in value.values {
        (bytes + byteCount).initialize(from: text.bytes, count: text.count)
        (values + valueCount).initialize(to: ByteSlice(bytes + byteCount, text.count))
        byteCount += text.count
        valueCount += 1
      }
      (entries + index).initialize(
        to: Entry(
          key: Int32(truncatingIfNeeded: key), state: state, count: Int32(truncatingIfNeeded: valueCount - start),
          start: start, value: valueCount > start ? values[start] : .empty))
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
      guard mine.key == theirs.key, mine.state == theirs.state, mine.count == theirs.count else { return false }
      for place in 0..<Int(mine.count) where !values[mine.start + place].equals(other.values[theirs.start + place]) {
        return false
      }
    }
    return true
  }

  /// Fills in the keys that a request does not mention. The context must outlive the request.
  @inline(__always)
  func fill(_ frame: inout RequestFrame) {
    var entry = entries
    let end = entries + entryCount
    while entry != end {
      if entry.pointee.state == .single {
        frame.fill(Int(entry.pointee.key), with: entry.pointee.value, of: identity)
      } else if !frame.slot(Int(entry.pointee.key)).isMentioned {
        fillRare(entry, &frame)
      }
      entry += 1
    }
  }

  @inline(never)
  private func fillRare(_ entry: UnsafeMutablePointer<Entry>, _ frame: inout RequestFrame) {
    let (key, first) = (Int(entry.pointee.key), entry.pointee.start)
    guard entry.pointee.state == .list else { return frame.set(key, entry.pointee.state) }
    let start = frame.valueCount
    for place in first..<first + Int(entry.pointee.count) { frame.append(values[place]) }
    frame.setList(key, from: start)
  }
}
