import ActionStreams
import Documents
import Foundation

/// A folder that is gone when the test is.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("stockade-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file, making the folders above it, and returns it as an input.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> InputFile {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return InputFile(ByteString(file.path))
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> InputFile { try write(name, Array(text.utf8)) }

  /// What `gzip` makes of some bytes.
  func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
    let plain = url.appendingPathComponent("plain-\(UUID().uuidString)")
    try Data(bytes).write(to: plain)
    defer { try? FileManager.default.removeItem(at: plain) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-c", plain.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Array(data)
  }
}

/// What a reader delivered.
struct Delivered: Equatable {
  /// The records' texts, with their numbers and places.
  var records: [String] = []
  var numbers: [Int] = []
  var offsets: [Int] = []
  /// The codes of bad lines, with their numbers.
  var faults: [String] = []
  /// The failures, as `code@offset`.
  var failures: [String] = []
  var kinds: Set<String> = []
}

/// Reads inputs to their end, each record passed over as JSON.
func deliver(_ inputs: [InputFile], blockSize: Int = 64, lookahead: Int = 0) -> Delivered {
  var delivered = Delivered()
  var reader = RecordBlockReader(inputs, blockSize: blockSize, lookahead: lookahead)
  var block = RecordBlock()
  var broken = -1
  while reader.next(&block) {
    guard block.input != broken else { continue }
    if block.count > 0 { delivered.kinds.insert(block.kind.rawValue) }
    let found = block.forEachRecord(
      { (cursor, number, offset) throws(JSONError) in
        let start = cursor.position
        try cursor.skipValue()
        delivered.records.append(
          String(
            decoding: UnsafeBufferPointer(start: cursor.base + start, count: cursor.position - start), as: UTF8.self))
        delivered.numbers.append(number)
        delivered.offsets.append(offset)
        return true
      },
      fault: { error, number, _ in
        delivered.faults.append("\(error.code)@\(number)")
        return true
      })
    if let found {
      broken = block.input
      let failure = found.failure(of: inputs[block.input])
      delivered.failures.append("\(failure.code)@\(failure.offset ?? -1)")
    } else if let failure = block.failure {
      delivered.failures.append("\(failure.code)@\(failure.offset ?? -1)")
    }
  }
  return delivered
}
