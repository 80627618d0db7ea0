import Documents
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("JSONReader")
struct JSONReaderTests {
  static func error(_ text: String, duplicateKeys: JSONReader.DuplicateKeys = .refused) -> JSONError? {
    error(Array(text.utf8), duplicateKeys: duplicateKeys)
  }

  static func error(_ bytes: [UInt8], duplicateKeys: JSONReader.DuplicateKeys = .refused) -> JSONError? {
    JSONReaderCorpusTests.error { () throws(JSONError) in
      _ = try JSONReader(duplicateKeys: duplicateKeys).read(bytes)
    }
  }

  @Test(
    "faults have a reason and the offset of the mark",
    arguments: [
      ("⟦⟧", JSONError.Reason.truncated),
      ("  ⟦⟧", .truncated),
      ("{\"a\":⟦⟧", .truncated),
      ("{\"a\" ⟦⟧1}", .syntax),
      ("{⟦⟧'a':1}", .syntax),
      ("{\"a\":1⟦⟧,}", .trailingComma),
      ("[1⟦⟧,]", .trailingComma),
      ("[⟦⟧,1]", .syntax),
      ("[1 ⟦⟧// one\n]", .comment),
      ("[⟦⟧/* */1]", .comment),
      ("⟦⟧// one", .comment),
      ("{⟦⟧// one\n}", .comment),
      ("[1]⟦⟧]", .trailingContent),
      ("{}⟦⟧{}", .trailingContent),
      ("[⟦⟧01]", .number),
      ("[⟦⟧-]", .number),
      ("[⟦⟧1.]", .number),
      ("[⟦⟧2e+]", .number),
      ("[⟦⟧+1]", .syntax),
      ("[⟦⟧.5]", .syntax),
      ("[⟦⟧NaN]", .syntax),
      ("[⟦⟧tru]", .syntax),
      ("⟦⟧nul", .truncated),
      ("[⟦⟧\"a", .truncated),
      ("[\"⟦⟧\\", .truncated),
      ("[\"⟦⟧\\u12", .truncated),
      ("[\"⟦⟧\\u12g4\"]", .escape),
      ("[\"⟦⟧\\x\"]", .escape),
      ("[\"⟦⟧\\ud800\"]", .surrogate),
      ("[\"⟦⟧\\ud800\\u0041\"]", .surrogate),
      ("[\"⟦⟧\\udc00\"]", .surrogate),
      ("[\"a⟦⟧\tb\"]", .control),
      ("[\"a⟦⟧\nb\"]", .control),
      ("{\"a\":1,⟦⟧\"a\":2}", .duplicateKey),
      ("{\"a\":1,⟦⟧\"\\u0061\":2}", .duplicateKey),
      ("⟦⟧\u{FEFF}{}", .byteOrderMark),
      ("[1 ⟦⟧2]", .syntax),
    ])
  func faults(marked: String, reason: JSONError.Reason) throws {
    let text = MarkedText(marked)
    let error = try #require(Self.error(text.text))
    #expect(error.reason == reason, "\(error.text)")
    #expect(error.offset == text.offsets[""])
  }

  @Test("duplicate keys are a switch, and differ by bytes")
  func duplicateKeys() throws {
    #expect(Self.error("{\"a\":1,\"a\":2}", duplicateKeys: .kept) == nil)
    #expect(Self.error("{\"a\":1,\"A\":2}") == nil)
    // Composed and decomposed letters are canonically equivalent and still two keys.
    #expect(Self.error("{\"\u{E9}\":1,\"e\u{301}\":2}") == nil)
    let many = (0..<40).map { "\"k\($0)\":0" }.joined(separator: ",")
    #expect(Self.error("{\(many)}") == nil)
    #expect(Self.error("{\(many),\"k3\":1}")?.reason == .duplicateKey)
    #expect(Self.error("{\(many),\"k39\":1}")?.reason == .duplicateKey)
  }

  @Test("the diagnostic of a duplicate key names it and covers it")
  func duplicateKeyDiagnostic() throws {
    let text = MarkedText("{\"a\":1,\n ⟦⟧\"\\u0061\":2}")
    let source = SourceText(name: "a.json", text: text.text)
    let error = try #require(Self.error(text.text))
    let diagnostic = error.diagnostic(in: source)
    #expect(diagnostic.code == "json.duplicateKey" && diagnostic.message == "this object already has a member 'a'")
    #expect(diagnostic.position == text.position(""))
    #expect(diagnostic.range.end - diagnostic.range.start == 8)
    let atEnd = JSONError(.truncated, at: source.bytes.count, "x").diagnostic(in: source)
    #expect(atEnd.range == SourceRange(source.bytes.count, source.bytes.count))
  }

