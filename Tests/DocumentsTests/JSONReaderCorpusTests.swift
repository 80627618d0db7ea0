import Documents
import Foundation
import TestSupport
import Testing

/// The public JSON parsing test suite: `y_` is read, `n_` refused, `i_` either, and never a crash.
@Suite("The public JSON parsing test suite", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"))
struct JSONReaderCorpusTests {
  @Test("every file is read or refused as its name says, by tree and by cursor alike")
  func files() throws {
    var counts = (accepted: 0, refused: 0, either: 0)
    for url in Corpus.files(in: "json", withExtension: "json") {
      let bytes = [UInt8](try Data(contentsOf: url))
      let name = url.lastPathComponent
      let error = Self.error { () throws(JSONError) in _ = try JSONReader(duplicateKeys: .kept).read(bytes) }
      let skipping = Self.error { () throws(JSONError) in try Self.skip(bytes) }
      #expect(error?.reason == skipping?.reason && error?.offset == skipping?.offset, "\(name): the cursor differs")
      if let error { #expect((0...bytes.count).contains(error.offset), "\(name)") }
      let strict = Self.error { () throws(JSONError) in _ = try JSONReader().read(bytes) }
      switch name.prefix(2) {
      case "y_":
        counts.accepted += 1
        #expect(error == nil, "\(name): \(error?.text ?? "")")
        #expect(name.contains("duplicated_key") ? strict?.reason == .duplicateKey : strict == nil, "\(name)")
      case "n_":
        counts.refused += 1
        #expect(error != nil, "\(name) was read")
      default: counts.either += 1
      }
    }
    #expect(counts.accepted > 90 && counts.refused > 180 && counts.either > 30, "the suite is not complete")
    print("JSON suite: \(counts.accepted) y_, \(counts.refused) n_, \(counts.either) i_ files run, 0 skipped")
  }

  static func error(_ body: () throws(JSONError) -> Void) -> JSONError? {
    do throws(JSONError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  /// Walks a text without building a tree.
  static func skip(_ bytes: [UInt8]) throws(JSONError) {
    try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
      var cursor = JSONCursor(buffer)
      try cursor.skipValue()
      try cursor.finish()
    }
  }
}
