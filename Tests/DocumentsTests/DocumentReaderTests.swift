import Documents
import TestSupport
import Testing

@Suite("DocumentReader: JSON or YAML")
struct DocumentReaderTests {
  @Test(
    "the first byte and what follows decide",
    arguments: [
      (#"{"a": 1}"#, #"{"a":1}"#),
      ("\n\t [1, 2]", "[1,2]"),
      ("{\n\t\"a\": \"b\"\n}", #"{"a":"b"}"#),
      ("\u{FEFF}{\"a\": 1}", #"{"a":1}"#),
      ("a: b", #"{"a":"b"}"#),
      ("# {\na: b", #"{"a":"b"}"#),
      ("", "null"),
      ("{a: b}", #"{"a":"b"}"#),
      ("{'a': b}", #"{"a":"b"}"#),
      ("{ # c\n \"a\": b}", #"{"a":"b"}"#),
      (#"{"a": !Ref b}"#, #"{"a":!Ref "b"}"#),
      (#"{"a": 'b'}"#, #"{"a":"b"}"#),
      ("[a, b]", #"["a","b"]"#),
      ("[yes]", "[true]"),
    ])
  func reading(text: String, expected: String) throws {
    #expect(rendering(try DocumentReader().read(SourceText(name: "t", text: text))) == expected)
  }

  @Test(
    "broken JSON gets the JSON error, at its place",
    arguments: [
      ("json.trailingComma", "{\"a\": 1⟦x⟧,}"),
      ("json.truncated", "⟦x⟧{"),
      ("json.syntax", "{\"a\": 1 ⟦x⟧\"b\": 2}"),
      ("json.syntax", "{\"a\": ⟦x⟧b}"),
      ("json.duplicateKey", "{\"a\": 1, ⟦x⟧\"a\": 2}"),
      ("json.comment", "{⟦x⟧// c\n\"a\": 1}"),
      ("json.control", "{\"a\": \"b⟦x⟧\nc\"}"),
      ("yaml.unterminated", "⟦x⟧{a: b"),
      ("yaml.tag", "{\"a\": !Base64 ⟦x⟧!Ref b}"),
      ("yaml.tab", "a:\n⟦x⟧\tb: c"),
    ])
  func refusals(code: String, marked: String) {
    let text = MarkedText(marked)
    do throws(Diagnostic) {
      _ = try DocumentReader().read(SourceText(name: "t", text: text.text))
      Issue.record("\(text.text) was read")
    } catch {
      #expect(error.code == code)
      if code != "json.truncated" { #expect(error.position == text.position("x")) }
    }
  }
}
