import Documents
import Evaluation

/// The names of context members that a stream has used, each with the key that it is.
///
/// Each spelling is looked up among the program's keys once. Spellings that differ in ASCII case only share a number, by
/// which a name that an object uses twice is found.
/// ```
/// names     "aws:SourceIp" -> number 0     "AWS:SourceIP" -> number 0     "app:Team" -> number 1
/// uses      0: key 4, object 7             1: key -1, object 6            no policy looks at app:Team
/// ```
/// Object 7 names `AWS:SourceIP`: that is number 0, which object 7 has used already. The table begins anew when it is
/// half full.
struct ContextNames: ~Copyable {
  fileprivate struct Use {
    let key: Int32
    /// The object that used the name last.
    var object: UInt32
  }

  /// The names of one object, while it is read.
  struct Object {
    fileprivate let names: NameTable.Index
    fileprivate let uses: UnsafeMutablePointer<Use>
    fileprivate let number: UInt32
  }

  private let keys: KeyTable
  private var names = NameTable()
  private let uses: UnsafeMutablePointer<Use>
  private var numbers: [ByteString: Int] = [:]
  private var object: UInt32 = 0

  init(_ keys: KeyTable) {
    self.keys = keys
    uses = .allocate(capacity: NameTable.limit)
  }

  deinit { uses.deallocate() }

  /// Begins with an object.
  @inline(__always)
  mutating func begin() -> Object {
    if names.count >= NameTable.limit / 2 || object == UInt32.max { forget() }
    object &+= 1
    return Object(names: names.index, uses: uses, number: object)
  }

  /// The name behind another of an object, wherever it is, and the cursor behind it and its colon; nil for names that
  /// are not plain, or not kept.
  @inline(never)
  mutating func pass(
    _ start: RecordCursor, behind last: UnsafeMutablePointer<NameTable.Entry>
  ) -> (entry: UnsafeMutablePointer<NameTable.Entry>, cursor: RecordCursor)? {
    var cursor = start
    guard let name = cursor.name(), let entry = names.index.entry(name) ?? add(name) else { return nil }
    names.index.setFollower(of: last, to: entry)
    return (entry, cursor)
  }

  private mutating func add(_ name: ByteSlice) -> UnsafeMutablePointer<NameTable.Entry>? {
    let folded = name.byteString.asciiLowercased
    let number = numbers[folded] ?? numbers.count
    guard let entry = names.add(name, number) else { return nil }
    if number == numbers.count {
      numbers[folded] = number
      (uses + number).initialize(to: Use(key: Int32(truncatingIfNeeded: keys.index(of: name) ?? -1), object: 0))
    }
    return entry
  }

  private mutating func forget() {
    names.forget()
    numbers.removeAll()
    object = 0
  }
}

extension ContextNames.Object {
  /// What the first name of the object is behind.
  @inline(__always)
  var root: UnsafeMutablePointer<NameTable.Entry> { names.root }

  /// The name that begins a member at a place, where it is one of those expected behind another; nil where it is not.
  @inline(__always)
  func expected(
    behind last: UnsafeMutablePointer<NameTable.Entry>, at place: UnsafePointer<UInt8>
  ) -> UnsafeMutablePointer<NameTable.Entry>? { names.follower(of: last, at: place) }

  /// The key of the object's next name: -1 where no policy looks at it, -2 where the object has used it before.
  @inline(__always)
  func use(_ entry: UnsafeMutablePointer<NameTable.Entry>) -> Int {
    let use = uses + Int(entry.pointee.number)
    if use.pointee.object == number { return -2 }
    use.pointee.object = number
    return Int(use.pointee.key)
  }
}
