import Documents
import TestSupport
import Testing

@Suite("MarkedLines")
struct MarkedLinesTests {
  private struct Line: Equatable {
    var number: Int
    var text: [UInt8]
    /// Offsets from the start of the line; nil where it has no marks.
    var marks: [Int]?
  }

  /// What `MarkedLines` makes of a text.
  private func marked(_ text: [UInt8], firstLine: Int = 1) -> [Line] {
    let padded = text + [0x0A] + [UInt8](repeating: 0x22, count: MarkedLines.padding - 1)
    var found: [Line] = []
    padded.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      var lines = MarkedLines()
      lines.begin(base, count: text.count, firstLine: firstLine)
      while lines.next() {
        var marks: [Int]?
        if lines.isMarked {
          var (mark, offsets) = (lines.mark, [Int]())
          while base[Int(mark.pointee)] != 0x0A {
            offsets.append(Int(mark.pointee) - lines.start)
            mark += 1
          }
          marks = offsets
        }
        found.append(Line(number: lines.number, text: Array(lines.text()), marks: marks))
      }
    }
    return found
  }

  /// The same byte by byte.
  private func expected(_ text: [UInt8], firstLine: Int = 1) -> [Line] {
    var found: [Line] = []
    for (index, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      let marks = line.enumerated().filter { _, byte in
        byte < 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
      }
      found.append(Line(number: firstLine + index, text: Array(line), marks: marks.map(\.offset)))
    }
    return found
  }

  @Test("every byte is a mark or none, wherever it stands among 64")
  func everyByte() {
    for place in [0, 1, 7, 8, 15, 16, 31, 32, 47, 63, 64, 70] {
      for byte in UInt8.min...UInt8.max where byte != 0x0A {
        var text = [UInt8](repeating: 0x61, count: 75)
        text[place] = byte
        #expect(marked(text) == expected(text))
      }
    }
  }

  @Test("random texts of short lines, with and without a last line ending", arguments: 0..<40)
  func randomTexts(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let alphabet = Array("\"\\\n\n a{}:,\t\r".utf8) + [0x7F, 0x80, 0xFF, 0]
    let text = (0..<(seed * 13)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
    #expect(marked(text, firstLine: 7) == expected(text, firstLine: 7))
  }

  @Test("windows end at line ends, and a line longer than a window has no marks")
  func windows() {
    let short = Array(#"{"id":"a","action":"s3:GetObject"}"#.utf8) + [0x0A]
    let long = Array(#"{"id":""#.utf8) + [UInt8](repeating: 0x62, count: 40_000) + Array(#""}"#.utf8) + [0x0A]
    for head in [0, 1, 450, 467, 468, 469, 480, 1500] {
      let text = Array(repeatElement(short, count: head).joined()) + long + short + long.dropLast()
      let (found, right) = (marked(text), expected(text))
      #expect(found.map(\.text) == right.map(\.text))
      #expect(found.map(\.number) == right.map(\.number))
      #expect(found.prefix(head).allSatisfy { $0.marks == [1, 4, 6, 8, 10, 17, 19, 32] })
      #expect(found.filter { $0.marks == nil }.map(\.text.count) == [long.count - 1, long.count - 1])
    }
  }
}
