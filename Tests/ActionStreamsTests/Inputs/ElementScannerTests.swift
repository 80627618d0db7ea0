import Testing

@testable import ActionStreams

@Suite struct ElementScannerTests {
  /// The scanner a byte at a time, without tricks.
  private func plainly(_ bytes: [UInt8]) -> (ends: Int, last: Int?, close: Int?) {
    var (level, ends, isInString, isEscaped) = (1, 0, false, false)
    var last: Int?
    for (index, byte) in bytes.enumerated() {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): level += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        level -= 1
        if level == 1 {
          ends += 1
          last = index + 1
        }
        if level == 0 { return (ends, last, index) }
      default: break
      }
    }
    return (ends, last, nil)
  }

  private func scanned(_ bytes: [UInt8], cuts: Int) -> (ends: Int, last: Int?, close: Int?) {
    var scanner = ElementScanner(floor: 1)
    var (ends, last, close): (Int, Int?, Int?) = (0, nil, nil)
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var at = 0
      while at < bytes.count, close == nil {
        let end = min(bytes.count, at + cuts)
        let found = scanner.scan(base, from: at, to: end)
        ends += found.values
        last = found.end ?? last
        close = found.close
        at = end
      }
    }
    return (ends, last, close)
  }

  @Test(arguments: [1, 3, 63, 64, 65, 1_000])
  func agreesWithThePlainOne(cuts: Int) {
    // Text of the bytes that matter, in every mixture that a seeded walk comes to.
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(truncatingIfNeeded: state >> 33) % bound
    }
    let pieces = [
      "{", "}", "[", "]", "\"a\"", "\"\\\"\"", "\"\\\\\"", "\"{[\"", ",", "x",
      "\"long text without any of them, to pass whole windows by\"", "\\u0022", ":",
    ]
    for _ in 0..<300 {
      var bytes: [UInt8] = []
      var depth = 1
      while bytes.count < 400, depth > 0 {
        let piece = pieces[next(pieces.count)]
        if piece == "}" || piece == "]" { depth -= 1 }
        if piece == "{" || piece == "[" { depth += 1 }
        if piece.hasPrefix("\\") { continue }
        bytes += Array(piece.utf8)
      }
      let expected = plainly(bytes)
      let found = scanned(bytes, cuts: cuts)
      #expect(found.ends == expected.ends)
      #expect(found.last == expected.last)
      #expect(found.close == expected.close)
    }
  }

  @Test func escapesAcrossTheEndOfAWindow() {
    for filler in 55..<75 {
      let text = "{\"" + String(repeating: "x", count: filler) + "\\\"}\"}"
      let bytes = Array(text.utf8)
      #expect(scanned(bytes, cuts: 1_000).last == bytes.count)
      #expect(scanned(bytes, cuts: 7).last == bytes.count)
    }
  }
}
