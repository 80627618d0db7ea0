import Documents
import Testing

@testable import CloudFormation

@Suite("StackChanges: what a resource's own difference does")
struct StackChangesTests {
  /// A bucket policy's worth of one resource: its type and its attributes in YAML flow style.
  static func one(_ type: String, _ rest: String = "") -> String {
    "Resources: {R: {Type: \(type)\(rest.isEmpty ? "" : ", ")\(rest)}}"
  }

  static func change(_ type: String, _ before: String, _ after: String) throws -> ResourceChange {
    try #require(Fixture.changes(one(type, before), one(type, after))["R"])
  }

  @Test(
    "a property changes by its type's rule",
    arguments: [
      ("AWS::DynamoDB::Table", "TableName: a", "TableName: b", "Replace", "Properties/TableName"),
      ("AWS::DynamoDB::Table", "BillingMode: a", "BillingMode: b", "Modify", "Properties/BillingMode"),
      ("AWS::RDS::DBInstance", "Engine: a", "Engine: b", "Conditional", "Properties/Engine"),
      (
        "AWS::S3::Bucket", "Tags: [{Key: k, Value: a}]", "Tags: [{Key: k, Value: b}]", "Modify",
        "Properties/Tags/0/Value"
      ),
      ("AWS::S3::Bucket", "BucketName: a", "", "Replace", "Properties/BucketName"),
      ("AWS::S3::Bucket", "", "BucketName: a", "Replace", "Properties/BucketName"),
      // A type without update handler is replaced by any change.
      ("AWS::CloudFormation::HookVersion", "Anything: a", "Anything: b", "Replace", "Properties/Anything"),
      // Create-only below the top level: within it, above it with it, above it without it.
      ("AWS::KMS::ReplicaKey", "Enabled: true", "Enabled: false", "Modify", "Properties/Enabled"),
      (
        "AWS::Batch::ComputeEnvironment", "ComputeResources: {Type: EC2}", "ComputeResources: {Type: SPOT}",
        "Conditional",
        "Properties/ComputeResources/Type"
      ),
      (
        "AWS::Batch::ComputeEnvironment", "", "ComputeResources: {Type: EC2}", "Conditional",
        "Properties/ComputeResources"
      ),
      (
        "AWS::Batch::ComputeEnvironment", "", "ComputeResources: {MaxvCpus: 3}", "Modify", "Properties/ComputeResources"
      ),
      // Create-only in the items of a list: one that changes, one that does not, one item more.
      (
        "AWS::MSK::Replicator", "ReplicationInfoList: [{TargetCompressionType: a}]",
        "ReplicationInfoList: [{TargetCompressionType: b}]", "Replace",
        "Properties/ReplicationInfoList/0/TargetCompressionType"
      ),
      (
        "AWS::MSK::Replicator", "ReplicationInfoList: [{TargetCompressionType: a, X: 1}]",
        "ReplicationInfoList: [{TargetCompressionType: a, X: 2}]", "Modify", "Properties/ReplicationInfoList/0/X"
      ),
      (
        "AWS::MSK::Replicator", "ReplicationInfoList: [{TargetCompressionType: a}]",
        "ReplicationInfoList: [{TargetCompressionType: a}, {TargetCompressionType: b}]", "Conditional",
        "Properties/ReplicationInfoList"
      ),
      ("AWS::S3::Bucket", "A: 80", "A: '80.0'", "None", ""),
      ("AWS::S3::Bucket", "A: true", "A: 'True'", "None", ""),
      ("AWS::S3::Bucket", "A: [a, b]", "A: [b, a]", "Modify", "Properties/A/0 Properties/A/1"),
      ("AWS::S3::Bucket", "A: [a]", "A: [a, b]", "Modify", "Properties/A"),
    ])
  func property(type: String, before: String, after: String, expected: String, causes: String) throws {
    let change = try Self.change(type, "Properties: {\(before)}", "Properties: {\(after)}")
    #expect(change.change.rawValue == expected)
    #expect(change.certainty == .certain)
    #expect(change.causes.map(\.string).joined(separator: " ") == causes)
    #expect(!change.isAutomatic)
  }

