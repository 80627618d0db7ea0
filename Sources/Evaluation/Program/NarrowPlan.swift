/// What one action's plan needs of the narrow statements of its service: small enough to stay in the cache where the
/// statements of all services do not.
///
/// ```
/// statements   0: deny s3:Put*, table/orders-*     1: deny s3:*, project = p7     2: allow dynamodb:*, table/web-*
/// s3:PutObject admits 0 1; heads: a bit for the sketch of table/orders-; driver project: class of p9 leads to none
/// ```
/// Nearly every request is done with when its few names and classes have been looked up here.
struct NarrowPlan: ~Copyable {
  /// A key by whose values statements are found; in one line of the cache.
  struct Driver: ~Copyable {
    /// The classes of the key's values.
    let classes: UnsafeMutablePointer<KeyClasses>
    let key: Int32
    /// Its number in the index.
    let index: Int32
    /// The classes of the key's values that are known to lead to no statement of the service.
    let emptyOfAll: UnsafeMutablePointer<ClassSet>
    /// The classes of the key's values that are known to lead to no statement of the action.
    var empty = ClassSet()
    /// Whether it is known that no statement is found where the key is absent: so it is for most, and in most requests.
    var ignoresAbsence = false
    /// Whether only the bytes of values count.
    private let comparesBytes: Bool
    /// The hashes of the values that lead to statements, if only their bytes count.
    private let values: HashFilter

    init(_ key: Key) {
      self.key = Int32(truncatingIfNeeded: key.key)
      index = Int32(truncatingIfNeeded: key.index)
      classes = key.classes
      emptyOfAll = key.emptyOfAll
      comparesBytes = key.hashes != nil
      values = HashFilter(key.hashes ?? [])
    }

    /// Reads the sets of classes and values.
    @inline(__always)
    borrowing func touch() -> UInt8 { empty.touch() | values.bits.touch() }

    /// Whether a value of a hash may lead to a statement of the action.
    @inline(__always)
    borrowing func mayLead(_ hash: UInt64) -> Bool { !comparesBytes || values.bits.mayHave(hash) }
  }

  /// What the index says of a key.
  struct Key {
    let key: Int
    /// Its number in the index.
    let index: Int
    /// The classes of its values.
    let classes: UnsafeMutablePointer<KeyClasses>
    /// The classes of its values that are known to lead to no statement of the service.
    let emptyOfAll: UnsafeMutablePointer<ClassSet>
    /// The hashes of the values that lead to statements, if their bytes are all that counts; nil otherwise.
    let hashes: [UInt64]?
  }

  /// The index of the service; nil where the action has no narrow statement.
  let index: UnsafeMutablePointer<NarrowIndex>?
  let drivers: UnsafeMutablePointer<Driver>
  private let words: UnsafeMutablePointer<UInt64>
  private let keyCount: Int32
  /// The names that statements of the action begin with.
  let names: NameFilter
  /// That of the first Deny statement of the action; nil where there is none.
  private let firstDeny: Verdict?

  /// Makes the plan of an action that admits some statements, by their numbers in the index.
  init(_ admitted: [Int], of index: UnsafeMutablePointer<NarrowIndex>) {
    self.index = admitted.isEmpty ? nil : index
    let wordCount = max(1, (index.pointee.statements.count + 63) / 64)
    words = .allocate(capacity: wordCount)
    words.initialize(repeating: 0, count: wordCount)
    for number in admitted { words[number >> 6] |= 1 << UInt64(number & 63) }
    let words = words
    let found = index.pointee.drivers { words[$0 >> 6] & (1 << UInt64($0 & 63)) != 0 }
    keyCount = Int32(truncatingIfNeeded: found.count)
    drivers = CacheLine.room(for: found.count, of: Driver.self)
    for (place, driver) in found.enumerated() {
      (drivers + place).initialize(to: Driver(driver))
    }
    names = index.pointee.names { words[$0 >> 6] & (1 << UInt64($0 & 63)) != 0 }
    firstDeny =
      admitted.lazy.map { index.pointee.fact(Int32(truncatingIfNeeded: $0)) }
      .filter(\.isDeny).min { $0.ordinal < $1.ordinal }?.verdict
  }

  deinit {
    drivers.deinitialize(count: driverCount)
    UnsafeMutableRawPointer(drivers).deallocate()
    words.deallocate()
  }

  /// The number of keys by whose values statements of the action are found.
  @inline(__always)
  var driverCount: Int { Int(keyCount) }

  /// The memory that it takes, about; what it learns of requests only.
  var memory: Int { (0..<driverCount).reduce(0) { $0 + drivers[$1].empty.memory } }

  /// Whether a decision is made by all other statements alone, of which this is the verdict: by a Deny that comes before
  /// all that are narrow.
  @inline(__always)
  func isDecided(by verdict: Verdict) -> Bool {
    guard verdict.result == .explicitDeny else { return false }
    guard let firstDeny else { return true }
    return verdict.isNamed(before: firstDeny)
  }

  /// Reads what a request is looked up by.
  @inline(__always)
  borrowing func touch() -> UInt8 {
    UInt8(truncatingIfNeeded: words[0]) | names.names.sketches.bits.touch() | (keyCount > 0 ? drivers[0].touch() : 0)
  }

  /// Whether the action is among those that a statement is about.
  @inline(__always)
  func admits(_ number: Int) -> Bool { words[number >> 6] & (1 << UInt64(number & 63)) != 0 }
}
