import Documents

/// Objects that all workers have in common, kept for one of them: to ask one counts no references to it, so that no worker
/// waits for another's count.
struct Held<Object: AnyObject>: ~Copyable {
  private let objects: UnsafeMutablePointer<Unmanaged<Object>>
  /// The number of objects.
  let count: Int

  /// Holds objects, which are known by their places.
  init(_ objects: [Object]) {
    count = objects.count
    self.objects = .allocate(capacity: max(1, count))
    for (place, object) in objects.enumerated() { (self.objects + place).initialize(to: .passRetained(object)) }
  }

  deinit {
    for place in 0..<count { objects[place].release() }
    objects.deallocate()
  }

  /// One of them, for as long as they are held.
  @inline(__always)
  subscript(_ place: Int) -> Unmanaged<Object> { objects[place] }
}

extension Held where Object == Glob {
  /// Whether the whole of a text matches one of the globs.
  @inline(__always)
  borrowing func matches(_ place: Int, _ text: ByteSlice) -> Bool {
    self[place]._withUnsafeGuaranteedRef { $0.matches(text) }
  }
}
