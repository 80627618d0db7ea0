import Documents
import PolicyLanguage
import Testing

@testable import Evaluation

@Suite struct RequestFrameTests {
  /// What a frame says of its keys: for each, what is known of it and its values.
  private static func shown(_ frame: borrowing RequestFrame, keys: Int) -> [String] {
    (0..<keys).map { key in
      let slot = frame.slot(key)
      let values = (0..<frame.count(of: slot)).map {
        String(decoding: frame.value(slot, $0).byteString.bytes, as: UTF8.self)
      }
      return "\(slot.state) \(values.joined(separator: "+"))"
    }
  }

  @Test("a key that comes again has what came last")
  func again() {
    var frame = RequestFrame(keyCount: 3)
    frame.set(2, to: ByteSlice("a"))
    frame.set(0, to: ByteSlice("b"))
    frame.set(2, to: ByteSlice("c"))
    #expect(Self.shown(frame, keys: 3) == ["single b", "absent ", "single c"])
    let start = frame.valueCount
    frame.append(ByteSlice("x"))
    frame.append(ByteSlice("y"))
    frame.setList(0, from: start)
    #expect(Self.shown(frame, keys: 3) == ["list x+y", "absent ", "single c"])
    frame.set(0, to: ByteSlice("d"))
    frame.set(1, .unknown)
    frame.set(1, to: ByteSlice("e"))
    frame.fill(1, with: ByteSlice("f"), of: .none)
    #expect(Self.shown(frame, keys: 3) == ["single d", "single e", "single c"])
    frame.set(0, to: ByteSlice("g"))
    frame.set(1, to: ByteSlice("h"))
    #expect(Self.shown(frame, keys: 3) == ["single g", "single h", "single c"])
    frame.reset(missingIsUnknown: true)
    #expect(Self.shown(frame, keys: 3) == ["unknown ", "unknown ", "unknown "])
  }

  @Test("a context that was kept comes back as it was, whatever was said since")
  func keeps() {
    var frame = RequestFrame(keyCount: 4)
    frame.set(3, to: ByteSlice("a"))
    let start = frame.valueCount
    frame.append(ByteSlice("x"))
    frame.append(ByteSlice("y"))
    frame.setList(1, from: start)
    // Of a list that became a value.
    frame.set(1, to: ByteSlice("z"))
    frame.set(0, .absent)
    frame.keepContext()
    let kept = Self.shown(frame, keys: 4)
    #expect(kept == ["absent ", "single z", "absent ", "single a"])
    for _ in 0..<2 {
      frame.set(2, to: ByteSlice("b"))
      frame.set(3, to: ByteSlice("c"))
      frame.set(1, to: ByteSlice("d"))
      frame.set(0, to: ByteSlice("e"))
      #expect(Self.shown(frame, keys: 4) == ["single e", "single d", "single b", "single c"])
      frame.restoreContext()
      #expect(Self.shown(frame, keys: 4) == kept)
    }
  }
}
