import Documents
import PolicyLanguage
import Testing

@testable import Simulation

@Suite struct StackOperationsDeletionTests {
  private typealias Sample = StackOperationsSample

  @Test("ruling 14: DeletionPolicy and its defaults decide what a deletion leaves")
  func deletionPolicies() throws {
    let world = Sample.world(
      try Sample.stack(
        """
        Bucket: {Type: 'AWS::S3::Bucket'}
        Kept: {Type: 'AWS::S3::Bucket', DeletionPolicy: Retain}
        KeptLater: {Type: 'AWS::S3::Bucket', DeletionPolicy: RetainExceptOnCreate}
        Volume: {Type: 'AWS::EC2::Volume', DeletionPolicy: Snapshot}
        Db: {Type: 'AWS::RDS::DBInstance'}
        Member: {Type: 'AWS::RDS::DBInstance', Properties: {DBClusterIdentifier: c}}
        Cluster: {Type: 'AWS::RDS::DBCluster'}
        """))
    let plan = try world.planDeletion()
    #expect(plan.outcome == .deleteComplete)
    #expect(plan.message == nil)
    let fates = plan.resources.map { "\($0.change.logicalResourceId) \($0.physical.rawValue)" }
    #expect(
      fates == [
        "Bucket deleted", "Cluster snapshotted", "Db snapshotted", "Kept retained", "KeptLater retained",
        "Member deleted", "Volume snapshotted",
      ])
    #expect(plan.resources.allSatisfy { $0.decision == nil && $0.change.asked.isEmpty && $0.change.change == .remove })
    // The data of a member of a cluster is the cluster's.
    #expect(plan.resources.filter(\.losesData).map(\.change.logicalResourceId) == ["Bucket"])
  }

  @Test("ruling 10: the deletion of a stack is never asked of its policy")
  func noStackPolicy() throws {
    let world = Sample.world(
      try Sample.stack("Bucket: {Type: 'AWS::S3::Bucket'}", policy: Sample.statement("Deny", "Update:*")))
    #expect(try world.planDeletion().outcome == .deleteComplete)
  }

  @Test("ruling 13: termination protection refuses DeleteStack, of nested stacks through the root")
  func terminationProtection() throws {
    var root = try Sample.stack("Network: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: n.yaml}}")
    root.terminationProtection = true
    root.nested = ["Network": "network"]
    let child = try Sample.stack("Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/8}}", name: "network")
    var world = Sample.world(root, child)
    let refused = try world.planDeletion()
    #expect(refused.outcome == .refused)
    #expect(refused.message == "Stack [prod] cannot be deleted while TerminationProtection is enabled")
    #expect(refused.resources.map(\.physical) == [.untouched])
    #expect(try world.planDeletion(stack: "network").outcome == .refused)
    try world.apply(refused)
    #expect(world.stacks.count == 2)

    try world.updateTerminationProtection(false, of: "prod")
    let plan = try world.planDeletion()
    #expect(plan.outcome == .deleteComplete)
    #expect(plan["Network"]?.nested?.resources.map(\.physical) == [.deleted])
    try world.apply(plan)
    #expect(world.stacks.isEmpty)
  }

  @Test("a protected child does not keep the root from going")
  func protectedChild() throws {
    var root = try Sample.stack("Network: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: n.yaml}}")
    root.nested = ["Network": "network"]
    var child = try Sample.stack("Vpc: {Type: 'AWS::EC2::VPC'}", name: "network")
    child.terminationProtection = true
    #expect(try Sample.world(root, child).planDeletion().outcome == .deleteComplete)
  }

  // MARK: Policies that keep resources (ruling 15)

  private func protectedWorld() throws -> World {
    try EnvironmentSample.world(
      """
      {"organization":{"id":"o-1","managementAccount":"999988887777","root":{"id":"r-1","accounts":[
         {"id":"111122223333","serviceControlPolicies":["FullAWSAccess",
          {"Version":"2012-10-17","Statement":[{"Sid":"Protect","Effect":"Deny","Action":["ec2:DeleteVolume","s3:DeleteBucket"],
            "Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/protected":"true"}}}]}]}]}},
       "resources":[
        {"arn":"arn:aws:ec2:eu-west-1:111122223333:volume/vol-1","tags":{"protected":"true"}},
        {"arn":"arn:aws:s3:::data","account":"111122223333","tags":{"protected":"true"}}],
       "stacks":[{"name":"prod","account":"111122223333","region":"eu-west-1","template":"volume.yaml",
         "role":"arn:aws:iam::111122223333:role/Deployer",
         "physicalResources":{"Volume":"vol-1","Bucket":"arn:aws:s3:::data"}}]}
      """,
      [
        "volume.yaml": """
        Resources:
          Volume: {Type: AWS::EC2::Volume}
          Bucket: {Type: AWS::S3::Bucket}
        """
      ])
  }

  @Test("ruling 15: a denied delete action keeps the resource, and a repeat asks for the rest")
  func deleteFailed() throws {
    var world = try protectedWorld()
    let plan = try world.planDeletion()
    #expect(plan.outcome == .deleteFailed)
    #expect(plan.message == "The following resource(s) failed to delete: [Volume].")
    let volume = try #require(plan["Volume"])
    #expect(volume.physical == .untouched)
    #expect(volume.change.ifAllowed == .deleted)
    #expect(volume.deletePermission?.action == "ec2:DeleteVolume")
    #expect(volume.deletePermission?.resource == "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1")
    #expect(volume.deletePermission?.decision.by?.statement?.statement.sid == "Protect")
    // The bucket has the tag, too, but no access control by attributes.
    #expect(plan["Bucket"]?.physical == .deleted)
    #expect(plan.principal == "arn:aws:iam::111122223333:role/Deployer")

    try world.apply(plan)
    #expect(world.stacks.first?.status == .deleteFailed)
    #expect(world.resource("arn:aws:s3:::data") == nil)
    #expect(world.resource("arn:aws:ec2:eu-west-1:111122223333:volume/vol-1") != nil)
    let repeated = try world.planDeletion()
    #expect(repeated.outcome == .deleteFailed)
    #expect(repeated.resources.map(\.change.logicalResourceId) == ["Volume"])

    try world.untagResource("arn:aws:ec2:eu-west-1:111122223333:volume/vol-1", keys: ["protected"])
    let last = try world.planDeletion()
    #expect(last.outcome == .deleteComplete)
    try world.apply(last)
    #expect(world.stacks.isEmpty)
    #expect(world.resource("arn:aws:ec2:eu-west-1:111122223333:volume/vol-1") == nil)
  }

  @Test("RetainResources and FORCE_DELETE_STACK are for DELETE_FAILED only")
  func retainResources() throws {
    var world = try protectedWorld()
    let refused = try world.planDeletion(retaining: ["Volume"])
    #expect(refused.outcome == .refused)
    #expect(
      refused.message
        == "Invalid operation on stack [prod]. When you delete a stack, specify which resources to retain only when "
        + "the stack is in the DELETE_FAILED state.")
    #expect(try world.planDeletion(mode: .forceDeleteStack).outcome == .refused)

    try world.apply(world.planDeletion())
    #expect(try world.planDeletion(retaining: ["Bucket"]).outcome == .refused)
    #expect(try world.planDeletion(retaining: ["Nothing"]).outcome == .refused)
    let retaining = try world.planDeletion(retaining: ["Volume"])
    #expect(retaining.outcome == .deleteComplete)
    #expect(retaining["Volume"]?.physical == .retained)
    let forced = try world.planDeletion(mode: .forceDeleteStack)
    #expect(forced.outcome == .deleteComplete)
    #expect(forced["Volume"]?.physical == .retained)
    try world.apply(retaining)
    #expect(world.stacks.isEmpty)
    #expect(world.resource("arn:aws:ec2:eu-west-1:111122223333:volume/vol-1") != nil)
  }

  @Test("a stack in DELETE_FAILED takes no update")
  func updateAfterFailure() throws {
    var world = try protectedWorld()
    try world.apply(world.planDeletion())
    let plan = try world.planUpdate(to: "Volume: {Type: 'AWS::EC2::Volume'}")
    #expect(plan.outcome == .refused)
    #expect(plan.message == "Stack:prod is in DELETE_FAILED state and can not be updated.")
  }

  @Test("tags that nobody knows leave a deletion open")
  func unknownTags() throws {
    var world = try protectedWorld()
    try world.deleteResource("arn:aws:ec2:eu-west-1:111122223333:volume/vol-1")
    let plan = try world.planDeletion()
    #expect(plan.outcome == .inconclusive)
    #expect(plan["Volume"]?.physical == .unknown)
    #expect(plan.message == "Whether ec2:DeleteVolume is allowed on Volume hangs on aws:ResourceTag/protected")
    try world.apply(plan)
    #expect(world.stacks.first?.status == .updateComplete)
  }

  @Test func unknownStack() throws {
    #expect(throws: StackOperationError.self) { try Sample.world().planDeletion() }
  }
}
