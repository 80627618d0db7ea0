import Documents

/// Which heads of a `HeadTable` are asked for, by their sketches (`ByteHash`) and lengths.
struct HeadFilter: ~Copyable {
  let sketches: HashFilter
  /// The lengths of heads before `longLength`, as bits.
  let lengths: UInt64
  private let longestHead: Int32

  init(_ heads: [(sketch: UInt64, count: Int)]) {
    longestHead = Int32(clamping: heads.lazy.map(\.count).max() ?? 0)
    lengths = heads.lazy.map(\.count).filter { $0 < WordEnds.longLength }.reduce(0) { $0 | 1 << UInt64($1) }
    sketches = HashFilter(heads.map(\.sketch))
  }

  /// The length of the longest head; 0 for no head at all.
  var longest: Int { Int(longestHead) }
}

/// What texts must look like at one place to begin with one of some heads: few bits, at hand before a tree is walked.
///
/// ```
/// heads   table/payments-backup    table/web      the shortest has nine bytes: able/pay or able/web, as a bit each
/// ```
struct TreeGuard {
  private static let width = 8

  /// The number of bytes of the shortest head; the largest number where there is no head, so that no text has as many.
  private let shortest: Int32
  /// The number of bytes of which the last eight count: those of the shortest head, if it has as many.
  private let counted: Int32
  private var bits: UInt64 = 0

  init(_ heads: [[UInt8]]) {
    let shortest = heads.lazy.map(\.count).min() ?? .max
    self.shortest = Int32(clamping: shortest)
    counted = Int32(clamping: heads.isEmpty ? Self.width : max(shortest, Self.width))
    guard shortest >= Self.width else {
      // The eight bytes would lie behind what the shortest head says.
      bits = ~0
      return
    }
    for head in heads {
      head.withUnsafeBytes { bytes in
        bits |= Self.bit(bytes.loadUnaligned(fromByteOffset: shortest - Self.width, as: UInt64.self))
      }
    }
  }

  /// Whether a text may begin with one of the heads.
  @inline(__always)
  func mayBegin(_ text: ByteSlice) -> Bool {
    let counted = Int(counted)
    if text.count < counted { return text.count >= Int(shortest) }
    // Of no heads at all there are no bits: whether there are any, which nobody could predict, is not asked.
    let word = UnsafeRawPointer(text.base).loadUnaligned(fromByteOffset: counted - Self.width, as: UInt64.self)
    return bits & Self.bit(word) != 0
  }

  @inline(__always)
  private static func bit(_ word: UInt64) -> UInt64 { 1 << ((word &* 0x9E37_79B9_7F4A_7C15) >> 58) }
}

/// The names that the statements of one action begin with, of resources with six fields and of others.
struct NameFilter: ~Copyable {
  /// Whether there is none at all.
  let isEmpty: Bool
  /// Those of resources with six fields.
  let names: HeadFilter
  /// Whether some of them end within a word, and are found in a tree.
  let usesTree: Bool
  /// What names begin with that the tree is asked for.
  let tree: TreeGuard
  /// Whether some of them are of resources without fields.
  let hasPlain: Bool
  /// The fewest colons of a pattern that may match by swallowing some, for which a resource must have more; `.max` for
  /// none.
  let fewestColons: Int32
  /// That of resources without fields; nil where their names are all found otherwise.
  ///
  /// Behind a pointer, for it is hardly ever asked and would take room where everything else is.
  let plain: UnsafeMutablePointer<HeadFilter>?

  /// Makes the filter of heads that are found in tables, and says whether there are others.
  init(
    names: [(sketch: UInt64, count: Int)], plain: [(sketch: UInt64, count: Int)], hasPlain: Bool, inTree: [[UInt8]],
    usesTree: Bool, fewestColons: Int32
  ) {
    tree = TreeGuard(inTree)
    self.names = HeadFilter(names)
    self.hasPlain = hasPlain
    isEmpty = names.isEmpty && !hasPlain && !usesTree
    if plain.isEmpty {
      self.plain = nil
    } else {
      let filter = UnsafeMutablePointer<HeadFilter>.allocate(capacity: 1)
      filter.initialize(to: HeadFilter(plain))
      self.plain = filter
    }
    self.usesTree = usesTree
    self.fewestColons = fewestColons
  }

  deinit {
    plain?.deinitialize(count: 1)
    plain?.deallocate()
  }
}
