import Documents
import PolicyLanguage
import Simulation
import Testing

@Suite("World: signatures of resources")
struct WorldSignatureTests {
  private static let names: [ByteString] = [
    "*", "arn", "arn:aws:s3", "arn:aws:s3:::b", "arn:aws:s3:::c", "arn:aws:s3:::b/key", "arn:aws:s3:::c/key",
    "arn:aws:s3:us-east-1:111122223333:accesspoint/x", "arn:aws:iam::111122223333:role/r",
    "arn:aws:iam::111122223333:role/s", "arn:aws:iam::111122223333:user/r", "arn:aws:iam::444455556666:role/r",
    "arn:aws:kms:us-east-1:111122223333:key/1", "arn:aws:kms:us-east-1:111122223333:alias/aws/s3",
    "arn:aws:kms:us-east-1:111122223333:alias/mine", "arn:aws:ec2:us-east-1:111122223333:volume/1",
    "arn:aws:ec2:us-east-1:1111222233334:volume/1", "arn:aws:ec2:us-east-1::image/1", "arn:aws:iam::aws:policy/x",
    "x:aws:iam::111122223333:role/r", "arn:aws:dynamodb:us-east-1:111122223333:table/t/index/i",
  ]

  private func signature(_ name: ByteString, _ world: World) -> [UInt8] {
    var buffer = ByteBuffer()
    name.withSlice { world.appendSignature(of: $0, to: &buffer) }
    return buffer.array()
  }

  private func facts(_ name: ByteString) -> [String] {
    let name = ResourceName(name)
    let kinds = [
      name.isARN, name.isRole, name.isKMSKey, name.isAWSManagedKeyAlias, name.isS3Bucket, name.isS3Object,
    ]
    return kinds.map(String.init) + [name.account?.string ?? ""]
  }

  @Test("two names have one signature exactly when all that gates look at is the same")
  func unlisted() {
    let world = World(Environment())
    for one in Self.names {
      for other in Self.names {
        #expect(
          (signature(one, world) == signature(other, world)) == (facts(one) == facts(other)), "\(one) and \(other)")
      }
    }
  }
}
