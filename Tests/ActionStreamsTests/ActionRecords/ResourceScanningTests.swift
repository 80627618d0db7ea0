import Documents
import Evaluation
import PolicyLanguage
import TestSupport
import Testing

@testable import ActionStreams

/// The elements of `resources`, read in one pass, mean exactly what `JSONCursor` says they mean.
@Suite("scanning lists of resources")
struct ResourceScanningTests {
  private static let policy = """
    {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
      "StringEquals": {"aws:RequestedRegion": "a", "aws:ResourceTag/Team": "b", "k": "d"}}}}
    """

  static let records = [
    #"{"action":"a:b","resources":[{"resource":"x"},{"resource":"y","context":{"k":"2"}}],"context":{"k":"1","z":"2"}}"#,
    #"{"id":1,"context":{"aws:RequestedRegion":"r","K":["a",1]},"resources":[ { "context" : {"k":null} } , {} ],"action":"a:b"}"#,
    #"{"action":"a:b","resources":[{"resource":"\u0061\n\"é","tags":{"a":[1]},"b":true,"context":{"aws:resourcetag/team":"Zü"}}]}"#,
    #"{"action":"a:b","resource":"own","resources":[{"resource":"x","resource":"y"}],"more":1.5}"#,
    #"{"action":"a:b","resources":[{"context":{"k":"1","K":"2"}},{"resource":"y"}]}"#,
    #"{"action":"a:b","resources":[{"resource":7},{"resource":"y"}]}"#,
    #"{"action":"a:b","resources":[{"resource":"y"},{"context":[]},{"resource":"z"}]}"#,
    #"{"action":"a:b","resources":[]}"#, #"{"action":"a:b","resources":[1]}"#, #"{"action":"a:b","resources":{}}"#,
    #"{"action":"a:b","resources":[{"x":1,"x":2}]}"#, #"{"action":"a:b","resources":[{"resource":"y"},]}"#,
    #"{"action":"a:b","resources":[{"deep":\#(String(repeating: "[", count: 509) + String(repeating: "]", count: 509))}]}"#,
    #"{"action":"a:b","resources":[{"deep":\#(String(repeating: "[", count: 510) + String(repeating: "]", count: 510))}]}"#,
  ]

  private struct Readers: ~Copyable {
    let keys: KeyTable
    var reader: ActionRecordReader
    var frame: RequestFrame
    var lines = TextLines()
    /// How many lists were read in one pass to the end.
    var scannedCount = 0

    init() throws {
      let source = SourceText(name: "policy.json", text: ResourceScanningTests.policy)
      keys = Program([try #require(PolicyReader(kind: .scp).read(source).policy)]).keys
      reader = ActionRecordReader(keys: keys, actions: LastingIdentities())
      frame = RequestFrame(keyCount: keys.count)
    }

    /// The record's elements, up to the first that cannot be read.
    private mutating func elements(_ read: ActionRecord, _ line: UnsafeBufferPointer<UInt8>) -> [String] {
      var record = read
      var elements = ["\(record.resourceCount) \(record.hasResources)"]
      for _ in 0..<record.resourceCount where record.hasResources {
        do throws(RecordError) {
          let resource = try reader.readNextResource(of: &record, line, missingIsUnknown: false, into: &frame)
          var text = "\(resource?.byteString.bytes ?? [])"
          for key in 0..<keys.count {
            let slot = frame.slot(key)
            let values = (0..<frame.count(of: slot)).map { frame.value(slot, $0).byteString.bytes }
            text += " \(slot.state) \(slot.isMentioned) \(values)"
          }
          elements.append(text)
        } catch {
          return elements + ["\(error.code) \(error.message) at \(error.offset ?? -1)"]
        }
      }
      if record.isScanned { scannedCount += 1 }
      return elements
    }

    private mutating func read(_ base: UnsafePointer<UInt8>, _ count: Int, scans: Bool) -> [String] {
      lines.begin(base, count: count, firstLine: 1)
      guard lines.next() else { return [] }
      frame.reset(missingIsUnknown: false)
      do throws(RecordError) {
        let record =
          scans
          ? try reader.read(&lines, missingIsUnknown: false, into: &frame) : try reader.read(lines.text(), into: &frame)
        return elements(record, lines.text())
      } catch {
        return ["\(error.code) \(error.message) at \(error.offset ?? -1)"]
      }
    }

    mutating func expectSame(_ line: [UInt8]) {
      let padded = line + [0x0A] + [UInt8](repeating: 0x22, count: TextLines.padding)
      padded.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        let scans = read(base, line.count, scans: true)
        let byCursor = read(base, line.count, scans: false)
        #expect(scans == byCursor, "\(String(decoding: line, as: UTF8.self))")
      }
    }
  }

  @Test("lists that programs write are read in one pass")
  func plain() throws {
    var readers = try Readers()
    for (place, record) in Self.records.prefix(3).enumerated() {
      readers.expectSame(Array(record.utf8))
      #expect(readers.scannedCount == place + 1)
    }
    for record in Self.records { readers.expectSame(Array(record.utf8)) }
  }

  @Test("lists cut short, and with bytes replaced, inserted, removed and doubled", arguments: records)
  func mutated(record: String) throws {
    var readers = try Readers()
    let whole = Array(record.utf8)
    for count in stride(from: 1, to: whole.count, by: whole.count > 400 ? 41 : 1) {
      readers.expectSame(Array(whole[..<count]))
    }
    var random = SplitMix64(seed: UInt64(whole.count))
    let alphabet = Array("\"\"\\{}[],:  0-.etn\t\rk".utf8) + [0x7F, 0x80, 0xC3, 0]
    for _ in 0..<200 {
      var bytes = whole
      let place = Int(random.next() % UInt64(bytes.count))
      let byte = alphabet[Int(random.next() % UInt64(alphabet.count))]
      switch random.next() % 4 {
      case 0: bytes[place] = byte
      case 1: bytes.insert(byte, at: place)
      case 2: bytes.remove(at: place)
      default:
        let end = min(bytes.count, place + Int(random.next() % 24))
        bytes.insert(contentsOf: bytes[place..<end], at: end)
      }
      readers.expectSame(bytes)
    }
  }
}
