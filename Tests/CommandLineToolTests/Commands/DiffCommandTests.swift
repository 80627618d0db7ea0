import CommandLineTool
import Foundation
import Testing

import enum CommandLineTool.ExitStatus

@Suite struct DiffCommandTests {
  private static func scp(_ action: String) -> String {
    """
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Sid": "Keep", "Effect": "Deny", "Action": "\(action)", "Resource": "*" }
      ]
    }
    """
  }
  private static func environment(_ scp: String) -> String {
    """
    {"organization":{"root":{"id":"r-1","accounts":[
      {"id":"111122223333","serviceControlPolicies":["FullAWSAccess","\(scp)"]}]}},
     "resources":[{"arn":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1"}],
     "stacks":[{"name":"prod","template":"template.yaml","stackPolicy":"stack-policy.json"}]}
    """
  }
  private static let files = [
    "old.json": scp("ec2:DeleteVolume"), "new.json": scp("s3:*"),
    "before.json": environment("old.json"), "after.json": environment("new.json"),
    "stack-policy.json": #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}"#,
    "stricter.json":
      #"{"Statement":[{"Effect":"Allow","NotAction":"Update:Delete","Principal":"*","Resource":"*"}]}"#,
    "template.yaml": "Resources:\n  Db: {Type: AWS::RDS::DBInstance}\n",
    "role.json":
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:*","Resource":"*"}}"#,
    "other.json": #"{"a":1}"#,
    "actions.ndjson": """
    {"action":"ec2:DeleteVolume","principal":"arn:aws:iam::111122223333:role/R","resource":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1"}
    {"action":"s3:GetObject","principal":"arn:aws:iam::111122223333:role/R","resource":"arn:aws:s3:::b/k"}
    {"action":"ec2:DeleteVolume","principal":"arn:aws:iam::111122223333:role/R","resource":"arn:aws:ec2:us-east-1:111122223333:volume/vol-2"}

    """,
  ]

  private func run(_ arguments: String..., more: [String: String] = [:]) -> CapturedConsole.Outcome {
    CapturedConsole(files: Self.files.merging(more) { $1 }).run(["diff"] + arguments)
  }

