import Documents
import Testing

@testable import CloudFormation

@Suite("StackChanges: dependents")
struct DependentsTests {
  /// A topic `T` of a name and display name, and one resource `D` that refers to it.
  static func template(_ name: String, _ display: String = "d", dependent: String) -> String {
    """
    Parameters: {P: {Type: String}}
    Conditions: {C: !Equals [!Ref P, x]}
    Resources:
      T: {Type: AWS::SNS::Topic, Properties: {TopicName: \(name), DisplayName: \(display)}}
      D: \(dependent)
    """
  }

  static func dependent(_ dependent: String, _ after: (name: String, display: String)) throws -> ResourceChange {
    let changes = try Fixture.changes(
      template("a", dependent: dependent), template(after.name, after.display, dependent: dependent))
    return try #require(changes["D"])
  }

  @Test(
    "ruling 9: a reference to a replaced resource changes the property that holds it",
    arguments: [
      ("{Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref T}}", "Replace", "certain"),
      ("{Type: AWS::SNS::Subscription, Properties: {TopicArn: !GetAtt T.TopicArn}}", "Replace", "certain"),
      ("{Type: AWS::SSM::Parameter, Properties: {Value: !Ref T}}", "Modify", "certain"),
      ("{Type: AWS::SSM::Parameter, Properties: {Value: !Sub 'x-${T.TopicName}'}}", "Modify", "certain"),
      (
        "{Type: AWS::SSM::Parameter, Properties: {Value: !Join ['', [a, !Select [0, !Split [':', !Ref T]]]]}}",
        "Modify", "maybe"
      ),
      ("{Type: AWS::SSM::Parameter, Properties: {Value: !If [C, !Ref T, x]}}", "Modify", "maybe"),
      ("{Type: AWS::RDS::DBInstance, Properties: {Engine: !Ref T}}", "Conditional", "certain"),
      ("{Type: AWS::SSM::Parameter, Metadata: {Value: !Ref T}}", "Modify", "certain"),
      ("{Type: AWS::SSM::Parameter, DependsOn: T}", "None", "certain"),
    ])
  func replaced(dependent: String, expected: String, certainty: String) throws {
    let change = try Self.dependent(dependent, ("b", "d"))
    #expect(change.change.rawValue == expected)
    #expect(change.certainty.rawValue == certainty)
    #expect(change.isAutomatic == (expected != "None"))
    #expect(change.asked == ResourceChange.asked(for: change.change))
  }

