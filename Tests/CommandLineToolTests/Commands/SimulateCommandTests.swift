import CommandLineTool
import Testing

import enum CommandLineTool.ExitStatus

@Suite struct SimulateCommandTests {
  private static let policy =
    #"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"#
  private static let input = #"{"PolicyInputList":["\#(policy)"],"ActionNames":["s3:GetObject"]}"#
  private static let broken = #"{"PolicyInputList":["{}"],"ActionNames":["s3:GetObject"],"Nmae":1}"#

  private func simulate(_ arguments: String..., input: String = "", files: [String: String] = [:])
    -> CapturedConsole.Outcome
  {
    CapturedConsole(files: files, input: input).run(["simulate"] + arguments)
  }

  private static let answer = """
    {
      "EvaluationResults": [
        {
          "EvalActionName": "s3:GetObject",
          "EvalResourceName": "*",
          "EvalDecision": "allowed",
          "MatchedStatements": [
            {
              "SourcePolicyId": "PolicyInputList.1",
              "SourcePolicyType": "user-managed",
              "StartPosition": {
                "Line": 1,
                "Column": 38
              },
              "EndPosition": {
                "Line": 1,
                "Column": 87
              }
            }
          ],
          "MissingContextValues": []
        }
      ],
      "IsTruncated": false
    }

    """

  @Test func oneDocumentGivesOneDocument() {
    let files = ["input.json": Self.input]
    for arguments in [["input.json"], ["--cli-input-json", "input.json"], ["--cli-input-json", "file://input.json"]] {
      let outcome = CapturedConsole(files: files).run(["simulate"] + arguments)
      #expect(outcome.output == Self.answer, "\(outcome.error)")
      #expect(outcome.status == .success)
    }
    #expect(simulate(input: "\n" + Self.input + "\n\n").output == Self.answer)
    #expect(simulate("--cli-input-json", Self.input).output == Self.answer)
    #expect(simulate(input: "{\n" + Self.input.dropFirst()).output == Self.answer)
  }

  @Test(arguments: [("fail", 4, ExitStatus.inputError), ("line", 4, .success), ("stop", 2, .inputError)])
  func manyGiveOneLineEach(_ policy: String, _ count: Int, _ status: ExitStatus) {
    let outcome = simulate(
      "--on-bad-record", policy,
      input: [Self.input, "", Self.broken, Self.input, "{"].joined(separator: "\n"))
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == count)
    #expect(lines[0].hasPrefix(#"{"EvaluationResults":[{"EvalActionName":"s3:GetObject""#))
    #expect(lines[1].hasPrefix(#"{"line":3,"error":{"code":"#))
    #expect(outcome.status == status)
    if count == 4 { #expect(lines[3].hasPrefix(#"{"line":5,"error":{"code":"json.truncated""#)) }
  }

  @Test func anErrorLineSaysWhatWasMeant() {
    let input = #"{"PolicyInputList":[],"ActionNames":["s3:GetObject"],"CalerArn":"*"}"#
    let lines = simulate(input: input + "\n" + input).output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.contains(#""suggestion":"CallerArn""#) }, "\(lines)")
  }

  @Test func aBrokenFirstLineDoesNotHideTheOthers() {
    let outcome = simulate(input: "{\n" + Self.input + "\n")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix(#"{"line":1,"error""#) == true)
    #expect(lines.last?.contains("allowed") == true)
  }

  @Test func aBrokenDocumentIsShownWithItsPlace() {
    let outcome = simulate("a.json", files: ["a.json": "\n{\n  \"ActionNames\": [,]\n}"])
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix("a.json:3:19: error: "))
    #expect(outcome.status == .inputError)
    #expect(simulate(input: "").status == .inputError)
    #expect(simulate("--cli-input-json", "x", "y").error.contains("usage.unexpectedOperand"))
  }
}
