import CommandLineTool
import Testing

@Suite struct ExplainCommandTests {
  static let files = [
    "sp.json": EvaluateCommandTests.stackPolicy, "scp.json": EvaluateCommandTests.scp,
    "ec2.json": EvaluateCommandTests.allowEC2,
  ]

  private func explain(_ arguments: String..., input: String = "") -> CapturedConsole.Outcome {
    CapturedConsole(files: Self.files, input: input).run(["explain"] + arguments)
  }

  @Test func eachStatementInOrderAndWhatItMissed() {
    let outcome = explain(
      "--stack-policy", "sp.json", "--action", "Update:Delete", "--logical-resource-id", "Db", "--resource-type",
      "AWS::RDS::DBInstance")
    #expect(
      outcome.output == """
        Deny Update:Delete on LogicalResourceId/Db

        Request
          ResourceType  AWS::RDS::DBInstance

        Gate: stack policy  denies
          sp.json
            matches  Allow statement 0 at sp.json:2:3
            matches  Deny "Keep" at sp.json:3:3
            no match Deny statement 2 at sp.json:4:3
                     Action is "Update:Replace", not "Update:Delete"

        Decision
          Deny: denied by "Keep" at sp.json:3:3. A Deny that matches wins over every
          Allow.

        """)
    #expect(outcome.status == .success)
  }

  @Test func theEntryThatLeavesTheRequestOutIsNamed() {
    func explain(_ policy: String) -> String {
      CapturedConsole(files: ["p.json": policy]).run([
        "explain", "--scp", "p.json", "--action", "iam:getrole", "--resource", "arn:aws:iam::111122223333:role/R",
      ]).output
    }
    let action = explain(
      #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":["sts:*","iam:Get*","iam:*"],"Resource":"*"}}"#
    )
    #expect(
      action.contains("NotAction leaves \"iam:getrole\" out by \"iam:Get*\", 2 of its 3"), "\(action)")
    let resource = explain(
      #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","NotResource":"arn:aws:iam::*:role/*"}}"#)
    #expect(resource.contains("out by\n             \"arn:aws:iam::*:role/*\"\n"), "\(resource)")
  }

  @Test(
    "ruling 18: what an absent or unreadable key does to a condition is said",
    arguments: [
      (
        #""StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}"#, "",
        "StringNotEquals aws:RequestedRegion holds: the request has no such key, and a negated operator matches an absent key"
      ),
      (
        #""StringEqualsIfExists":{"aws:RequestedRegion":"eu-west-1"}"#, "",
        "StringEqualsIfExists aws:RequestedRegion holds: the request has no such key, and IfExists accepts an absent key"
      ),
      (
        #""ForAllValues:StringEquals":{"aws:TagKeys":"a"}"#, "",
        "ForAllValues:StringEquals aws:TagKeys holds: the request has no such key, and ForAllValues accepts an absent key"
      ),
      (
        #""NumericLessThan":{"s3:max-keys":"10"}"#, #""s3:max-keys":"1e1""#,
        #"warning: NumericLessThan s3:max-keys: the request's "1e1" is no number, and what cannot be compared does not satisfy the operator"#
      ),
      (
        #""NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#, #""aws:SourceIp":"10.0.0.0/9""#,
        #"warning: NotIpAddress aws:SourceIp: the request's "10.0.0.0/9" is no IP address, and what cannot be compared satisfies the operator"#
      ),
      (
        #""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Admin"}"#, #""aws:PrincipalArn":"Admin""#,
        #"warning: ArnNotLike aws:PrincipalArn: the request's "Admin" is no ARN, and what cannot be compared satisfies the operator"#
      ),
      (#""StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}"#, #""aws:RequestedRegion":"us-east-1""#, nil),
      (#""StringEquals":{"aws:RequestedRegion":"eu-west-1"}"#, "", nil),
      (#""Null":{"aws:RequestedRegion":"true"}"#, "", nil),
    ])
  func remarks(condition: String, context: String, sentence: String?) {
    let policy =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{\#(condition)}}}"#
    let record = #"{"action":"s3:ListBucket","resource":"arn:aws:s3:::b","context":{\#(context)}}"#
    func explain(_ format: String) -> String {
      CapturedConsole(files: ["p.json": policy], input: record).run(["explain", "--scp", "p.json", "-f", format, "-"])
        .output
    }
    let text = explain("text")
    let words = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    if let sentence {
      #expect(words.contains(sentence), "\(text)")
      #expect(explain("json").contains(#""remarks": ["#))
    } else {
      #expect(!words.contains("an absent key") && !words.contains("warning: "), "\(text)")
      #expect(!explain("json").contains("remarks"))
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 80 })
  }

  @Test func whatAnUnknownHangsOnAndWhatWouldFollow() {
    let outcome = explain("--stack-policy", "sp.json", "--action", "Update:Replace", "--logical-resource-id", "X")
    #expect(outcome.output.contains("ResourceType  (unknown)"))
    #expect(outcome.output.contains("StringEquals ResourceType \"AWS::RDS::DBInstance\": nobody knows the"))
    #expect(
      outcome.output.contains(
        """
        If it were known
          ResourceType is absent: Allow
          ResourceType is AWS::RDS::DBInstance: Deny
          ResourceType is anything else: Allow
        """))
  }

  @Test(
    "anything else is said only where it is one answer",
    arguments: [
      (#""NotResource": "arn:aws:s3:::${aws:PrincipalTag/b}/*""#, "aws:PrincipalTag/b is absent: Deny\n"),
      (
        #""Resource": "*", "Condition": {"NumericLessThan": {"s3:max-keys": "10"}}"#,
        "s3:max-keys is absent: Allow\n  s3:max-keys is 10: Allow\n"
      ),
      (
        #""Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#,
        "aws:SourceIp is absent: Allow\n  aws:SourceIp is 10.0.0.0: Deny\n"
      ),
      (
        #""Resource": "*", "Condition": {"StringEquals": {"aws:x": "${aws:username}"}}"#,
        "aws:username is absent: Unknown\n  aws:x is absent: Allow\n"
      ),
    ])
  func alternativesOfKeysThatHaveMoreThanOneOtherAnswer(rest: String, alternatives: String) {
    let scp = #"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:*", \#(rest)}}"#
    let outcome = CapturedConsole(files: ["scp.json": scp]).run([
      "explain", "--scp", "scp.json", "--action", "s3:GetObject", "--resource", "arn:aws:s3:::x/y",
      "--missing-context", "unknown", "-q",
    ])
    #expect(outcome.output.contains("If it were known\n  " + alternatives))
    #expect(!outcome.output.contains("is anything else"))
  }

  @Test func aMissingAllowIsSaid() {
    let outcome = explain("--scp", "ec2.json", "--action", "s3:GetObject", "--resource", "arn:aws:s3:::b/k")
    #expect(outcome.output.contains("no match Allow statement 0 at ec2.json:1:41"))
    #expect(outcome.output.contains(#"Action is "ec2:*", not "s3:GetObject""#))
    #expect(outcome.output.contains("Deny: no SCP allows it. Nothing is denied by name; an Allow is missing."))
  }

  @Test func theSameActionByOptionsRecordAndFile() {
    let record = #"{"action":"s3:DeleteBucket","resource":"arn:aws:s3:::b","context":{"aws:TagKeys":["a","b"]}}"#
    let byOptions = explain(
      "--scp", "scp.json", "-q", "--action", "s3:DeleteBucket", "--resource", "arn:aws:s3:::b", "--context",
      "aws:TagKeys=a", "--context", "aws:TagKeys=b")
    #expect(byOptions.output.contains("aws:TagKeys  [a, b]"))
    #expect(explain("--scp", "scp.json", "-q", "--record", record).output == byOptions.output)
    #expect(explain("--scp", "scp.json", "-q", "--record", "-", input: record).output == byOptions.output)
    #expect(explain("--scp", "scp.json", "-q", input: "\n" + record + "\n").output == byOptions.output)
    #expect(
      explain("--scp", "scp.json", "-q", "-", "--line", "3", input: "{}\n\n" + record).output == byOptions.output)
  }

  @Test func allResourcesMustPass() {
    let outcome = explain(
      "--scp", "scp.json", "--scp", "ec2.json", "-q", "--action", "ec2:CreateSubnet", "--resource", "a", "--resource",
      "b")
    #expect(outcome.output.contains("Allow ec2:CreateSubnet on a\n"))
    #expect(outcome.output.contains("Allow ec2:CreateSubnet on b\n"))
    #expect(outcome.output.hasSuffix("\nAll 2 resources must pass: Allow\n"))
  }

  @Test func theLevelThatStopsARequestIsMarked() {
    var files = Self.files
    files["environment.json"] = """
      {"organization": {"managementAccount": "999988887777", "root": {"id": "r-1", "organizationalUnits": [
         {"id": "ou-1", "serviceControlPolicies": ["ec2.json"],
          "organizationalUnits": [{"id": "ou-2", "accounts": [{"id": "111122223333"}]}]}]}}}
      """
    func explain(_ principal: String) -> String {
      CapturedConsole(files: files).run([
        "explain", "--environment", "environment.json", "--action", "s3:GetObject", "--principal", principal,
      ]).output
    }
    let denied = explain("arn:aws:iam::111122223333:role/Dev")
    #expect(
      denied.contains(
        """
        Gate: service control policies  does not allow
          r-1 > [ou-1: stops here] > ou-2 > 111122223333 (each level must allow)
          at r-1: lets it pass
            FullAWSAccess
              matches  Allow statement 0
          at ou-1: does not allow
            ec2.json
              no match Allow statement 0 at ec2.json:1:41
                       Action is "ec2:*", not "s3:GetObject"
          at ou-2: lets it pass
        """))
    #expect(
      denied.hasSuffix(
        """
          Deny: no SCP at ou-1 allows it. Every level from the root to the account needs
          an Allow of its own, and this one has none that matches.

        """))
    let exempt = explain("arn:aws:iam::999988887777:role/Dev")
    #expect(
      exempt.contains(
        """
        Gate: service control policies  not asked
          SCPs never limit the principals of the management account
        """))
    #expect(exempt.contains("Gate: identity policies  not asked\n"))
  }

  @Test func jsonHoldsTheTrace() {
    let outcome = explain(
      "--stack-policy", "sp.json", "--action", "Update:Delete", "--logical-resource-id", "Other", "-f", "json")
    #expect(outcome.output.hasPrefix("{\n  \"schema\": \"stockade/explanation/1\",\n  \"decision\": \"Allow\","))
    for part in [
      #""at": "sp.json:3:3","#, #""matches": "no","#, #""element": "Resource","#, #""LogicalResourceId/Db""#,
      #""LogicalResourceId/Other""#, #""at": "sp.json:3:94","#,
    ] { #expect(outcome.output.contains(part), "\(part)") }
  }

  @Test(
    arguments: [
      (["--action", "s3:X", "--record", "{}"], "usage.conflict"),
      (["--resource", "a"], "usage.requires"),
      (["--line", "2"], "usage.lineWithoutFile"),
      (["--action", "s3:X", "file"], "usage.twoActions"),
      (["--action", "s3:X"], "action.noPolicyApplies"),
      (["--record", #"{"action":"Update:Modify"}"#], "record.logicalResourceId"),
      (["--record", #"{"action":"Update:Nothing","logicalResourceId":"A"}"#], "record.action"),
      (["--record", #"{"action":"Update:Modify","context":{"a":"1","A":"2"}}"#], "record.duplicate"),
      (["--record", #"{"action":"Update:Modify","action":"x"}"#], "json.duplicateKey"),
      (["--record", #"{"action":7}"#], "record.shape"),
      (["--record", "{"], "json.truncated"),
      (["no.ndjson"], "file.notFound"),
    ] as [([String], String)])
  func refusals(_ arguments: [String], _ code: String) {
    let outcome = CapturedConsole(files: Self.files).run(["explain", "--stack-policy", "sp.json"] + arguments)
    #expect(outcome.status == .inputError)
    #expect(outcome.error.contains("[\(code)]"), "\(outcome.error)")
  }

  @Test func theLineMustBeSaidWhereThereAreSeveral() {
    let records = "{\"action\":\"Update:Modify\"}\n{\"action\":\"Update:Modify\"}\n"
    #expect(explain("--stack-policy", "sp.json", input: records).error.contains("[usage.whichLine]"))
    let outcome = explain("--stack-policy", "sp.json", "-", "--line", "2", input: records)
    #expect(outcome.error.contains("(in the record of line 2) [record.logicalResourceId]"))
    #expect(explain("--stack-policy", "sp.json", "-", "--line", "3", input: records).error.contains("noSuchLine"))
  }
}
