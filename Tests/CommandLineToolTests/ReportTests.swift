import CommandLineTool
import Documents
import Testing

@Suite struct ReportTests {
  private static let files = [
    "policy.json": """
    {"Statement": [
      {"Effect": "Allow", "Principal": "*", "Action": "Update:*", "Resource": "*"},
      {"Sid": "KeepDb", "Effect": "Deny", "Principal": "*", "Action": "Update:Delete", "Resource": "LogicalResourceId/Db"}
    ]}
    """,
    "open.json": #"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"Update:*","Resource":"*"}]}"#,
    "before.yaml": "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n",
    "after.yaml": "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n",
    "stream.ndjson": """
    {"id": "a1", "action": "Update:Delete", "logicalResourceId": "Db", "resourceType": "AWS::RDS::DBInstance"}
    {"id": "a2", "action": "Update:Modify", "logicalResourceId": "Db", "resourceType": "AWS::RDS::DBInstance"}

    """,
    "broken.json": "{\"Statement\": [",
    "a.scenario.json": #"{"name": "n", "environment": "e.json", "steps": []}"#,
  ]

  /// What each command is asked, and which status it ends with.
  private static let runs: [(arguments: [String], status: Int32)] = [
    (["evaluate", "--stack-policy", "policy.json", "stream.ndjson", "--fail-on", "deny"], 1),
    (["evaluate", "--stack-policy", "policy.json", "stream.ndjson"], 0),
    (["evaluate", "--stack-policy", "broken.json", "stream.ndjson"], 2),
    (["evaluate", "--stack-policy", "policy.json", "nope.ndjson"], 2),
    (["check", "policy.json", "before.yaml"], 0),
    (["check", "broken.json", "nope.json"], 2),
    (["plan", "--before", "before.yaml", "--after", "after.yaml", "--stack-policy", "policy.json"], 1),
    (["plan", "--before", "before.yaml", "--after", "nope.yaml"], 2),
    (["diff", "--before", "policy.json", "--after", "open.json", "stream.ndjson", "--fail-on", "new-allow"], 1),
    (["diff", "--before", "policy.json", "--after", "broken.json", "stream.ndjson"], 2),
    (["test", "a.scenario.json"], 2),
    (["test", "nope"], 2),
  ]
  private static let formats = ["junit", "sarif", "github", "markdown", "html", "json", "csv"]

