/// What the processor reads from memory at once; what is looked up together should stand in one.
enum CacheLine {
  /// The bytes of a line on the processors that Stockade is measured on; elsewhere only speed depends on it.
  static let size = 64

  /// Room for so many elements, and one at least, that begins with a line; to be given back as raw memory.
  static func room<Element: ~Copyable>(for count: Int, of type: Element.Type) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: size)
      .bindMemory(to: type, capacity: max(1, count))
  }
}
