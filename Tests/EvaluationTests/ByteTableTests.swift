import Documents
import Testing

@testable import Evaluation

@Suite struct ByteTableTests {
  /// Lengths around those at which bytes move out of the slot, fill a line, and lie across lines.
  @Test func findsEveryLength() {
    var table = ByteTable()
    let texts = (0...200).map { count in ByteString((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ count) }) }
    for (number, text) in texts.enumerated() {
      let before = text.withSlice { table.find($0) }
      #expect(before == nil)
      let inserted = text.withSlice { table.insert($0, mark: number * 3 - 100) }
      #expect(inserted == number)
    }
    let count = table.count
    #expect(count == texts.count)
    for (number, text) in texts.enumerated() {
      let foundNumber = text.withSlice { table.find($0) }
      #expect(foundNumber == number)
      let foundMark = text.withSlice { table.mark(of: $0) }
      #expect(foundMark == number * 3 - 100)
      let (mark, bytes) = (table.mark(number), table.slice(number).byteString)
      #expect(mark == number * 3 - 100)
      #expect(bytes == text)
      // A byte more, a byte less or another byte is not there, unless it is another of the texts.
      for other in [text.bytes + [0xFF], Array(text.bytes.dropLast()), text.bytes.map { $0 ^ 1 }] {
        let known = texts.firstIndex { $0.bytes == other }
        let found = ByteString(other).withSlice { table.find($0) }
        #expect(found == known)
      }
    }
  }

  @Test func tellsBytesApartThatStringsDoNot() {
    var table = ByteTable()
    let (composed, decomposed) = (ByteString([0xC3, 0xA9]), ByteString([0x65, 0xCC, 0x81]))
    _ = composed.withSlice { table.insert($0) }
    let found = decomposed.withSlice { table.find($0) }
    #expect(found == nil)
  }

  @Test func changesMarksWhereverTheyAreLookedUp() {
    var table = ByteTable()
    for text in ["a", "sixteen bytes ok", "seventeen bytes !"] as [ByteString] {
      let number = text.withSlice { table.insert($0, mark: 1) }
      table.setMark(number, 9)
      let mark = table.mark(number)
      #expect(mark == 9)
      let found = text.withSlice { table.mark(of: $0) }
      #expect(found == 9)
    }
    // What is added later moves nothing that was marked.
    for number in 0..<1_000 { _ = ByteString("filler-\(number)").withSlice { table.insert($0) } }
    let found = ("a" as ByteString).withSlice { table.mark(of: $0) }
    #expect(found == 9)
  }
}

@Suite struct ClassMapTests {
  @Test func keepsNumbersWhenItGetsWideAndLong() {
    var map = ClassMap()
    let absent = map.find(0)
    #expect(absent == -1)
    map.set(3, to: 0)
    map.set(63, to: 127)
    map.set(700, to: 5)
    let narrow = [3, 63, 700].map { map.find($0) }
    #expect(narrow == [0, 127, 5])
    map.set(64, to: 128)
    map.set(9_000, to: 1_000_000)
    let wide = [3, 63, 64, 700, 9_000].map { map.find($0) }
    #expect(wide == [0, 127, 128, 5, 1_000_000])
    let others = [4, 65, 8_999, 20_000].map { map.find($0) }
    #expect(others == [-1, -1, -1, -1])
  }

  @Test func classSetHoldsWhatWasAdded() {
    var set = ClassSet()
    for number in [0, 63, 64, 127, 5_000] {
      let isThere = set.contains(number)
      #expect(!isThere)
      set.insert(number)
    }
    let added = [0, 63, 64, 127, 5_000].map { set.contains($0) }
    #expect(!added.contains(false))
    let others = [-1, 1, 62, 65, 128, 4_999, 5_001, 100_000].map { set.contains($0) }
    #expect(!others.contains(true))
  }
}