  @Test func showsBothStatementsAndTheFirstRecord() {
    let outcome = run("--before", "old.json", "--after", "new.json", "actions.ndjson")
    #expect(outcome.status == .success)
    #expect(
      outcome.output == """
        Newly denied: 1 decision

          before  Allow   allowed by statement 0 at FullAWSAccess
          after   Deny    denied by "Keep" at new.json:4:5
                  { "Sid": "Keep", "Effect": "Deny", "Action": "s3:*", "Resource": "*" }
          was             "Keep" differs at old.json:4:50
                  { "Sid": "Keep", "Effect": "Deny", "Action": "ec2:DeleteVolume", "Res…
            1  s3:GetObject by arn:aws:iam::111122223333:role/R in account 111122223333
               first at line 2: arn:aws:s3:::b/k

        Newly allowed: 2 decisions

          before  Deny    denied by "Keep" at old.json:4:5
                  { "Sid": "Keep", "Effect": "Deny", "Action": "ec2:DeleteVolume", "Res…
          now             "Keep" differs at new.json:4:50
                  { "Sid": "Keep", "Effect": "Deny", "Action": "s3:*", "Resource": "*" }
          after   Allow   allowed by statement 0 at FullAWSAccess
            2  ec2:DeleteVolume by arn:aws:iam::111122223333:role/R in account
               111122223333
               first at line 1: arn:aws:ec2:us-east-1:111122223333:volume/vol-1

        3 records: 3 decisions change: 1 newly denied, 2 newly allowed

        """, "\(outcome.output)")
  }

  @Test(arguments: [
    ("new-allow", ExitStatus.finding), ("new-deny", .finding), ("any", .finding), ("unknown", .success),
    ("none", .success), ("new-allow,unknown", .finding),
  ])
  func failOnSaysWhatIsAFinding(word: String, status: ExitStatus) {
    #expect(run("--before", "old.json", "--after", "new.json", "actions.ndjson", "--fail-on", word).status == status)
  }

  @Test func nothingChangesBetweenEqualPolicies() {
    let outcome = run("--before", "old.json", "--after", "old.json", "actions.ndjson", "--fail-on", "any")
    #expect(outcome.status == .success)
    #expect(outcome.output == "3 records: no decision changes\n")
  }

  @Test func withoutAStreamTheMatrixIsCompared() {
    let outcome = run("--before", "before.json", "--after", "after.json", "--fail-on", "new-allow")
    #expect(outcome.status == .finding)
    #expect(outcome.output.contains("Newly allowed: 1 decision\n"))
    #expect(outcome.output.contains("role/anyone"))
    #expect(outcome.output.contains("of the full matrix: 1 decision changes: 1 newly allowed\n"))
  }

  @Test func aTemplateGivesTheMatrixOfStackPolicies() {
    let outcome = run(
      "--before", "stack-policy.json", "--before", "template.yaml", "--after", "stricter.json", "--after",
      "template.yaml")
    #expect(outcome.output.contains("Newly denied: 1 decision\n"))
    #expect(outcome.output.contains("    1  Update:Delete\n       first: LogicalResourceId/Db\n"))
    #expect(outcome.output.hasSuffix("3 records of the full matrix: 1 decision changes: 1 newly denied\n"))
  }

  @Test func stacksAreNamed() {
    let outcome = run(
      "--before", "a=stack-policy.json", "--before", "b=stack-policy.json", "--after", "a=stricter.json", "--after",
      "b=stack-policy.json", "updates.ndjson",
      more: [
        "updates.ndjson": """
        {"stack":"a","action":"Update:Delete","logicalResourceId":"X"}
        {"stack":"b","action":"Update:Delete","logicalResourceId":"X"}
        """
      ])
    #expect(outcome.output.contains("    1  Update:Delete in stack a\n"))
    #expect(outcome.output.hasSuffix("2 records: 1 decision changes: 1 newly denied\n"))
  }

  @Test(arguments: [
    ["--before", "old.json"], ["--after", "old.json"], ["--before", "old.json", "--after", "nowhere.json", "a"],
    ["--before", "old.json", "--after", "other.json", "actions.ndjson"],
    ["--before", "old.json", "--after", "role.json", "actions.ndjson"],
    ["--before", "old.json", "--before", "before.json", "--after", "new.json", "actions.ndjson"],
    ["--before", "before.json", "--before", "after.json", "--after", "new.json", "actions.ndjson"],
    ["--before", "x=old.json", "--after", "new.json", "actions.ndjson"],
    ["--before", "old.json", "--after", "new.json"],
    ["--before", "old.json", "--after", "new.json", "nowhere.ndjson"],
  ])
  func whatCannotBeComparedIsAnError(arguments: [String]) {
    let outcome = CapturedConsole(files: Self.files).run(["diff"] + arguments)
    #expect(outcome.status == .inputError)
    #expect(!outcome.error.isEmpty)
  }

  @Test func recordsThatCannotBeDecidedAreStatusTwoUnlessTheyAreLeftOut() {
    let bad = ["bad.ndjson": "{\n" + #"{"action":"s3:GetObject","principal":"*"}"#]
    let outcome = run("--before", "old.json", "--after", "new.json", "bad.ndjson", more: bad)
    #expect(outcome.status == .inputError)
    #expect(outcome.output.contains("1 record cannot be decided by either side, first at line 1:"))
    #expect(outcome.output.contains("Newly denied: 1 decision\n"))
    let left = run("--before", "old.json", "--after", "new.json", "bad.ndjson", "--on-bad-record", "line", more: bad)
    #expect(left.status == .success)
  }

  @Test func jsonHoldsBothDecisions() throws {
    let outcome = run("--before", "old.json", "--after", "new.json", "actions.ndjson", "-f", "json")
    let document = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(document["schema"] as? String == "stockade/diff/1")
    #expect((document["counts"] as? [String: Int]) == ["newlyDenied": 1, "newlyAllowed": 2, "nowUnknown": 0])
    let changes = try #require(document["changes"] as? [[String: Any]])
    let before = try #require(changes[1]["before"] as? [String: Any])
    #expect((before["by"] as? [String: Any])?["at"] as? String == "old.json:4:5")
    #expect((changes[1]["now"] as? [String: String]) == ["statement": "changed", "at": "new.json:4:50"])
    #expect((changes[0]["was"] as? [String: String]) == ["statement": "changed", "at": "old.json:4:50"])
    #expect(changes[0]["now"] == nil && changes[1]["was"] == nil)
    let groups = try #require(changes[1]["groups"] as? [[String: Any]])
    #expect(groups[0]["count"] as? Int == 2)
    #expect((groups[0]["first"] as? [String: Any])?["line"] as? Int == 1)
  }

  @Test func nobodyIsWarnedOfWhatIsBeingReplaced() {
    let warned = [
      "warned.json":
        #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","NotResource":"LogicalResourceId/Db"}]}"#
    ]
    let options = ["--before", "template.yaml", "--after", "template.yaml"]
    let console = CapturedConsole(files: Self.files.merging(warned) { $1 })
    let old = console.run(["diff", "--before", "warned.json", "--after", "stack-policy.json"] + options)
    #expect(!old.error.contains("warning"), "\(old.error)")
    let new = console.run(["diff", "--before", "stack-policy.json", "--after", "warned.json"] + options)
    #expect(new.error.contains("warned.json:1:"), "\(new.error)")
  }

  @Test func unknownIsInconclusiveWhereSomethingElseIsAskedFor() {
    let outcome = run(
      "--before", "FullAWSAccess", "--after", "tagged.json", "actions.ndjson", "--missing-context", "unknown",
      "--fail-on", "new-deny",
      more: [
        "tagged.json":
          #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"ec2:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/k":"v"}}}}"#
      ])
    #expect(outcome.status == .inconclusive)
    #expect(outcome.output.contains("Now unknown: 2 decisions\n"))
    #expect(outcome.output.contains("hangs on aws:ResourceTag/k"))
  }

  @Test(arguments: ["", "\n\n"])
  func nothingComparedIsNoPass(text: String) {
    let outcome = run(
      "--before", "old.json", "--after", "new.json", "--fail-on", "any", "--report", "junit=out.xml", "none.ndjson",
      more: ["none.ndjson": text])
    #expect(outcome.status == .inputError)
    #expect(outcome.output == "0 records: nothing was compared\n")
    #expect(outcome.error.contains("diff.nothingCompared"), "\(outcome.error)")
  }

  private static let admin =
    #"{"Version":"2012-10-17","Statement":["#
    + #"{"Sid":"Queues","Effect":"Allow","Action":"sqs:*","Resource":"*"},"#
    + #"{"Sid":"Buckets","Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/*","#
    + #""Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}]}"#

  private static let read =
    #"{"action":"s3:GetObject","principal":"arn:aws:iam::111122223333:role/R","resource":"arn:aws:s3:::b/k","context":{"aws:RequestedRegion":"us-east-1"}}"#

  @Test func whatNothingAllowsAnyMoreIsShownWithWhatNearlyDoes() throws {
    let more = ["admin.json": Self.admin, "read.ndjson": Self.read + "\n"]
    let text = run("--before", "FullAWSAccess", "--after", "admin.json", "read.ndjson", more: more)
    #expect(
      text.output.contains(
        """
          after   Deny    no SCP allows it
          nearest         Allow "Buckets" at admin.json:1:104 (scp) misses: StringEquals
                          aws:RequestedRegion "eu-west-1": the request has "us-east-1"
        """), "\(text.output)")
    let json = run("--before", "FullAWSAccess", "--after", "admin.json", "-f", "json", "read.ndjson", more: more)
    let document = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let miss = try #require((document["changes"] as? [[String: Any]])?.first?["nearestMiss"] as? [String: Any])
    #expect(miss["sid"] as? String == "Buckets")
    #expect(miss["element"] as? String == "Condition")
    #expect((miss["message"] as? String)?.contains("us-east-1") == true)
  }

  @Test func anUpdateThatNothingAllowsAnyMoreIsShownWithWhatNearlyDoes() {
    let outcome = run(
      "--before", "stack-policy.json", "--before", "template.yaml", "--after", "narrow.json", "--after",
      "template.yaml",
      more: [
        "narrow.json":
          #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"LogicalResourceId/Other"}]}"#
      ])
    #expect(outcome.output.contains("nearest         Allow statement 0 at narrow.json:1:15 (stack) misses: Resource"))
  }

  @Test func recordsOfSeveralResourcesAndEventsAreComparedToo() {
    let several =
      #"{"action":"s3:GetObject","principal":"arn:aws:iam::111122223333:role/R","resources":[{"resource":"arn:aws:s3:::b/k"},{"resource":"arn:aws:s3:::c/k"}]}"#
    let outcome = run(
      "--before", "FullAWSAccess", "--after", "admin.json", "several.ndjson",
      more: ["admin.json": Self.admin, "several.ndjson": several])
    #expect(outcome.output.contains("1 record: 1 decision changes: 1 newly denied"))
    #expect(!outcome.output.contains("nearest"))
  }

  @Test(arguments: ["junit", "markdown", "json", "sarif"])
  func reportsShowBothTextsOfAStatement(format: String) throws {
    let console = CapturedConsole(files: Self.files)
    let outcome = console.run([
      "diff", "--before", "old.json", "--after", "new.json", "actions.ndjson", "--fail-on", "any",
      "--report", "\(format)=out",
    ])
    #expect(outcome.status == .finding)
    let report = try #require(console.file("out")).replacingOccurrences(of: "&quot;", with: "\"")
      .replacingOccurrences(of: "\\\"", with: "\"")
    #expect(
      report.contains(#""Keep" differs at new.json:4:50"#) || report.contains(#""Keep" differs at new\.json:4:50"#),
      "\(report)")
    #expect(
      report.contains(#""Keep" differs at old.json:4:50"#) || report.contains(#""Keep" differs at old\.json:4:50"#))
    if format != "sarif" {
      #expect(report.contains(#""Action": "ec2:DeleteVolume""#))
      #expect(report.contains(#""Action": "s3:*""#))
    }
    if format == "markdown" {
      #expect(
        report.contains(#"<pre>- { "Sid": "Keep", "Effect": "Deny", "Action": "ec2:DeleteVolume", "Resource": "*" }"#))
      #expect(report.contains(#"+ { "Sid": "Keep", "Effect": "Deny", "Action": "s3:*", "Resource": "*" }</pre>"#))
    }
  }
}
