import Documents
import Evaluation

/// What a mapping made of the events it has seen, by all the bytes that it looks at.
///
/// People and programs ask the same again and again: the same call, by the same session, with the same parameters. Such an
/// event is mapped once. The key holds every field and part but those that tell events apart and that nobody asks for: the
/// event's id and time, the agent, the service's own notes.
final class CloudTrailMemo {
  private static let byteLimit = 2 << 20
  private static let longestKey = 8 << 10

  private var numbers = ByteTable()
  private var mapped: [CloudTrailMapped] = []
  private var key = ByteBuffer(capacity: 4096)
  private var isKept = true
  private let fields: [CloudTrailRecord.Field]
  private let parts: [CloudTrailRecord.Part]

  /// Makes an empty memo for a mapping that fills in some keys.
  init(_ wanted: WantedKeys) {
    var ignored: Set<CloudTrailRecord.Field> = [.eventID, .sharedEventID, .identityAccessKeyId]
    if !wanted.contains(.currentTime), !wanted.contains(.epochTime) { ignored.insert(.eventTime) }
    if !wanted.contains(.userAgent) { ignored.insert(.userAgent) }
    fields = CloudTrailRecord.Field.allCases.filter { !ignored.contains($0) }
    parts = CloudTrailRecord.Part.allCases.filter { $0 != .additionalEventData || wanted.contains(.secureTransport) }
  }

  /// What the mapping made of an event that is the same to it; nil for one that it has not seen.
  func find(_ record: CloudTrailRecord) -> CloudTrailMapped? {
    key.removeAll()
    // Each piece stands behind its number and its length, so that no two lists of pieces are one key. A long one is not
    // copied only to see that it is too long.
    let length = parts.reduce(0) { $0 + (record.value($1)?.count ?? 0) }
    guard length <= Self.longestKey else {
      isKept = false
      return nil
    }
    isKept = true
    for field in fields where record.has(field) { append(record.slice(field), field.rawValue) }
    for part in parts {
      if let value = record.value(part) { append(ByteSlice(value.base, value.count), 128 + part.rawValue) }
    }
    guard key.count <= Self.longestKey else { return nil }
    return key.withBytes { bytes in
      bytes.baseAddress.flatMap { numbers.find(ByteSlice($0, bytes.count)) }
    }.map { mapped[$0] }
  }

  /// Remembers what the event that was looked for last came to.
  func add(_ result: CloudTrailMapped) {
    guard isKept, key.count <= Self.longestKey else { return }
    if numbers.byteCount > Self.byteLimit {
      numbers = ByteTable()
      mapped.removeAll(keepingCapacity: true)
    }
    mapped.append(result)
    ByteString(key.array()).withSlice { _ = numbers.insert($0) }
  }

  private func append(_ piece: ByteSlice, _ number: Int) {
    key.append(UInt8(truncatingIfNeeded: number))
    key.append(UInt8(truncatingIfNeeded: piece.count))
    key.append(UInt8(truncatingIfNeeded: piece.count >> 8))
    key.append(UInt8(truncatingIfNeeded: piece.count >> 16))
    key.append(piece)
  }
}
