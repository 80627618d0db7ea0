import ActionStreams
import Documents
import PolicyLanguage
import Replay
import Reporting
import Synchronization
import Testing

@Suite("the names of inputs in lines")
struct InputNameTests {
  private static let policy = """
    {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "Update:*", "Resource": "*"}]}
    """
  /// A plain record, one with text that has to be escaped, and one that is broken.
  private static let records = [
    #"{"id":"a1","action":"Update:Modify","logicalResourceId":"Db"}"#,
    #"{"id":"é,\"2","action":"Update:Delete","logicalResourceId":"É"}"#,
    #"{"id":"a3","action":"#,
  ]

  /// What stands for the place of each record in the lines of a format, in the order of the records.
  struct Expected: Sendable, CustomTestStringConvertible {
    let format: String
    let formatter: any DecisionFormatter
    let name: String
    let starts: [String]
    var testDescription: String { "\(format) \(name.debugDescription)" }
  }

  static let expected: [Expected] = [
    ndjson("plain.ndjson", #""plain.ndjson""#),
    ndjson("a\"b\\c", #""a\"b\\c""#),
    ndjson("\u{1}\t\n", #""\u0001\t\n""#),
    ndjson("é☃\u{9B}", #""é☃\u009b""#),
    ndjson("", #""""#),
    ndjson(String(repeating: "l", count: 300), "\"" + String(repeating: "l", count: 300) + "\""),
    csv("plain.ndjson", "plain.ndjson"),
    csv("a\"b,c", #""a""b,c""#),
    csv("é☃\u{9B}", "é☃\u{9B}"),
    csv("a\u{1B}b", "a\\u{1b}b", isForTerminal: true),
    csv("a,\u{1B}", #""a,\u{1b}""#, isForTerminal: true),
    text("plain.ndjson", "plain.ndjson"),
    text("é☃\u{1B}", "é☃\\u{1b}"),
  ]

  private static func ndjson(_ name: String, _ shown: String) -> Expected {
    Expected(
      format: "ndjson", formatter: NDJSONDecisionFormatter(), name: name,
      starts: [
        #"{"file":\#(shown),"line":1,"id":"a1","action":"Update:Modify","resource":"LogicalResourceId/Db","#,
        #"{"file":\#(shown),"line":2,"id":"é,\"2","action":"Update:Delete","resource":"LogicalResourceId/É","#,
        #"{"file":\#(shown),"line":3,"error":"#,
      ])
  }

  private static func csv(_ name: String, _ shown: String, isForTerminal: Bool = false) -> Expected {
    Expected(
      format: "csv", formatter: CSVDecisionFormatter(isForTerminal: isForTerminal), name: name,
      starts: [
        "\(shown),1,a1,Update:Modify,LogicalResourceId/Db,",
        #"\#(shown),2,"é,""2",Update:Delete,LogicalResourceId/É,"#,
        "\(shown),3,,,,,",
      ])
  }

  private static func text(_ name: String, _ shown: String) -> Expected {
    Expected(
      format: "text", formatter: TextDecisionFormatter(style: .plain), name: name,
      starts: [
        "Allow    \(shown):1 a1  Update:Modify LogicalResourceId/Db  ",
        #"Allow    \#(shown):2 é,\"2  Update:Delete LogicalResourceId/É  "#,
        "Error    \(shown):3  ",
      ])
  }

  @Test("each line names its input as the format writes text", arguments: expected, [false, true])
  func lines(_ expected: Expected, isOfAnyKind: Bool) throws {
    let reading = PolicyReader(kind: .stack).read(SourceText(name: "stack.json", text: Self.policy))
    let policy: Policy = try #require(reading.policy)
    var run = StreamRun(
      policies: StreamPolicies(stacks: [StackPolicyBinding(name: nil, policy: policy)]),
      formatter: expected.formatter)
    run.namesFiles = true
    let records = Self.records.joined(separator: "\n")
    let output = Mutex<[UInt8]>([])
    let write: @Sendable (UnsafeRawBufferPointer) -> Int32 = { bytes in
      output.withLock { $0.append(contentsOf: bytes) }
      return 0
    }
    if isOfAnyKind {
      _ = RecordRun(run).run([InputFile.text(expected.name, records)], write: write)
    } else {
      _ = run.run([StreamInput.text(expected.name, records)], write: write)
    }
    let text = output.withLock { $0.dropFirst(expected.formatter.header.count) }
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    try #require(lines.count == expected.starts.count)
    for (line, start) in zip(lines, expected.starts) {
      #expect(Array(line.utf8.prefix(start.utf8.count)) == Array(start.utf8))
    }
  }
}