  @Test(
    "ruling 9: metadata and policy attributes are modified in place, DependsOn is no change",
    arguments: [
      ("Metadata: {a: 1}", "Metadata: {a: 2}", "Modify", "Metadata/a"),
      ("", "DeletionPolicy: Retain", "Modify", "DeletionPolicy"),
      ("UpdateReplacePolicy: Retain", "UpdateReplacePolicy: Delete", "Modify", "UpdateReplacePolicy"),
      ("CreationPolicy: {a: 1}", "", "Modify", "CreationPolicy"),
      ("UpdatePolicy: {a: 1}", "", "Modify", "UpdatePolicy"),
      ("", "DependsOn: Q", "None", ""),
    ])
  func attributes(before: String, after: String, expected: String, causes: String) throws {
    let rest = "\n  Q: {Type: AWS::SNS::Topic}"
    func template(_ attributes: String) -> String {
      "Resources:\n  R: {Type: AWS::S3::Bucket\(attributes.isEmpty ? "" : ", ")\(attributes)}\(rest)"
    }
    let change = try #require(try Fixture.changes(template(before), template(after))["R"])
    #expect(change.change.rawValue == expected)
    #expect(change.causes.map(\.string).joined(separator: " ") == causes)
    #expect(change.asked == (expected == "Modify" ? [.modify] : []))
  }

  @Test("ruling 9: what is asked for each kind of change")
  func asked() throws {
    let before = """
      Resources:
        Gone: {Type: AWS::SNS::Topic}
        Kept: {Type: AWS::SNS::Topic}
        Moved: {Type: AWS::SNS::Topic, Properties: {TopicName: a}}
        Mixed: {Type: AWS::RDS::DBInstance, Properties: {Engine: a}}
        Edited: {Type: AWS::SNS::Topic, Properties: {DisplayName: a}}
      """
    let after = """
      Resources:
        Kept: {Type: AWS::SNS::Topic}
        Moved: {Type: AWS::SNS::Topic, Properties: {TopicName: b}}
        Mixed: {Type: AWS::RDS::DBInstance, Properties: {Engine: b}}
        Edited: {Type: AWS::SNS::Topic, Properties: {DisplayName: b}}
        New: {Type: AWS::SNS::Topic}
      """
    let changes = try Fixture.changes(before, after)
    #expect(changes.resources.map(\.logicalResourceId) == ["Edited", "Gone", "Kept", "Mixed", "Moved", "New"])
    #expect(changes.resources.map(\.change) == [.modify, .remove, .none, .conditional, .replace, .add])
    #expect(changes.resources.map(\.asked) == [[.modify], [.delete], [], [.modify, .replace], [.replace], []])
    #expect(changes.resources.map(\.ifAllowed) == [.modified, .deleted, .untouched, .unknown, .replaced, .created])
    #expect(changes.resources.map(\.replaced) == [nil, nil, nil, .deleted, .deleted, nil])
    #expect(changes["Gone"]?.after == nil && changes["Gone"]?.before?.source.name == "template.yaml")
    #expect(!changes.isEmpty)
  }

  @Test("a renamed logical id is a removal and an addition")
  func renamed() throws {
    let changes = try Fixture.changes(Self.one("AWS::SNS::Topic"), "Resources: {S: {Type: AWS::SNS::Topic}}")
    #expect(changes.resources.map(\.change) == [.remove, .add])
  }

  @Test("ruling 9: a condition that turns false removes, one that turns true adds, one that stays false is absent")
  func conditions() throws {
    func template(_ first: String) -> String {
      """
      Conditions: {Is: !Equals [\(first), x], Not: !Not [!Condition Is], Never: !Equals [a, b]}
      Resources:
        A: {Type: AWS::SNS::Topic, Condition: Is}
        B: {Type: AWS::SNS::Topic, Condition: Not}
        C: {Type: AWS::SNS::Topic, Condition: Never}
        D: {Type: AWS::SNS::Topic}
      """
    }
    let changes = try Fixture.changes(template("x"), template("y"))
    #expect(changes.resources.map(\.logicalResourceId) == ["A", "B", "D"])
    #expect(changes.resources.map(\.change) == [.remove, .add, .none])
  }

