import CommandLineTool
import Testing

import enum CommandLineTool.ExitStatus

@Suite struct EvaluateCommandTests {
  static let stackPolicy = """
    {"Statement": [
      {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
      {"Sid": "Keep", "Effect": "Deny", "Action": "Update:Delete", "Principal": "*", "Resource": "LogicalResourceId/Db"},
      {"Effect": "Deny", "Action": "Update:Replace", "Principal": "*", "Resource": "*",
       "Condition": {"StringEquals": {"ResourceType": "AWS::RDS::DBInstance"}}}
    ]}
    """
  static let scp = """
    {"Version": "2012-10-17", "Statement": [
      {"Sid": "NoDelete", "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}]}
    """
  static let allowEC2 = """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}
    """
  static let files = ["sp.json": stackPolicy, "scp.json": scp, "ec2.json": allowEC2]

  private func evaluate(_ arguments: String..., input: String, files: [String: String] = files)
    -> CapturedConsole.Outcome
  {
    CapturedConsole(files: files, input: input).run(["evaluate"] + arguments)
  }

  @Test func textNamesStatementAndPosition() {
    let outcome = evaluate(
      "--stack-policy", "sp.json",
      input: """
        {"id":"a","action":"Update:Delete","logicalResourceId":"Db"}
        {"action":"Update:Modify","logicalResourceId":"Db"}
        {"action":"Update:Replace","logicalResourceId":"Db"}

        {"id":"e","action":"Update:Delete"}
        """)
    #expect(
      outcome.output == """
        Deny     a  Update:Delete LogicalResourceId/Db  denied by "Keep" at sp.json:3:3
        Allow    2  Update:Modify LogicalResourceId/Db  allowed by statement 0 at sp.json:2:3
        Unknown  3  Update:Replace LogicalResourceId/Db  hangs on ResourceType
        Error    e (line 5)  an update action needs a logicalResourceId [record.logicalResourceId]

        """)
    #expect(
      outcome.error == """
        3 decisions: 1 allowed, 1 denied (1 explicitly), 1 unknown
        1 record could not be decided: record.logicalResourceId 1
        ResourceType is unknown in 1 decision

        """)
    #expect(outcome.status == .inputError)
  }

  @Test func csvQuotesWhatNeedsIt() {
    let outcome = evaluate(
      "--stack-policy", "sp.json", "-f", "csv", "-q",
      input: """
        {"id":"a,\\"b\\"","action":"Update:Delete","logicalResourceId":"Db"}
        {"id":7}
        """)
    #expect(
      outcome.output == """
        file,line,id,action,resource,decision,evaluation,policyType,level,policy,statement,sid,at,gates,missing,error,\
        message,offset
        ,1,"a,""b\""",Update:Delete,LogicalResourceId/Db,Deny,explicitDeny,stack,,sp.json,1,Keep,sp.json:3:3,stack,,,,
        ,2,7,,,,,,,,,,,,,record.action,the record names no action,

        """)
    #expect(outcome.error.isEmpty)
  }

  @Test func fullAWSAccessIsSaidToBeAttached() {
    let record = #"{"action":"s3:GetObject","resource":"arn:aws:s3:::b/k"}"#
    let denyOnly = evaluate("--scp", "scp.json", input: record)
    #expect(denyOnly.output.hasPrefix("Allow    1  s3:GetObject"))
    #expect(denyOnly.error.contains("FullAWSAccess counts as attached"))
    let withAllow = evaluate("--scp", "scp.json", "--scp", "ec2.json", input: record)
    #expect(withAllow.output == "Deny     1  s3:GetObject arn:aws:s3:::b/k  no SCP allows it\n")
    #expect(!withAllow.error.contains("FullAWSAccess"))
    let named = evaluate("--scp", "FullAWSAccess", input: record)
    #expect(named.output.hasPrefix("Allow "))
  }

  @Test(arguments: [
    ("deny", #"{"action":"Update:Delete","logicalResourceId":"Db"}"#, ExitStatus.finding),
    ("unknown", #"{"action":"Update:Delete","logicalResourceId":"Db"}"#, .success),
    ("none", #"{"action":"Update:Delete","logicalResourceId":"Db"}"#, .success),
    ("any", #"{"action":"Update:Delete","logicalResourceId":"Db"}"#, .finding),
    ("deny", #"{"action":"Update:Replace","logicalResourceId":"Db"}"#, .inconclusive),
    ("deny,unknown", #"{"action":"Update:Replace","logicalResourceId":"Db"}"#, .finding),
    ("deny", #"{"action":"Update:Modify","logicalResourceId":"Db"}"#, .success),
    ("deny", #"{"action":"#, .inputError),
  ])
  func failOnMakesAGate(_ failOn: String, _ record: String, _ status: ExitStatus) {
    #expect(evaluate("--stack-policy", "sp.json", "--fail-on", failOn, input: record).status == status)
  }

  @Test(arguments: [("fail", 3, ExitStatus.inputError), ("line", 3, .success), ("stop", 2, .inputError)])
  func badRecords(_ policy: String, _ lines: Int, _ status: ExitStatus) {
    let outcome = evaluate(
      "--stack-policy", "sp.json", "--on-bad-record", policy, "-f", "ndjson",
      input: """
        {"action":"Update:Modify","logicalResourceId":"A"}
        {nonsense
        {"action":"Update:Modify","logicalResourceId":"B"}
        """)
    #expect(outcome.output.split(separator: "\n").count == lines)
    #expect(outcome.output.contains(#"{"line":2,"error":{"code":"record.json""#))
    #expect(outcome.status == status)
  }

  @Test func aPolicyWithAnErrorStopsTheRunBeforeTheFirstDecision() {
    var files = Self.files
    files["bad.json"] = #"{"Statement": [{"Effect": "deny", "Action": "Update:*", "Principal": "*", "Resource": "*"}]}"#
    files["bad2.json"] = "{"
    let outcome = evaluate(
      "--stack-policy", "a=bad.json", "--stack-policy", "b=bad2.json", input: "", files: files)
    #expect(outcome.status == .inputError)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.contains("bad.json:1:27: error:"))
    #expect(outcome.error.contains("bad2.json:1:2: error:"))
  }

  @Test func csvMovesNoCursor() {
    let input = #"{"id":"\u001b[2Jé","action":"Update:Modify","logicalResourceId":"A\u202eB"}"#
    func csv(columns: Int?) -> String {
      CapturedConsole(files: Self.files, input: input, columns: columns).run([
        "evaluate", "--stack-policy", "sp.json", "-f", "csv", "-q",
      ]).output
    }
    #expect(csv(columns: nil).contains(",1,\u{1B}[2Jé,Update:Modify,LogicalResourceId/A\u{202E}B,"))
    #expect(csv(columns: 80).contains(#",1,\u{1b}[2Jé,Update:Modify,LogicalResourceId/A\u{202e}B,"#))
  }

  @Test(
    "a record that names two resources is about neither",
    arguments: [
      (#""resource":"LogicalResourceId/Db""#, "Deny "), (#""resource":"LogicalResourceId/Other""#, "Error "),
      (#""resource":"Db""#, "Error "), (#""resource":"""#, "Error "),
    ])
  func twoResources(member: String, word: String) {
    for record in [
      #"{"action":"Update:Delete","logicalResourceId":"Db",\#(member)}"#,
      #"{"action":"Update:Delete",\#(member),"LogicalResourceId":"Db"}"#,
    ] {
      let decided = evaluate("--stack-policy", "sp.json", "-q", input: record)
      #expect(decided.output.hasPrefix(word), "\(record)\n\(decided.output)")
      let explained = CapturedConsole(files: Self.files, input: record).run([
        "explain", "--stack-policy", "sp.json", "-",
      ])
      #expect(explained.status == (word == "Deny " ? .success : .inputError))
      if word == "Error " {
        #expect(decided.output.contains("logicalResourceId and resource name different resources"))
        #expect(explained.error.contains("[record.resource]"), "\(explained.error)")
      }
    }
  }

  @Test func aFolderHasOneCodeWhereverItIsGiven() {
    let files = Self.files.merging(["folder/a.ndjson": "\n"]) { old, _ in old }
    for arguments in [
      ["evaluate", "--stack-policy", "folder"], ["evaluate", "--stack-policy", "sp.json", "--files-from", "folder"],
      ["evaluate", "--environment", "folder"], ["explain", "--stack-policy", "sp.json", "folder"],
      ["check", "folder"], ["plan", "--before", "folder", "--after", "folder"], ["simulate", "folder"],
      ["generate", "--template", "folder"],
    ] {
      let outcome = CapturedConsole(files: files).run(arguments)
      #expect(outcome.status == .inputError || arguments[0] == "check", "\(arguments)")
      #expect((outcome.output + outcome.error).contains("[file.isFolder]"), "\(arguments) \(outcome.error)")
    }
  }

  @Test func anOverrideOfAStackThatNobodyNamesIsToldOf() {
    let files = Self.files
    func warning(_ arguments: String...) -> String {
      CapturedConsole(files: files, input: "\n").run(["evaluate"] + arguments).error
    }
    let misspelt = warning("--stack-policy", "prod=sp.json", "--override", "prd=sp.json")
    #expect(misspelt.contains("warning: no other option names the stack 'prd'"), "\(misspelt)")
    #expect(misspelt.contains("did you mean prod?"), "\(misspelt)")
    #expect(!warning("--stack-policy", "prod=sp.json", "--override", "prod=sp.json").contains("override"))
    #expect(!warning("--override", "prod=sp.json").contains("override"))
  }

  @Test func overridesReplaceThePolicy() {
    let files = Self.files.merging(
      ["allow.json": #"{"Statement":{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}}"#]
    ) { old, _ in old }
    let record = #"{"stack":"prod","action":"Update:Delete","logicalResourceId":"Db"}"#
    for arguments in [
      ["--stack-policy", "sp.json", "--override", "allow.json"],
      ["--stack-policy", "prod=sp.json", "--override", "prod=allow.json"],
      ["--stack-policy", "prod=sp.json", "--override", "allow.json"],
      ["--override", "allow.json"],
      ["--stack-policy", "test=sp.json", "--override", "prod=allow.json"],
    ] {
      let outcome = CapturedConsole(files: files, input: record).run(["evaluate"] + arguments)
      #expect(outcome.output.hasPrefix("Allow "), "\(arguments) \(outcome.error)")
    }
  }

  @Test func stacksAreToldApart() {
    let outcome = evaluate(
      "--stack-policy", "prod=sp.json", "--stack-policy", #"test={}"#, "-q",
      input: """
        {"stack":"prod","action":"Update:Delete","logicalResourceId":"Db"}
        {"stack":"test","action":"Update:Delete","logicalResourceId":"Db"}
        {"stack":"prd","action":"Update:Delete","logicalResourceId":"Db"}
        {"action":"Update:Delete","logicalResourceId":"Db"}
        """)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.map { $0.prefix { $0 != " " } } == ["Deny", "Allow", "Error", "Error"])
    #expect(lines[2].contains("did you mean prod?"))
  }

  @Test(
    arguments: [
      ([], "usage.noPolicies"),
      (["--stack-policy", "a.json", "--stack-policy", "b.json"], "usage.stackNotNamed"),
      (["--stack-policy", "x=a.json", "--stack-policy", "x=b.json"], "usage.stackTwice"),
      (["--stack-policy", "x=sp.json", "--stack-policy", "y=sp.json", "--override", "sp.json"], "usage.stackNotNamed"),
      (["--stack-policy", "sp.json", "--override", "x=sp.json"], "usage.stackNotNamed"),
      (["--scp", "scp.json", "--environment", "e.json"], "usage.conflict"),
      (["--scp", "scp.json", "--require-identity"], "usage.requires"),
      (["--stack-policy", "sp.json", "-", "-"], "usage.inputTakenTwice"),
      (["--stack-policy", "sp.json", "--files-from", "-", "-"], "usage.inputTakenTwice"),
      (["--stack-policy", "sp.json", "-o", "sp.json"], "usage.outputIsInput"),
      (["--stack-policy", "sp.json", "-o", "scp.json", "scp.json"], "usage.outputIsInput"),
      (["--stack-policy", "sp.json", "--fail-on", "dney"], "usage.unknownChoice"),
      (["--stack-policy", "sp.json", "-j", "0"], "usage.invalidValue"),
    ] as [([String], String)])
  func usageErrors(_ arguments: [String], _ code: String) {
    let console = CapturedConsole(files: Self.files)
    let outcome = console.run(["evaluate"] + arguments)
    #expect(outcome.status == .inputError)
    #expect(outcome.error.contains("[\(code)]"), "\(outcome.error)")
    #expect(console.file("scp.json") == Self.scp)
  }

  @Test func severalInputsAreNamedAndAMissingOneDoesNotStopTheOthers() {
    let record = #"{"action":"Update:Modify","logicalResourceId":"A"}"# + "\n"
    let files = Self.files.merging(["a.ndjson": record, "b.ndjson": record, "list": "b.ndjson\n\n"]) { old, _ in old }
    let outcome = CapturedConsole(files: files).run([
      "evaluate", "--stack-policy", "sp.json", "-f", "ndjson", "a.ndjson", "c.ndjson", "--files-from", "list",
    ])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix(#"{"file":"a.ndjson","line":1,"#) == true)
    #expect(lines.last?.hasPrefix(#"{"file":"b.ndjson","line":1,"#) == true)
    #expect(outcome.error.contains("c.ndjson: error: cannot read: No such file or directory [file.notFound]"))
    #expect(outcome.status == .inputError)
  }

  @Test func missingContextAndAssumptions() {
    let policy = """
      {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*",
       "Condition":{"StringEquals":{"aws:ResourceTag/keep":"true"}}}]}
      """
    let files = ["scp.json": policy, "sp.json": Self.stackPolicy]
    let record = #"{"action":"ec2:DeleteVolume"}"#
    func word(_ arguments: String..., record: String = record) -> String {
      let outcome = CapturedConsole(files: files, input: record).run(
        ["evaluate", "--scp", "scp.json", "--stack-policy", "sp.json"] + arguments)
      return String(outcome.output.prefix { $0 != " " })
    }
    #expect(word() == "Allow")
    #expect(word("--missing-context", "unknown") == "Unknown")
    #expect(word("--missing-context", "unknown", "--assume", "aws:ResourceTag/keep=true") == "Deny")
    #expect(word("--missing-context", "unknown", "--assume", "AWS:resourcetag/keep=absent") == "Allow")
    let update = #"{"action":"Update:Replace","logicalResourceId":"X"}"#
    #expect(word(record: update) == "Unknown")
    #expect(word("--assume", "ResourceType=AWS::RDS::DBInstance", record: update) == "Deny")
    #expect(word("--assume", "ResourceType=AWS::S3::Bucket", record: update) == "Allow")
  }

  @Test func anOutputThatCannotBeWrittenIsSaid() {
    let console = CapturedConsole(
      files: Self.files, input: #"{"action":"Update:Modify","logicalResourceId":"A"}"#, outputLimit: 0,
      outputFailure: .notFound)
    let outcome = console.run(["evaluate", "--stack-policy", "sp.json"])
    #expect(outcome.error == "standard output: error: cannot write: No such file or directory [output.write]\n")
    #expect(outcome.status == .inputError)
  }

  @Test func anEnvironmentDecides() {
    let files = [
      "env/environment.json": """
      {"organization": {"root": {"id": "r-1", "organizationalUnits": [
         {"id": "ou-1", "serviceControlPolicies": ["../ec2.json"],
          "accounts": [{"id": "111122223333"}]}]}},
       "principals": [{"arn": "arn:aws:iam::111122223333:role/Dev", "identityPolicies": ["../ec2.json"]}],
       "stacks": [{"name": "prod", "template": "t.yaml", "stackPolicy": "../sp.json"}, {"name": "free"}]}
      """,
      "env/t.yaml": "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n", "ec2.json": Self.allowEC2,
      "sp.json": Self.stackPolicy,
    ]
    let outcome = CapturedConsole(
      files: files,
      input: """
        {"action":"ec2:RunInstances","principal":"arn:aws:iam::111122223333:role/Dev"}
        {"action":"s3:GetObject","principal":"arn:aws:iam::111122223333:role/Dev"}
        {"action":"ec2:RunInstances","principal":"arn:aws:iam::111122223333:role/Other"}
        {"action":"ec2:RunInstances","principal":"arn:aws:iam::999922223333:role/Other"}
        {"stack":"prod","action":"Update:Replace","logicalResourceId":"Db"}
        {"stack":"free","action":"Update:Replace","logicalResourceId":"Db"}
        """
    ).run(["evaluate", "--environment", "env/environment.json", "--require-identity", "-q"])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.map { $0.prefix { $0 != " " } } == ["Allow", "Deny", "Deny", "Error", "Deny", "Allow"])
    #expect(lines[1].hasSuffix("no SCP at ou-1 allows it"))
    #expect(lines[2].hasSuffix("no identity policy allows it"))
    #expect(lines[3].hasSuffix("[principal.account]"))
    #expect(lines[4].contains("denied by statement 2 at sp.json:4:3"))
  }

  @Test("ruling 21: keys that AWS always sends and a record lacks are named when a decision hangs on them")
  func keysThatAWSAlwaysSends() {
    let policy = """
      {"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":"iam:*","Resource":"*",
       "Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}, "Bool":{"aws:ViaAWSService":"false"}}}]}
      """
    let outcome = CapturedConsole(
      files: ["scp.json": policy],
      input: """
        {"action":"ec2:RunInstances"}
        {"action":"ec2:RunInstances","context":{"aws:RequestedRegion":"us-east-1"}}
        {"action":"ec2:RunInstances","context":{"aws:RequestedRegion":"eu-west-1"}}
        {"action":"ec2:RunInstances","context":{"aws:RequestedRegion":"us-east-1","aws:ViaAWSService":"false"}}
        {"action":"iam:GetUser"}
        """
    ).run(["evaluate", "--scp", "scp.json"])
    #expect(
      outcome.error.hasSuffix(
        """
        5 decisions: 4 allowed, 1 denied (1 explicitly)
        1 decision hangs on aws:RequestedRegion, which AWS always sends and the records lack
        2 decisions hang on aws:ViaAWSService, which AWS always sends and the records lack

        """), "\(outcome.error)")
  }

  @Test func aBrokenPipeEndsQuietly() {
    let console = CapturedConsole(
      files: Self.files, input: #"{"action":"Update:Modify","logicalResourceId":"A"}"#, outputLimit: 0)
    let outcome = console.run(["evaluate", "--stack-policy", "sp.json"])
    #expect(outcome.error.isEmpty)
    #expect(outcome.status == .success)
  }

  @Test func theOutputIsTheSameForAnyNumberOfJobs() {
    let records = (0..<2000).map { #"{"id":\#($0),"action":"Update:Delete","logicalResourceId":"R\#($0 % 7)"}"# }
    let input = records.joined(separator: "\n")
    let one = evaluate("--stack-policy", "sp.json", "-f", "csv", "-j", "1", input: input)
    let four = evaluate("--stack-policy", "sp.json", "-f", "csv", "-j", "4", input: input)
    #expect(one.output == four.output)
    #expect(one.output.split(separator: "\n").count == 2001)
  }
}
