import Documents

/// Whether some text matches both of two globs, in which `*` stands for any text and `?` for any byte.
///
/// Used to tell which patterns of a policy can have a say on a resource whose name is not known yet. It errs towards
/// yes: `?` counts as one byte or more, and stars cross colons.
enum PatternOverlap {
  private static let star = UInt8(ascii: "*")
  private static let any = UInt8(ascii: "?")

  /// Whether the two overlap. Takes time in the product of their lengths.
  static func exists(_ left: ByteString, _ right: ByteString) -> Bool {
    let left = simplified(left)
    let right = simplified(right)
    // row[j]: whether what was read of `left` and the first j bytes of `right` can stand for the same text.
    var row = [Bool](repeating: false, count: right.count + 1)
    row[0] = true
    for i in 0...left.count {
      let byte = i < left.count ? left[i] : nil
      var next = [Bool](repeating: false, count: right.count + 1)
      for j in 0...right.count where row[j] {
        let other = j < right.count ? right[j] : nil
        let isStar = byte == star || other == star
        if isStar, other != nil { row[j + 1] = true }
        if isStar, byte != nil { next[j] = true }
        if !isStar, let byte, let other, byte == other || byte == any || other == any { next[j + 1] = true }
      }
      if i == left.count { return row[right.count] }
      row = next
    }
    return false
  }

  /// The pattern with runs of stars as one, and every `?` as one byte or more.
  private static func simplified(_ pattern: ByteString) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in pattern.bytes {
      if byte == star, bytes.last == star { continue }
      bytes.append(byte)
      // A `?` is one character, which may be several bytes.
      if byte == any { bytes.append(star) }
    }
    return bytes
  }
}
