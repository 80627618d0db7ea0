import ActionStreams
import Documents
import Testing

@Suite struct CloudTrailStackOperationTests {
  @Test func anUpdateNamesItsStackByIdAndItsOverride() throws {
    let json = event(
      "cloudformation", "UpdateStack",
      #"{"stackName":"prod","stackPolicyDuringUpdateBody":"{}","roleARN":"arn:aws:iam::111122223333:role/R"}"#,
      response: #"{"stackId":"arn:aws:cloudformation:eu-west-1:111122223333:stack/prod/1"}"#)
    try withEvent(json) { record in
      let found = record.stackOperation
      #expect(found?.kind == .updateStack)
      #expect(found?.stack == "arn:aws:cloudformation:eu-west-1:111122223333:stack/prod/1")
      #expect(found?.policyBody == "{}")
      #expect(found?.roleARN == "arn:aws:iam::111122223333:role/R")
    }
  }

  @Test func theOtherFour() throws {
    try withEvent(event("cloudformation", "DeleteStack", #"{"stackName":"p","retainResources":["A","B"]}"#)) {
      #expect($0.stackOperation?.kind == .deleteStack)
      #expect($0.stackOperation?.retainedResources == ["A", "B"])
    }
    try withEvent(event("cloudformation", "ExecuteChangeSet", #"{"stackName":"p","changeSetName":"c"}"#)) {
      #expect($0.stackOperation?.changeSet == "c")
    }
    try withEvent(event("cloudformation", "SetStackPolicy", #"{"stackName":"p","stackPolicyURL":"https://x"}"#)) {
      #expect($0.stackOperation?.policyURL == "https://x")
      #expect($0.stackOperation?.policyBody == nil)
    }
    try withEvent(
      event("cloudformation", "UpdateTerminationProtection", #"{"stackName":"p","enableTerminationProtection":false}"#)
    ) {
      #expect($0.stackOperation?.enablesTerminationProtection == false)
    }
  }

  @Test func nothingElseIsOne() throws {
    try withEvent(event("cloudformation", "DescribeStacks")) { #expect($0.stackOperation == nil) }
    try withEvent(event("ec2", "DeleteStack")) { #expect($0.stackOperation == nil) }
  }
}
