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
  private struct Use {
    let key: Int32
    /// The object that used the name last.
    var object: UInt32
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
  mutating func begin() {
    if names.count >= NameTable.limit / 2 || object == UInt32.max { forget() }
    object &+= 1
  }

  /// The key of the object's next name, -1 where no policy looks at it; nil where the object has used it before, and for
  /// names that are not kept. Eight bytes behind the name must be readable.
  @inline(__always)
  mutating func key(_ name: ByteSlice) -> Int? {
    guard let number = names.find(name) ?? add(name) else { return nil }
    let use = uses + number
    if use.pointee.object == object { return nil }
    use.pointee.object = object
    return Int(use.pointee.key)
  }

  private mutating func forget() {
    names.forget()
    numbers.removeAll()
    object = 0
  }

  private mutating func add(_ name: ByteSlice) -> Int? {
    let folded = name.byteString.asciiLowercased
    let number = numbers[folded] ?? numbers.count
    guard names.add(name, number) else { return nil }
    if number == numbers.count {
      numbers[folded] = number
      (uses + number).initialize(to: Use(key: Int32(truncatingIfNeeded: keys.index(of: name) ?? -1), object: 0))
    }
    return number
  }
}