  @Test("ruling 12: a type change is refused in CloudFormation's words")
  func typeChange() throws {
    let changes = try Fixture.changes(Self.one("AWS::SNS::Topic"), Self.one("AWS::SQS::Queue"))
    #expect(changes["R"]?.change == .typeChange)
    #expect(changes["R"]?.asked == [])
    #expect(
      changes.refusals.map(\.message) == [
        "Update of resource type is not permitted. The new template modifies resource type of the following resources: [R]"
      ])
  }

  @Test("ruling 12: a changed ServiceToken fails its resource; other properties are modified in place")
  func serviceToken() throws {
    let token = try Self.change("Custom::Thing", "Properties: {ServiceToken: a}", "Properties: {ServiceToken: b}")
    #expect(token.change == .modify)
    #expect(token.failure?.message == "Modifying service token is not allowed.")
    #expect(token.failure?.certainty == .certain)
    let other = try Self.change(
      "AWS::CloudFormation::CustomResource", "Properties: {ServiceToken: a, X: 1}",
      "Properties: {ServiceToken: a, X: 2}")
    #expect(other.change == .modify && other.failure == nil)
  }

  @Test("properties of a volume that cannot be updated fail it")
  func volume() throws {
    let change = try Self.change(
      "AWS::EC2::Volume", "Properties: {AvailabilityZone: a}", "Properties: {AvailabilityZone: b}")
    #expect(change.change == .modify)
    #expect(change.failure != nil)
  }

  @Test("a type nobody published may be replaced by any change")
  func unpublished() throws {
    let change = try Self.change("Acme::Thing::Module", "Properties: {A: 1}", "Properties: {A: 2}")
    #expect(change.change == .conditional)
    #expect(change.unknowns.map(\.what) == ["which properties of Acme::Thing::Module replace it"])
    #expect(try Self.change("Acme::Thing::Module", "Properties: {A: 1}", "Properties: {A: 1}").change == .none)
  }

  @Test("Serverless resources change as what they become, never for certain")
  func serverless() throws {
    func template(_ type: String, _ properties: String) -> String {
      "Transform: AWS::Serverless-2016-10-31\nResources: {R: {Type: \(type), Properties: {\(properties)}}}"
    }
    let function = "AWS::Serverless::Function"
    let memory = try Fixture.changes(template(function, "MemorySize: 1"), template(function, "MemorySize: 2"))
    #expect(memory["R"]?.change == .modify && memory["R"]?.certainty == .maybe)
    #expect(memory["R"]?.provisionedType == "AWS::Lambda::Function")
    #expect(memory.unknowns.map(\.what) == ["Transform AWS::Serverless-2016-10-31"])
    let name = try Fixture.changes(template(function, "FunctionName: a"), template(function, "FunctionName: b"))
    #expect(name["R"]?.change == .replace)
    let written = try Fixture.changes(template(function, "A: 1"), template("AWS::Lambda::Function", "A: 1"))
    #expect(written["R"]?.change == .conditional && written.refusals.isEmpty)
  }

  @Test("outputs alone are a change of the stack, not of a resource")
  func outputs() throws {
    let changes = try Fixture.changes(
      Self.one("AWS::SNS::Topic"), Self.one("AWS::SNS::Topic") + "\nOutputs: {O: {Value: x}}")
    #expect(changes.changesOutputs && !changes.isEmpty)
    #expect(changes.resources.map(\.change) == [.none])
  }

  @Test("a template against itself changes nothing, whatever is unknown in it")
  func itself() throws {
    let text = """
      Transform: [Mine]
      Parameters: {P: {Type: String}, I: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}}
      Conditions: {C: !Equals [!Ref P, x]}
      Resources:
        R: {Type: AWS::EC2::Instance, Condition: C, Properties: {ImageId: !Ref I, SubnetId: !ImportValue s, X: '{{resolve:ssm:a}}'}}
        N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: !Sub '${AWS::Region}'}}
      """
    #expect(try Fixture.changes(text, text).isEmpty)
  }

  @Test("what the stack's own template is refused for refuses no update of it")
  func oldRefusals() throws {
    let text = "Resources: {R: {Type: AWS::SNS::Topic, Properties: {A: !Ref Nothing}}}"
    #expect(try Fixture.changes(text, text).refusals.isEmpty)
    let removed = try Fixture.changes(
      "Resources:\n  A: {Type: AWS::SNS::Topic}\n  B: {Type: AWS::SNS::Topic, Properties: {P: !Ref A}}",
      "Resources:\n  B: {Type: AWS::SNS::Topic, Properties: {P: !Ref A}}")
    #expect(removed.refusals.map(\.code) == ["template.reference.undefined"])
    #expect(removed.resources.map(\.change) == [.remove, .none])
  }
}

