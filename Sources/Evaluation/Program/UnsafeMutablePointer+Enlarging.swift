extension UnsafeMutablePointer where Pointee: ~Copyable {
  /// Moves the first so many elements to memory of twice the capacity, which is then the capacity.
  mutating func enlarge(_ count: Int, _ capacity: inout Int) {
    let larger = Self.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: self, count: count)
    deallocate()
    self = larger
    capacity *= 2
  }
}
