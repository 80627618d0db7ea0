import CommandLineTool
import Foundation
import TestSupport
import Testing

@Suite struct PlanCommandTests {
  static let files = [
    "before.yaml": "Resources:\n  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: a}}\n",
    "after.yaml": "Resources:\n  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: b}}\n",
    "tuned.yaml": "Resources:\n  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: a, BillingMode: X}}\n",
    "open.yaml": "Resources:\n  Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: a}}\n",
    "opened.yaml": "Resources:\n  Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: b}}\n",
    "parameter.yaml":
      "Parameters: {Name: {Type: String}}\nResources:\n  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Ref Name}}\n",
    "deny.json":
      #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"},{"Sid":"Keep","Effect":"Deny","Action":["Update:Replace","Update:Delete"],"Principal":"*","Resource":"*"}]}"#,
    "allow.json": #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}"#,
    "bad.json": #"{"Statement":[{"Effect":"Maybe","Action":"Update:*","Principal":"*","Resource":"*"}]}"#,
    "broken.yaml": "Resources:\n\tTable: {}\n",
    "configuration.json":
      #"{"Parameters":{"Name":"b"},"StackPolicy":{"Statement":[{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*"}]}}"#,
    "change-set.json":
      #"{"ChangeSetName":"c","StackName":"s","Status":"CREATE_COMPLETE","Changes":[{"Type":"Resource","ResourceChange":{"Action":"Remove","PolicyAction":"Delete","LogicalResourceId":"Table","ResourceType":"AWS::DynamoDB::Table","Scope":[],"Details":[]}}]}"#,
    "environment.json":
      #"{"stacks":[{"name":"prod","template":"before.yaml","stackPolicy":"deny.json"},{"name":"test","template":"before.yaml"}]}"#,
    "one.json": #"{"stacks":[{"name":"prod","template":"before.yaml","stackPolicy":"deny.json"}]}"#,
    "bare.json": #"{"stacks":[{"name":"prod"}]}"#,
  ]

  private func run(_ line: String) -> CapturedConsole.Outcome {
    CapturedConsole(files: Self.files).run(["plan"] + line.split(separator: " ").map(String.init))
  }

