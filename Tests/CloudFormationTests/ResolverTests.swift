import Documents
import Testing

@testable import CloudFormation

@Suite("Resolver: functions")
struct ResolverTests {
  static let sections = """
    Parameters:
      Text: {Type: String, Default: hello}
      Open: {Type: String}
      Choice: {Type: String, AllowedValues: [a, b]}
      Filled: {Type: String, MinLength: 1}
      Number: {Type: Number, Default: 7}
      Items: {Type: CommaDelimitedList, Default: 'x, y,z'}
      Image: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/ami}
    Mappings:
      Regions:
        eu-west-1: {Ami: ami-1, Same: s}
        us-east-1: {Ami: ami-2, Same: s}
    Conditions:
      Always: !Equals [a, a]
      Never: !Equals [a, b]
      Maybe: !Equals [!Ref Open, prod]
      Region: !Equals [!Ref 'AWS::Region', eu-west-1]
      Both: !And [!Condition Always, !Not [!Condition Never]]
      Either: !Or [!Condition Maybe, !Condition Always]
      Neither: !And [!Condition Maybe, !Condition Never]
      NotMaybe: !Not [!Condition Maybe]
      Impossible: !Equals [!Ref Choice, c]
      Empty: !Equals [!Ref Filled, '']
    """

  @Test(
    "known values",
    arguments: [
      ("!Ref Text", "hello"), ("!Ref Number", "7"), ("!Ref Items", "[x, y, z]"),
      ("!Sub '${Text}-${!Raw}'", "hello-${Raw}"),
      ("!Sub ['${A}/${Text}', {A: 1}]", "1/hello"), ("!Join ['-', [a, !Ref Text, !Ref 'AWS::NoValue']]", "a-hello"),
      ("!Join [',', !Ref Items]", "x,y,z"), ("!Select [1, !Ref Items]", "y"), ("!Split ['.', a.b.]", "[a, b, ]"),
      ("!Select [0, !Split ['-', !Sub '${Text}-x']]", "hello"), ("!If [Always, 1, 2]", "1"), ("!If [Never, 1, 2]", "2"),
      ("!If [Both, 1, 2]", "1"), ("!If [Either, 1, 2]", "1"), ("!If [Neither, 1, 2]", "2"),
      ("!If [Impossible, 1, 2]", "2"), ("!If [Empty, 1, 2]", "2"), ("!If [Maybe, same, same]", "same"),
      ("!FindInMap [Regions, us-east-1, Ami]", "ami-2"), ("!FindInMap [Regions, !Ref 'AWS::Region', Same]", "s"),
      ("!FindInMap [Regions, mars, Ami, {DefaultValue: d}]", "d"), ("!Base64 hi!", "aGkh"), ("!Base64 h", "aA=="),
      ("!Cidr [10.0.0.0/16, 2, 8]", "[10.0.0.0/24, 10.0.1.0/24]"),
      ("!Cidr ['2001:db8::/56', 1, 64]", "[2001:db8:0:0:0:0:0:0/64]"),
      ("{'Fn::Length': [a, b]}", "2"), ("{a: !Ref 'AWS::NoValue', b: [!Ref 'AWS::NoValue']}", "{b: []}"),
      ("!Not [!Equals [1, 1.0]]", "false"),
    ])
  func known(expression: String, expected: String) throws {
    #expect(try Fixture.value(of: expression, sections: Self.sections)?.shown == expected)
  }

  @Test(
    "what cannot be known stays, with its reason",
    arguments: [
      ("!Ref Open", "?Open"), ("!Ref Other", "?Other"), ("!GetAtt Other.TopicName", "?Other.TopicName"),
      ("!Sub '${AWS::Region}-x'", "?AWS::Region-x"), ("!Ref Image", "?ssm:/aws/ami"),
      ("!ImportValue net", "?Fn::ImportValue(net)"), ("'{{resolve:ssm:x:1}}'", "?{{resolve:ssm:x:1}}"),
      ("!Sub '{{resolve:ssm:${Text}}}'", "?{{resolve:ssm:hello}}"), ("!GetAZs ''", "?Fn::GetAZs(?AWS::Region)"),
      ("!Select [0, !GetAZs '']", "?Fn::Select(0, ?Fn::GetAZs(?AWS::Region))"),
      ("!If [Maybe, 1, !Ref 'AWS::NoValue']", "?Fn::If(?Fn::Equals(?Open, prod), 1, ?NoValue)"),
      ("!If [NotMaybe, 1, 2]", "?Fn::If(?Fn::Not(?Fn::Equals(?Open, prod)), 1, 2)"),
      ("{'Fn::Transform': {Name: AWS::Include}}", "?Fn::Transform({Name: AWS::Include})"),
      ("!Base64 {Ref: Open}", "?Fn::Base64(?Open)"), ("!Split [',', !Ref Open]", "?Fn::Split(,, ?Open)"),
    ])
  func unknown(expression: String, expected: String) throws {
    #expect(try Fixture.value(of: expression, sections: Self.sections)?.shown == expected)
  }

