import CloudFormation
import Documents
import SyntheticStreams
import Testing

@Suite struct TemplateUpdatesTests {
  @Test("each resource has three actions, in the order of the template, and hostile names are escaped")
  func matrix() throws {
    let text = #"{"Resources":{"B":{"Type":"Custom::\"\u0007"},"A":{"Type":"AWS::SNS::Topic","Condition":"Never"}}}"#
    let template = try #require(TemplateReader.read(SourceText(name: "t.json", text: text)).template)
    var output = ByteBuffer()
    TemplateUpdates.appendLines(of: template, stack: nil, to: &output)
    let lines = output.array().split(separator: 0x0A).map { Array($0) }
    let records = try lines.map { try JSONReader().read($0) }
    #expect(records.map { $0["logicalResourceId"]?.text?.string } == ["B", "B", "B", "A", "A", "A"])
    #expect(records.prefix(3).map { $0["action"]?.text } == TemplateUpdates.actions)
    #expect(records[0]["resourceType"]?.text == "Custom::\"\u{7}")
    #expect(records[5]["id"]?.text == "A/Delete")
    #expect(records.allSatisfy { $0["stack"] == nil })
  }
}
