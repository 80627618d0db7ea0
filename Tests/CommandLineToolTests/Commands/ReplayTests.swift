import CommandLineTool
import Foundation
import Synchronization
import TestSupport
import Testing

/// Logs of several shapes through `evaluate`, in memory and from files.
@Suite struct ReplayTests {
  private static let scp = """
    {"Version":"2012-10-17","Statement":[
    {"Sid":"Keep","Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"},
    {"Sid":"Tagged","Effect":"Deny","Action":"ec2:DeleteVolume","Resource":"*",
     "Condition":{"StringEquals":{"aws:ResourceTag/keep":"yes"}}}]}
    """
  private static func event(_ name: String, _ service: String = "s3", _ more: String = "") -> String {
    #"{"eventID":"\#(name)","eventTime":"2026-01-0\#(1 + name.count % 9)T00:00:00Z","eventSource":"\#(service).amazonaws.com","#
      + #""eventName":"\#(name)","awsRegion":"us-east-1","recipientAccountId":"111122223333","#
      + #""userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u","accountId":"111122223333","userName":"u"}"#
      + #","requestParameters":{"bucketName":"b","volumeId":"vol-1"}\#(more)}"#
  }
  private static let deletion = event("DeleteBucket")
  private static let reading = event("GetBucketPolicy")
  private static let volume = event("DeleteVolume", "ec2")
  private static let unmapped = event("Frobnicate", "frob")
  private static let serviceEvent = event("RotateKey", "kms", #","eventType":"AwsServiceEvent""#)

  private func evaluate(_ arguments: String..., files: [String: String], input: String = "") -> CapturedConsole.Outcome
  {
    var files = files
    files["scp.json"] = Self.scp
    return CapturedConsole(files: files, input: input).run(["evaluate", "--scp", "scp.json"] + arguments)
  }

  private func results(_ outcome: CapturedConsole.Outcome) -> [String] {
    outcome.output.split(separator: "\n").map { line in
      for word in ["Deny", "Allow", "Unknown"] where line.contains(#""decision":"\#(word)""#) { return word }
      return line.firstMatch(of: /"code":"([^"]*)"/).map { String($0.1) } ?? "?"
    }
  }

  @Test(arguments: ["{\"Records\":[%@,%@]}", "[%@,%@]", "%@\n%@\n", "{\"x\":1,\"Records\":[\n%@ ,\n %@\n],\"y\":2}"])
  func everyShapeOfALogIsRead(_ shape: String) {
    let text = shape.replacing("%@", with: Self.deletion, maxReplacements: 1).replacing("%@", with: Self.reading)
    for input in [["log"], []] {
      let outcome = CapturedConsole(files: ["log": text, "scp.json": Self.scp], input: text)
        .run(["evaluate", "--scp", "scp.json", "-f", "ndjson"] + input)
      #expect(results(outcome) == ["Deny", "Allow"], "\(outcome.error)")
      #expect(outcome.status == .success)
    }
  }

  @Test func severalFilesOfSeveralKindsAreOneRun() {
    let outcome = evaluate(
      "-f", "ndjson", "a.json", "b.ndjson",
      files: [
        "a.json": "{\"Records\":[\(Self.deletion)]}",
        "b.ndjson": #"{"action":"s3:DeleteBucket","principal":"*","resource":"*"}"# + "\n",
      ])
    #expect(results(outcome) == ["Deny", "Deny"])
    #expect(outcome.output.hasPrefix(#"{"file":"a.json","line":1,"id":"DeleteBucket","action":"s3:DeleteBucket""#))
    #expect(outcome.output.contains("\n" + #"{"file":"b.ndjson","line":1,"action":"s3:DeleteBucket""#))
  }

  @Test func whatIsNoRequestIsNamedAndNoError() {
    let outcome = evaluate("-f", "ndjson", "log", files: ["log": "[\(Self.unmapped),\(Self.serviceEvent)]"])
    #expect(results(outcome) == ["cloudtrail.unmapped", "cloudtrail.serviceEvent"])
    #expect(outcome.output.contains("'frob.amazonaws.com' 'Frobnicate'"))
    #expect(outcome.error.contains("2 events are no requests: serviceEvent 1, unmapped 1"))
    #expect(outcome.status == .success)
  }

  @Test("ruling 21: keys that a log cannot carry are unknown, unless said") func unknownKeys() {
    let files = ["log": "[\(Self.volume)]"]
    let outcome = evaluate("-f", "ndjson", "log", files: files)
    #expect(results(outcome) == ["Unknown"])
    #expect(outcome.error.contains("aws:ResourceTag/keep is unknown in 1 decision"))
    #expect(results(evaluate("-f", "ndjson", "--missing-context", "absent", "log", files: files)) == ["Allow"])
    #expect(results(evaluate("-f", "ndjson", "--assume", "aws:ResourceTag/keep=yes", "log", files: files)) == ["Deny"])
    // Action records beside it keep their own default.
    let record = #"{"action":"ec2:DeleteVolume","principal":"*","resource":"*"}"#
    let mixed = evaluate("-f", "ndjson", "log", "r", files: ["log": "[\(Self.volume)]", "r": record])
    #expect(results(mixed) == ["Unknown", "Allow"])
  }

  @Test func aBrokenLineIsOneErrorAndABrokenDocumentEndsItsFile() {
    let lines = evaluate("-f", "ndjson", "log", files: ["log": "\(Self.deletion)\n{\"eventName\":\n\(Self.reading)\n"])
    #expect(results(lines) == ["Deny", "record.json", "Allow"])
    #expect(lines.status.rawValue == 2)
    let document = evaluate(
      "-f", "ndjson", "a", "b",
      files: ["a": "{\"Records\":[\(Self.deletion), oops, \(Self.reading)]}", "b": "[\(Self.reading)]"])
    #expect(results(document) == ["Deny", "Allow"])
    #expect(document.status.rawValue == 2)
    #expect(
      document.error.contains("at byte \("{\"Records\":[".utf8.count + Self.deletion.utf8.count + 2) of its text"))
    let stopped = evaluate(
      "-f", "ndjson", "--on-bad-record", "stop", "log", files: ["log": "\(Self.deletion)\nx\n\(Self.reading)\n"])
    #expect(results(stopped) == ["Deny", "record.json"])
    let line = evaluate("--on-bad-record", "line", "log", files: ["log": "\(Self.deletion)\n{\"eventName\":\n"])
    #expect(line.status == .success)
  }

  @Test func aFilterTakesAnInputThatBreaksOffForAnErrorLine() {
    let broken = "{\"Records\":[\(Self.deletion),"
    let lines = evaluate(
      "-f", "ndjson", "--on-bad-record", "line", "a", "c",
      files: ["a": broken, "c": "[\(Self.reading)]"])
    #expect(results(lines) == ["Deny", "json.truncated", "Allow"])
    #expect(lines.output.contains(#"{"file":"a","line":2,"error":{"code":"json.truncated""#))
    #expect(lines.output.contains(#""offset":\#(broken.utf8.count)}"#))
    #expect(lines.status == .success)
    let missing = evaluate("--on-bad-record", "line", "nowhere", "c", files: ["c": "[\(Self.reading)]"])
    #expect(missing.status == .inputError)
  }

  @Test func stackOperationsAreNamed() {
    let update = Self.event("UpdateStack", "cloudformation")
    let outcome = evaluate("log", files: ["log": "[\(update)]"])
    #expect(outcome.error.contains("1 stack operation: updateStack 1"))
  }

  @Test func stackEventsAndChangeSetsAreUpdateActions() {
    let changeSet = """
      {"ChangeSetName":"c","StackName":"s","Status":"CREATE_COMPLETE","Changes":[{"Type":"Resource","ResourceChange":
      {"Action":"Remove","LogicalResourceId":"Db","ResourceType":"AWS::RDS::DBInstance"}}]}
      """
    let policy = #"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"Update:Delete","Resource":"*"}]}"#
    let outcome = CapturedConsole(files: ["c.json": changeSet, "p.json": policy])
      .run(["evaluate", "--stack-policy", "p.json", "-f", "ndjson", "c.json"])
    #expect(outcome.output.contains(#""action":"Update:Delete","resource":"LogicalResourceId/Db","decision":"Deny""#))
  }

  @Test func calibrationComparesWithTheLog() {
    let refused = Self.event(
      "DeleteBucket", "s3",
      #","errorCode":"AccessDenied","errorMessage":"User: x is not authorized to perform: s3:DeleteBucket with an explicit deny in a service control policy""#
    )
    let outcome = evaluate("--calibrate", "log", files: ["log": "[\(refused),\(Self.deletion),\(Self.reading)]"])
    #expect(outcome.error.contains("against the log: 2 of 3 as logged (1 allowed, 1 denied, 1 of these"))
    #expect(outcome.error.contains("1  allowed in the log, denied here by scp scp.json:2:1 Keep, as at log:2"))
  }

  // MARK: Summaries

  @Test func summariesOfPartsAreThatOfAll() throws {
    let parts = [
      "a": "[\(Self.deletion),\(Self.unmapped)]", "b": "[\(Self.reading),\(Self.volume)]", "c": "\(Self.deletion)\nx\n",
    ]
    func summary(_ names: String...) throws -> String {
      var files = parts
      files["scp.json"] = Self.scp
      let console = CapturedConsole(files: files)
      _ = console.run(["evaluate", "--scp", "scp.json", "--calibrate", "--summary", "s.json"] + names)
      return try #require(console.file("s.json"))
    }
    let (a, b, c) = (try summary("a"), try summary("b"), try summary("c"))
    let all = try summary("c", "a", "b")
    func merge(_ texts: String...) -> String {
      var files: [String: String] = [:]
      for (index, text) in texts.enumerated() { files["\(index)"] = text }
      return CapturedConsole(files: files).run(["merge"] + texts.indices.map(String.init)).output
    }
    #expect(merge(a) == a)
    #expect(merge(a, b) == merge(b, a))
    #expect(merge(merge(a, b), c) == merge(a, merge(b, c)))
    // Examples name their files: a calibration's are the only thing that could differ, and the least of them is kept.
    #expect(merge(a, b, c) == all)
    let report = CapturedConsole(files: ["s": all]).run(["report", "s"])
    #expect(report.output.contains("4 decisions: 1 allowed, 2 denied (2 explicitly), 1 unknown"))
    #expect(report.output.contains("by statement"))
    #expect(CapturedConsole(files: ["s": "{}"]).run(["merge", "s"]).status.rawValue == 2)
  }

  /// A summary with one number in every place that holds a count.
  private static func summary(of count: String, limit: String = "10") -> String {
    """
    {"schema": "stockade/summary/1", "decisions": {"allowed": \(count), "explicitDeny": 1, "unknown": 2},
     "errors": {"a": \(count), "b": \(count)}, "notEvaluable": {"serviceEvent": \(count)},
     "stackOperations": {"updateStack": \(count)}, "missingKeys": {"team": \(count)},
     "lackedKeys": {"aws:SecureTransport": \(count), "other": \(count)},
     "tables": {"account": {"limit": \(limit), "dropped": false, "rows": {"a": {"allowed": \(count)}}}},
     "calibration": {"allowedAsLogged": \(count), "deniedAsLogged": \(count), "sameReason": \(count),
      "undecided": \(count), "withoutEvidence": \(count), "otherDisagreements": \(count),
      "disagreements": {"a": {"count": \(count), "example": "x"}, "b": {"count": \(count), "example": "x"}}}}
    """
  }

  @Test(arguments: [
    "9007199254740992", "9223372036854775807", "9223372036854775808", "99999999999999999999", "-1", "1.0", "1e3",
  ])
  func aCountIsAWholeNumberThatAllReadersTakeForWhatItIs(count: String) {
    for text in [Self.summary(of: count), Self.summary(of: "1", limit: count)] {
      for command in ["merge", "report"] {
        let outcome = CapturedConsole(files: ["s": text]).run([command, "s"])
        #expect(outcome.status.rawValue == 2)
        #expect(outcome.error.contains("s:1:") || outcome.error.contains("s:5:"))
        #expect(outcome.error.contains("a count is a whole number from 0 to 9007199254740991"))
      }
    }
  }

  @Test func sumsOfSummariesAreRightOrAnError() {
    func merge(_ texts: [String]) -> CapturedConsole.Outcome {
      let names = texts.indices.map { "s\($0)" }
      return CapturedConsole(files: Dictionary(uniqueKeysWithValues: zip(names, texts))).run(["merge"] + names)
    }
    let largest = merge([Self.summary(of: "9007199254740990"), Self.summary(of: "1")])
    #expect(largest.status == .success)
    #expect(largest.output.split(separator: "9007199254740991", omittingEmptySubsequences: false).count == 18)
    #expect(largest.output.contains(#""explicitDeny": 2"#))
    let report = CapturedConsole(files: ["s": largest.output]).run(["report", "s"])
    #expect(report.output.contains("9,007,199,254,740,997 decisions"))
    #expect(!report.output.contains("-9"))
    // 2,000 of them come to more than any Int.
    for count in [2, 2000] {
      let tooLarge = merge(Array(repeating: Self.summary(of: "9007199254740991"), count: count))
      #expect(tooLarge.status.rawValue == 2)
      #expect(tooLarge.output.isEmpty)
      #expect(tooLarge.error.contains("the sum:"))
      #expect(tooLarge.error.contains("a count is a whole number from 0 to 9007199254740991"))
    }
  }

  @Test func theSummaryMayStandInPlaceOfTheDecisions() {
    let outcome = evaluate("--summary-only", "log", files: ["log": "[\(Self.deletion)]"])
    #expect(outcome.output.hasPrefix("1 decision: 0 allowed, 1 denied (1 explicitly)\n"))
    let json = evaluate("--summary-only", "-f", "ndjson", "log", files: ["log": "[\(Self.deletion)]"])
    #expect(json.output.contains(#""schema": "stockade/summary/1""#))
  }

  @Test func standardInputOfNothingIsNoRecords() {
    let outcome = evaluate("--summary-only", files: [:])
    #expect(outcome.status == .success)
    #expect(outcome.output.hasPrefix("0 decisions"))
  }

  @Test func aCheckpointNeedsAnOutput() {
    let outcome = evaluate("--checkpoint", "c", "log", files: ["log": "[]"])
    #expect(outcome.status.rawValue == 2)
    #expect(outcome.error.contains("--output"))
  }
}

/// Folders, compressed files and checkpoints, on the machine's file system.
@Suite struct ReplayFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "stockade-replay-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write("scp.json", #"{"Statement":[{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}]}"#)
  }

