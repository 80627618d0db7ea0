import CommandLineTool
import Testing

import enum CommandLineTool.ExitStatus

@Suite struct CheckCommandTests {
  private static let bad = """
    {"Statement": [
      {"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "Database"}
    ]}
    """
  private static let good = """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}
    """
  private static let warned = #"{"Statement": {"Effect": "Deny", "Action": "*", "Principal": "*", "Resource": "*"}}"#
  private static let files = ["bad.json": bad, "good.json": good, "warned.json": warned]

  private func check(_ arguments: String..., input: String = "") -> CapturedConsole.Outcome {
    CapturedConsole(files: Self.files, input: input).run(["check"] + arguments)
  }

  @Test func anErrorIsShownWithItsSource() {
    let outcome = check("bad.json")
    #expect(outcome.output.hasPrefix("bad.json:2:74: error: "))
    #expect(outcome.output.contains("[stack.resource.prefix]"))
    #expect(outcome.output.contains("\n    = did you mean LogicalResourceId/Database?\n"))
    #expect(outcome.error == "1 file checked: 1 error\n")
    #expect(outcome.status == .finding)
  }

  @Test func aGoodFileIsQuiet() {
    let outcome = check("good.json", "-v")
    #expect(outcome.output.isEmpty)
    #expect(outcome.error == "good.json: scp\n1 file checked: nothing found\n")
    #expect(outcome.status == .success)
  }

  @Test(arguments: [
    ("error", ExitStatus.success), ("warning", .finding), ("notice", .finding), ("none", .success),
  ])
  func failOn(_ severity: String, _ status: ExitStatus) {
    #expect(check("warned.json", "--kind", "stack", "--fail-on", severity).status == status)
  }

  @Test func jsonHoldsUnreadableFilesToo() {
    let outcome = check("-f", "json", "bad.json", "bda.json")
    #expect(outcome.status == .inputError)
    #expect(outcome.output.contains(#""code": "stack.resource.prefix""#))
    #expect(outcome.output.contains(#""code": "file.notFound""#))
    #expect(outcome.output.contains(#""suggestion": "bad.json""#))
    #expect(outcome.error.contains("bda.json: error: "))
  }

  @Test func theKindIsTakenFromTheOption() {
    #expect(check("good.json", "--kind", "scp").status == .success)
    #expect(check("good.json", "--kind", "stack").status == .finding)
    #expect(check("good.json", "--kind", "stak").error.contains("did you mean stack?"))
  }

  @Test func whatIsNoPolicyIsSaid() {
    let outcome = check("-", input: "[1]")
    #expect(outcome.output.hasPrefix("<stdin>:1:1: error: this is a list of no kind that is known here"))
    #expect(outcome.status == .finding)
  }

  @Test func templatesAndEnvironmentsAreRecognised() {
    let template = check("-", "-v", input: "Resources:\n  Db:\n    Tpye: AWS::S3::Bucket\n")
    #expect(template.error.hasPrefix("<stdin>: template\n"))
    #expect(template.output.contains("<stdin>:2:3: error: "))
    let environment = check("-", "-v", input: #"{"stacks":[{"name":"a","stackPolicy":"bad.json"}]}"#)
    #expect(environment.error.hasPrefix("<stdin>: environment\n"))
    #expect(environment.output.contains("[stack.resource.prefix]"))
  }

  @Test func namesComeFromAList() {
    let outcome = check("--files-from", "-", input: "bad.json\r\n\ngood.json")
    #expect(outcome.error == "2 files checked: 1 error\n")
  }

  @Test("an error in one statement hides nothing about the others, and no guard is blamed for it")
  func whatHasNoErrorIsCheckedAllTheSame() {
    let policy = """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Dny", "Action": "ec2:*Tags", "Resource": "*",
         "Condition": {"StringEquals": {"aws:ResourceTag/keep": "true"}}},
        {"Effect": "Deny", "Action": ["ec2:DeleteVolume", "ec2:DeleteVolumes"], "Resource": "*",
         "Condition": {"StringEquals": {"aws:ResourceTag/keep": "true"}}}
      ]}
      """
    let outcome = CapturedConsole.run("check", "--kind", "scp", "p.json", files: ["p.json": policy])
    #expect(outcome.output.contains("[policy.effect.value]"))
    #expect(outcome.output.contains("[policy.action.unknown]"))
    #expect(!outcome.output.contains("[guard.tag.open]"))
  }

  @Test("a type that nobody publishes is one finding, beside a template too")
  func unknownTypeOnce() {
    let policy =
      #"{"Statement": {"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "*", "Condition": {"StringEquals": {"ResourceType": "AWS::RDS::DBInstanc"}}}}"#
    let files = ["p.json": policy, "t.yaml": "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n"]
    let outcome = CapturedConsole.run("check", "--template", "t.yaml", "p.json", files: files)
    #expect(outcome.output.contains("[stack.resourceType.unknown]"))
    #expect(!outcome.output.contains("[stack.resourceType.absent]"))
  }
}
