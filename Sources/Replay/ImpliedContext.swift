import Documents
import Evaluation
import PolicyLanguage

/// Context keys with values that many requests share: what a principal's spelling or the world implies.
///
/// The values stand in memory of their own, so that filling them in copies pointers and counts no references.
final class ImpliedContext {
  private struct Entry {
    let key: Int
    let state: RequestFrame.State
    let start: Int
    let count: Int
  }

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
      (entries + index).initialize(
        to: Entry(key: key, state: state, start: valueCount, count: value.values.count))
      for text in value.values {
        (bytes + byteCount).initialize(from: text.bytes, count: text.count)
        (values + valueCount).initialize(to: ByteSlice(bytes + byteCount, text.count))
        byteCount += text.count
        valueCount += 1
      }
    }
  }

  deinit {
    entries.deallocate()
    values.deallocate()
    bytes.deallocate()
  }

  /// Fills in the keys that a request does not mention. The context must outlive the request.
  func fill(_ frame: inout RequestFrame) {
    for index in 0..<entryCount {
      let entry = entries[index]
      if frame.slot(entry.key).isMentioned { continue }
      switch entry.state {
      case .single: frame.set(entry.key, to: values[entry.start])
      case .list:
        let start = frame.valueCount
        for place in entry.start..<entry.start + entry.count { frame.append(values[place]) }
        frame.setList(entry.key, from: start)
      case .absent, .unknown: frame.set(entry.key, entry.state)
      }
    }
  }
}