  private func write(_ name: String, _ text: String) throws {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func event(_ id: Int) -> String {
    #"{"eventID":"\#(id)","eventSource":"s3.amazonaws.com","eventName":"\#(id % 2 == 0 ? "DeleteBucket" : "GetBucketAcl")","#
      + #""userIdentity":{"type":"Root","accountId":"111122223333"},"requestParameters":{"bucketName":"b\#(id)"}}"#
  }

  private func document(_ ids: Range<Int>) -> String {
    "{\"Records\":[" + ids.map(event).joined(separator: ",") + "]}"
  }

  /// Runs on the real files; returns what was written to the streams.
  private func run(
    _ arguments: [String], files: FileSystem = .system
  ) -> (status: Int32, output: String, error: String) {
    let sink = Captured()
    let console = Console(
      readInput: { _ in 0 }, inputDescriptor: 0, writeOutput: { sink.output($0) }, writeError: { sink.error($0) },
      files: files, processorCount: 2)
    let code = CommandLineTool.run(arguments: arguments, console: console).rawValue
    return (code, sink.texts.output, sink.texts.error)
  }

  /// Runs on the real files; returns the first checkpoint that the run wrote.
  private func firstCheckpoint(_ arguments: [String]) throws -> Data {
    let kept = Mutex<[UInt8]>([])
    let system = FileSystem.system
    let files = FileSystem(
      kind: system.kind, open: system.open, create: system.create, entries: system.entries,
      isSameFile: system.isSameFile, size: system.size, resume: system.resume,
      replace: { path, bytes throws(SystemError) in
        kept.withLock { if $0.isEmpty { $0 = bytes } }
        try system.replace(path, bytes)
      }, remove: system.remove)
    _ = run(arguments, files: files)
    let first = kept.withLock { Data($0) }
    try #require(!first.isEmpty)
    return first
  }

  private final class Captured: Sendable {
    private let bytes = Mutex<(output: [UInt8], error: [UInt8])>(([], []))
    func output(_ buffer: UnsafeRawBufferPointer) { bytes.withLock { $0.output += buffer } }
    func error(_ buffer: UnsafeRawBufferPointer) { bytes.withLock { $0.error += buffer } }
    var texts: (output: String, error: String) {
      bytes.withLock { (String(decoding: $0.output, as: UTF8.self), String(decoding: $0.error, as: UTF8.self)) }
    }
  }

  @Test func badFilesAreNamedAndTheRestIsDecided() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write("logs/1.json", document(0..<3))
    try write("logs/2-broken.json", "{\"Records\":[" + event(3) + ",")
    try write("logs/3-empty.json", "")
    try write("logs/sub/4.json", document(4..<6))
    let scp = folder.appendingPathComponent("scp.json").path
    for jobs in ["1", "2", "5"] {
      let found = run([
        "evaluate", "--scp", scp, "-f", "ndjson", "-j", jobs, folder.appendingPathComponent("logs").path,
      ])
      #expect(found.status == 2)
      let ids = found.output.matches(of: /"id":"(\d+)"/).map { String($0.1) }
      #expect(ids == ["0", "1", "2", "3", "4", "5"])
      let length = "{\"Records\":[".utf8.count + event(3).utf8.count + 1
      #expect(found.error.contains("2-broken.json: error: the text ends inside its list of records, at byte \(length)"))
      #expect(found.error.contains("3-empty.json: error: this is empty"))
    }
  }

