import Documents

/// Resource and NotResource elements without variables, each asked all by itself.
///
/// ```
/// element      NotResource: arn:aws:s3:::web-*, arn:aws:s3:::web-*/*       a range of patterns
/// beginnings   arn:aws:s3:::web- and anything     arn:aws:s3:::web- and what the glob says
/// ```
/// `arn:aws:s3:::logs` begins as neither, so that the element admits it. Nearly always the first bytes tell that much:
/// those of the patterns of an element stand side by side, and no glob is asked before they agree.
struct ResourceElements: ~Copyable {
  /// What a pattern begins with, in one line of the cache.
  private struct Beginning {
    /// What has to follow.
    enum Rest: UInt8 {
      case nothing, anything, glob
    }

    /// Bytes behind these are left to the glob.
    static let most = 56

    var bytes: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0)
    var count: Int32 = 0
    var rest = Rest.glob
  }

  /// The patterns of elements, one behind the other.
  struct Patterns {
    fileprivate var globs: [Glob] = []

    /// Adds those of an element, and returns the place of the first and their number.
    mutating func add(_ element: CompiledResource) -> (first: Int, count: Int) {
      let first = globs.count
      globs += element.widestGlobs
      return (first, globs.count - first)
    }
  }

  private let beginnings: UnsafeMutablePointer<Beginning>
  /// By pattern, as the beginnings are.
  private let globs: Held<Glob>

  init(_ patterns: Patterns) {
    globs = Held(patterns.globs)
    beginnings = CacheLine.room(for: patterns.globs.count, of: Beginning.self)
    for (place, glob) in patterns.globs.enumerated() {
      (beginnings + place).initialize(to: Beginning())
      let bytes = Glob.bytes(of: glob.tokens.prefix { $0.code < 256 }.prefix(Beginning.most))
      beginnings[place].count = Int32(truncatingIfNeeded: bytes.count)
      if glob.literal?.count == bytes.count { beginnings[place].rest = .nothing }
      if glob.onlyHead?.count == bytes.count { beginnings[place].rest = .anything }
      UnsafeMutableRawPointer(beginnings + place).copyMemory(from: bytes, byteCount: bytes.count)
    }
  }

  deinit { UnsafeMutableRawPointer(beginnings).deallocate() }

  /// Whether some of the patterns of an element match a resource.
  ///
  /// - Parameters:
  ///   - first: the place of the first of them (`Patterns.add`).
  ///   - count: their number.
  @inline(never)
  borrowing func matches(first: Int, count: Int, _ resource: ByteSlice) -> Bool {
    for place in first..<first + count where matches(place, resource) { return true }
    return false
  }

  @inline(__always)
  private borrowing func matches(_ place: Int, _ text: ByteSlice) -> Bool {
    let beginning = beginnings + place
    let count = Int(beginning.pointee.count)
    guard text.count >= count,
      equalBytes(UnsafeRawPointer(beginning).assumingMemoryBound(to: UInt8.self), text.base, count)
    else { return false }
    return switch beginning.pointee.rest {
    case .nothing: text.count == count
    case .anything: true
    case .glob: globs.matches(place, text)
    }
  }
}
