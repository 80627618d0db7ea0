import Documents

/// A pattern of paths: `*` and `?` stay within a name, `**` crosses folders; a pattern without a slash fits the last
/// part of any path.
struct PathPattern {
  private let pattern: [UInt8]

  init(_ text: ByteString) {
    let start: ByteString = text.hasPrefix("./") ? ByteString(copying: text.bytes.dropFirst(2)) : text
    pattern = start.bytes.contains(UInt8(ascii: "/")) ? start.bytes : Array("**/".utf8) + start.bytes
  }

  /// Whether a path fits.
  ///
  /// - Complexity: O(pattern × path).
  func matches(_ path: ByteString) -> Bool {
    let slash = UInt8(ascii: "/")
    var reached = Set([0])
    closeOver(&reached, atStartOfName: true)
    for byte in path.bytes {
      var next: Set<Int> = []
      for at in reached where at < pattern.count {
        if isDoubleStar(at) {
          next.insert(at)
        } else if pattern[at] == UInt8(ascii: "*") {
          if byte != slash { next.insert(at) }
        } else if pattern[at] == byte || (pattern[at] == UInt8(ascii: "?") && byte != slash) {
          next.insert(at + 1)
        }
      }
      closeOver(&next, atStartOfName: byte == slash)
      reached = next
    }
    return reached.contains(pattern.count)
  }

  private func isDoubleStar(_ at: Int) -> Bool {
    at + 1 < pattern.count && pattern[at] == UInt8(ascii: "*") && pattern[at + 1] == UInt8(ascii: "*")
  }

  /// Adds the places that are reached without taking a byte: behind each star, and behind `**/` where a name begins.
  private func closeOver(_ reached: inout Set<Int>, atStartOfName: Bool) {
    for start in reached.sorted() {
      var at = start
      while at < pattern.count, pattern[at] == UInt8(ascii: "*") {
        if isDoubleStar(at), at + 2 < pattern.count, pattern[at + 2] == UInt8(ascii: "/") {
          guard atStartOfName else { break }
          at += 3
        } else {
          at += isDoubleStar(at) ? 2 : 1
        }
        reached.insert(at)
      }
    }
  }
}