  @Test func aRunGoesOnBehindItsCheckpoint() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write("logs/1.json", document(0..<700))
    try write("logs/2.json", document(700..<1500) + "x")
    try write("logs/3.json", (1500..<2200).map(event).joined(separator: "\n"))
    let scp = folder.appendingPathComponent("scp.json").path
    let logs = folder.appendingPathComponent("logs").path
    let (out, point) = (folder.appendingPathComponent("out").path, folder.appendingPathComponent("point").path)
    let arguments = ["evaluate", "--scp", scp, "-f", "ndjson", "-o", out, "--checkpoint", point, logs]
    let whole = run(arguments)
    let expected = try Data(contentsOf: URL(fileURLWithPath: out))
    #expect(!FileManager.default.fileExists(atPath: point))
    // A checkpoint that the run wrote at its first block, and an output that went on behind it before the end.
    let first = try firstCheckpoint(arguments)
    try first.write(to: URL(fileURLWithPath: point))
    let torn = expected.prefix(expected.count - 100) + Data("torn".utf8)
    try torn.write(to: URL(fileURLWithPath: out))
    let again = run(arguments)
    #expect(try Data(contentsOf: URL(fileURLWithPath: out)) == expected)
    #expect(again.status == whole.status)
    #expect(again.error == whole.error)
    // With other arguments it is a checkpoint of another run.
    try first.write(to: URL(fileURLWithPath: point))
    #expect(run(arguments + ["--missing-context", "absent"]).error.contains("[checkpoint.other]"))
  }

  @Test func aCheckpointKnowsTheFilesThatTheEnvironmentNames() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try write("logs/1.json", document(0..<50))
    try write("tagged.json", #"{"ResourceTagMappingList":[]}"#)
    try write("environment.json", #"{"taggedResources":"tagged.json"}"#)
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    let arguments = [
      "evaluate", "--environment", path("environment.json"), "-f", "ndjson", "-o", path("out"), "--checkpoint",
      path("point"), path("logs"),
    ]
    let point = try firstCheckpoint(arguments)
    try point.write(to: URL(fileURLWithPath: path("point")))
    #expect(!run(arguments).error.contains("[checkpoint.other]"))
    try point.write(to: URL(fileURLWithPath: path("point")))
    try write(
      "tagged.json", #"{"ResourceTagMappingList":[{"ResourceARN":"arn:aws:s3:::b","Tags":[{"Key":"a","Value":"b"}]}]}"#)
    #expect(run(arguments).error.contains("[checkpoint.other]"))
  }

  @Test func diffComparesTheEventsThatEvaluateDecides() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let service = #"{"eventType":"AwsServiceEvent","# + event(1).dropFirst()
    let lines = (0..<5).map(event) + [service, #"{"eventName":"x"}"#] + (5..<9).map(event)
    try write("logs/1.json", lines.joined(separator: "\n"))
    let (scp, logs) = (folder.appendingPathComponent("scp.json").path, folder.appendingPathComponent("logs").path)
    let evaluated = run(["evaluate", "--scp", scp, "-f", "ndjson", logs])
    let compared = run(["diff", "--before", scp, "--after", scp, "-f", "json", logs])
    let decisions = evaluated.output.split(separator: "\n").count { $0.contains(#""decision":"#) }
    #expect(decisions == 9)
    // A record that is no event is compared, as one that neither side decides; an event that asks nothing is not.
    #expect(compared.output.contains(#""records": 10,"#))
    #expect(compared.output.contains(#""changed": 0,"#))
    #expect(evaluated.error.contains("1 event is no request: serviceEvent 1"))
    #expect(evaluated.error.contains("1 record could not be decided: cloudtrail.member 1"))
  }

  @Test("what stands behind the place where a file broke counts nowhere, and what it named first counts later")
  func groupsBehindABreak() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    func events(_ account: String, _ ids: Range<Int>) -> String {
      ids.map { event($0 * 2).replacing("111122223333", with: account) }.joined(separator: ",")
    }
    // The second block, of other callers, is cut before the first one is found to be broken.
    let broken =
      "{\"Records\":[" + events("111122223333", 0..<2) + #",{"eventID":nul},"# + events("444455556666", 0..<3_000)
    try write("logs/1.json", broken + "]}")
    try write("logs/2.json", "{\"Records\":[" + events("444455556666", 0..<5) + "]}")
    try write("open.json", #"{"Statement":[{"Effect":"Deny","Action":"s3:PutObject","Resource":"*"}]}"#)
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    let compared = run([
      "diff", "--before", path("open.json"), "--after", path("scp.json"), "-f", "json", "-j", "1", path("logs"),
    ])
    #expect(compared.output.contains(#""changed": 7,"#), "\(compared.output)")
    let report = path("report.json")
    let evaluated = run([
      "evaluate", "--scp", path("scp.json"), "-f", "ndjson", "-j", "1", "--report", "json=" + report, path("logs"),
    ])
    #expect(evaluated.output.split(separator: "\n").count == 7)
    let text = try String(contentsOfFile: report, encoding: .utf8)
    #expect(text.contains("444455556666"))
  }
}
