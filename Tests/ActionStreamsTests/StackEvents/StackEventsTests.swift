import ActionStreams
import Documents
import PolicyLanguage
import Testing

@Suite struct StackEventsTests {
  /// Events as AWS lists them, newest first; each is status, logical id, reason.
  private func events(_ newestFirst: [(String, String, String)]) throws -> StackEvents {
    let id = "arn:aws:cloudformation:eu-west-1:111122223333:stack/prod/1"
    let listed = newestFirst.enumerated().map { index, event in
      let physical = event.1 == "prod" ? id : "physical-\(event.1)"
      let type = event.1 == "prod" ? "AWS::CloudFormation::Stack" : "AWS::SNS::Topic"
      return """
        {"StackId":"\(id)","StackName":"prod","EventId":"e\(newestFirst.count - index)","LogicalResourceId":"\(event.1)",\
        "PhysicalResourceId":"\(physical)","ResourceType":"\(type)","ResourceStatus":"\(event.0)",\
        "ResourceStatusReason":"\(event.2)","Timestamp":"2026-01-01T00:00:\(10 + newestFirst.count - index)Z"}
        """
    }
    return try StackEvents(
      SourceText(name: "events.json", text: #"{"StackEvents":[\#(listed.joined(separator: ","))]}"#))
  }

  private func asked(_ events: StackEvents) -> [String] {
    events.actions.map { "\($0.action) \($0.logicalResourceId)" }
  }

  private let replacing = "Requested update requires the creation of a new physical resource; hence creating one."

  @Test func anUpdateAsksOncePerResource() throws {
    let found = try events([
      ("UPDATE_COMPLETE", "prod", ""),
      ("DELETE_COMPLETE", "Old", ""), ("DELETE_IN_PROGRESS", "Old", ""),
      ("DELETE_COMPLETE", "Replaced", ""), ("DELETE_IN_PROGRESS", "Replaced", ""),
      ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "prod", ""),
      ("CREATE_COMPLETE", "New", ""), ("CREATE_IN_PROGRESS", "New", ""),
      ("UPDATE_COMPLETE", "Changed", ""), ("UPDATE_IN_PROGRESS", "Changed", ""),
      ("UPDATE_COMPLETE", "Replaced", ""), ("UPDATE_IN_PROGRESS", "Replaced", "Resource creation Initiated"),
      ("UPDATE_IN_PROGRESS", "Replaced", replacing),
      ("UPDATE_IN_PROGRESS", "prod", "User Initiated"),
      ("CREATE_COMPLETE", "prod", ""), ("CREATE_IN_PROGRESS", "Old", ""), ("CREATE_IN_PROGRESS", "prod", ""),
    ])
    #expect(asked(found) == ["Update:Replace Replaced", "Update:Modify Changed", "Update:Delete Old"])
    #expect(found.undeterminedEvents == 0)
    #expect(found.actions[0].request.resource == "LogicalResourceId/Replaced")
    #expect(found.actions[0].request.context["ResourceType"] == .single("AWS::SNS::Topic"))
    #expect(found.actions[0].stack == "prod")
  }

  @Test func aDenialIsReadFromItsReason() throws {
    let reason =
      "Action denied by stack policy: Statement [#1] does not allow [Update:Replace] for resource [LogicalResourceId/Db];"
    let found = try events([
      ("UPDATE_ROLLBACK_COMPLETE", "prod", ""), ("UPDATE_COMPLETE", "Other", ""),
      ("UPDATE_IN_PROGRESS", "Other", ""), ("UPDATE_ROLLBACK_IN_PROGRESS", "prod", ""),
      ("UPDATE_FAILED", "Db", reason), ("UPDATE_IN_PROGRESS", "Other", ""), ("UPDATE_IN_PROGRESS", "prod", ""),
    ])
    #expect(asked(found) == ["Update:Modify Other", "Update:Replace Db"])
    #expect(found.actions[1].outcome == .deniedByStackPolicy(ByteString(reason)))
    #expect(!found.actions[1].isAssumed)
    let wide = try events([
      (
        "UPDATE_FAILED", "Db",
        "Action denied by stack policy: Statement [#1] does not allow [Update:*] for resource [*];"
      ),
      ("UPDATE_IN_PROGRESS", "prod", ""),
    ])
    #expect(asked(wide) == ["Update:Modify Db"])
    #expect(wide.actions[0].isAssumed)
  }

  @Test func deletingTheStackAsksNothing() throws {
    let found = try events([
      ("DELETE_COMPLETE", "prod", ""), ("DELETE_IN_PROGRESS", "A", ""), ("DELETE_IN_PROGRESS", "prod", ""),
    ])
    #expect(found.actions.isEmpty)
    #expect(found.undeterminedEvents == 0)
  }

  @Test func aListingThatBeginsInTheMiddleSaysSo() throws {
    let found = try events([("DELETE_IN_PROGRESS", "A", ""), ("UPDATE_IN_PROGRESS", "B", "")])
    #expect(found.actions.isEmpty)
    #expect(found.undeterminedEvents == 2)
  }

  @Test func oldestFirstIsReadToo() throws {
    let found = try StackEvents(
      SourceText(
        name: "e",
        text: """
          {"StackEvents":[
          {"StackId":"s","LogicalResourceId":"s","PhysicalResourceId":"s","ResourceStatus":"UPDATE_IN_PROGRESS","Timestamp":"2026-01-01T00:00:00Z"},
          {"StackId":"s","LogicalResourceId":"A","ResourceStatus":"UPDATE_IN_PROGRESS","Timestamp":"2026-01-01T00:00:01Z"}]}
          """))
    #expect(asked(found) == ["Update:Modify A"])
    #expect(found.actions[0].request.context["ResourceType"] == .unknown)
  }

  @Test(
    arguments: [
      ("[]", "stackEvents.shape"), (#"{"StackEvents":[{"StackId":"s"}]}"#, "stackEvents.event"),
      ("{", "json.truncated"),
    ])
  func whatIsNoListing(text: String, code: String) {
    let error = #expect(throws: Diagnostic.self) { try StackEvents(SourceText(name: "e", text: text)) }
    #expect(error?.code == code)
  }

  @Test func asActionRecords() throws {
    let found = try events([("UPDATE_IN_PROGRESS", "A", ""), ("UPDATE_IN_PROGRESS", "prod", "")])
    var output = ByteBuffer()
    for action in found.actions { action.appendActionRecord(to: &output) }
    #expect(
      String(decoding: output.array(), as: UTF8.self)
        == #"{"id":"e2","action":"Update:Modify","stack":"prod","logicalResourceId":"A","resourceType":"AWS::SNS::Topic"}"#
        + "\n")
  }
}
