import Documents
import Testing

@testable import Catalog

@Suite("Catalog")
struct CatalogTests {
  @Test("every table is sorted as its look-up needs it, and every row is found by its key")
  func order() {
    let tables: [Table] = [
      .actions, .apiToAction, .conditionKeys, .globalConditionKeys, .eventSources, .rcpServices, .resourceARNs,
      .resourceTypes,
    ]
    for table in tables {
      var previous: ByteString = ""
      for row in table.rows {
        let key = ByteString(Array((0..<table.keyColumns).map { row.column($0).bytes }.joined(separator: [0x09])))
        let folded = table.foldsCase ? key.asciiLowercased : key
        #expect(previous < folded)
        previous = folded
        #expect(table.row(key)?.column(0) == row.column(0))
        #expect(table.row(key)?.column(1) == row.column(1))
      }
    }
  }

  @Test("an action is found whatever its case, with its spelling, level and kinds")
  func action() throws {
    let action = try #require(Catalog.action("S3:deletebucket"))
    #expect(action.name == "s3:DeleteBucket")
    #expect(action.prefix == "s3")
    #expect(action.accessLevel == .write)
    #expect(action.resourceKinds == ["bucket"])
    #expect(Catalog.action("lambda:ListTags")?.resourceKinds.contains("code signing config") == true)
  }

  @Test(
    "no action is found by part of its name or by more than its name",
    arguments: ["s3:", "s3:DeleteBucke", "s3:DeleteBucketX", "s3:DeleteBucket\tW", "", "\n", "zzz:Zzz", "s3"])
  func noAction(name: String) {
    #expect(Catalog.action(ByteString(name)) == nil)
  }

  @Test("the actions of a prefix are its own only")
  func actionsOfPrefix() {
    let names = Catalog.actions(of: "DynamoDB").map(\.name)
    #expect(names.contains("dynamodb:DeleteTable"))
    #expect(names.allSatisfy { $0.hasPrefix("dynamodb:") })
    #expect(Catalog.actions(of: "dynamod").isEmpty)
    #expect(Catalog.hasService("s3") && Catalog.hasService("EC2"))
    #expect(!Catalog.hasService("s") && !Catalog.hasService(""))
    #expect(Set(Catalog.services).count == Catalog.services.count)
    #expect(Catalog.services.contains("s3"))
  }

  @Test(
    "the nearest action",
    arguments: [
      ("s3:DeletBucket", "s3:DeleteBucket"),
      ("dynamo:DeleteTable", "dynamodb:DeleteTable"),
      ("ec22:RunInstances", "ec2:RunInstances"),
      ("lamda:InvokFunction", "lambda:InvokeFunction"), ("s3:Qqqqqqqqqqqq", nil), ("nothing", nil),
    ] as [(String, String?)])
  func nearest(name: String, expected: String?) {
    #expect(Catalog.nearestAction(to: ByteString(name)) == expected.map { ByteString($0) })
  }

  @Test("API calls need the actions that are listed for them, else the action of their name")
  func apiToAction() {
    #expect(Catalog.actions(neededBy: "s3:ListObjectsV2") == ["s3:ListBucket"])
    #expect(Catalog.actions(neededBy: "ec2:RunInstances") == ["ec2:RunInstances"])
    #expect(Catalog.actions(neededBy: "ec2:Nonsense").isEmpty)
  }

  @Test("ARN formats by prefix and kind")
  func resourceARN() {
    #expect(Catalog.resourceARN("s3", "bucket")?.format == "arn:${Partition}:s3:::${BucketName}")
    #expect(Catalog.resourceARN("s3", "buck") == nil)
    #expect(Catalog.resourceARNs(of: "lambda").contains { $0.kind == "function" })
  }

  @Test("condition keys by service, and global ones with their free part filled in")
  func conditionKey() {
    #expect(Catalog.conditionKey("AWS:SourceIP")?.type == "IPAddress")
    #expect(Catalog.conditionKey("aws:ResourceTag/owner")?.name == "aws:ResourceTag/${TagKey}")
    #expect(Catalog.conditionKey("aws:ResourceTag/") == nil)
    #expect(Catalog.conditionKey("aws:TagKeys")?.isMultivalued == true)
    #expect(Catalog.conditionKey("s3:prefix")?.type == "String")
    #expect(Catalog.conditionKey("s3:nothing") == nil)
    #expect(Catalog.conditionKeys(of: "s3").contains { $0.name == "aws:TagKeys" })
    #expect(Catalog.nearestConditionKey(to: "aws:SourceIpp") == "aws:SourceIp")
  }

  @Test("services: resource control policies and CloudTrail event sources")
  func services() {
    #expect(Catalog.isReachedByResourceControlPolicies("s3"))
    #expect(!Catalog.isReachedByResourceControlPolicies("ec2x"))
    #expect(Catalog.prefix(ofEventSource: "monitoring.amazonaws.com") == "cloudwatch")
    #expect(Catalog.prefix(ofEventSource: "ec2.amazonaws.com") == "ec2")
    #expect(Catalog.prefix(ofEventSource: "example.com") == "example.com")
  }

  @Test("a resource type: flags, pointers, permissions")
  func resourceType() throws {
    let database = try #require(Catalog.resourceType("AWS::RDS::DBInstance"))
    #expect(database.isStateful && database.supportsSnapshots && !database.hasNoUpdateHandler)
    #expect(database.createOnlyProperties.contains { $0.segments == ["DBName"] })
    #expect(database.conditionallyCreateOnlyProperties.contains { $0.segments == ["Engine"] })
    #expect(database.deletePermissions.contains("rds:DeleteDBInstance"))
    #expect(Catalog.resourceType("aws::rds::dbinstance") == nil)
    #expect(Catalog.resourceType("AWS::CloudFormation::WaitCondition")?.createPermissions.isEmpty == true)
    #expect(Catalog.nearestResourceType(to: "AWS::RDS::DBInstanc") == "AWS::RDS::DBInstance")
  }
}
