import ActionStreams
import Documents
import Foundation
import Testing

@Suite struct RecordBlockReaderTests {
  /// Events of different lengths, each one recognisable as CloudTrail.
  private func events(_ count: Int) -> [String] {
    (0..<count).map { index in
      #"{"eventName":"E\#(index)","eventSource":"s","x":{"y":["\#(String(repeating: "}]\\\"", count: index % 7))",{}]}}"#
    }
  }

  @Test(arguments: [1, 7, 64, 100, 4096])
  func recordsOfAWrapperComeWholeWhateverTheBlock(blockSize: Int) throws {
    let folder = try TemporaryFolder()
    let events = events(50)
    let text = "{\"note\":{\"Records\":1},\"Records\":[" + events.joined(separator: ",\n ") + "],\"more\":[1,{}]}\n"
    let file = try folder.write("a.json", text)
    let found = deliver([file], blockSize: blockSize)
    #expect(found.records == events)
    #expect(found.numbers == Array(1...50))
    #expect(found.failures == [])
    #expect(found.kinds == ["cloudTrail"])
    for (record, offset) in zip(found.records, found.offsets) {
      let place = text.utf8.index(text.utf8.startIndex, offsetBy: offset)
      #expect(text.utf8[place...].starts(with: record.utf8))
    }
  }

  @Test(arguments: [1, 64, 4096])
  func theOtherLayouts(blockSize: Int) throws {
    let folder = try TemporaryFolder()
    let events = events(20)
    let pretty = events.map { $0.replacing("{\"eventName\"", with: "{\n  \"eventName\"") }
    let array = try folder.write("array", " [\n" + events.joined(separator: " , ") + "]")
    let lines = try folder.write("lines", "\n" + events.joined(separator: "\r\n\n"))
    let values = try folder.write("values", pretty.joined(separator: "\n"))
    let single = try folder.write("single", pretty[3])
    let several = try folder.write(
      "several", "{\"Records\":[\(events[0]),\(events[1])]}\n{\"Records\":[]}\n{\"Records\":[\(events[2])]}")
    #expect(deliver([array], blockSize: blockSize).records == events)
    #expect(deliver([lines], blockSize: blockSize).records == events)
    #expect(deliver([lines], blockSize: blockSize).numbers == (0..<20).map { 2 + 2 * $0 })
    #expect(deliver([values], blockSize: blockSize).records == pretty)
    #expect(deliver([single], blockSize: blockSize).records == [pretty[3]])
    #expect(deliver([several], blockSize: blockSize).records == Array(events[..<3]))
    #expect(deliver([several], blockSize: blockSize).numbers == [1, 2, 3])
    #expect(deliver([array, lines], blockSize: blockSize).records == events + events)
  }

