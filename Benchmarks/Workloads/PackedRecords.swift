import Documents
import Evaluation

/// The records of a workload as a stream of them goes by: each one's line, and where the fields lie that policies look at.
///
/// ```
/// bytes     {"id":"r1","action":"s3:GetObject", … }   {"id":"r2", …
/// numbers   action 18 + 12, resource 44 + 31, principal 90 + 47, key 4: 150 + 9, …   action 18 + 12, …
/// ```
/// A stream of a million records passes through the caches once, and takes the place of what decisions look at again and
/// again. So it is as small as what a reader sees: hardly more than the lines themselves.
struct PackedRecords: ~Copyable {
  /// Stands for the number of values of a field that is no list.
  static let single: UInt32 = 0xFFFF
  /// The most bytes and numbers of a record.
  static let byteLimit = 1 << 20
  static let numberLimit = 1 << 17
  /// The numbers of a record before those of its fields.
  static let headCount = 3

  /// The lines, and behind each what of its fields it does not hold as it is.
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  /// For each record: action, resource, principal; then the fields, each with its key and number of values,
  /// and the values. Slices are places in the record's bytes and counts.
  private let numbers: UnsafeMutableBufferPointer<UInt32>
  /// Where the bytes and the numbers of each record begin, and behind the last where those end.
  private let places: UnsafeMutableBufferPointer<Place>
  /// The number of records.
  let count: Int

  fileprivate struct Place {
    let byte: UInt32
    let number: UInt32
  }

  /// Packs the records of a workload.
  ///
  /// - Throws: `BenchmarkError` for a line that is too long to be packed.
  init(_ workload: RequestWorkload, _ keys: KeyTable) throws {
    var packing = Packing(byteCapacity: workload.bytes.count)
    for record in workload.records { try packing.add(record, workload, keys) }
    try packing.end()
    // Behind pointers, so that nothing is checked or counted when a record is handed on.
    bytes = Self.copy(packing.bytes)
    numbers = Self.copy(packing.numbers)
    places = Self.copy(packing.places)
    count = packing.places.count - 1
  }

  deinit {
    bytes.deallocate()
    numbers.deallocate()
    places.deallocate()
  }

  private static func copy<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = copy.initialize(from: elements)
    return copy
  }

  /// The number of bytes and of numbers that a record takes.
  @inline(__always)
  func size(of record: Int) -> (bytes: Int, numbers: Int) {
    let (place, next) = (places[record], places[record + 1])
    return (Int(next.byte - place.byte), Int(next.number - place.number))
  }

  /// Copies a record to where there is room for as much.
  @inline(__always)
  func copy(_ record: Int, to byte: UnsafeMutablePointer<UInt8>, _ number: UnsafeMutablePointer<UInt32>) {
    let (place, size) = (places[record], size(of: record))
    guard let bytes = bytes.baseAddress, let numbers = numbers.baseAddress else { return }
    byte.update(from: bytes + Int(place.byte), count: size.bytes)
    number.update(from: numbers + Int(place.number), count: size.numbers)
  }
}

/// The records as they are being packed.
private struct Packing {
  private(set) var bytes: [UInt8] = []
  private(set) var numbers: [UInt32] = []
  private(set) var places: [PackedRecords.Place] = []

  init(byteCapacity: Int) { bytes.reserveCapacity(byteCapacity) }

  /// Notes where the bytes and the numbers end.
  mutating func end() throws {
    guard let byte = UInt32(exactly: bytes.count), let number = UInt32(exactly: numbers.count) else {
      throw BenchmarkError("the workload is too large to be packed")
    }
    places.append(PackedRecords.Place(byte: byte, number: number))
  }

  mutating func add(_ record: RequestWorkload.Record, _ workload: RequestWorkload, _ keys: KeyTable) throws {
    try end()
    let (place, first) = (bytes.count, numbers.count)
    bytes += workload.bytes[record.line]
    let line = workload.bytes[record.line]
    func packed(_ slice: ByteSlice) throws -> UInt32 {
      var offset = workload.bytes.baseAddress.map { slice.base - $0 - line.startIndex } ?? -1
      if offset < 0 || offset + slice.count > line.count {
        offset = bytes.count - place
        bytes += UnsafeBufferPointer(start: slice.base, count: slice.count)
      }
      guard offset <= 0xFFFF, slice.count <= 0xFFFF else { throw BenchmarkError("a line is too long to be packed") }
      return UInt32(offset) << 16 | UInt32(slice.count)
    }
    numbers += [
      try packed(record.action), try packed(record.resource), try record.principal.map { try packed($0) } ?? 0,
    ]
    for entry in workload.entries[record.entries] {
      guard let key = keys.index(of: entry.name) else { continue }
      guard key <= 0xFFFF, entry.count < PackedRecords.single else {
        throw BenchmarkError("a record is too large to be packed")
      }
      numbers.append(UInt32(key) << 16 | (entry.isList ? UInt32(entry.count) : PackedRecords.single))
      for value in workload.values[entry.start..<entry.start + entry.count] { numbers.append(try packed(value)) }
    }
    guard bytes.count - place <= PackedRecords.byteLimit, numbers.count - first <= PackedRecords.numberLimit else {
      throw BenchmarkError("a record is too large to be packed")
    }
  }
}
