import Documents
import TestSupport
import Testing

@Suite("YAML: refusals")
struct YAMLErrorTests {
  @Test(
    "every refusal has its code, and its place",
    arguments: [
      ("yaml.tab", "a:\n⟦x⟧\tb: c"),
      ("yaml.tab", "a: b\n⟦x⟧\tc: d"),
      ("yaml.tab", "a:\n  b: c\n ⟦x⟧\td: e"),
      ("yaml.tab", "-⟦x⟧\t- a"),
      ("yaml.tab", "-⟦x⟧\ta: b"),
      ("yaml.indentation", "a: 'b'\n  ⟦x⟧c: d"),
      ("yaml.indentation", "a:\n    b: c\n  ⟦x⟧d: e"),
      ("yaml.indentation", "  a: b\n⟦x⟧c: d"),
      ("yaml.indentation", "- a\n⟦x⟧b: c"),
      ("yaml.indentation", "- - a\n ⟦x⟧- b"),
      ("yaml.indentation", "a: b\n⟦x⟧- c"),
      ("yaml.indentation", "a: b\n  ⟦x⟧c: d"),
      ("yaml.indentation", "a: |\n⟦x⟧    \n  b\n"),
      ("yaml.indentation", "a:\n  - b\n ⟦x⟧- c"),
      ("yaml.duplicateKey", "a: 1\nb: 2\n⟦x⟧a: 3"),
      ("yaml.duplicateKey", "a:\n  b: 1\n  ⟦x⟧\"b\": 2"),
      ("yaml.duplicateKey", "{a: 1, ⟦x⟧'a': 2}"),
      ("yaml.duplicateKey", "true: 1\n⟦x⟧yes: 2"),
      ("yaml.duplicateKey", "? a\n? ⟦x⟧a"),
      ("yaml.anchor", "a: ⟦x⟧&b c"),
      ("yaml.anchor", "a: !Foo ⟦x⟧&b c"),
      ("yaml.anchor", "[⟦x⟧&b c]"),
      ("yaml.anchor", "a: b\n⟦x⟧&c d: e"),
      ("yaml.alias", "a: ⟦x⟧*b"),
      ("yaml.alias", "Action: ⟦x⟧*"),
      ("yaml.alias", "[a, ⟦x⟧*b]"),
      ("yaml.mergeKey", "a:\n  ⟦x⟧<<: {b: c}"),
      ("yaml.mergeKey", "a: b\n⟦x⟧<<: c"),
      ("yaml.mergeKey", "{⟦x⟧<<: a}"),
      ("yaml.documents", "a: b\n⟦x⟧---\nc: d"),
      ("yaml.documents", "a: b\n...\n⟦x⟧c: d"),
      ("yaml.documents", "a: b\n... ⟦x⟧c"),
      ("yaml.directive", "⟦x⟧%YAML 2.0\n---\na: b"),
      ("yaml.directive", "⟦x⟧%YAML 1.1\na: b"),
      ("yaml.directive", "⟦x⟧%TAG ! tag:x,2000:\n---\na: b"),
      ("yaml.unterminated", "a: ⟦x⟧\"b\nc: d\n"),
      ("yaml.unterminated", "a: ⟦x⟧'b\nc: d\n"),
      ("yaml.unterminated", "a: ⟦x⟧\"b\\"),
      ("yaml.unterminated", "a: ⟦x⟧'b\n---\n'"),
      ("yaml.unterminated", "a: ⟦x⟧[b, {c: d}"),
      ("yaml.unterminated", "a: [b, ⟦x⟧{c: d"),
      ("yaml.unterminated", "a: ⟦x⟧[b,\n---\n]"),
      ("yaml.escape", #"a: "b⟦x⟧\qc""#),
      ("yaml.escape", #""⟦x⟧\x4""#),
      ("yaml.escape", #""⟦x⟧\u12""#),
      ("yaml.escape", #""⟦x⟧\ud800""#),
      ("yaml.escape", #""⟦x⟧\udc00""#),
      ("yaml.escape", #""⟦x⟧\ud800\u0041""#),
      ("yaml.escape", #""⟦x⟧\UFFFFFFFF""#),
      ("yaml.escape", #"path: "C:⟦x⟧\dir""#),
      ("yaml.blockScalar", "a: |⟦x⟧0\n  b"),
      ("yaml.blockScalar", "a: |-⟦x⟧-\n  b"),
      ("yaml.blockScalar", "a: > ⟦x⟧b\n  c"),
      ("yaml.blockScalar", "a: |⟦x⟧#c\n  b"),
      ("yaml.key", "a:\n  b: c\n  ⟦x⟧d\n"),
      ("yaml.key", "a: b\nc⟦x⟧:d"),
      ("yaml.key", "⟦x⟧: b"),
      ("yaml.key", "{⟦x⟧: b}"),
      ("yaml.key", "? ⟦x⟧[a]\n: b"),
      ("yaml.key", "⟦x⟧[a]: b"),
      ("yaml.key", "⟦x⟧{a: b}: c"),
      ("yaml.key", "'a\n b'⟦x⟧: c"),
      ("yaml.key", "a: b\n⟦x⟧!Ref c: d"),
      ("yaml.key", "{⟦x⟧!Ref c: d}"),
      ("yaml.key", "{a\n b⟦x⟧: c}"),
      ("yaml.key", "a: b\n?⟦x⟧\n: c"),
      ("yaml.tag", "a: !Sub⟦x⟧\"b\""),
      ("yaml.tag", "a: !Join⟦x⟧[b]"),
      ("yaml.tag", "a: !Base64 ⟦x⟧!Sub b"),
      ("yaml.tag", "[!Base64 ⟦x⟧!Sub b]"),
      ("yaml.tag", "a: ⟦x⟧!!binary b"),
      ("yaml.tag", "a: ⟦x⟧!<tag:yaml.org> b"),
      ("yaml.tag", "a: ⟦x⟧!e!b c"),
      ("yaml.tag", "a: ⟦x⟧!!int b"),
      ("yaml.tag", "a: ⟦x⟧!!map b"),
      ("yaml.syntax", "a: b⟦x⟧: c"),
      ("yaml.syntax", "a: ⟦x⟧- b"),
      ("yaml.syntax", "a: !Foo ⟦x⟧- b"),
      ("yaml.syntax", "a: !Foo b⟦x⟧: c"),
      ("yaml.syntax", "a: 'b' ⟦x⟧c"),
      ("yaml.syntax", "a: \"b\"⟦x⟧c\""),
      ("yaml.syntax", "a: [b] ⟦x⟧c"),
      ("yaml.syntax", "a: [b]⟦x⟧]"),
      ("yaml.syntax", "a: ⟦x⟧]"),
      ("yaml.syntax", "a: ⟦x⟧%b"),
      ("yaml.syntax", "a: ⟦x⟧@b"),
      ("yaml.syntax", "a: ⟦x⟧`b`"),
      ("yaml.syntax", "[a, ⟦x⟧, b]"),
      ("yaml.syntax", "[⟦x⟧, b]"),
      ("yaml.syntax", "[a ⟦x⟧{b: c}]"),
      ("yaml.syntax", "{a: b ⟦x⟧]"),
      ("yaml.syntax", "[⟦x⟧- a]"),
      ("yaml.syntax", "[⟦x⟧|\n a]"),
      ("yaml.syntax", "{a: b⟦x⟧: c}"),
      ("yaml.control", "a: b⟦x⟧\u{1}c"),
      ("yaml.control", "a: b⟦x⟧\u{7F}c"),
      ("yaml.control", "a: b⟦x⟧\u{80}c"),
      ("yaml.control", "a: b⟦x⟧\u{FFFE}c"),
    ])
  func refusals(code: String, marked: String) throws {
    let text = MarkedText(marked)
    let error = try #require(refusal(text.text))
    #expect(error.code == code)
    #expect(error.position == text.position("x"), "\(error.message)")
    #expect(!error.message.isEmpty && !error.message.hasSuffix("."))
  }

  @Test(
    "bytes that are not UTF-8",
    arguments: [
      ([0x61, 0x3A, 0x20, 0xFF], "yaml.utf8 1:4"),
      ([0x61, 0xC0, 0x80], "yaml.utf8 1:2"),
      ([0x61, 0xE2, 0x82], "yaml.utf8 1:2"),
      ([0x61, 0x0A, 0xED, 0xA0, 0x80], "yaml.utf8 2:1"),
      ([0xFF, 0xFE, 0x61, 0x00], "yaml.encoding 1:1"),
      ([0xFE, 0xFF, 0x00, 0x61], "yaml.encoding 1:1"),
      ([0x61, 0x00, 0x3A, 0x00], "yaml.encoding 1:2"),
    ] as [([UInt8], String)])
  func encodings(bytes: [UInt8], expected: String) {
    #expect(read(SourceText(name: "t", bytes: bytes)) == expected)
  }

  @Test("what CloudFormation refuses too is said to be so", arguments: ["a: &b c", "a: *b", "<<: a"])
  func refusedByCloudFormation(text: String) throws {
    #expect(try #require(refusal(text)).message.contains("CloudFormation refuses"))
  }

  @Test("a missing space behind a colon is suggested")
  func missingSpace() throws {
    #expect(try #require(refusal("a: b\nName:x\n")).suggestion == "Name: ")
    #expect(try #require(refusal("a: !Sub'x'")).suggestion == "!Sub ")
  }
}