  @Test("different ways to write one unknown text are the same")
  func canonical() throws {
    let ways = [
      "!Sub '${AWS::Region}-x'", "!Join ['-', [!Ref 'AWS::Region', x]]", "!Join ['', [!Sub '${AWS::Region}', '-x']]",
    ]
    let values = try ways.compactMap { try Fixture.value(of: $0, sections: Self.sections) }
    #expect(values.count == 3)
    #expect(values.allSatisfy { $0.isSame(as: values[0]) })
  }

  @Test("the region gives the partition and the URL suffix")
  func region() throws {
    let expression = "!Sub '${AWS::Partition} ${AWS::URLSuffix} ${AWS::Region}'"
    #expect(try Fixture.value(of: expression, region: "cn-north-1")?.shown == "aws-cn amazonaws.com.cn cn-north-1")
    #expect(try Fixture.value(of: expression, region: "eu-west-1")?.shown == "aws amazonaws.com eu-west-1")
    #expect(
      try Fixture.value(of: expression, region: "us-isob-east-1")?.shown
        == "?AWS::Partition ?AWS::URLSuffix us-isob-east-1")
  }

  @Test("given values win over defaults; UsePreviousValue takes what the stack has")
  func parameters() throws {
    #expect(try Fixture.value(of: "!Ref Text", sections: Self.sections, ["Text": "given"])?.shown == "given")
    let text =
      "Parameters: {P: {Type: String, Default: d}}\nResources: {R: {Type: AWS::SNS::Topic, Properties: {P: !Ref P}}}"
    let before = try Fixture.resolved(text, ["P": "stack"])
    let after = ResolvedTemplate(
      try Fixture.template(text), values: ParameterValues(["P": .previous]), previous: before.parameters)
    #expect(after.resources.first?.properties["P"]?.shown == "stack")
  }

  @Test(
    "what CloudFormation refuses is a refusal in its words",
    arguments: [
      (
        "!Ref Nothing",
        "Template format error: Unresolved resource dependencies [Nothing] in the Resources block of the template"
      ),
      ("!GetAtt Nothing.Arn", "Template error: instance of Fn::GetAtt references undefined resource Nothing"),
      (
        "!FindInMap [None, a, b]",
        "Template error: Mapping named 'None' is not present in the 'Mappings' section of template."
      ),
      ("!FindInMap [Regions, mars, Ami]", "Template error: Unable to get mapping for Regions::mars::Ami"),
      ("!Select [9, [a]]", "Template error: Fn::Select cannot select nonexistent value at index 9"),
      (
        "!If [Nowhere, a, b]",
        "Template format error: Unresolved condition dependency Nowhere in the Resources block of the template"
      ),
      (
        "!Sub '${a-b}'",
        "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons"
      ),
    ])
  func refused(expression: String, message: String) throws {
    let text =
      "\(Self.sections)\nResources:\n  R:\n    Type: AWS::SNS::Topic\n    Properties:\n      P: \(expression)\n"
    let refusals = try Fixture.resolved(text).refusals
    #expect(refusals.map(\.message) == [message])
    #expect(refusals.first?.position?.line == text.split(separator: "\n").count)
  }

  @Test("nothing is refused in a branch that may not be taken, nor where a transform makes further resources")
  func notRefused() throws {
    for (head, expression) in [
      ("", "!If [Maybe, !Ref Nothing, x]"), ("", "!If [Never, !Ref Nothing, x]"),
      ("Transform: AWS::Serverless-2016-10-31\n", "!Ref NothingRole"),
    ] {
      let text =
        "\(head)\(Self.sections)\nResources:\n  R:\n    Type: AWS::SNS::Topic\n    Properties:\n      P: \(expression)\n"
      #expect(try Fixture.resolved(text).refusals.isEmpty)
    }
  }

  @Test("a reference to a resource whose condition is false is refused")
  func absentReference() throws {
    let text =
      "Conditions: {Never: !Equals [a, b]}\nResources:\n  A: {Type: AWS::SNS::Topic, Condition: Never}\n  B: {Type: AWS::SNS::Topic, DependsOn: A, Properties: {P: !Ref A}}"
    #expect(try Fixture.resolved(text).refusals.map(\.code) == ["template.reference.absent"])
  }

  @Test("loops unfold where their collection is known")
  func loops() throws {
    let text = """
      Transform: AWS::LanguageExtensions
      Parameters: {Names: {Type: CommaDelimitedList, Default: 'a-1,b'}}
      Resources:
        Fn::ForEach::Topics:
          - Name
          - !Ref Names
          - 'Topic&{Name}':
              Type: AWS::SNS::Topic
              Properties:
                TopicName: !Sub 'x-${Name}'
                DisplayName: !Ref Name
      """
    let resolved = try Fixture.resolved(text)
    #expect(resolved.resources.map(\.logicalResourceId) == ["Topica1", "Topicb"])
    #expect(
      resolved.resources.map { $0.properties.shown } == [
        "{DisplayName: a-1, TopicName: x-a-1}", "{DisplayName: b, TopicName: x-b}",
      ])
    let open = text.replacing(", Default: 'a-1,b'", with: "")
    #expect(try Fixture.resolved(open).resources.isEmpty)
    #expect(try Fixture.resolved(open).generators.map(\.key) == ["Fn::ForEach::Topics"])
  }

  @Test("Globals reach the Serverless resources of their section")
  func globals() throws {
    let text = """
      Transform: AWS::Serverless-2016-10-31
      Globals: {Function: {Timeout: 3, Runtime: a, Tags: {x: 1}, Layers: [g]}}
      Resources:
        F: {Type: AWS::Serverless::Function, Properties: {Runtime: b, Tags: {y: 2}, Layers: [f]}}
      """
    #expect(
      try Fixture.resolved(text).resources.first?.properties.shown
        == "{Layers: [g, f], Runtime: b, Tags: {x: 1, y: 2}, Timeout: 3}")
  }
}

