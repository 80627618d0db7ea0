import Documents
import Testing

@Suite("ByteWriter")
struct ByteWriterTests {
  @Test("numbers of every length, literals and slices")
  func puts() {
    var numbers = [0, 5, 9, 10, 42, 99, 100, 101, 999, 1000, 12345, 678_901, Int.max]
    var power = 1
    for _ in 0..<18 {
      power *= 10
      numbers += [power - 1, power, power + 1, power / 2 + 7]
    }
    for number in numbers {
      var buffer = ByteBuffer(capacity: 16)
      buffer.append(atMost: ByteWriter.longestNumber + 4) { writer in
        writer.put("<")
        writer.put(number)
        writer.put(ByteSlice("é>"))
      }
      #expect(buffer.array() == Array("<\(number)é>".utf8))
    }
  }
}