@Suite("StackChanges: what is not known")
struct UnknownChangesTests {
  static let parameters = "Parameters: {P: {Type: String}, Q: {Type: String}}\n"

  static func topic(_ name: String) -> String {
    "\(parameters)Resources: {R: {Type: AWS::SNS::Topic, Properties: {TopicName: \(name), DisplayName: d}}}"
  }

  @Test(
    "an unknown value may differ, unless the known parts do",
    arguments: [
      ("a", "!Ref P", "Replace", "maybe"), ("!Ref P", "!Ref Q", "Replace", "maybe"),
      ("!ImportValue a", "!ImportValue b", "Replace", "maybe"),
      ("'{{resolve:ssm:a:1}}'", "'{{resolve:ssm:a:2}}'", "Replace", "maybe"),
      ("!Sub 'a-${P}'", "!Sub 'b-${P}'", "Replace", "certain"),
      ("!Sub 'a-${P}'", "!Sub 'a-${P}-b'", "Replace", "certain"),
      ("!Sub 'a-${P}'", "b", "Replace", "certain"), ("!Sub 'a-${P}'", "!Sub 'a-${Q}'", "Replace", "maybe"),
      ("!Sub 'a-${P}'", "!Join ['-', [a, !Ref P]]", "None", "certain"),
      ("!Sub '${AWS::Region}'", "!Ref AWS::Region", "None", "certain"),
    ])
  func values(before: String, after: String, change: String, certainty: String) throws {
    let changes = try Fixture.changes(Self.topic(before), Self.topic(after))
    let topic = try #require(changes["R"])
    #expect(topic.change.rawValue == change)
    #expect(topic.certainty.rawValue == certainty)
    #expect(changes.unknowns.isEmpty == (certainty == "certain"))
  }

  @Test("an unknown value names itself where it is used")
  func named() throws {
    let changes = try Fixture.changes(Self.topic("a"), Self.topic("!Sub '${P}-${AWS::Region}'"))
    #expect(changes.unknowns.map(\.what) == ["parameter P", "AWS::Region"])
    #expect(changes.unknowns.first?.place.source.position(at: changes.unknowns[0].place.range.start).line == 2)
  }

  @Test("what is unknown and create-only beside a certain modification: Replace, maybe, both asked")
  func mixed() throws {
    let before = Self.topic("a")
    let after = Self.topic("!Ref P").replacing("DisplayName: d", with: "DisplayName: e")
    let topic = try #require(try Fixture.changes(before, after)["R"])
    #expect(topic.change == .replace && topic.certainty == .maybe)
    #expect(topic.asked == [.modify, .replace])
  }

  @Test("branches of an undecided Fn::If: what differs in both is certain, in one maybe")
  func branches() throws {
    func template(_ first: String, _ second: String) -> String {
      "\(Self.parameters)Conditions: {C: !Equals [!Ref P, x]}\nResources: {R: {Type: AWS::SNS::Topic, Properties: {DisplayName: !If [C, \(first), \(second)]}}}"
    }
    let both = try Fixture.changes(template("a", "b"), template("c", "d"))["R"]
    #expect(both?.change == .modify && both?.certainty == .certain)
    let one = try Fixture.changes(template("a", "b"), template("a", "d"))["R"]
    #expect(one?.change == .modify && one?.certainty == .maybe)
    let dropped = try Fixture.changes(template("a", "b"), template("a", "!Ref 'AWS::NoValue'"))["R"]
    #expect(dropped?.certainty == .maybe)
    #expect(try Fixture.changes(template("a", "b"), template("a", "b")).isEmpty)
  }

