import Documents
import Testing

/// What the reports of each command hold, over the model as JSON.
@Suite struct ReportModelTests {
  private static let policy = """
    {"Statement": [
      {"Effect": "Allow", "Principal": "*", "Action": "Update:*", "Resource": "*"},
      {"Sid": "KeepDb", "Effect": "Deny", "Principal": "*", "Action": ["Update:Replace", "Update:Delete"],
       "Resource": "LogicalResourceId/Db"}]}
    """
  private static let files = [
    "policy.json": policy,
    "open.json": #"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"Update:*","Resource":"*"}]}"#,
    "before.yaml": """
    Resources:
      Db:
        Type: AWS::RDS::DBInstance
        Properties: {DBName: a}
      Table:
        Type: AWS::DynamoDB::Table
        DeletionPolicy: Retain

    """,
    "after.yaml": "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties: {DBName: b}\n",
    "broken.json":
      "{\"Statement\": [\n  {\"Effect\": \"Alow\", \"Principal\": \"*\", \"Action\": \"Update:*\", \"Resource\": \"*\"}]}",
    "scp.json": """
    {"Version": "2012-10-17", "Statement": [
      {"Sid": "Keep", "Effect": "Deny", "Action": "ec2:Delete*", "Resource": "*"}]}
    """,
    "environment.json": """
    {"organization": {"id": "o-ab12cd34ef", "root": {"id": "r-ab12", "serviceControlPolicies": ["FullAWSAccess"], "organizationalUnits": [
      {"id": "ou-ab12-11111111", "name": "Workloads", "serviceControlPolicies": ["FullAWSAccess", "scp.json"], "accounts": [
        {"id": "111122223333", "name": "Shop"}]}]}}}
    """,
    "calls.ndjson": """
    {"id": "a1", "action": "ec2:DeleteVolume", "principal": "arn:aws:iam::111122223333:role/A", "resource": "*"}
    {"id": "a2", "action": "s3:GetObject", "principal": "arn:aws:iam::111122223333:role/B", "resource": "*"}
    {"id": "a3", "action": "ec2:DeleteVpc", "principal": "arn:aws:iam::111122223333:role/A", "resource": "*"}

    """,
    "updates.ndjson": """
    {"action": "Update:Delete", "logicalResourceId": "Db", "resourceType": "AWS::RDS::DBInstance"}

    """,
  ]

  private func report(_ arguments: String...) throws -> DocumentNode {
    let console = CapturedConsole(files: Self.files)
    let outcome = console.run(arguments + ["--report", "json=out"])
    let text = try #require(console.file("out"), "\(outcome.error)")
    return try JSONReader().read(Array(text.utf8))
  }

  private func texts(_ node: DocumentNode?, _ key: ByteString) -> [String] {
    (node?.elements ?? []).compactMap { $0[key]?.scalarText?.string }
  }

