import Documents
import Evaluation
import PolicyLanguage
import TestSupport
import Testing

@testable import ActionStreams

/// A record that is read in one pass means exactly what `JSONCursor` says it means.
@Suite("scanning records")
struct RecordScanningTests {
  private static let policy = """
    {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
      "StringEquals": {"aws:RequestedRegion": "a", "aws:ResourceTag/Team": "b", "s3:prefix": "c", "k": "d"}}}}
    """

  private static func program() throws -> Program {
    let source = SourceText(name: "policy.json", text: policy)
    return Program([try #require(PolicyReader(kind: .scp).read(source).policy)])
  }

  /// Everything that one reading says, as one text.
  private static func describe(
    _ reading: Result<ActionRecord, RecordError>, _ frame: borrowing RequestFrame, _ keys: KeyTable
  ) -> String {
    switch reading {
    case .failure(let error): return "\(error.code) \(error.message) at \(error.offset ?? -1)"
    case .success(let record):
      let members = [
        record.id, record.action, record.principal, record.resource, record.stack, record.logicalResourceId,
        record.resourceType,
      ].map { $0.map { "\($0.byteString.bytes)" } ?? "-" }
      var context: [String] = []
      for key in 0..<keys.count {
        let slot = frame.slot(key)
        let values = (0..<frame.count(of: slot)).map { "\(frame.value(slot, $0).byteString.bytes)" }
        context.append("\(slot.state) \(slot.isMentioned) \(values)")
      }
      let end = "\(record.context ?? -1) \(record.hasResources) \(record.resourceCount)"
      return "\(members) \(end) \(context)"
    }
  }

  /// Reads a line in one pass and by `JSONCursor`; nil where both agree.
  private struct Readers: ~Copyable {
    let keys: KeyTable
    var reader: ActionRecordReader
    var frame: RequestFrame
    var lines = TextLines()
    /// How many records were read in one pass to the end.
    var scannedCount = 0

    init() throws {
      keys = try RecordScanningTests.program().keys
      reader = ActionRecordReader(keys: keys, actions: LastingIdentities())
      frame = RequestFrame(keyCount: keys.count)
    }

    mutating func difference(_ line: [UInt8], unknown: Bool = false) -> String? {
      let padded = line + [0x0A] + [UInt8](repeating: 0x22, count: TextLines.padding)
      return padded.withUnsafeBufferPointer { bytes -> String? in
        guard let base = bytes.baseAddress else { return nil }
        lines.begin(base, count: line.count, firstLine: 1)
        guard lines.next() else { return nil }
        let text = UnsafeBufferPointer(rebasing: bytes[lines.start..<(lines.start + lines.text().count)])
        var plain = ActionRecord()
        plain.isPlain = true
        frame.reset(missingIsUnknown: unknown)
        if reader.scan(&lines, &plain, into: &frame) {
          scannedCount += 1
          let parts = [plain.action, plain.resource, plain.logicalResourceId].compactMap { $0?.byteString.bytes }
          let isPlain = parts.joined().allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
          if plain.isPlain, !isPlain { return "taken for plain: \(String(decoding: line, as: UTF8.self))" }
        }
        lines.begin(base, count: line.count, firstLine: 1)
        _ = lines.next()
        let scanned = Self.result { () throws(RecordError) in
          try reader.read(&lines, missingIsUnknown: unknown, into: &frame)
        }
        let first = RecordScanningTests.describe(scanned, frame, keys)
        frame.reset(missingIsUnknown: unknown)
        let byCursor = Self.result { () throws(RecordError) in try reader.read(text, into: &frame) }
        let second = RecordScanningTests.describe(byCursor, frame, keys)
        if first == second { return nil }
        return "\(String(decoding: line, as: UTF8.self))\nscanned: \(first)\ncursor:  \(second)"
      }
    }

    private static func result(
      _ read: () throws(RecordError) -> ActionRecord
    ) -> Result<ActionRecord, RecordError> {
      do throws(RecordError) { return .success(try read()) } catch { return .failure(error) }
    }
  }

  /// Records that are read in one pass.
  static let plain = [
    #"{"action":"s3:GetObject"}"#,
    #"{"id":"r1","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","context":{"aws:RequestedRegion":"eu-west-1","x":"y"}}"#,
    #"{"id":17,"action":"ec2:Run","principal":"arn:aws:iam::1:role/x","context":{"k":-3,"K2":true,"s3:prefix":["a","b",7,false]}}"#,
    #"{"id":null,"action":"a:b","context":{"k":null,"other":null,"n":0},"more":{"a":[1,{"b":"]"}]},"most":[1.5e3]}"#,
    #"{ "id": "u", "action": "Update:Modify", "stack": "prod", "logicalResourceId": "Db", "resourceType": "AWS::S3::Bucket" }"#,
    #"{"LogicalResourceId":"Db","ResourceType":"T","action":"Update:Delete","id":false}"# + "\r",
    #"{"action":"a:b","resource":"arn:\u0061\n\"","context":{"aws:resourcetag/team":"Zürich","k":["\\","é"]}} "#,
    #"{"action":"a:b","context":{},"resource":"x"# + "\u{7F}\"}",
    #"{"action":"a:b","context":{"k":1.5,"s3:prefix":[],"aws:RequestedRegion":12345678901234567890123456789}}"#,
  ]

  /// Records that `JSONCursor` has to read, or to refuse.
  static let unusual = [
    #"{}"#, #"{ }"#, #"[]"#, #""a""#, #"{"action":"a:b","action":"a:c"}"#, #"{"action":"a:b"} x"#,
    #"{"action":"a:b",}"#,
    #"{"action":"a:b","x":1,"x":2}"#, #"{"action":"a:b","context":{"k":"1","K":"2"}}"#, #"{"\u0061ction":"a:b"}"#,
    #"{"action":"a:b","context":{"\u006b":"1","k":"2"}}"#, #"{"action":"a:b","context":{"k":{}}}"#,
    #"{"action":"a:b","context":{"k":[null]}}"#, #"{"action":"a:b","context":{"x":[[1]]}}"#,
    #"{"action":"a:b","context":[]}"#, #"{"action":7}"#, #"{"id":{},"action":"a:b"}"#, #"{"id":01,"action":"a:b"}"#,
    #"{"action":"a:b","context":{"k":-}}"#, #"{"action":"a:b","context":{"k":1.}}"#,
    #"{"action":"a:b","context":{"k":tru}}"#,
    #"{"LogicalResourceId":"a","logicalResourceId":"b","action":"Update:Modify"}"#, "{\"action\":\"a\tb\"}",
    "{\"action\":\t\"a:b\"}", "{\"action\":\"a:b\u{0}\"}", #"{"action":"a:b","resources":[{"resource":"x"},{}]}"#,
    #"{"action":"a:b","deep":\#(String(repeating: "[", count: 511) + String(repeating: "]", count: 511))}"#,
    #"{"action":"a:b","deep":\#(String(repeating: "[", count: 512) + String(repeating: "]", count: 512))}"#,
    #"{"action":"a:b","\#(String(repeating: "n", count: 200))":1,"context":{"\#(String(repeating: "n", count: 200))":1}}"#,
    #"{"action":"a:b","# + (0..<20).map { #""m\#($0)":\#($0)"# }.joined(separator: ",") + "}",
  ]

  @Test("records that programs write are read in one pass")
  func plainRecords() throws {
    var readers = try Readers()
    for (place, line) in Self.plain.enumerated() {
      #expect(readers.difference(Array(line.utf8)) == nil)
      #expect(readers.scannedCount == place + 1, "\(line)")
    }
  }

  @Test("unusual and broken records are read as the cursor reads them")
  func unusualRecords() throws {
    var readers = try Readers()
    for line in Self.unusual { #expect(readers.difference(Array(line.utf8), unknown: true) == nil) }
  }

  @Test("records cut short at any byte", arguments: plain + unusual)
  func truncated(line: String) throws {
    var readers = try Readers()
    let bytes = Array(line.utf8)
    for count in stride(from: 0, to: bytes.count, by: bytes.count > 400 ? 37 : 1) {
      #expect(readers.difference(Array(bytes[..<count])) == nil)
    }
  }

  @Test("records with bytes replaced, inserted, removed and doubled", arguments: plain)
  func mutated(line: String) throws {
    var readers = try Readers()
    var random = SplitMix64(seed: UInt64(line.utf8.count))
    let alphabet = Array("\"\"\\{}[],:  0-.etn\t\rk".utf8) + [0x7F, 0x80, 0xC3, 0xFF, 0]
    for _ in 0..<300 {
      var bytes = Array(line.utf8)
      for _ in 0...(random.next() % 2) {
        let place = Int(random.next() % UInt64(bytes.count))
        let byte = alphabet[Int(random.next() % UInt64(alphabet.count))]
        switch random.next() % 4 {
        case 0: bytes[place] = byte
        case 1: bytes.insert(byte, at: place)
        case 2 where bytes.count > 1: bytes.remove(at: place)
        default:
          let end = min(bytes.count, place + Int(random.next() % 24))
          bytes.insert(contentsOf: bytes[place..<end], at: end)
        }
      }
      if let difference = readers.difference(bytes) { Issue.record("\(difference)") }
    }
  }

  @Test("names are found where they are expected, and where they are not")
  func expectedNames() throws {
    var readers = try Readers()
    var random = SplitMix64(seed: 11)
    // All lengths around those of words, and ones that agree in their ends and their middle.
    var names = (1...70).map { String(repeating: "n", count: $0) }
    names += ["k", "aws:RequestedRegion", "aws:ResourceTag/Team", "s3:prefix", "aws:aaaaaaaaXaaaaaaaaaaaaaaTeam"]
    names += ["aws:aaaaaaaaYaaaaaaaaaaaaaaTeam", "aws:aaaaaaaaZaaaaaaaaaaaaaaTeam", ""]
    for round in 0..<600 {
      var left = names
      let context = (0..<Int(random.next() % 7)).map { _ in
        let name = left.remove(at: Int(random.next() % UInt64(left.count)))
        return #""\#(name)"\#(random.chance(10) ? " " : ""):\#(random.chance(20) ? "7" : "\"v\"")"#
      }.joined(separator: random.chance(20) ? ", " : ",")
      let before = random.chance(30) ? #""id":\#(round),"# : random.chance(30) ? #""x":1,"# : ""
      let line = #"{\#(before)"action":"a:b","context":{\#(context)}}"#
      if let difference = readers.difference(Array(line.utf8)) { Issue.record("\(difference)") }
      #expect(readers.scannedCount == round + 1, "\(line)")
    }
  }

  @Test("a short line behind a long one is not read beyond its padding")
  func shortLines() throws {
    var readers = try Readers()
    let long = String(repeating: "m", count: 61)
    for line in [
      #"{"\#(long)":1,"action":"a:b","context":{"\#(long)":"v"}}"#, "{", #"{""#, #"{"action":"a:b","context":{"#,
    ] {
      #expect(readers.difference(Array(line.utf8)) == nil)
    }
  }

  @Test("more names than are kept, in one record and in many, are told apart all the same")
  func manyNames() throws {
    var readers = try Readers()
    let many = (0..<3000).map { #""n\#($0)":1"# }.joined(separator: ",")
    #expect(readers.difference(Array(#"{"action":"a:b","context":{\#(many),"N7":2}}"#.utf8)) == nil)
    for number in 0..<3000 {
      let line = #"{"action":"a:b","context":{"x\#(number)":1,"k":"v","X\#(number &- number % 5)":1}}"#
      if let difference = readers.difference(Array(line.utf8)) { Issue.record("\(difference)") }
    }
  }
}
