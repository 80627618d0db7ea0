import Documents
import PolicyLanguage
import Testing

@testable import Evaluation

@Suite struct StackAgreementTests {
  private func policy(_ statements: String, version: String = "2012-10-17") throws -> Policy {
    let text = #"{"Version":"\#(version)","Statement":[\#(statements)]}"#
    return try #require(PolicyReader(kind: .scp).read(SourceText(name: "scp.json", text: text)).policy)
  }

  private func agree(_ before: Policy, _ after: Policy, on action: ByteString) -> Bool {
    let stacks = [before, after].map {
      PolicyStack(serviceControlPolicies: [PolicyLevel(id: nil, policies: [$0, .fullAWSAccess])])
    }
    let program = Program(stacks.flatMap(\.policies))
    var agreement = StackAgreement(
      CompiledStack(stacks[0], program: program), CompiledStack(stacks[1], program: program))
    return action.withSlice { slice in
      let first = agreement.decidesAlike(slice)
      #expect(agreement.decidesAlike(slice) == first)
      return first
    }
  }

  private static let deny = #"{"Effect":"Deny","Action":"ec2:*","Resource":"*"}"#
  private static let region =
    #"{"Sid":"A","Effect":"Deny","Action":["s3:Put*","sqs:*"],"Resource":["arn:aws:s3:::a","arn:aws:s3:::b"],"Condition":{"StringEquals":{"aws:RequestedRegion":["x"]}}}"#

  @Test(
    "what an action is decided by is the same however its statements are named, ordered and shared",
    arguments: [
      (deny + "," + region, region + "," + deny), (region, region.replacing(#""A""#, with: #""B""#)),
      (region, region.replacing(":::a", with: ":::c").replacing(":::b", with: ":::a").replacing(":::c", with: ":::b")),
      (region, region.replacing("sqs:", with: "sns:")),
      (region, region + "," + region.replacing(#""A""#, with: #""B""#)), (region, region + "," + deny),
    ])
  func alike(before: String, after: String) throws {
    #expect(agree(try policy(before), try policy(after), on: "s3:PutObject"))
  }

  @Test(
    "another effect, resource, condition or statement is another decision",
    arguments: [
      region.replacing("Deny", with: "Allow"), region.replacing(":::b", with: ":::c"),
      region.replacing("Resource", with: "NotResource"), region.replacing(#""x""#, with: #""y""#),
      region.replacing("s3:Put*", with: "s3:Get*"), region + "," + deny.replacing("ec2", with: "s3"), deny,
    ])
  func different(after: String) throws {
    let old = try policy(Self.region)
    #expect(!agree(old, try policy(after), on: "s3:PutObject"))
    #expect(agree(old, try policy(after), on: "sns:Publish"))
  }

  @Test("a variable is one under the newer version only")
  func versions() throws {
    let text = #"{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::${aws:username}"}"#
    #expect(!agree(try policy(text), try policy(text, version: "2008-10-17"), on: "s3:PutObject"))
  }

  @Test("stacks of other gates are not comparable")
  func gates() throws {
    let level = PolicyLevel(id: nil, policies: [.fullAWSAccess])
    let stacks = [[level], [level, level]].map { PolicyStack(serviceControlPolicies: $0) }
    let program = Program([Policy.fullAWSAccess])
    var agreement = StackAgreement(
      CompiledStack(stacks[0], program: program), CompiledStack(stacks[1], program: program))
    let isAlike = ByteString("s3:GetObject").withSlice { agreement.decidesAlike($0) }
    #expect(!isAlike)
  }
}

extension String {
  fileprivate func replacing(_ old: String, with new: String) -> String {
    guard let range = firstRange(of: old) else { return self }
    return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
  }
}