  @Test func actionRecordsAreRecognised() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("a", "{\"id\":1,\"action\":\"s3:GetObject\"}\n{\"action\":\"x\"}\n")
    #expect(deliver([file]).kinds == ["actionRecords"])
    let array = try folder.write("b", "[{\"id\":1,\"action\":\"s3:GetObject\"}]")
    #expect(deliver([array]).kinds == ["actionRecords"])
  }

  @Test func aBadLineIsOneBadRecord() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "a", "{\"eventName\":\"a\"}\n{\"eventName\":\n{\"eventName\":\"b\"} x\n{\"eventName\":\"c\"}")
    let found = deliver([file])
    #expect(found.records.first == "{\"eventName\":\"a\"}")
    #expect(found.records.last == "{\"eventName\":\"c\"}")
    #expect(found.faults == ["record.json@2", "record.json@3"])
    #expect(found.failures == [])
  }

  @Test(
    "good records before a break are delivered, and the break is named with its byte",
    arguments: [
      // text, number of good records, failure
      (#"{"Records":[{"eventName":"a"},{"eventName":tru}]}"#, 1, "json.syntax@43"),
      (#"{"Records":[{"eventName":"a"},{"eventName":"b""#, 1, "json.truncated@46"),
      (#"{"Records":[{"eventName":"a"} {"eventName":"b"}]}"#, 1, "json.syntax@30"),
      (#"{"Records":[{"eventName":"a"},]}"#, 1, "json.trailingComma@29"),
      (#"{"Records":[{"eventName":"a"}, 1]}"#, 1, "cloudtrail.object@31"),
      (#"{"Records":[{"eventName":"a"}] "x"}"#, 1, "json.syntax@31"),
      (#"{"Records":[{"eventName":"a"}],"x":[}"#, 1, "json.syntax@36"),
      (#"{"Records":[{"eventName":"a"}]} what"#, 1, "json.trailingContent@32"),
      (#"{"Records":[{"eventName":"a"}]"#, 1, "json.truncated@30"),
      (#"{"Records":["#, 0, "json.truncated@12"),
      (#"{"Records":"#, 0, "json.truncated@11"),
      ("", 0, "input.empty@0"), (" \n", 0, "input.empty@0"),
      ("[1,2]", 0, "json.recordShape@1"),
      (#"{"awsAccountId":"1","digestStartTime":"x"}"#, 0, "input.kind@0"),
      ("\u{FEFF}{}", 0, "json.byteOrderMark@0"),
      ("{\n\"eventName\":\"a\"}\n{\n\"eventName\":}\n", 1, "json.syntax@33"),
    ])
  func breaks(text: String, good: Int, failure: String) throws {
    let folder = try TemporaryFolder()
    let bad = try folder.write("bad", text)
    let fine = try folder.write("fine", #"{"Records":[{"eventName":"z"}]}"#)
    for blockSize in [5, 64, 4096] {
      let found = deliver([bad, fine], blockSize: blockSize)
      #expect(found.records.count == good + 1)
      #expect(found.records.last == #"{"eventName":"z"}"#)
      #expect(found.failures == [failure])
    }
  }

  @Test func aRecordOfTenMegabytesIsRead() throws {
    let folder = try TemporaryFolder()
    let long = "{\"eventName\":\"\(String(repeating: "x", count: 10_000_000))\"}"
    let file = try folder.write("a", "{\"Records\":[{\"eventName\":\"a\"},\(long),{\"eventName\":\"b\"}]}")
    let found = deliver([file], blockSize: RecordBlockReader.defaultBlockSize)
    #expect(found.records.map(\.utf8.count) == [17, long.utf8.count, 17])
  }

  @Test func compressedFilesAreReadThroughGzip() throws {
    let folder = try TemporaryFolder()
    let events = events(200)
    let text = "{\"Records\":[" + events.joined(separator: ",") + "]}"
    let files = try (0..<3).map { try folder.write("\($0).json.gz", folder.compressed(Array(text.utf8))) }
    let found = deliver(files, blockSize: 1000)
    #expect(found.records == events + events + events)
    #expect(found.failures == [])
  }

  @Test func aBrokenAndATruncatedGzipAndAnEmptyFileAmongGoodOnes() throws {
    let folder = try TemporaryFolder()
    let events = events(400)
    let text = "{\"Records\":[" + events.joined(separator: ",") + "]}"
    let compressed = try folder.compressed(Array(text.utf8))
    try folder.write("AWSLogs/1/a.json.gz", compressed)
    try folder.write("AWSLogs/1/b.json.gz", Array(compressed[..<(compressed.count / 2)]))
    var corrupt = compressed
    corrupt[corrupt.count - 6] ^= 0xFF
    try folder.write("AWSLogs/1/c.json.gz", corrupt)
    try folder.write("AWSLogs/2/d.json", "")
    try folder.write("AWSLogs/2/e.json", #"{"Records":[{"eventName":"last"}]}"#)
    let inputs = InputDiscovery([ByteString(folder.url.path)]).files
    let found = deliver(inputs, blockSize: 500)
    #expect(deliver(inputs, blockSize: 500, lookahead: 3) == found)
    #expect(Array(found.records[..<400]) == events)
    #expect(found.records.last == #"{"eventName":"last"}"#)
    #expect(found.failures.count == 3)
    // What came out of the truncated file is there, up to the byte where it broke.
    #expect(found.failures[0].hasPrefix("input.gzip@"))
    let broke = Int(found.failures[0].dropFirst("input.gzip@".count)) ?? 0
    #expect(broke > 0 && broke < text.utf8.count)
    #expect(found.records.count > 801)
    // The corrupt one gave all its text before its checksum failed.
    #expect(found.failures[1] == "input.gzip@\(text.utf8.count)")
    #expect(found.failures[2] == "input.empty@0")
  }

  @Test func whatCannotBeOpenedIsNamed() throws {
    let folder = try TemporaryFolder()
    let missing = InputFile(ByteString(folder.url.path + "/none"))
    let found = deliver([missing])
    #expect(found.failures == ["input.unreadable@-1"])
  }

  @Test func stackEventsBecomeActionRecords() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "events.json",
      """
      {"StackEvents":[
       {"StackId":"s","StackName":"p","LogicalResourceId":"A","ResourceStatus":"UPDATE_IN_PROGRESS","Timestamp":"2"},
       {"StackId":"s","StackName":"p","LogicalResourceId":"p","PhysicalResourceId":"s","ResourceStatus":"UPDATE_IN_PROGRESS","Timestamp":"1"}]}
      """)
    let found = deliver([file])
    #expect(found.records == [#"{"action":"Update:Modify","stack":"p","logicalResourceId":"A"}"#])
    #expect(found.kinds == ["actionRecords"])
    let bad = try folder.write("bad.json", #"{"StackEvents":[{"StackId":1}]}"#)
    #expect(deliver([bad]).failures == ["stackEvents.event@16"])
  }

  @Test func lookupEventsAreUnwrapped() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "lookup.json",
      #"{"Events":[{"EventId":"1","CloudTrailEvent":"{\"eventName\":\"a\",\n\"x\":\"\\\"\"}"},{"CloudTrailEvent":"{\"eventName\":\"b\"}"}],"NextToken":"t"}"#
    )
    let found = deliver([file])
    #expect(found.records == [#"{"eventName":"a", "x":"\""}"#, #"{"eventName":"b"}"#])
    #expect(found.kinds == ["cloudTrail"])
  }

  @Test func changeSetsBecomeActionRecords() throws {
    func entry(_ id: String, _ action: String, _ rest: String = "") -> String {
      #"{"Type":"Resource","ResourceChange":{"Action":"\#(action)","LogicalResourceId":"\#(id)","ResourceType":"A::B::C"\#(rest)}}"#
    }
    func page(_ id: String, _ changes: [String], _ rest: String = "") -> String {
      #"{"ChangeSetId":"\#(id)","ChangeSetName":"c","StackName":"p","Changes":[\#(changes.joined(separator: ","))]\#(rest)}"#
    }
    func record(_ action: String, _ id: String, stack: Bool = true) -> String {
      #"{"action":"Update:\#(action)"\#(stack ? #","stack":"p""# : ""),"logicalResourceId":"\#(id)","resourceType":"A::B::C"}"#
    }
    let folder = try TemporaryFolder()
    let changes = [
      entry("A", "Add", #","Replacement":"True""#), entry("B", "Modify", #","Replacement":"False""#),
      entry("C", "Modify", #","Replacement":"Conditional""#), entry("D", "Remove"), entry("E", "Dynamic"),
      entry("F", "Modify", #","Replacement":"True""#), entry("G", "Import"),
    ]
    let records = [
      record("Modify", "B"), record("Modify", "C"), record("Replace", "C"), record("Delete", "D"),
      record("Modify", "E"), record("Replace", "E"), record("Delete", "E"), record("Replace", "F"),
    ]
    for blockSize in [3, 4096] {
      let found = deliver([try folder.write("c.json", page("i", changes))], blockSize: blockSize)
      #expect(found.records == records)
      #expect(found.kinds == ["actionRecords"])
      #expect(found.failures == [])
    }
    let list = deliver([try folder.write("list.json", "[\(changes[3])]")])
    #expect(list.records == [record("Delete", "D", stack: false)])

    let first = try folder.write("1.json", page("i", [changes[1]], #","NextToken":"t""#))
    let second = try folder.write("2.json", page("i", [changes[3]]))
    let both = deliver([first, second])
    #expect(both.records == [records[0], records[3]])
    #expect(both.failures == [])
    let alone = deliver([first, try folder.write("3.json", page("other", []))])
    #expect(alone.records == [records[0]])
    #expect(alone.failures.map { $0.prefix(15) } == ["changeSet.page@"])
    let pages = deliver([
      try folder.write("p.json", "[\(page("i", [changes[1]], #","NextToken":"t""#)),\(page("i", [changes[3]]))]")
    ])
    #expect(pages.records == [records[0], records[3]])

    let bad = deliver([try folder.write("bad.json", page("i", [entry("A", "Modfy")]))])
    #expect(bad.records == [])
    #expect(bad.failures.map { $0.prefix(17) } == ["changeSet.Action@"])
    let failed = deliver([try folder.write("f.json", page("i", [], #","Status":"FAILED","StatusReason":"x""#))])
    #expect(failed.failures == ["changeSet.failed@0"])
    let empty = #","Status":"FAILED","StatusReason":"The submitted information didn't contain changes.""#
    #expect(deliver([try folder.write("e.json", page("i", [], empty))]).failures == [])
  }
}
