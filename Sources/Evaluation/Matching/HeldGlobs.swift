import Documents

/// Globs that all workers have in common, kept for one of them: to ask one counts no references to it, so that no worker
/// waits for another's count.
struct HeldGlobs: ~Copyable {
  private let globs: UnsafeMutablePointer<Unmanaged<Glob>>
  /// The number of globs.
  let count: Int

  /// Holds globs, which are known by their places.
  init(_ globs: [Glob]) {
    count = globs.count
    self.globs = .allocate(capacity: max(1, count))
    for (place, glob) in globs.enumerated() { (self.globs + place).initialize(to: .passRetained(glob)) }
  }

  deinit {
    for place in 0..<count { globs[place].release() }
    globs.deallocate()
  }

  /// Whether the whole of a text matches one of them.
  @inline(__always)
  borrowing func matches(_ place: Int, _ text: ByteSlice) -> Bool {
    globs[place]._withUnsafeGuaranteedRef { $0.matches(text) }
  }
}