  @Test(
    "status and first line",
    arguments: [
      ("--before before.yaml --after before.yaml", 0, "NO_CHANGES: nothing changes."),
      ("--before before.yaml --after tuned.yaml", 0, "UPDATE_COMPLETE: the only resource changes."),
      (
        "--before before.yaml --after tuned.yaml --stack-policy deny.json", 0,
        "UPDATE_COMPLETE: the only resource changes."
      ),
      ("--before before.yaml --after after.yaml", 1, "UPDATE_COMPLETE: the only resource changes."),
      ("--before before.yaml --after after.yaml --fail-on deny", 0, "UPDATE_COMPLETE: the only resource changes."),
      ("--before before.yaml --after after.yaml --fail-on none", 0, "UPDATE_COMPLETE: the only resource changes."),
      (
        "--before before.yaml --after after.yaml --stack-policy deny.json", 1,
        "UPDATE_ROLLBACK_COMPLETE: the stack policy denies the only change, so everything"
      ),
      (
        "--before before.yaml --after after.yaml --stack-policy deny.json --fail-on data-loss", 0,
        "UPDATE_ROLLBACK_COMPLETE: the stack policy denies the only change, so everything"
      ),
      (
        "--before before.yaml --after after.yaml --stack-policy deny.json --override allow.json --fail-on deny", 0,
        "UPDATE_COMPLETE: the only resource changes."
      ),
      (
        "--before open.yaml --after opened.yaml --stack-policy deny.json", 3,
        "INCONCLUSIVE: it hangs on what is not known here."
      ),
      (
        "--before open.yaml --after opened.yaml --stack-policy deny.json --fail-on unknown", 1,
        "INCONCLUSIVE: it hangs on what is not known here."
      ),
      (
        "--before open.yaml --after opened.yaml --stack-policy deny.json --fail-on none", 0,
        "INCONCLUSIVE: it hangs on what is not known here."
      ),
      ("--before before.yaml --delete", 1, "DELETE_COMPLETE: the stack goes."),
      (
        "--before before.yaml --delete --termination-protection", 1,
        "REFUSED: CloudFormation refuses it, nothing changes."
      ),
      (
        "--before before.yaml --delete --retain-resources Table", 1,
        "REFUSED: CloudFormation refuses it, nothing changes."
      ),
      (
        "--before before.yaml --delete --retain-resources Table --stack-status DELETE_FAILED", 0,
        "DELETE_COMPLETE: the stack goes, 1 resource of it stays."
      ),
      ("--change-set change-set.json", 1, "UPDATE_COMPLETE s: the only resource changes."),
      (
        "--change-set change-set.json --stack-policy deny.json", 1,
        "UPDATE_ROLLBACK_COMPLETE s: the stack policy denies the only change, so"
      ),
      ("--environment one.json --after tuned.yaml", 0, "UPDATE_COMPLETE prod: the only resource changes."),
      (
        "--environment environment.json --stack prod --after after.yaml", 1,
        "UPDATE_ROLLBACK_COMPLETE prod: the stack policy denies the only change, so"
      ),
      (
        "--environment environment.json --stack test --after after.yaml --fail-on deny", 0,
        "UPDATE_COMPLETE test: the only resource changes."
      ),
      (
        "--before parameter.yaml --parameters Name=b --before-parameters Name=a --after parameter.yaml", 1,
        "UPDATE_COMPLETE: the only resource changes."
      ),
      ("--before parameter.yaml --parameters Name=b --after parameter.yaml", 0, "NO_CHANGES: nothing changes."),
      (
        "--before parameter.yaml --before-parameters Name=a --parameters configuration.json", 1,
        "UPDATE_ROLLBACK_COMPLETE: the stack policy denies the only change, so everything"
      ),
    ])
  func statuses(line: String, status: Int32, first: String) {
    let outcome = run(line)
    #expect(outcome.status.rawValue == status, "\(line)\n\(outcome.error)")
    #expect(outcome.output.split(separator: "\n").first.map(String.init) == first)
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.utf8.count <= 80 })
  }

  @Test(
    "what is wrong with a command line or an input ends with status 2",
    arguments: [
      ("", "noOperation"), ("--before before.yaml", "noOperation"), ("--after after.yaml", "noStack"),
      ("--before before.yaml --after after.yaml --delete", "conflict"),
      ("--change-set change-set.json --override allow.json", "conflict"),
      ("--before before.yaml --delete --override allow.json", "conflict"),
      ("--before before.yaml --after after.yaml --retain-resources A", "requires"),
      ("--environment environment.json --after after.yaml", "stackNotNamed"),
      ("--environment environment.json --stack prd --after after.yaml", "plan.stack"),
      ("--environment bare.json --after after.yaml", "plan.template.missing"),
      ("--before broken.yaml --after after.yaml", "broken.yaml:2:1"),
      ("--before before.yaml --after broken.yaml", "broken.yaml:2:1"),
      ("--before before.yaml --after after.yaml --stack-policy bad.json", "bad.json:1:25"),
      ("--before missing.yaml --after after.yaml", "file.notFound"),
      ("--change-set before.yaml", "before.yaml:1:1"),
      ("--before before.yaml --after after.yaml --fail-on maybe", "unknownChoice"),
    ])
  func errors(line: String, code: String) {
    let outcome = run(line)
    #expect(outcome.status == .inputError, "\(line)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.contains(code), "\(outcome.error)")
  }

  @Test("an unknown stack gets the nearest name")
  func suggestion() {
    let outcome = run("--environment environment.json --stack prd --after after.yaml")
    #expect(outcome.error.contains("did you mean 'prod'?"), "\(outcome.error)")
  }

  @Test("the change set decides, and where templates tell another story it is said")
  func disagreement() throws {
    let outcome = run("--change-set change-set.json --before before.yaml --after before.yaml -f json")
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.error)")
    #expect(document["schema"] as? String == "stockade/plan/1")
    #expect(document["operation"] as? String == "executeChangeSet")
    let differences = try #require(document["disagreements"] as? [[String: String]])
    #expect(differences == [["logicalResourceId": "Table", "changeSet": "Remove", "templates": "None"]])
    let text = run("--change-set change-set.json --before before.yaml --after before.yaml")
    #expect(text.output.contains("Table: Remove in the change set, None by the templates"))
  }

  @Test("every resource has all members of the format")
  func members() throws {
    let outcome = run("--before before.yaml --after after.yaml --stack-policy deny.json -f json")
    let document = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(
      Set(document.keys) == [
        "schema", "operation", "stack", "outcome", "message", "resources", "suggestedOverride", "unknowns",
      ])
    let resource = try #require((document["resources"] as? [[String: Any]])?.first)
    #expect(
      Set(resource.keys) == [
        "logicalResourceId", "resourceType", "change", "certainty", "automatic", "causes", "asked", "decision",
        "evaluation", "by", "physical", "ifAllowed", "replaced", "permissions", "nested",
      ])
  }

  @Test("the suggested override, given back, lets the update through")
  func suggestedOverride() throws {
    let line = "--before before.yaml --after after.yaml --stack-policy deny.json --suggest-override -f json"
    let outcome = run(line)
    let document = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let policy = try JSONSerialization.data(withJSONObject: try #require(document["suggestedOverride"]))
    var files = Self.files
    files["override.json"] = String(decoding: policy, as: UTF8.self)
    let words = "plan --before before.yaml --after after.yaml --stack-policy deny.json --override override.json"
    let again = CapturedConsole(files: files).run(words.split(separator: " ").map(String.init))
    #expect(again.output.hasPrefix("UPDATE_COMPLETE"), "\(again.error)")
  }

  @Test("Markdown neither formats, mentions nor breaks out of the table, and says what it cut")
  func markdown() {
    func changeSet(_ ids: [String]) -> String {
      let changes = ids.map {
        #"{"Type":"Resource","ResourceChange":{"Action":"Modify","Replacement":"False","LogicalResourceId":"\#($0)","ResourceType":"AWS::SNS::Topic","Scope":["Tags"],"Details":[]}}"#
      }
      return #"{"ChangeSetName":"c","Changes":[\#(changes.joined(separator: ","))]}"#
    }
    func markdown(_ ids: [String]) -> String {
      CapturedConsole(files: ["c.json": changeSet(ids)]).run(["plan", "--change-set", "c.json", "-f", "markdown"])
        .output
    }
    let hostile = markdown(["a|b</code><script>@octocat #1 `x` **y**\\n\\u001b[31m"])
    #expect(!hostile.contains("<script>"))
    #expect(!hostile.contains("@octocat"))
    #expect(!hostile.contains("#1"))
    #expect(hostile.contains(#"a\|b&lt;/code&gt;"#))
    #expect(!hostile.contains("\u{1B}"))
    let long = markdown((0..<2_000).map { "Resource\($0)" })
    #expect(long.utf8.count < 65_536)
    #expect(long.contains("**The table is cut**: "))
    #expect(!markdown(["A", "B"]).contains("cut"))
  }

  @Test("mutated templates and change sets never crash it, and every refusal has a place")
  func mutations() throws {
    let original = Array(
      """
      Parameters: {Name: {Type: String, Default: a}}
      Conditions: {C: !Equals [!Ref Name, a]}
      Resources:
        Table:
          Type: AWS::DynamoDB::Table
          DeletionPolicy: Retain
          Properties:
            TableName: !Sub '${Name}-x'
            Tags: [{Key: k, Value: !If [C, v, !Ref AWS::NoValue]}]
        Stack:
          Type: AWS::CloudFormation::Stack
          Condition: C
          Properties: {TemplateURL: n.yaml, Parameters: {Name: !GetAtt Table.Arn}}
      """.utf8)
    let changeSet = Array((Self.files["change-set.json"] ?? "").utf8)
    var random = SplitMix64(seed: 7)
    func mutated(_ bytes: [UInt8]) -> String {
      var bytes = bytes
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0: bytes.remove(at: at)
        case 1: bytes[at] = Array("{}[]:,-!&*#'\"\\${} \nRef0AWS".utf8).randomElement(using: &random) ?? 0
        default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: at)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    var planned = 0
    for round in 0..<200 {
      var files = Self.files
      files["n.yaml"] = Self.files["parameter.yaml"]
      files["a.yaml"] = String(decoding: original, as: UTF8.self)
      files["b.yaml"] = mutated(original)
      files["c.json"] = mutated(changeSet)
      let format = ["text", "json", "markdown"][round % 3]
      let lines = [
        "plan --before a.yaml --after b.yaml --nested-before Stack=n.yaml --stack-policy deny.json --suggest-override -f \(format)",
        "plan --before b.yaml --delete -f \(format)", "plan --before b.yaml --after a.yaml --role-policy",
        "plan --change-set c.json --stack-policy deny.json -f \(format)",
      ]
      for line in lines {
        let outcome = CapturedConsole(files: files).run(line.split(separator: " ").map(String.init))
        #expect(outcome.status != .internalError, "\(line)\n\(outcome.error)")
        if outcome.status == .inputError {
          #expect(outcome.error.contains(/[abc]\.(yaml|json):\d+:\d+/), "\(line)\n\(outcome.error)")
        } else {
          planned += 1
        }
      }
    }
    #expect(planned >= 400)
  }

  @Test(
    "resources that wait for each other are refused, and none that a condition may leave out",
    arguments: [
      ("A: {Type: AWS::SNS::Topic, DependsOn: B}\n  B: {Type: AWS::SNS::Topic, DependsOn: A}", "[A, B]"),
      (
        "A: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}", "[A]"
      ),
      (
        "A: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub '${B.TopicName}'}}\n  B: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt C.TopicName}}\n  C: {Type: AWS::SNS::Topic, DependsOn: [D, A]}\n  D: {Type: AWS::SNS::Topic}\n  E: {Type: AWS::SNS::Topic, DependsOn: A}",
        "[A, B, C]"
      ),
      ("A: {Type: AWS::SNS::Topic, DependsOn: B}\n  B: {Type: AWS::SNS::Topic}", nil),
      ("A: {Type: AWS::SNS::Topic, Metadata: {Self: !Ref A}}", nil),
      (
        "A: {Type: AWS::SNS::Topic, Properties: {TopicName: !If [C, !Ref B, x]}}\n  B: {Type: AWS::SNS::Topic, DependsOn: A}",
        nil
      ),
    ] as [(String, String?)])
  func circles(resources: String, names: String?) {
    let console = CapturedConsole(files: [
      "before.yaml": "Resources:\n  Old: {Type: AWS::SNS::Topic}\n",
      "after.yaml":
        "Parameters:\n  P: {Type: AWS::SSM::Parameter::Value<String>, Default: p}\nConditions:\n  C: !Equals [!Ref P, a]\nResources:\n  \(resources)\n",
    ])
    let outcome = console.run(["plan", "--before", "before.yaml", "--after", "after.yaml", "--fail-on", "deny"])
    #expect(outcome.output.hasPrefix("REFUSED") == (names != nil), "\(outcome.output)\(outcome.error)")
    if let names {
      #expect(outcome.output.contains("Circular dependency between resources: \(names)"))
      #expect(outcome.output.contains("[template.reference.circular]"))
    }
  }

  @Test("a chain of many resources is no circle, and is seen through soon")
  func longChain() {
    let chain = (0..<2_000).map { "  R\($0): {Type: AWS::SNS::Topic, DependsOn: R\($0 + 1)}\n" }.joined()
    let console = CapturedConsole(files: [
      "before.yaml": "Resources:\n  Old: {Type: AWS::SNS::Topic}\n",
      "after.yaml": "Resources:\n\(chain)  R2000: {Type: AWS::SNS::Topic}\n",
    ])
    let outcome = console.run(["plan", "--before", "before.yaml", "--after", "after.yaml", "--fail-on", "none"])
    #expect(outcome.output.hasPrefix("UPDATE_COMPLETE"))
  }

  @Test("a new parameter needs a value or a default; one that the stack had may keep what it has")
  func parametersWithoutValues() {
    let new = run("--before before.yaml --after parameter.yaml")
    #expect(new.output.hasPrefix("REFUSED"))
    #expect(new.output.contains("Parameters: [Name] must have values"))
    #expect(new.output.contains("[parameters.missing]"))
    #expect(!run("--before before.yaml --after parameter.yaml --parameters Name=a").output.hasPrefix("REFUSED"))
    #expect(!run("--before parameter.yaml --after parameter.yaml").output.hasPrefix("REFUSED"))
  }

  @Test("a type that AWS does not publish is warned of")
  func unknownType() {
    let console = CapturedConsole(files: [
      "before.yaml": "Resources:\n  A: {Type: AWS::SNS::Topic}\n",
      "after.yaml": "Resources:\n  A: {Type: AWS::SNS::Topic}\n  B: {Type: AWS::SNS::Topik}\n",
    ])
    let outcome = console.run(["plan", "--before", "before.yaml", "--after", "after.yaml"])
    #expect(outcome.error.contains("[template.resource.typeUnknown]"))
    #expect(outcome.error.contains("did you mean AWS::SNS::Topic?"))
  }
}
