import Documents
import Foundation
import PolicyLanguage
import Simulation
import Testing

@testable import PolicyDiff

@Suite struct MatrixRecordsTests {
  private func all(_ matrix: MatrixRecords) -> [String] {
    var matrix = matrix
    var lines: [String] = []
    while let line = matrix.next() { lines.append(line.string) }
    return lines
  }

  private func world(_ resources: [(ByteString, ByteString?)], principals: [ByteString] = []) -> World {
    var environment = Environment()
    environment.resources = resources.map { ListedResource(arn: ResourceName($0.0), account: $0.1) }
    environment.principals = principals.map { ListedPrincipal(Principal($0)) }
    return World(environment)
  }

  @Test func everyResourceTimesEveryUpdateAction() {
    var matrix = MatrixRecords()
    matrix.addUpdates(stack: "prod", types: ["B": "AWS::S3::Bucket", "A": "AWS::EC2::Volume"])
    matrix.addUpdates(stack: nil, types: ["C": "Custom::\"X\""])
    let lines = all(matrix)
    #expect(lines.count == 9)
    #expect(matrix.count == 9)
    #expect(
      lines[0]
        == #"{"action":"Update:Modify","stack":"prod","logicalResourceId":"A","resourceType":"AWS::EC2::Volume"}"#)
    #expect(lines[8] == #"{"action":"Update:Delete","logicalResourceId":"C","resourceType":"Custom::\"X\""}"#)
  }

  @Test func everyDeletionByAnyoneAndByThoseListed() {
    var matrix = MatrixRecords()
    let volume: ByteString = "arn:aws:ec2:us-east-1:111122223333:volume/vol-1"
    let key: ByteString = "arn:aws:kms:us-east-1:111122223333:key/k"
    let admin: ByteString = "arn:aws:iam::111122223333:role/Admin"
    matrix.addDeletions(of: [world([(volume, nil)], principals: [admin]), world([(volume, nil), (key, nil)])])
    let lines = all(matrix)
    #expect(lines.count == matrix.count)
    let context =
      #""context":{"aws:SecureTransport":"true","aws:ViaAWSService":"false","aws:PrincipalIsAWSService":"false","#
      + #""aws:RequestedRegion":"us-east-1"}}"#
    #expect(
      lines.filter { $0.contains("ec2:DeleteVolume") } == [
        #"{"action":"ec2:DeleteVolume","principal":"arn:aws:iam::111122223333:role/anyone","resource":"\#(volume)",\#(context)"#,
        #"{"action":"ec2:DeleteVolume","principal":"\#(admin)","resource":"\#(volume)",\#(context)"#,
      ])
    #expect(lines.contains { $0.contains("kms:ScheduleKeyDeletion") && $0.contains("role/anyone") })
    #expect(!lines.contains { $0.contains("DeleteTags") })
  }

  @Test func listedPrincipalsAreAskedForByThoseOfTheirAccount() {
    var matrix = MatrixRecords()
    let names: [ByteString] = [
      "arn:aws:iam::111122223333:role/Admin", "arn:aws:iam::111122223333:user/u",
      "arn:aws:iam::444455556666:role/Other",
    ]
    matrix.addDeletions(of: [world([], principals: names)])
    let lines = all(matrix)
    #expect(lines.count == matrix.count)
    func askers(_ action: String, _ resource: String) -> [String] {
      lines.filter { $0.contains("\"\(action)\"") && $0.contains(#""resource":"\#(resource)""#) }
        .compactMap { $0.components(separatedBy: #""principal":""#).last?.components(separatedBy: "\"").first }
    }
    let ofTheAccount = ["arn:aws:iam::111122223333:role/anyone", names[0].string, names[1].string]
    #expect(askers("iam:DeleteRole", names[0].string) == ofTheAccount)
    #expect(askers("iam:DeleteUserPermissionsBoundary", names[1].string) == ofTheAccount)
    #expect(
      askers("iam:DetachRolePolicy", names[2].string) == ["arn:aws:iam::444455556666:role/anyone", names[2].string])
    #expect(askers("iam:DeleteUser", names[0].string).isEmpty)
  }

  @Test func tagsThatAreKnownAreTakenAway() {
    var environment = Environment()
    let volume: ByteString = "arn:aws:ec2:us-east-1:111122223333:volume/vol-1"
    environment.resources = [
      ListedResource(arn: ResourceName(volume), tags: Tags(["keep": "yes", "a\"b": "1"])),
      ListedResource(arn: ResourceName("arn:aws:ec2:us-east-1:111122223333:volume/vol-2")),
    ]
    var matrix = MatrixRecords()
    matrix.addDeletions(of: [World(environment)]) { _ in true }
    let untagging = all(matrix).filter { $0.contains("DeleteTags") }
    #expect(
      untagging == [
        #"{"action":"ec2:DeleteTags","principal":"arn:aws:iam::111122223333:role/anyone","resource":"\#(volume)","#
          + #""context":{"aws:TagKeys":["a\"b","keep"]}}"#
      ])
  }

  @Test func permissionsAreTakenAwayToo() {
    var matrix = MatrixRecords()
    matrix.addDeletions(of: [world([("arn:aws:s3:::b", "111122223333")])])
    let lines = all(matrix)
    for action in ["s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:DeleteBucketWebsite"] {
      #expect(lines.contains { $0.contains("\"\(action)\"") })
    }
  }

  @Test func aBucketOfNoAccountIsAskedForByThoseListedOnly() {
    var matrix = MatrixRecords()
    matrix.addDeletions(of: [world([("arn:aws:s3:::b", nil)], principals: ["arn:aws:iam::111122223333:user/u"])])
    let lines = all(matrix)
    #expect(lines.contains { $0.contains("s3:DeleteBucket\"") })
    #expect(lines.allSatisfy { $0.contains("user/u") })
    #expect(lines.count == matrix.count)
  }

  @Test func everyDeletionIsAskedInTheRegionOfItsResource() {
    let account: ByteString = "111122223333"
    var matrix = MatrixRecords()
    matrix.addDeletions(of: [
      world([
        ("arn:aws:s3:::b", account), ("arn:aws:sqs:eu-west-1:111122223333:q", nil), ("arn:aws:s3:::c", "444455556666"),
        ("arn:aws:route53:::hostedzone/Z1", account),
      ])
    ])
    func region(_ action: String, _ resource: String) -> [String] {
      all(matrix).filter { $0.contains(action + "\"") && $0.contains(resource + "\"") }
        .compactMap {
          $0.components(separatedBy: #""aws:RequestedRegion":""#).last?.components(separatedBy: "\"").first
        }
    }
    #expect(region("sqs:DeleteQueue", ":q") == ["eu-west-1"])
    #expect(region("s3:DeleteBucket", ":::b") == ["eu-west-1"])
    #expect(region("s3:DeleteBucket", ":::c") == ["us-east-1"])
    #expect(region("route53:DeleteHostedZone", "hostedzone/Z1") == ["us-east-1"])
  }

  @Test func whatIsAssumedIsLeftOut() {
    var matrix = MatrixRecords()
    matrix.addDeletions(of: [world([("arn:aws:sqs:eu-west-1:111122223333:q", nil)])]) { $0 == "aws:RequestedRegion" }
    #expect(all(matrix).allSatisfy { !$0.contains("RequestedRegion") && $0.contains("SecureTransport") })
  }

  @Test func nothingListedIsNothingAsked() {
    var matrix = MatrixRecords()
    matrix.addDeletions(of: [world([("arn:aws:nothing:::x", "111122223333")])])
    #expect(matrix.count == 0)
    #expect(all(matrix).isEmpty)
  }
}
