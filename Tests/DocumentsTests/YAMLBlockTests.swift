import Documents
import TestSupport
import Testing

@Suite("YAML: mappings, sequences and documents")
struct YAMLBlockTests {
  @Test(
    "mappings and sequences nest by columns",
    arguments: [
      ("a: b", #"{"a":"b"}"#),
      ("a: b\nc: d\n", #"{"a":"b","c":"d"}"#),
      ("a:\n  b:\n    c: d\n  e: f\ng: h", #"{"a":{"b":{"c":"d"},"e":"f"},"g":"h"}"#),
      ("a:\n - b\n - c\n", #"{"a":["b","c"]}"#),
      ("a:\n- b\n- c\nd: e", #"{"a":["b","c"],"d":"e"}"#),
      ("- - x\n  - y\n- z", #"[["x","y"],"z"]"#),
      ("- - - x", #"[[["x"]]]"#),
      ("- a: b\n  c: d\n- e: f", #"[{"a":"b","c":"d"},{"e":"f"}]"#),
      ("-   a: b\n    c: d", #"[{"a":"b","c":"d"}]"#),
      ("-\n  a: b\n-\n  - c", #"[{"a":"b"},["c"]]"#),
      ("- a:\n  - b\n  c:\n  - d", #"[{"a":["b"],"c":["d"]}]"#),
      ("a:\n                  b: c\n", #"{"a":{"b":"c"}}"#),
      ("a:\n b:\n  c:\n   d: e\n f: g", #"{"a":{"b":{"c":{"d":"e"}},"f":"g"}}"#),
      ("  a: b\n  c: d", #"{"a":"b","c":"d"}"#),
      ("a:\nb:\n", #"{"a":null,"b":null}"#),
      ("-\n-\n- a", #"[null,null,"a"]"#),
      ("a:\n  -\nb:", #"{"a":[null],"b":null}"#),
      ("a :  b", #"{"a":"b"}"#),
      ("\"a b\": c\n'd': e", #"{"a b":"c","d":"e"}"#),
      ("a::b: c", #"{"a::b":"c"}"#),
      ("AWS::Region:\n  x: AWS::Partition", #"{"AWS::Region":{"x":"AWS::Partition"}}"#),
      ("a: -x\nb: -1", #"{"a":"-x","b":-1}"#),
      ("a: ?x\nb: :y", #"{"a":"?x","b":":y"}"#),
    ])
  func nesting(text: String, expected: String) {
    #expect(read(text) == expected)
    #expect(read(text.replacing("\n", with: "\r\n")) == expected)
    #expect(read("---\n" + text + "\n...\n") == expected)
  }

  @Test(
    "explicit keys",
    arguments: [
      ("? a\n: b", #"{"a":"b"}"#),
      ("? a\n? b\n: c", #"{"a":null,"b":"c"}"#),
      ("? a\n:\n  - b", #"{"a":["b"]}"#),
      ("? a\n: - b\n  - c\nd: e", #"{"a":["b","c"],"d":"e"}"#),
      ("? |\n  long\n  key\n: v", #"{"long\nkey\n":"v"}"#),
      ("- ? a\n  : b", #"[{"a":"b"}]"#),
    ])
  func explicitKeys(text: String, expected: String) {
    #expect(read(text) == expected)
  }

  @Test(
    "comments and blank lines stand anywhere",
    arguments: [
      ("# c\n\na: b # c\n# c\n  # c\nc: d\n#c", #"{"a":"b","c":"d"}"#),
      ("a: # c\n  # c\n  b: c", #"{"a":{"b":"c"}}"#),
      ("- # c\n  a\n\n# c\n- b", #"["a","b"]"#),
      ("a: b#c\nd: 'e' # f", #"{"a":"b#c","d":"e"}"#),
      ("a: b\t# c\nc:\td\t\n \t \ne: f", #"{"a":"b","c":"d","e":"f"}"#),
    ])
  func comments(text: String, expected: String) {
    #expect(read(text) == expected)
  }

  @Test(
    "a document begins and ends with its marks",
    arguments: [
      ("", "null"),
      ("# nothing\n", "null"),
      ("---\n...\n", "null"),
      ("--- a\n", #""a""#),
      ("--- |\n a\n", #""a\n""#),
      ("--- {a: b} # c\n", #"{"a":"b"}"#),
      ("%YAML 1.1\n---\na: b\n", #"{"a":"b"}"#),
      ("%YAML 1.2 # c\n# c\n---\na: b", #"{"a":"b"}"#),
      ("a: b\n... # c\n# c\n", #"{"a":"b"}"#),
      ("a: b---\nc: ...", #"{"a":"b---","c":"..."}"#),
      ("\u{FEFF}a: b", #"{"a":"b"}"#),
    ])
  func documents(text: String, expected: String) {
    #expect(read(text) == expected)
  }

  @Test(
    "tags stay on the scalar or collection they are written before",
    arguments: [
      ("a: !Ref b", #"{"a":!Ref "b"}"#),
      ("a: !Ref 'b'\nc: !Ref 12", #"{"a":!Ref "b","c":!Ref "12"}"#),
      ("a: !GetAZs\nb: !GetAZs ''", #"{"a":!GetAZs "","b":!GetAZs ""}"#),
      ("a: !GetAZs # c\n\nb: c", #"{"a":!GetAZs "","b":"c"}"#),
      ("a: !Join\n  - x\n  - y", #"{"a":!Join ["x","y"]}"#),
      ("a: !Join\n- x\n- y\nb: c", #"{"a":!Join ["x","y"],"b":"c"}"#),
      ("a: !Foo # c\n  b: c", #"{"a":!Foo {"b":"c"}}"#),
      ("- !Sub\n  - ${x}\n  - x: !Ref y", #"[!Sub ["${x}",{"x":!Ref "y"}]]"#),
      ("a: !Sub |\n  b\n", #"{"a":!Sub "b\n"}"#),
      ("a: !Sub\n  b\n  c", #"{"a":!Sub "b c"}"#),
      ("!Foo\na: b", #"!Foo {"a":"b"}"#),
      ("a: !Rain::Embed b.yaml", #"{"a":!Rain::Embed "b.yaml"}"#),
      ("a: !!str 12\nb: !!int '12'\nc: ! 12", #"{"a":"12","b":12,"c":"12"}"#),
      ("a: !!bool 'yes'\nb: !!float 1.5\nc: !!null ''", #"{"a":true,"b":1.5,"c":null}"#),
      ("a: !!map {b: c}\nd: !!seq\n- e", #"{"a":{"b":"c"},"d":["e"]}"#),
    ])
  func tags(text: String, expected: String) {
    #expect(read(text) == expected)
  }

  @Test("nodes and keys know their bytes")
  func ranges() throws {
    let marked = MarkedText(
      """
      ⟦0⟧⟦k⟧Key⟦l⟧:
        ⟦1⟧inner: ⟦2⟧!Ref x y⟦3⟧ # c
        list:
          ⟦4⟧- ⟦5⟧"q\\n"⟦6⟧
          - ⟦7⟧[a, {b: c}]⟦8⟧
        text: ⟦9⟧|
          one
          two⟦10⟧

      """)
    func range(_ start: String, _ end: String) -> SourceRange? {
      guard let start = marked.offsets[start], let end = marked.offsets[end] else { return nil }
      return SourceRange(start, end)
    }
    let root = try YAMLReader().read(SourceText(name: "t", text: marked.text))
    #expect(root.range == range("0", "10"))
    #expect(root.members?.first?.keyRange == range("k", "l"))
    let key = try #require(root["Key"])
    #expect(key.range == range("1", "10"))
    #expect(key["inner"]?.range == range("2", "3"))
    let list = try #require(key["list"])
    #expect(list.range == range("4", "8"))
    #expect(list.elements?.first?.range == range("5", "6"))
    #expect(list.elements?.last?.range == range("7", "8"))
    #expect(key["text"]?.range == range("9", "10"))
  }
}
