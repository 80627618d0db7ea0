import Documents
import TestSupport
import Testing

@Suite("TextLines")
struct TextLinesTests {
  private struct Line: Equatable {
    var number: Int
    var text: [UInt8]
  }

  /// What `TextLines` makes of a text; every second line, its end is told.
  private func lines(_ text: [UInt8], firstLine: Int = 1) -> [Line] {
    let padded = text + [0x0A] + [UInt8](repeating: 0x22, count: TextLines.padding - 1)
    var found: [Line] = []
    padded.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      var lines = TextLines()
      lines.begin(base, count: text.count, firstLine: firstLine)
      while lines.next() {
        if found.count % 2 == 1, let end = bytes[lines.start...].firstIndex(of: 0x0A) { lines.finish(at: base + end) }
        if found.count % 3 != 2 {
          found.append(Line(number: lines.number, text: Array(lines.text())))
        } else {
          let end = bytes[lines.start...].firstIndex(of: 0x0A) ?? 0
          found.append(Line(number: lines.number, text: Array(bytes[lines.start..<end])))
        }
      }
    }
    return found
  }

  /// The same byte by byte.
  private func expected(_ text: [UInt8], firstLine: Int = 1) -> [Line] {
    text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
      return Line(number: firstLine + index, text: Array(line))
    }
  }

  @Test("random texts of short lines, with and without a last line ending", arguments: 0..<40)
  func randomTexts(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let alphabet = Array("\"\\\n\n a{}:,\t\r".utf8) + [0x7F, 0x80, 0xFF, 0]
    let text = (0..<(seed * 13)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
    #expect(lines(text, firstLine: 7) == expected(text, firstLine: 7))
  }
}

@Suite("PlainBytes")
struct PlainBytesTests {
  private func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  @Test("every byte is plain or not, wherever it stands")
  func everyByte() {
    for place in [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 47, 63, 64, 70] {
      for byte in UInt8.min...UInt8.max {
        var text = [UInt8](repeating: 0x61, count: 75) + [0x0A] + [UInt8](repeating: 0, count: 31)
        text[place] = byte
        let end = text.withUnsafeBufferPointer { bytes -> Int in
          bytes.baseAddress.map { $0.distance(to: PlainBytes.end(from: $0)) } ?? -1
        }
        #expect(end == (isPlain(byte) ? 75 : place))
      }
    }
  }
}

@Suite("MarkedValues")
struct MarkedValuesTests {
  @Test("the marks of a text are its bytes that are not plain", arguments: 0..<12)
  func marks(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let alphabet = Array("aaaaaaaaaaaaaaaa\"\\\n {}:,".utf8) + [0x7F, 0x80, 0xFF, 0, 0x1F]
    let text = (0..<(1 + seed * 2900)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
    let right = text.indices.filter { place in
      text[place] < 0x20 || text[place] >= 0x7F || text[place] == 0x22 || text[place] == 0x5C
    }
    var found: [Int] = []
    (text + [0x0A] + [UInt8](repeating: 0x22, count: TextLines.padding)).withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      var values = MarkedValues()
      values.begin(base, count: text.count)
      var place = 0
      while place < text.count {
        let mark = Int(values.mark(at: place).pointee)
        guard mark < text.count || values.windowEnd < text.count else { break }
        if mark < values.windowEnd { found.append(mark) }
        place = min(mark, values.windowEnd - 1) + 1
      }
    }
    #expect(found == right)
  }
}
