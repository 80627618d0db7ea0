import Foundation
import Stockade
import TestSupport
import Testing

@Suite struct LibraryExampleTests {
  private static let policy = """
    {"Statement": [
      {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
      {"Effect": "Deny", "Action": "Update:Delete", "Principal": "*", "Resource": "LogicalResourceId/Db"}
    ]}
    """

  @Test func decides() throws {
    #expect(try decision(of: "Update:Delete", on: "Db", by: Self.policy) == "Deny by statement 1 at line 3")
    #expect(try decision(of: "Update:Modify", on: "Db", by: Self.policy) == "Allow by statement 0 at line 2")
    #expect(try decision(of: "Update:Modify", on: "Db", by: "{}") == "Allow")
    #expect(throws: DiagnosticsError.self) { try decision(of: "Update:Modify", on: "Db", by: "{") }
  }

  @Test func theDocumentationHoldsThisVeryText() throws {
    let page = try String(
      contentsOf: Repository.root.appendingPathComponent("docs/library.md"), encoding: .utf8)
    let source = try String(
      contentsOf: Repository.root.appendingPathComponent("Tests/StockadeTests/LibraryExample.swift"), encoding: .utf8)
    #expect(page.contains("```swift\n\(source)```"))
  }
}