  @Test(
    "ruling 9: what is modified in place may change what reads its attributes, never what reads its Ref",
    arguments: [
      ("!GetAtt T.TopicName", "Modify"), ("!Ref T", "None"), ("!Sub '${T.TopicArn}'", "Modify"),
      ("!Sub '${T}'", "None"),
    ])
  func inPlace(value: String, expected: String) throws {
    for type in ["AWS::SSM::Parameter, Properties: {Value", "AWS::SNS::Subscription, Properties: {TopicArn"] {
      let change = try Self.dependent("{Type: \(type): \(value)}}", ("a", "e"))
      #expect(change.change.rawValue == expected)
      #expect(change.isAutomatic == (expected == "Modify"))
      if expected == "Modify" { #expect(change.certainty == .maybe) }
    }
  }

  @Test("a replacement goes on through create-only properties until nothing more changes")
  func chain() throws {
    func template(_ block: String) -> String {
      """
      Resources:
        Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: \(block)}}
        Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}
        Gateway: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Subnet}}
        Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Subnets: [!Ref Subnet]}}
        Parameter: {Type: AWS::SSM::Parameter, Properties: {Value: !Ref Balancer}}
        Attribute: {Type: AWS::SSM::Parameter, Properties: {Value: !GetAtt Balancer.DNSName}}
        Further: {Type: AWS::SSM::Parameter, Properties: {Value: !GetAtt Attribute.Value}}
      """
    }
    let changes = try Fixture.changes(template("10.0.0.0/16"), template("10.1.0.0/16"))
    #expect(changes["Vpc"]?.isAutomatic == false)
    for id in ["Vpc", "Subnet", "Gateway"] as [ByteString] {
      #expect(changes[id]?.change == .replace && changes[id]?.certainty == .certain)
    }
    #expect(changes["Balancer"]?.change == .modify && changes["Balancer"]?.certainty == .certain)
    #expect(changes["Balancer"]?.causes == ["Properties/Subnets/0"])
    #expect(changes["Parameter"]?.change == ResourceChange.Kind.none)
    #expect(changes["Attribute"]?.change == .modify && changes["Attribute"]?.certainty == .maybe)
    // What only may be modified passes nothing on.
    #expect(changes["Further"]?.change == ResourceChange.Kind.none)
  }

  @Test("dependents are as certain as the replacement")
  func certainty() throws {
    let dependent = "{Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref T}}"
    let change = try Self.dependent(dependent, ("!Ref P", "d"))
    #expect(change.change == .replace && change.certainty == .maybe && change.isAutomatic)
  }

  @Test("a modified resource that may be replaced through a reference is Conditional")
  func modifiedAndMaybeReplaced() throws {
    func template(_ name: String, _ protocol: String) -> String {
      Self.template(
        name,
        dependent: "{Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref T, RawMessageDelivery: \(`protocol`)}}")
    }
    let change = try #require(try Fixture.changes(template("a", "true"), template("!Ref P", "false"))["D"])
    #expect(change.change == .conditional && change.certainty == .certain && !change.isAutomatic)
    #expect(change.asked == [.modify, .replace])
  }

  @Test("ruling 12: a replaced function changes the ServiceToken that names it")
  func serviceToken() throws {
    func template(_ name: String) -> String {
      """
      Resources:
        F: {Type: AWS::Lambda::Function, Properties: {FunctionName: \(name)}}
        C: {Type: Custom::Thing, Properties: {ServiceToken: !GetAtt F.Arn}}
      """
    }
    let change = try #require(try Fixture.changes(template("a"), template("b"))["C"])
    #expect(change.failure?.message == "Modifying service token is not allowed.")
    #expect(change.failure?.certainty == .certain && change.isAutomatic)
  }

  @Test("resources that refer to each other end")
  func cycle() throws {
    func template(_ name: String) -> String {
      """
      Resources:
        A: {Type: AWS::SNS::Topic, Properties: {TopicName: \(name), DisplayName: !GetAtt B.TopicName}}
        B: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt A.TopicName, TopicName: !Ref A}}
      """
    }
    let changes = try Fixture.changes(template("a"), template("b"))
    #expect(changes.resources.map(\.change) == [.replace, .replace])
  }

  @Test("ruling 9: a nested stack of its own accord may be updated only when something else changes")
  func nestedStack() throws {
    func template(_ name: String, _ url: String) -> String {
      """
      Resources:
        N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: \(url)}}
        M: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: m}}
        T: {Type: AWS::SNS::Topic, Properties: {TopicName: \(name)}}
        D: {Type: AWS::SSM::Parameter, Properties: {Value: !GetAtt N.Outputs.X}}
      """
    }
    #expect(try Fixture.changes(template("a", "u"), template("a", "u")).isEmpty)
    let other = try Fixture.changes(template("a", "u"), template("b", "u"))
    #expect(other["N"]?.change == .modify && other["N"]?.certainty == .maybe && other["N"]?.isAutomatic == true)
    #expect(other["N"]?.asked == [.modify])
    #expect(other["D"]?.change == ResourceChange.Kind.none)
    let own = try Fixture.changes(template("a", "u"), template("a", "v"))
    #expect(own["N"]?.change == .modify && own["N"]?.certainty == .certain && own["N"]?.isAutomatic == false)
    #expect(own["M"]?.isAutomatic == true)
    #expect(own["D"]?.change == .modify && own["D"]?.certainty == .maybe)
  }
}