  @Test("strings mean what RFC 8259 says")
  func strings() throws {
    let node = try JSONReader().read(
      Array(#"["","a\"\\\/\b\f\n\r\t","\u0041\u00e9\u20AC\ud83d\uDE00","é€😀","12345678\u0000abcdefgh"]"#.utf8))
    let texts = try #require(node.elements).map(\.text)
    #expect(texts == ["", "a\"\\/\u{8}\u{C}\n\r\t", "Aé€😀", "é€😀", "12345678\0abcdefgh"])
  }

  @Test("numbers keep their text")
  func numbers() throws {
    let node = try JSONReader().read(Array("[0,-0,1.50,1E400,12345678901234567890,-1e-9]".utf8))
    let texts = try #require(node.elements).map { $0.scalarText }
    #expect(texts == ["0", "-0", "1.50", "1E400", "12345678901234567890", "-1e-9"])
  }

  @Test("every value has the range it was read from")
  func ranges() throws {
    let text = " {\"k\" : [ 1.5,\"é\" , true,null , { } ]} "
    let node = try JSONReader().read(Array(text.utf8))
    func slice(_ range: SourceRange) -> String {
      String(decoding: Array(text.utf8)[range.start..<range.end], as: UTF8.self)
    }
    #expect(slice(node.range) == "{\"k\" : [ 1.5,\"é\" , true,null , { } ]}")
    let member = try #require(node.members?.first)
    #expect(slice(member.keyRange) == "\"k\"")
    #expect(member.value.elements?.map { slice($0.range) } == ["1.5", "\"é\"", "true", "null", "{ }"])
  }

  @Test("512 levels are read and 513 are not", arguments: ["[", "{\"a\":", "[{\"a\":"])
  func depth(opening: String) throws {
    let closing = String(opening.reversed().compactMap { $0 == "[" ? "]" : $0 == "{" ? "}" : nil })
    let levels = closing.utf8.count
    func nested(_ depth: Int) -> [UInt8] {
      Array(
        (String(repeating: opening, count: depth / levels) + "0" + String(repeating: closing, count: depth / levels))
          .utf8)
    }
    for depth in [511, 512] where depth % levels == 0 {
      #expect(Self.error(nested(depth)) == nil)
      try JSONReaderCorpusTests.skip(nested(depth))
    }
    let tooDeep = nested(512 + levels)
    let error = try #require(Self.error(tooDeep))
    #expect(error.reason == .depth)
    let skipping = JSONReaderCorpusTests.error { () throws(JSONError) in try JSONReaderCorpusTests.skip(tooDeep) }
    #expect(skipping?.reason == .depth && skipping?.offset == error.offset)
    // Never closed, as a hostile text would be.
    #expect(Self.error(Array(String(repeating: opening, count: 100_000).utf8))?.reason == .depth)
  }

  @Test("the deepest document fits a thread of 256 KiB")
  func smallStack() {
    let bytes = Array((String(repeating: "[{\"a\":", count: 256) + "0" + String(repeating: "}]", count: 256)).utf8)
    let done = DispatchSemaphore(value: 0)
    let result = Mutex<Bool?>(nil)
    let thread = Thread {
      let isRead = Self.error(bytes) == nil
      result.withLock { $0 = isRead }
      done.signal()
    }
    thread.stackSize = 256 << 10
    thread.start()
    done.wait()
    #expect(result.withLock { $0 } == true)
  }

  @Test("siblings at every depth do not confuse skipping")
  func skippingSiblings() throws {
    for text in [
      "[[],{},[[{}]],{\"a\":[{\"b\":{}},[]],\"c\":{}}]", "{\"a\":{\"b\":[1,{\"c\":[]}],\"d\":2},\"e\":[[[]]]}", "[]",
      "{}", "1",
      "{\"a\":[],\"b\":{}}",
    ] {
      try JSONReaderCorpusTests.skip(Array(text.utf8))
      for end in 0..<text.utf8.count where Self.error(Array(text.utf8.prefix(end))) == nil {
        Issue.record("a part of \(text) was read: \(text.prefix(end))")
      }
    }
    let mixed = JSONReaderCorpusTests.error { () throws(JSONError) in
      try JSONReaderCorpusTests.skip(Array("[{\"a\":[1}]".utf8))
    }
    #expect(mixed?.reason == .syntax && mixed?.offset == 8)
  }

  @Test("a cursor stands behind the value that it skipped, wherever it began")
  func skippingInside() throws {
    let bytes = Array("{\"a\":[1,{\"b\":[2]}],\"c\":true}".utf8)
    try bytes.withUnsafeBufferPointer { buffer in
      var cursor = JSONCursor(buffer)
      var keys: [ByteString] = []
      #expect(try cursor.enter(0x7B))
      repeat {
        keys.append(cursor.text(try cursor.key()))
        try cursor.skipValue()
      } while try cursor.nextElement(of: 0x7B)
      try cursor.finish()
      #expect(keys == ["a", "c"])
      #expect(cursor.depth == 0)
    }
  }

  @Test(
    "UTF-8 is checked by the table of the Unicode standard",
    arguments: [
      ([0xC2, 0x80], true), ([0xDF, 0xBF], true), ([0xE0, 0xA0, 0x80], true), ([0xED, 0x9F, 0xBF], true),
      ([0xEE, 0x80, 0x80], true), ([0xEF, 0xBF, 0xBF], true), ([0xF0, 0x90, 0x80, 0x80], true),
      ([0xF4, 0x8F, 0xBF, 0xBF], true), ([0x80], false), ([0xBF], false), ([0xC0, 0x80], false),
      ([0xC1, 0xBF], false), ([0xC2], false), ([0xC2, 0x41], false), ([0xC2, 0xC2], false),
      ([0xE0, 0x9F, 0xBF], false), ([0xE1, 0x80], false), ([0xE1, 0x80, 0x41], false), ([0xED, 0xA0, 0x80], false),
      ([0xED, 0xBF, 0xBF], false), ([0xF0, 0x8F, 0xBF, 0xBF], false), ([0xF1, 0x80, 0x80], false),
      ([0xF1, 0x80, 0x80, 0x41], false), ([0xF4, 0x90, 0x80, 0x80], false), ([0xF5, 0x80, 0x80, 0x80], false),
      ([0xFE], false), ([0xFF], false),
    ] as [([UInt8], Bool)])
  func utf8(sequence: [UInt8], isValid: Bool) {
    // At every distance from the word boundary that the fast path steps over, and at the very end of the text.
    for padding in 0..<9 {
      let start = [0x22] + [UInt8](repeating: 0x61, count: padding)
      let error = Self.error(start + sequence + [0x22])
      #expect((error == nil) == isValid)
      if !isValid {
        #expect(error?.reason == .utf8)
        #expect(error?.offset == 1 + padding)
      }
      #expect(Self.error(start + sequence) != nil)
    }
  }

  @Test("control characters are refused at every place of a word")
  func controlCharacters() {
    for byte in UInt8(0)..<0x20 {
      for padding in 0..<17 {
        let bytes = [0x22] + [UInt8](repeating: 0x61, count: padding) + [byte] + Array("aaaaaaaaa\"".utf8)
        let error = Self.error(bytes)
        #expect(error?.reason == .control && error?.offset == 1 + padding)
      }
    }
    // U+007F is no control character to JSON.
    #expect(Self.error(Array("\"\u{7F}\"".utf8)) == nil)
  }

  @Test("UTF-16 and UTF-32 are named as what they are")
  func otherEncodings() {
    for bytes: [UInt8] in [
      [0xFF, 0xFE, 0x7B, 0, 0x7D, 0], [0xFE, 0xFF, 0, 0x7B], [0x7B, 0, 0x7D, 0], [0, 0x7B, 0, 0x7D],
    ] {
      let error = Self.error(bytes)
      #expect(error?.reason == .utf8)
      #expect(error?.text.contains("UTF-16") == true)
    }
  }

  @Test("large flat documents take linear time")
  func largeDocuments() throws {
    // A square of 60,000 would be seen: 3.6 billion steps.
    let members = (0..<60_000).map { "\"key\($0)\":\($0)" }.joined(separator: ",")
    #expect(Self.error("{\(members)}") == nil)
    #expect(Self.error("[" + String(repeating: "\"é\\u0041\",", count: 60_000) + "0]") == nil)
  }
}
