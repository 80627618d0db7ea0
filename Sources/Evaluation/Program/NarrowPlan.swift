/// What one action's plan needs of the narrow statements of its service: small enough to stay in the cache where the
/// statements of all services do not.
///
/// ```
/// statements   0: deny s3:Put*, table/orders-*     1: deny s3:*, project = p7     2: allow dynamodb:*, table/web-*
/// s3:PutObject admits 0 1; heads: a bit for the hash of table/orders-; driver project: class of p9 leads to none
/// ```
/// Nearly every request is done with when its few names and classes have been looked up here.
struct NarrowPlan: ~Copyable {
  /// A key by whose values statements are found.
  struct Driver {
    let key: Int32
    /// Its number in the index.
    let index: Int32
    /// A bit for each class of the key's values that is known to lead to no statement of the action.
    fileprivate var empty: UnsafeMutablePointer<UInt64>
    fileprivate var classCount: Int

    /// Whether a class is known to lead to no statement of the action.
    @inline(__always)
    func isEmpty(_ valueClass: Int) -> Bool {
      UInt(bitPattern: valueClass) < UInt(bitPattern: classCount)
        && empty[valueClass >> 6] & (1 << UInt64(valueClass & 63)) != 0
    }

    /// Notes that a class leads to no statement of the action.
    fileprivate mutating func setEmpty(_ valueClass: Int) {
      if valueClass >= classCount {
        let (old, count) = (classCount, max(classCount * 2, (valueClass | 63) + 1))
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: count / 64)
        larger.initialize(repeating: 0, count: count / 64)
        larger.update(from: empty, count: old / 64)
        empty.deallocate()
        empty = larger
        classCount = count
      }
      empty[valueClass >> 6] |= 1 << UInt64(valueClass & 63)
    }
  }

  /// The index of the service; nil where the action has no narrow statement.
  let index: UnsafeMutablePointer<NarrowIndex>?
  let driverCount: Int
  let drivers: UnsafeMutablePointer<Driver>
  /// The names that statements of the action begin with.
  let names: NameFilter
  private let words: UnsafeMutablePointer<UInt64>

  /// Makes the plan of an action that admits some statements, by their numbers in the index.
  init(_ admitted: [Int], of index: UnsafeMutablePointer<NarrowIndex>) {
    self.index = admitted.isEmpty ? nil : index
    let wordCount = max(1, (index.pointee.statements.count + 63) / 64)
    words = .allocate(capacity: wordCount)
    words.initialize(repeating: 0, count: wordCount)
    for number in admitted { words[number >> 6] |= 1 << UInt64(number & 63) }
    let found = index.pointee.drivers(of: admitted)
    driverCount = found.count
    drivers = .allocate(capacity: max(1, driverCount))
    for (place, driver) in found.enumerated() {
      let empty = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
      empty.initialize(to: 0)
      (drivers + place).initialize(
        to: Driver(
          key: Int32(truncatingIfNeeded: driver.key), index: Int32(truncatingIfNeeded: driver.index), empty: empty,
          classCount: 64))
    }
    let words = words
    names = index.pointee.names { words[$0 >> 6] & (1 << UInt64($0 & 63)) != 0 }
  }

  deinit {
    for place in 0..<driverCount { drivers[place].empty.deallocate() }
    drivers.deallocate()
    words.deallocate()
    names.deallocate()
  }

  /// The memory that it takes, about; what it learns of requests only.
  var memory: Int { (0..<driverCount).reduce(0) { $0 + drivers[$1].classCount / 8 } }

  /// Whether the action is among those that a statement is about.
  @inline(__always)
  func admits(_ number: Int) -> Bool { words[number >> 6] & (1 << UInt64(number & 63)) != 0 }

  /// Notes that a class of a driver's values leads to no statement of the action.
  func setEmpty(_ driver: Int, _ valueClass: Int) { drivers[driver].setEmpty(valueClass) }
}
