import Documents

/// The lines of an input that are not blank, read block by block: memory holds one line and one block.
struct InputLines {
  /// The longest line that is kept; a longer one is an error, and what follows it is read.
  static let longest = 32 * 1024 * 1024

  /// One line.
  struct Line {
    /// Its number, from 1, blank lines counted.
    let number: Int
    /// Its bytes, without the line feed; nil when it is longer than anybody means.
    let text: [UInt8]?
  }

  private let source: ByteSource
  private var block: [UInt8]
  private var place = 0
  private var filled = 0
  private var isAtEnd = false
  private var number = 0

  init(_ source: ByteSource) {
    self.source = source
    block = [UInt8](repeating: 0, count: 1 << 16)
  }

  /// The next line that is not blank; nil at the end.
  mutating func next() throws(SystemError) -> Line? {
    while let line = try nextLine() {
      if line.text?.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) == true { continue }
      return line
    }
    return nil
  }

  private mutating func nextLine() throws(SystemError) -> Line? {
    var text: [UInt8] = []
    var isTooLong = false
    var isBegun = false
    while true {
      if place == filled, try !fill() {
        return isBegun ? Line(number: number, text: isTooLong ? nil : text) : nil
      }
      if !isBegun { number += 1 }
      isBegun = true
      let end = block[place..<filled].firstIndex(of: 0x0A)
      if !isTooLong { text += block[place..<(end ?? filled)] }
      place = end.map { $0 + 1 } ?? filled
      if text.count > Self.longest {
        isTooLong = true
        text = []
      }
      if end != nil { return Line(number: number, text: isTooLong ? nil : text) }
    }
  }

  /// Everything that is left.
  mutating func rest() throws(SystemError) -> [UInt8] {
    var rest = Array(block[place..<filled])
    place = filled
    rest += try source.readAll()
    isAtEnd = true
    return rest
  }

  private mutating func fill() throws(SystemError) -> Bool {
    if isAtEnd { return false }
    let source = source
    let outcome = block.withUnsafeMutableBytes { buffer -> Result<Int, SystemError> in
      do throws(SystemError) { return .success(try source.read(into: buffer)) } catch { return .failure(error) }
    }
    filled = try outcome.get()
    place = 0
    isAtEnd = filled == 0
    return !isAtEnd
  }
}
