import CloudFormation
import Documents
import Foundation
import TestSupport
import Testing

@Suite("ShortForms")
struct ShortFormsTests {
  @Test(
    "a short form means its long form",
    arguments: [
      ("!Ref X", #"{"Ref": "X"}"#),
      ("!Condition X", #"{"Condition": "X"}"#),
      ("!GetAtt A.B", #"{"Fn::GetAtt": ["A", "B"]}"#),
      ("!GetAtt A.B.C", #"{"Fn::GetAtt": ["A", "B.C"]}"#),
      ("!GetAtt A", #"{"Fn::GetAtt": ["A"]}"#),
      ("!GetAtt [A, B.C]", #"{"Fn::GetAtt": ["A", "B.C"]}"#),
      ("!GetAZs", #"{"Fn::GetAZs": ""}"#),
      ("!GetAZs\n  Ref: AWS::Region", #"{"Fn::GetAZs": {"Ref": "AWS::Region"}}"#),
      ("!Sub x-${y}", #"{"Fn::Sub": "x-${y}"}"#),
      ("!Sub\n- x-${y}\n- y: !Ref Z", #"{"Fn::Sub": ["x-${y}", {"y": {"Ref": "Z"}}]}"#),
      ("!If [C, !Ref A, !GetAtt B.D]", #"{"Fn::If": ["C", {"Ref": "A"}, {"Fn::GetAtt": ["B", "D"]}]}"#),
      (
        "!And [!Condition A, !Not [!Equals [1, yes]]]",
        #"{"Fn::And": [{"Condition": "A"}, {"Fn::Not": [{"Fn::Equals": [1, true]}]}]}"#
      ),
      ("!Transform {Name: AWS::Include}", #"{"Fn::Transform": {"Name": "AWS::Include"}}"#),
      ("!Rain::Embed a.yaml", #"{"Fn::Rain::Embed": "a.yaml"}"#),
      ("a: [!Ref b, {c: !Ref d}]", #"{"a": [{"Ref": "b"}, {"c": {"Ref": "d"}}]}"#),
      ("Fn::GetAtt: A.B", #"{"Fn::GetAtt": "A.B"}"#),
    ])
  func expansion(short: String, long: String) throws {
    let node = ShortForms.expand(try YAMLReader().read(SourceText(name: "t", text: short)))
    let expected = try JSONReader().read(Array(long.utf8))
    #expect(difference(node, expected) == nil)
    #expect(hasNoTags(node))
  }

  @Test("the long form stands where the short one is written")
  func ranges() throws {
    let marked = MarkedText("a: ⟦0⟧!GetAtt⟦1⟧ B.C⟦2⟧ # d")
    let root = ShortForms.expand(try YAMLReader().read(SourceText(name: "t", text: marked.text)))
    let member = try #require(root["a"]?.members?.first)
    #expect(root["a"]?.range.start == marked.offsets["0"])
    #expect(root["a"]?.range.end == marked.offsets["2"])
    #expect(member.keyRange.start == marked.offsets["0"])
    #expect(member.keyRange.end == marked.offsets["1"])
    #expect(member.value.range == root["a"]?.range)
  }

  /// Issue 5, must show 1.
  @Test(
    "every template of the corpus means what a trusted parser says",
    .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS is not set"))
  func corpus() throws {
    var equal = 0
    var templates = 0
    for expected in Corpus.files(in: "templates", withExtension: "expected.json") {
      let name = String(expected.lastPathComponent.dropLast(".expected.json".count))
      let file = expected.deletingLastPathComponent().appendingPathComponent(name)
      templates += 1
      let source = SourceText(name: name, bytes: [UInt8](try Data(contentsOf: file)))
      do {
        let node = ShortForms.expand(try DocumentReader().read(source))
        let found = difference(node, try JSONReader().read([UInt8](try Data(contentsOf: expected))))
        if let found { Issue.record("\(name): \(found)") } else { equal += 1 }
      } catch let error as Diagnostic {
        Issue.record("\(name):\(error.position.map(\.description) ?? ""): \(error.message)")
      }
    }
    #expect(equal == templates)
    #expect(templates > 0)
    // The count belongs in the log: it is the figure that the claim about the corpus rests on.
    FileHandle.standardError.write(Data("templates equal to their expected.json: \(equal) of \(templates)\n".utf8))
  }
}

private func hasNoTags(_ node: DocumentNode) -> Bool {
  node.tag == nil && (node.elements ?? []).allSatisfy(hasNoTags)
    && (node.members ?? []).allSatisfy { hasNoTags($0.value) }
}

/// Where two trees mean different things, numbers by value and members in any order; nil when they mean the same.
private func difference(_ left: DocumentNode, _ right: DocumentNode, at path: String = "$") -> String? {
  switch (left.content, right.content) {
  case (.null, .null): return nil
  case (.bool(let one), .bool(let other)) where one == other: return nil
  case (.string(let one), .string(let other)) where one == other: return nil
  case (.number(let one), .number(let other)):
    if one == other || (Double(one.string) != nil && Double(one.string) == Double(other.string)) { return nil }
  case (.array(let one), .array(let other)) where one.count == other.count:
    for (index, pair) in zip(one, other).enumerated() {
      if let found = difference(pair.0, pair.1, at: "\(path)[\(index)]") { return found }
    }
    return nil
  case (.object(let one), .object(let other)) where one.count == other.count:
    for member in one {
      guard let value = right[member.key] else { return "\(path).\(member.key) is not expected" }
      if let found = difference(member.value, value, at: "\(path).\(member.key)") { return found }
    }
    return nil
  default: break
  }
  return
    "\(path) is \(left.kindName) \(left.scalarText?.string ?? ""), expected \(right.kindName) \(right.scalarText?.string ?? "")"
}
