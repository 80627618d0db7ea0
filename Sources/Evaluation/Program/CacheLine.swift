/// What the processor reads from memory at once; what is looked up together should stand in one.
enum CacheLine {
  /// The bytes of a line on the processors that Stockade is measured on; elsewhere only speed depends on it.
  static let size = 64
}
