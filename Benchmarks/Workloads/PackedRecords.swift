import Documents
import Evaluation

/// The records of a workload as a stream of them goes by: each one's line, and where the fields lie that policies look at.
///
/// ```
/// bytes     {"id":"r1","action":"s3:GetObject", … }   {"id":"r2", …
/// numbers   388 bytes, action 18 + 12, resource 44 + 31, principal 90 + 47, key 4: 150 + 9, …   391 bytes, …
/// ```
/// A stream of a million records passes through the caches once, and takes the place of what decisions look at again and
/// again. So it is as small as what a reader sees: hardly more than the lines themselves.
struct PackedRecords {
  /// Stands for the number of values of a field that is no list.
  static let single: UInt32 = 0xFFFF
  /// The most bytes and numbers of a record.
  static let byteLimit = 1 << 20
  static let numberLimit = 1 << 17
  /// The numbers of a record before those of its fields.
  static let headCount = 4

  /// The lines, and behind each what of its fields it does not hold as it is.
  private var bytes: [UInt8] = []
  /// For each record: bytes, action, resource, principal; then the fields, each with its key and number of values,
  /// and the values. Slices are places in the record's bytes and counts.
  private var numbers: [UInt32] = []
  /// Where the bytes and the numbers of each record begin.
  private var places: [(bytes: UInt32, numbers: UInt32)] = []

  /// Packs the records of a workload.
  ///
  /// - Throws: `BenchmarkError` for a line that is too long to be packed.
  init(_ workload: RequestWorkload, _ keys: KeyTable) throws {
    bytes.reserveCapacity(workload.bytes.count)
    for record in workload.records { try add(record, workload, keys) }
  }

  /// The number of records.
  var count: Int { places.count }

  /// The number of a record's bytes, and its numbers.
  subscript(_ record: Int) -> (byteCount: Int, numbers: ArraySlice<UInt32>) {
    let first = Int(places[record].numbers)
    let last = record + 1 < places.count ? Int(places[record + 1].numbers) : numbers.count
    return (Int(numbers[first]), numbers[first..<last])
  }

  /// Copies the bytes of a record.
  func copyBytes(of record: Int, to place: UnsafeMutablePointer<UInt8>) {
    let first = Int(places[record].bytes)
    bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      place.update(from: base + first, count: self[record].byteCount)
    }
  }

  private mutating func add(_ record: RequestWorkload.Record, _ workload: RequestWorkload, _ keys: KeyTable) throws {
    guard let place = UInt32(exactly: bytes.count), let first = UInt32(exactly: numbers.count) else {
      throw BenchmarkError("the workload is too large to be packed")
    }
    places.append((place, first))
    bytes += workload.bytes[record.line]
    let line = workload.bytes[record.line]
    func packed(_ slice: ByteSlice) throws -> UInt32 {
      var offset = workload.bytes.baseAddress.map { slice.base - $0 - line.startIndex } ?? -1
      if offset < 0 || offset + slice.count > line.count {
        offset = bytes.count - Int(place)
        bytes += UnsafeBufferPointer(start: slice.base, count: slice.count)
      }
      guard offset <= 0xFFFF, slice.count <= 0xFFFF else { throw BenchmarkError("a line is too long to be packed") }
      return UInt32(offset) << 16 | UInt32(slice.count)
    }
    numbers += [
      0, try packed(record.action), try packed(record.resource), try record.principal.map { try packed($0) } ?? 0,
    ]
    for entry in workload.entries[record.entries] {
      guard let key = keys.index(of: entry.name) else { continue }
      guard key <= 0xFFFF, entry.count < Self.single else { throw BenchmarkError("a record is too large to be packed") }
      numbers.append(UInt32(key) << 16 | (entry.isList ? UInt32(entry.count) : Self.single))
      for value in workload.values[entry.start..<entry.start + entry.count] { numbers.append(try packed(value)) }
    }
    numbers[Int(first)] = UInt32(bytes.count) - place
    guard bytes.count - Int(place) <= Self.byteLimit, numbers.count - Int(first) <= Self.numberLimit else {
      throw BenchmarkError("a record is too large to be packed")
    }
  }
}
