import Documents
import TestSupport
import Testing

@testable import Evaluation

@Suite struct ARNFieldsTests {
  @Test("the sixth field begins behind the fifth colon, wherever that is")
  func sixthField() {
    var random = SplitMix64(seed: 21)
    var frame = RequestFrame(keyCount: 0)
    var (found, missing) = (0, 0)
    for round in 0..<4_000 {
      let text = (0..<Int.random(in: 0...150, using: &random)).map { _ in
        Int.random(in: 0..<(round % 20 + 2), using: &random) == 0
          ? UInt8(ascii: ":") : UInt8.random(in: 0...255, using: &random)
      }
      let colons = text.indices.filter { text[$0] == UInt8(ascii: ":") }
      let end = colons.count < 5 ? 0 : colons[4] + 1
      ByteString(text).withSlice { slice in
        frame.resource = slice
        #expect(frame.sixthField == end)
        #expect(frame.sixthField == end)
        #expect(frame.colonsInSixthField == colons.count { $0 >= end })
      }
      if end > 0 { found += 1 } else { missing += 1 }
    }
    #expect(found > 400 && missing > 400, "\(found) with, \(missing) without")
  }
}
