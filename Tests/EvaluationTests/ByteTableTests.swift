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

  /// Looks several texts up at once.
  private func find(_ texts: [ByteString], in table: inout ByteTable) -> [Int] {
    let bytes = texts.map { text in
      let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, text.count))
      copy.initialize(from: text.bytes, count: text.count)
      return ByteSlice(copy, text.count)
    }
    defer { for slice in bytes { slice.base.deallocate() } }
    let slices = UnsafeMutablePointer<ByteSlice>.allocate(capacity: max(1, texts.count))
    slices.initialize(from: bytes, count: texts.count)
    let room = UnsafeMutablePointer<Int>.allocate(capacity: max(1, texts.count))
    room.initialize(repeating: .min, count: texts.count)
    defer {
      slices.deallocate()
      room.deallocate()
    }
    table.find(slices, count: texts.count, into: room)
    return Array(UnsafeBufferPointer(start: room, count: texts.count))
  }

  @Test("several texts are found at once as each is by itself, also when the table has grown in between")
  func findsSeveral() {
    var table = ByteTable()
    // Empty, in the slot, in a line, across lines, and far beyond.
    let lengths = [0, 1, 15, 16, 17, 40, 63, 64, 65, 100, 128, 129, 1_000]
    func text(_ number: Int) -> ByteString {
      let length = lengths[number % lengths.count]
      let round = number / lengths.count
      return ByteString((0..<length).map { UInt8(truncatingIfNeeded: $0 + round * ($0 % 7 + 1)) })
    }
    // The empty text is there once.
    let all = (0..<lengths.count * 40).map(text)
    var known: [ByteString: Int] = [:]
    var added = 0
    let nothing = find([], in: &table)
    #expect(nothing.isEmpty)
    let absent = find(all, in: &table)
    #expect(absent.allSatisfy { $0 == -1 })
    for step in [1, 2, 5, 13, 60, 200, all.count] {
      while added < min(step, all.count) {
        if known[all[added]] == nil { known[all[added]] = all[added].withSlice { table.insert($0) } }
        added += 1
      }
      // Those that are there and those that are not, some of them twice, and some that differ in a byte.
      let asked = all + all.reversed() + all.map { ByteString($0.bytes.map { $0 ^ 1 }) }
      let found = find(asked, in: &table)
      #expect(found == asked.map { known[$0] ?? -1 })
      #expect(found.contains(-1))
      for text in [asked[0], asked[asked.count / 2], asked[7]] {
        let several = find([text, text, text], in: &table)
        #expect(several == [Int](repeating: known[text] ?? -1, count: 3))
      }
    }
    #expect(known.count > 400)
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