  @Test(
    "a condition nobody can decide",
    arguments: [("", "C", "Remove"), ("C", "", "Add"), ("C", "C", "None"), ("C", "D", "Unknown")])
  func conditions(before: String, after: String, expected: String) throws {
    func template(_ condition: String) -> String {
      let attribute = condition.isEmpty ? "" : ", Condition: \(condition)"
      return
        "\(Self.parameters)Conditions: {C: !Equals [!Ref P, x], D: !Equals [!Ref Q, x]}\nResources: {R: {Type: AWS::SNS::Topic\(attribute)}}"
    }
    let changes = try Fixture.changes(template(before), template(after))
    #expect(changes["R"]?.change.rawValue == expected)
    #expect(changes["R"]?.certainty == (expected == "None" ? .certain : .maybe))
    #expect(changes.unknowns.isEmpty == (expected == "None"))
  }

  @Test("a macro makes every change maybe and stands among the unknowns")
  func macro() throws {
    let changes = try Fixture.changes("Transform: Mine\n" + Self.topic("a"), "Transform: Mine\n" + Self.topic("b"))
    #expect(changes["R"]?.change == .replace && changes["R"]?.certainty == .maybe)
    #expect(changes.unknowns.map(\.what) == ["Transform Mine"])
    let elsewhere = try Fixture.changes(
      "Transform: Mine\nMetadata: {a: 1}\n" + Self.topic("a"), "Transform: Mine\nMetadata: {a: 2}\n" + Self.topic("a"))
    #expect(elsewhere.unknowns.map(\.what) == ["Transform Mine"] && !elsewhere.isEmpty)
  }

  @Test("a map that gains keys changes nothing, whichever key the stack uses; one whose every entry changes does")
  func mapKeys() throws {
    func template(_ entries: String) -> String {
      "Mappings: {M: {\(entries)}}\nResources: {R: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [M, !Ref 'AWS::Region', N]}}}"
    }
    let before = template("a: {N: 1}, b: {N: 2}")
    #expect(try Fixture.changes(before, template("a: {N: 1}, b: {N: 2}, c: {N: 3}")).isEmpty)
    #expect(try Fixture.changes(before, template("a: {N: 3}, b: {N: 4}"))["R"]?.certainty == .certain)
    #expect(try Fixture.changes(before, template("a: {N: 1}, b: {N: 4}"))["R"]?.certainty == .maybe)
  }

  @Test("the id of a resource that is created is none that was written before, unless that is its name")
  func created() throws {
    func template(_ value: String, _ name: String) -> String {
      "Parameters: {P: {Type: String}}\nResources:\n  R: {Type: AWS::SSM::Parameter, Properties: {Value: \(value)}}\n\(name)"
    }
    let before = template("old", "")
    for (properties, certainty) in [
      ("", "certain"), ("TopicName: new", "certain"), ("TopicName: old", "maybe"), ("TopicName: !Ref P", "maybe"),
    ] {
      let after = template("!Ref T", "  T: {Type: AWS::SNS::Topic, Properties: {\(properties)}}")
      #expect(try Fixture.changes(before, after)["R"]?.certainty.rawValue == certainty)
    }
  }

  @Test("a mapping changes what reads it, as far as the key is known")
  func mapping() throws {
    func template(_ first: String, _ second: String) -> String {
      "Mappings: {M: {eu-west-1: {N: \(first)}, us-east-1: {N: \(second)}}}\nResources: {R: {Type: AWS::SNS::Topic, Properties: {DisplayName: !FindInMap [M, !Ref 'AWS::Region', N]}}}"
    }
    let there = try Fixture.changes(template("a", "b"), template("c", "b"), region: "eu-west-1")["R"]
    #expect(there?.change == .modify && there?.certainty == .certain)
    #expect(try Fixture.changes(template("a", "b"), template("c", "b"), region: "us-east-1").isEmpty)
    let open = try Fixture.changes(template("a", "b"), template("c", "b"))["R"]
    #expect(open?.change == .modify && open?.certainty == .maybe)
  }
}