@Suite("Resolver: hostile templates")
struct HostileTemplateTests {
  @Test("conditions that refer to each other are refused")
  func circularConditions() throws {
    let text = "Conditions: {A: !Condition B, B: !Condition A}\nResources: {R: {Type: AWS::SNS::Topic, Condition: A}}"
    let resolved = try Fixture.resolved(text)
    #expect(resolved.refusals.map(\.code).contains("template.condition.circular"))
    #expect(try Fixture.changes(text, text).isEmpty)
  }

  @Test(
    "conditions with too few or too many arguments are refused, and the same before and after",
    arguments: ["!Equals [a]", "!Not [a, b]", "!Equals a"])
  func arguments(expression: String) throws {
    let text =
      "Conditions: {C: \(expression)}\nResources: {R: {Type: AWS::SNS::Topic, Condition: C, Properties: {P: !If [C, a, b]}}}"
    #expect(try Fixture.resolved(text).refusals.map(\.code) == ["template.condition.arguments"])
    #expect(try Fixture.changes(text, text).isEmpty)
  }

  @Test("a long chain of conditions ends")
  func longChain() throws {
    var conditions = "  C0: !Equals [a, a]\n"
    for index in 1..<3000 { conditions += "  C\(index): !Condition C\(index - 1)\n" }
    let text = "Conditions:\n\(conditions)Resources: {R: {Type: AWS::SNS::Topic, Condition: C2999}}"
    #expect(try Fixture.resolved(text).resources.count == 1)
  }

  @Test("variables that double at every level stop at the budget")
  func doubling() throws {
    var expression = #"{"Fn::Sub": "xxxxxxxxxxxxxxxx"}"#
    for _ in 0..<60 { expression = #"{"Fn::Sub": ["${v}${v}", {"v": \#(expression)}]}"# }
    let text = #"{"Resources": {"R": {"Type": "AWS::SNS::Topic", "Properties": {"P": \#(expression)}}}}"#
    let value = try Fixture.resolved(text).resources.first?.properties["P"]
    #expect(value?.isKnown == false)
  }

  @Test("deep values are read or too large, never a crash")
  func depth() throws {
    let text =
      #"{"Resources": {"R": {"Type": "AWS::SNS::Topic", "Properties": {"P": "#
      + String(repeating: "[", count: 500) + String(repeating: "]", count: 500) + "}}}}"
    #expect(try Fixture.changes(text, text).isEmpty)
  }
}