  @Test("plan: every resource against every update action, with what becomes of the data and what is asked")
  func plan() throws {
    let report = try report(
      "plan", "--before", "before.yaml", "--after", "after.yaml", "--stack-policy", "policy.json")
    let matrix = try #require(report["matrices"]?.elements?.first)
    let rows = try #require(matrix["rows"]?.elements)
    #expect(texts(matrix["rows"], "name") == ["Db", "Table"])
    #expect(rows.map { texts($0["cells"], "letter") } == [["A", "D", "D"], ["A", "A", "A"]])
    #expect(rows.map { $0["cells"]?.elements?[2]["data"]?.text } == ["snapshot", "kept"])
    #expect(
      rows.map { ($0["cells"]?.elements ?? []).map { $0["asked"]?.truth == true } } == [
        [false, true, false], [false, false, true],
      ])
    let why = try #require(rows.first?["cells"]?.elements?[1]["explanation"]?.text)
    let explanation = try #require(report["explanations"]?.elements?.first { $0["id"]?.text == why })
    #expect(explanation["statement"]?["name"]?.text == "KeepDb")
    #expect(explanation["statement"]?["line"]?.scalarText == "3")
    let lines = try #require(report["policySources"]?.elements?.first?["lines"])
    #expect(texts(lines, "mark") == ["decisive", "decisive", "decisive"])
    #expect(texts(report["cases"], "outcome") == ["failed", "passed"])
  }

  @Test("evaluate: accounts by services, the node that denies, who is denied most, and the source with hits")
  func evaluate() throws {
    let report = try report("evaluate", "--environment", "environment.json", "calls.ndjson")
    let matrix = try #require(report["matrices"]?.elements?.first)
    #expect(texts(matrix["rows"], "name") == ["111122223333"])
    #expect(texts(matrix["columns"], "name") == ["ec2", "s3"])
    #expect(matrix["rows"]?.elements?.first.map { texts($0["cells"], "letter") } == ["D", "A"])
    let nodes = try #require(report["organization"]?.elements)
    #expect(nodes.map { $0["denials"]?.scalarText } == ["0", "2", "0"])
    let ranking = try #require(report["rankings"]?.elements?.first)
    #expect(texts(ranking["entries"], "value") == ["2"])
    #expect(texts(report["rows"], "id") == ["a1", "a3"])
    let source = try #require(report["policySources"]?.elements?.first { $0["file"]?.text == "scp.json" })
    #expect(texts(source["lines"], "hits") == ["2"])
    #expect(texts(report["cases"], "outcome") == ["passed"], "nobody objects to a denial")
  }

  @Test("evaluate over a stack policy: the resources of the stream by update action")
  func evaluateUpdates() throws {
    let report = try report("evaluate", "--stack-policy", "policy.json", "updates.ndjson", "--fail-on", "deny")
    let matrix = try #require(report["matrices"]?.elements?.first)
    #expect(texts(matrix["rows"], "name") == ["Db"])
    #expect(texts(matrix["columns"], "name") == ["Update:Delete"])
    #expect(texts(report["cases"], "outcome") == ["passed", "failed"])
  }

  @Test("diff: both statements with their text, and cells that name both answers")
  func diff() throws {
    let report = try report(
      "diff", "--before", "policy.json", "--before", "before.yaml", "--after", "open.json", "--after", "before.yaml",
      "--fail-on", "new-allow")
    let change = try #require(report["changes"]?.elements?.first)
    #expect(change["before"]?["statement"]?["text"]?.text?.hasPrefix("{\"Sid\": \"KeepDb\"") == true)
    #expect(change["after"]?["statement"]?["file"]?.text == "open.json")
    let matrix = try #require(report["matrices"]?.elements?.first)
    #expect(matrix["rows"]?.elements?.first.map { texts($0["cells"], "letter") } == ["A", "D→A", "D→A"])
    #expect(texts(report["cases"], "outcome") == ["failed"])
  }

  @Test("check: the source that findings are about, and a case for each that is objected to")
  func check() throws {
    let report = try report("check", "scp.json", "broken.json")
    #expect(texts(report["policySources"], "file") == ["broken.json"])
    #expect(texts(report["cases"], "outcome") == ["passed", "failed"])
    #expect(texts(report["findings"], "line") == ["2"])
    #expect(texts(report["findings"], "help").first?.isEmpty == false)
  }

  @Test("lists are bounded, and what is cut is said")
  func bounded() throws {
    var files = Self.files
    files["many.ndjson"] = (0..<1_500).map { number in
      #"{"action":"ec2:DeleteVpc","principal":"arn:aws:iam::111122223333:role/R\#(number)","resource":"*"}"#
    }.joined(separator: "\n")
    let console = CapturedConsole(files: files)
    _ = console.run(["evaluate", "--environment", "environment.json", "many.ndjson", "--report", "json=out"])
    let report = try JSONReader().read(Array(try #require(console.file("out")).utf8))
    #expect(report["rows"]?.elements?.count == 1_000)
    #expect(report["leftOut"]?.elements?.first?.text == "500 more of 1,500 denied decisions left out")
    #expect(report["rankings"]?.elements?.first?["rest"]?.scalarText == "1480")
  }
}
