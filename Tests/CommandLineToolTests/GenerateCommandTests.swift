import CommandLineTool
import Testing

@Suite struct GenerateCommandTests {
  @Test func aStreamHasTheRecordsThatWereAskedFor() {
    let outcome = CapturedConsole.run("generate", "--records", "3")
    #expect(outcome.status == .success)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.hasPrefix("{\"id\":\"r000000") && $0.hasSuffix("}}") })
    #expect(outcome.output.hasSuffix("\n"))
  }

  @Test func partsMakeTheWhole() {
    let whole = CapturedConsole.run("generate", "-n", "2000", "--kind", "updates", "--seed", "7").output
    let first = CapturedConsole.run("generate", "-n", "1500", "--kind", "updates", "--seed", "7").output
    let rest = CapturedConsole.run("generate", "-n", "500", "--start", "1500", "--kind", "updates", "--seed", "7")
      .output
    #expect(first + rest == whole)
    #expect(CapturedConsole.run("generate", "-n", "2000", "--kind", "updates", "--seed", "8").output != whole)
  }

  @Test(arguments: [(0, "{\"Records\":[]}\n"), (1, "{\"Records\":[{\"eventVersion\"")])
  func recordsAreOneDocument(count: Int, start: String) {
    let outcome = CapturedConsole.run("generate", "-n", "\(count)", "--kind", "cloudtrail", "-f", "records")
    #expect(outcome.output.hasPrefix(start))
    #expect(outcome.output.hasSuffix("]}\n"))
  }

  @Test func policiesAreWrittenBesideTheEnvironmentThatAttachesThem() {
    let console = CapturedConsole()
    let outcome = console.run(["generate", "--policies", "workload", "--statements", "10"])
    #expect(outcome.status == .success)
    #expect(outcome.output.isEmpty)
    for name in ["scp-0001.json", "identity-0001.json", "stack-policy-0001.json"] {
      #expect(console.file("workload/" + name)?.hasPrefix("{\"Version\":\"2012-10-17\"") == true)
    }
    #expect(console.file("workload/environment.json")?.contains("\"scp-0001.json\"") == true)
    #expect(outcome.error.hasSuffix(" files written to workload\n"))
  }

  @Test("check and evaluate take what is made, whatever its size", arguments: [10, 2_000])
  func theEnvironmentIsWithinQuotas(statements: Int) {
    let console = CapturedConsole()
    #expect(console.run(["generate", "--policies", "w", "--statements", "\(statements)"]).status == .success)
    let checked = console.run(["check", "w/environment.json", "-q"])
    #expect(checked.status == .success, "\(checked.output.prefix(2_000))")
    let request = #"{"action":"s3:GetObject","principal":"arn:aws:iam::111122223333:role/ReadOnly","resource":"*"}"#
    let evaluated = CapturedConsole.run(
      "evaluate", "--environment", "w/environment.json", "-", files: console.files, input: request + "\n")
    #expect(evaluated.status == .success, "\(evaluated.error)")
  }

  @Test func aFolderThatIsNotThereIsNamed() {
    let outcome = CapturedConsole.run("generate", "--policies", "no-such-folder")
    #expect(outcome.status == .inputError)
    #expect(outcome.error.contains("no-such-folder/scp-0001.json"))
    #expect(outcome.error.contains("[output.write]"))
  }

  @Test(
    arguments: [
      (["--statements", "5"], "'--statements' needs '--policies'"),
      (["--policies", "x", "--records", "5"], "'--policies' and '--records' exclude each other"),
      (["--stack", "prod"], "'--stack' needs '--template'"),
      (["--template", "t.yaml", "--seed", "5"], "'--template' and '--seed' exclude each other"),
      (["--records", "many"], "'--records' takes a whole number"),
      (["--resources", "0"], "'--resources' takes a whole number from 1"),
    ])
  func whatMakesNoSenseIsRefused(arguments: [String], message: String) {
    let outcome = CapturedConsole().run(["generate"] + arguments)
    #expect(outcome.status == .inputError)
    #expect(outcome.error.contains(message), "\(outcome.error)")
  }

  @Test func aReaderThatGoesAwayEndsItQuietly() {
    let outcome = CapturedConsole(outputLimit: 0).run(["generate", "--records", "100000"])
    #expect(outcome.status == .success)
    #expect(outcome.error.isEmpty)
  }

  @Test func aTemplateGivesEveryUpdateOfEveryResource() {
    let template = """
      Resources:
        Db:
          Type: AWS::RDS::DBInstance
        Topic:
          Type: AWS::SNS::Topic
        Fn::ForEach::Queues: []
      """
    let console = CapturedConsole(files: ["t.yaml": template])
    let outcome = console.run(["generate", "--template", "t.yaml", "--stack", "prod"])
    #expect(outcome.status == .success)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(
      lines.first
        == #"{"id":"Db/Modify","action":"Update:Modify","stack":"prod","logicalResourceId":"Db","resourceType":"AWS::RDS::DBInstance"}"#
    )
    #expect(lines.last?.contains(#""action":"Update:Delete","stack":"prod","logicalResourceId":"Topic""#) == true)
  }

  @Test func aTemplateThatCloudFormationRefusesIsRefused() {
    let outcome = CapturedConsole.run("generate", "--template", "t.yaml", files: ["t.yaml": "Resources:\n  Db: {}\n"])
    #expect(outcome.status == .inputError)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix("t.yaml:2:3: error: "), "\(outcome.error)")
  }
}
