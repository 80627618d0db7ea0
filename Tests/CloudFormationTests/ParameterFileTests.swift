import Documents
import TestSupport
import Testing

@testable import CloudFormation

@Suite("ParameterFile")
struct ParameterFileTests {
  @Test(
    "the shapes the AWS tools use",
    arguments: [
      #"[{"ParameterKey": "A", "ParameterValue": "1"}, {"ParameterKey": "B", "UsePreviousValue": true}]"#,
      #"{"Parameters": {"A": "1"}, "Tags": {"x": "y"}, "StackPolicy": {"Statement": []}}"#,
      #"["A=1"]"#, #"{"A": "1"}"#, #"{"A": 1}"#, "A: 1", "Parameters:\n  A: '1'",
      #"{"Parameters": ["A=1"]}"#,
    ])
  func shapes(text: String) throws {
    let values = try ParameterFile.read(SourceText(name: "p", text: text))
    #expect(values["A"] == .value("1"))
    if text.contains("UsePreviousValue") { #expect(values["B"] == .previous) }
    #expect((values.stackPolicy != nil) == text.contains("StackPolicy"))
  }

  @Test("values: lists become commas, an equals sign may stand in a value, pipeline functions are unknown")
  func values() throws {
    let values = try ParameterFile.read(
      SourceText(
        name: "p",
        text: #"{"Parameters": {"L": ["a", "b"], "E": "", "U": {"Fn::GetArtifactAtt": ["x", "y"]}, "T": true}}"#))
    #expect(values["L"] == .value("a,b"))
    #expect(values["E"] == .value(""))
    #expect(values["U"] == .unknown)
    #expect(values["T"] == .value("true"))
    #expect(ParameterValues(arguments: ["A=b=c", "B="])?["A"] == .value("b=c"))
    #expect(ParameterValues(arguments: ["A=b=c", "B="])?["B"] == .value(""))
    #expect(ParameterValues(arguments: ["A"]) == nil)
    #expect(ParameterValues(arguments: ["=A"]) == nil)
  }

  @Test(
    "anything else is refused where it stands",
    arguments: [
      #"[{"ParameterKey": "A", "ParameterValue": "1"}, ⟦!⟧{"ParameterKey": "A", "ParameterValue": "2"}]"#,
      #"[⟦!⟧{"ParameterKey": "A"}]"#, #"[⟦!⟧{"Key": "A", "Value": "B"}]"#, #"[⟦!⟧"A"]"#, #"⟦!⟧"A""#, #"[⟦!⟧3]"#,
      #"{"Parameters": {}, ⟦!⟧"Other": 1}"#, #"{"A": ⟦!⟧{"b": "c"}}"#, #"{"A": ⟦!⟧null}"#,
      #"[⟦!⟧{"ParameterKey": "A", "ParameterValue": "1", "UsePreviousValue": true}]"#,
    ])
  func refused(marked: String) throws {
    let text = MarkedText(marked)
    let error = #expect(throws: Diagnostic.self) { try ParameterFile.read(SourceText(name: "p", text: text.text)) }
    #expect(error?.position == text.position("!"))
  }
}