  @Test("all formats in one run, also of a run that fails, and the status is the same", arguments: runs)
  func severalFormats(arguments: [String], status: Int32) throws {
    let plain = CapturedConsole(files: Self.files)
    let expected = plain.run(arguments)
    #expect(expected.status.rawValue == status)
    let console = CapturedConsole(files: Self.files)
    let reports = Self.formats.flatMap { ["--report", "\($0)=out/\($0)"] }
    let outcome = console.run(arguments + reports)
    #expect(outcome.status.rawValue == status)
    #expect(outcome.output == expected.output)
    for format in Self.formats {
      let text = try #require(console.file("out/\(format)"), "\(format)")
      #expect(!text.isEmpty)
      if format == "json" || format == "sarif" { _ = try JSONReader().read(Array(text.utf8)) }
    }
    let json = try JSONReader().read(Array(try #require(console.file("out/json")).utf8))
    #expect(json["verdict"]?["status"]?.scalarText == ByteString(String(status)))
    if status == 2 {
      let junit = try #require(console.file("out/junit"))
      #expect(junit.contains("<error "), "an error is inside the report")
    }
  }

  @Test("each alone makes the same status", arguments: formats)
  func oneFormat(format: String) {
    for (arguments, status) in Self.runs {
      let console = CapturedConsole(files: Self.files)
      #expect(console.run(arguments + ["--report", "\(format)=out"]).status.rawValue == status)
    }
  }

  @Test("a dash is standard output, behind the decisions")
  func standardOutput() {
    let console = CapturedConsole(files: Self.files)
    let outcome = console.run([
      "evaluate", "--stack-policy", "policy.json", "stream.ndjson", "--fail-on", "deny", "--report", "github=-",
    ])
    #expect(outcome.status == .finding)
    #expect(outcome.output.hasPrefix("Deny"))
    #expect(outcome.output.contains("\n::error file=stream.ndjson,line=1,title=evaluate.failed::"))
  }

  @Test("inputs are named with their sizes and digests")
  func inputs() throws {
    let console = CapturedConsole(files: Self.files)
    _ = console.run(["evaluate", "--stack-policy", "policy.json", "stream.ndjson", "--report", "json=out"])
    let json = try JSONReader().read(Array(try #require(console.file("out")).utf8))
    let inputs = try #require(json["inputs"]?.elements)
    #expect(inputs.map { $0["file"]?.text } == ["policy.json", "stream.ndjson"])
    let stream = Array(try #require(Self.files["stream.ndjson"]).utf8)
    #expect(inputs.last?["sha256"]?.text == ByteString(SHA256.hex(of: stream)))
    #expect(inputs.last?["bytes"]?.scalarText == ByteString(String(stream.count)))
  }

  @Test(
    "a report that would empty an input, or be written twice, or in no known format, is refused",
    arguments: [
      ["junit=policy.json"], ["junit=a", "sarif=a"], ["junt=a"], ["junit="], ["junit"],
    ])
  func refused(reports: [String]) {
    let console = CapturedConsole(files: Self.files)
    let outcome = console.run(
      ["evaluate", "--stack-policy", "policy.json", "stream.ndjson"] + reports.flatMap { ["--report", $0] })
    #expect(outcome.status == .inputError)
    #expect(console.file("policy.json") == Self.files["policy.json"])
  }

  @Test(
    "a report that cannot be written keeps no other from it, and stands in them",
    arguments: ["no-such-folder/r.html", "full/r.html", "policy.json"], [0, 1])
  func unwritable(path: String, place: Int) throws {
    let console = CapturedConsole(files: Self.files)
    var reports = ["--report", "junit=out.xml", "--report", "json=out.json", "--report", "github=-"]
    reports.insert(contentsOf: ["--report", "html=\(path)"], at: place == 0 ? 0 : 4)
    let outcome = console.run(
      ["evaluate", "--stack-policy", "policy.json", "stream.ndjson", "--fail-on", "deny"] + reports)
    #expect(outcome.status == .inputError)
    let code = path == "policy.json" ? "usage.outputIsInput" : "output.write"
    #expect(outcome.error.components(separatedBy: "[\(code)]").count == 2)
    let json = try JSONReader().read(Array(try #require(console.file("out.json")).utf8))
    #expect(json["verdict"]?["status"]?.scalarText == "2")
    #expect(json["findings"]?.elements?.first?["code"]?.text == ByteString(code))
    #expect(json["rows"]?.elements?.count == 1, "what was decided is there, too")
    let junit = try #require(console.file("out.xml"))
    #expect(junit.contains("<error ") && junit.contains(path))
    #expect(outcome.output.components(separatedBy: "title=\(code)::").count == 2)
    #expect(console.file("policy.json") == Self.files["policy.json"])
  }

  @Test("an output that cannot be written is an error in the reports")
  func unwritableOutput() throws {
    let console = CapturedConsole(files: Self.files)
    let outcome = console.run(["check", "policy.json", "broken.json", "-o", "full/out", "--report", "junit=out.xml"])
    #expect(outcome.status == .inputError)
    #expect(try #require(console.file("out.xml")).contains("cannot write"))
  }

  @Test(
    "what is wrong with the command line stands in the reports that can be read of it",
    arguments: [
      ["--stack-polcy", "policy.json"], ["--stack-policy", "policy.json", "--format", "jsn"],
      ["--stack-policy", "policy.json", "--report", "htm=x"], ["--report", "sarif=stream.ndjson"], ["--jobs"],
    ])
  func usageErrors(arguments: [String]) throws {
    let console = CapturedConsole(files: Self.files)
    let outcome = console.run(
      ["evaluate", "stream.ndjson", "--report", "junit=out.xml", "--report=json=out.json"] + arguments)
    #expect(outcome.status == .inputError)
    #expect(try #require(console.file("out.xml")).contains("<error "))
    let json = try JSONReader().read(Array(try #require(console.file("out.json")).utf8))
    #expect(json["verdict"]?["status"]?.scalarText == "2")
    #expect(json["findings"]?.elements?.contains { $0["code"]?.text?.string.hasPrefix("usage.") == true } == true)
    #expect(console.file("stream.ndjson") == Self.files["stream.ndjson"])
  }

  @Test("reports of a comparison show what became of the statement that decided")
  func counterparts() throws {
    var files = Self.files
    files["new.json"] = """
      {"Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "Update:*", "Resource": "*"},
        {"Sid": "KeepDb", "Effect": "Deny", "Principal": "*", "Action": "Update:Replace", "Resource": "LogicalResourceId/Db"}
      ]}
      """
    func reports(_ before: String, _ after: String) throws -> (json: DocumentNode, html: String, markdown: String) {
      let console = CapturedConsole(files: files)
      _ = console.run([
        "diff", "--before", before, "--after", after, "stream.ndjson", "--report", "json=j", "--report", "html=h",
        "--report", "markdown=m",
      ])
      let json = try JSONReader().read(Array(try #require(console.file("j")).utf8))
      return (json, try #require(console.file("h")), try #require(console.file("m")))
    }
    let changed = try reports("policy.json", "new.json")
    let now = try #require(changed.json["changes"]?.elements?.first?["now"])
    #expect(now["text"]?.text?.string.hasPrefix("\"KeepDb\" differs at new.json:3:") == true)
    #expect(now["statement"]?["text"]?.text?.string.contains("Update:Replace") == true)
    #expect(changed.html.contains("<h3 class='other'>Now</h3>") && !changed.html.contains("<h3 class='other'>Was</h3>"))
    #expect(changed.markdown.contains("- now: "))
    let added = try reports("open.json", "policy.json")
    let was = try #require(added.json["changes"]?.elements?.first?["was"])
    #expect(was["text"]?.text == "no old policy had it")
    #expect(was["statement"] == nil)
    #expect(added.html.contains("<h3 class='other'>Was</h3>"))
  }
}
