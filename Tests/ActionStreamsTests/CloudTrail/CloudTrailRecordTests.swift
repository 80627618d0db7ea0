import ActionStreams
import Documents
import TestSupport
import Testing

@Suite struct CloudTrailRecordTests {
  @Test func fieldsAreReadByTheirPath() throws {
    let json = event(
      "ec2", "DeleteVolume", #"{"volumeId":"vol-1","eventName":"no","userIdentity":{"arn":"no"}}"#,
      identity: roleIdentity)
    try withEvent(json) { record in
      #expect(record.text(.eventName) == "DeleteVolume")
      #expect(record.text(.eventSource) == "ec2.amazonaws.com")
      #expect(record.text(.identityARN) == "arn:aws:sts::111122223333:assumed-role/Deployer/s1")
      #expect(record.text(.issuerARN) == "arn:aws:iam::111122223333:role/team/Deployer")
      #expect(record.text(.mfaAuthenticated) == "true")
      #expect(record.text(.readOnly) == nil)
      #expect(record.text(.managementEvent) == "true")
      #expect(record.text(.errorCode) == nil)
    }
  }

  @Test func escapesAreDecoded() throws {
    let json = event("iam", "GetUser", identity: userIdentity.replacing("alice", with: #"\u00e4 \"b\""#))
    try withEvent(json) { record in
      #expect(record.text(.identityUserName) == "ä \"b\"")
    }
  }

  @Test func anEventInsideAnEventBridgeEventIsRead() throws {
    let inner = event("s3", "ListBuckets")
    let json =
      #"{"version":"0","source":"aws.s3","account":"999988887777","resources":[],"detail":\#(inner),"time":"x"}"#
    try withEvent(json) { record in
      #expect(record.text(.eventName) == "ListBuckets")
      #expect(record.text(.recipientAccountId) == "111122223333")
    }
  }

  @Test(
    "what is no event is an error with its place",
    arguments: [
      ("⟦x⟧[1]", "cloudtrail.object"),
      (#"⟦x⟧{"eventSource":"a"}"#, "cloudtrail.member"),
      (#"⟦x⟧{"eventName":"a"}"#, "cloudtrail.member"),
      (#"{"eventName":⟦x⟧["a"],"eventSource":"a"}"#, "cloudtrail.kind"),
      (#"{"eventName":"a","eventSource":"a","userIdentity":⟦x⟧"me"}"#, "cloudtrail.kind"),
      (#"{"eventName":"a",⟦x⟧"eventName":"b","eventSource":"a"}"#, "cloudtrail.duplicate"),
      (#"{"eventName":"a","eventSource":"b","resources":[],⟦x⟧"resources":[]}"#, "cloudtrail.duplicate"),
    ])
  func noEvent(text: String, code: String) throws {
    let marked = MarkedText(text)
    let error = #expect(throws: RecordError.self) { try withEvent(marked.text) { _ in } }
    #expect(error?.code == code)
    #expect(error?.offset == marked.offsets["x"])
  }

  @Test(
    "what is no JSON is an error with its place, in members that nobody needs, too",
    arguments: [
      #"{"eventName":"a","other":{"x":⟦x⟧tru}}"#, #"{"eventName":"a","requestParameters":{"x":[1,⟦x⟧]}}"#,
      #"{"eventName":"⟦x⟧\q"}"#, #"{"eventName":"a" ⟦x⟧"b"}"#, #"{"eventName":"a"⟦x⟧"#,
    ])
  func noJSON(text: String) throws {
    let marked = MarkedText(text)
    let error = #expect(throws: JSONError.self) { try withEvent(marked.text) { _ in } }
    #expect(abs((error?.offset ?? -9) - (marked.offsets["x"] ?? 0)) <= 1)
  }

  @Test func nullsAndOtherShapesOfOptionalMembersAreNoErrors() throws {
    let json =
      #"{"eventName":"a","eventSource":"b","userIdentity":null,"resources":null,"errorCode":null,"vpcEndpointId":null,"requestParameters":"text","eventContext":""}"#
    try withEvent(json) { record in
      #expect(!record.has(.errorCode))
      #expect(!record.has(.identityType))
    }
  }
}
