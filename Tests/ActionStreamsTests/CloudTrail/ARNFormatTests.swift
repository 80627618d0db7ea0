import Documents
import Testing

@testable import ActionStreams

@Suite struct ARNFormatTests {
  @Test(
    arguments: [
      ("arn:${Partition}:s3:::${BucketName}", "arn:aws:s3:::b", true),
      ("arn:${Partition}:s3:::${BucketName}", "arn:aws:s3:::b/k", false),
      ("arn:${Partition}:s3:::${BucketName}/${ObjectName}", "arn:aws:s3:::b/k/l", true),
      ("arn:${Partition}:s3:::${BucketName}/${ObjectName}", "arn:aws:s3:::b", false),
      ("arn:${Partition}:ec2:${Region}:${Account}:volume/${VolumeId}", "arn:aws:ec2:r:1:volume/v", true),
      ("arn:${Partition}:ec2:${Region}:${Account}:volume/${VolumeId}", "arn:aws:ec2:r:1:volume/", false),
      ("arn:${Partition}:ec2:${Region}:${Account}:volume/${VolumeId}", "arn:aws:ec2::1:volume/v", false),
      ("arn:${Partition}:ec2:${Region}:${Account}:volume/${VolumeId}", "arn:aws:ec2:r:1:snapshot/v", false),
      ("arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}", "arn:aws:iam::1:role/a/b", true),
      ("arn:${Partition}:iam::${Account}:policy/${PolicyNameWithPath}", "arn:aws:iam::aws:policy/A", true),
      (
        "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:log-stream:${LogStreamName}",
        "arn:aws:logs:r:1:log-group:/a:log-stream:s", true
      ),
      (
        "arn:${Partition}:${Vendor}:${Region}:*:${ResourceType}:${RecoveryPointId}",
        "arn:aws:backup:r:1:recovery-point:x", true
      ),
      ("arn:${Partition}:ec2:${Region}::image/${ImageId}", "arn:aws:ec2:r::image/ami-1", true),
      ("arn:${Partition}:ec2:${Region}::image/${ImageId}", "arn:aws:ec2:r:1:image/ami-1", false),
    ])
  func matching(format: String, arn: String, expected: Bool) throws {
    let parsed = try #require(ARNFormat(kind: "k", format: ByteString(format)))
    #expect(parsed.matches(ByteString(arn)) == expected)
  }

  @Test func fillingIn() throws {
    let format = try #require(
      ARNFormat(kind: "k", format: "arn:${Partition}:cloudformation:${Region}:${Account}:stack/${StackName}/${Id}"))
    #expect(format.free == ["StackName", "Id"])
    #expect(
      format.filled { ["Partition": "aws", "Region": "r", "Account": "1", "StackName": "s"][$0] }
        == "arn:aws:cloudformation:r:1:stack/s/*")
  }

  @Test func aHostileARNIsNoMatch() throws {
    let format = try #require(
      ARNFormat(kind: "k", format: "arn:${Partition}:x:${Region}:${Account}:${A}/${B}/${C}/${D}"))
    let arn = ByteString("arn:aws:x:r:1:" + String(repeating: "a/", count: 50_000))
    #expect(!format.matches(arn))
  }
}
