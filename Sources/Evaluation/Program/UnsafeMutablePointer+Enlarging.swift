extension UnsafeMutablePointer where Pointee: ~Copyable {
  /// Moves the first so many elements to memory of twice the capacity, which is then the capacity.
  ///
  /// - Parameter borrowed: the capacity of memory that is somebody else's, and not given back.
  mutating func enlarge(_ count: Int, _ capacity: inout Int, borrowed: Int = 0) {
    let larger = Self.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: self, count: count)
    if capacity != borrowed { deallocate() }
    self = larger
    capacity *= 2
  }
}
