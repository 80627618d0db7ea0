import Documents
import TestSupport
import Testing

@Suite("YAML: limits")
struct YAMLLimitsTests {
  private static func nested(_ levels: Int) -> [String] {
    [
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels),
      String(repeating: "{a: ", count: levels) + String(repeating: "}", count: levels),
      String(repeating: "- ", count: levels) + "x",
      (0..<levels).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
      (0..<levels / 2).map { String(repeating: "  ", count: $0) + "- a:\n" }.joined(),
    ]
  }

  @Test("512 levels are read", arguments: nested(512))
  func deepest(text: String) {
    #expect(refusal(text) == nil)
  }

  @Test("513 levels are refused where the last one opens")
  func tooDeep() {
    let positions = Self.nested(514).map { refusal($0) }.map {
      "\($0?.code ?? "read") \($0?.position.map(\.description) ?? "")"
    }
    #expect(
      positions == [
        "yaml.depth 1:513", "yaml.depth 1:2049", "yaml.depth 1:1025", "yaml.depth 513:513", "yaml.depth 257:513",
      ])
  }

  @Test(
    "long hostile texts end: each is linear work",
    arguments: [
      String(repeating: "[", count: 300_000),
      String(repeating: "- ", count: 300_000),
      String(repeating: "? ", count: 300_000),
      String(repeating: "!a\n", count: 100_000),
      String(repeating: "...\n", count: 100_000),
      "a" + String(repeating: ":", count: 300_000),
      "a: 1" + String(repeating: ":30", count: 100_000),
      "a: 0x" + String(repeating: "f", count: 300_000),
      "a: \"" + String(repeating: "b\n", count: 100_000),
      "a:\n" + String(repeating: "  b\n\n", count: 100_000),
      "a: |\n" + String(repeating: "  b\n\n", count: 100_000),
      "a: >\n" + String(repeating: "      \n", count: 50_000) + "b: c",
      "[" + String(repeating: "a\n", count: 100_000) + "]",
      (0..<400).map { String(repeating: " ", count: $0) + "a:\n" }.joined() + String(repeating: "\n", count: 100_000)
        + "b:",
      (0..<20_000).map { "k\($0): |\n  x\n\n" }.joined(),
    ])
  func hostile(text: String) {
    // Whether it is read or refused is tested elsewhere; here only that it comes back, with a place when refused.
    if let error = refusal(text) { #expect(error.position != nil) }
  }

  @Test("ten thousand keys are all compared")
  func manyKeys() {
    let keys = (0..<10_000).map { "k\($0): v\n" }.joined()
    #expect(refusal(keys) == nil)
    #expect(refusal(keys + "k77: v\n")?.position == SourcePosition(line: 10_001, column: 1))
    let flow = "{" + (0..<10_000).map { "k\($0): v" }.joined(separator: ",")
    #expect(refusal(flow + "}") == nil)
    #expect(refusal(flow + ",k77: v}")?.code == "yaml.duplicateKey")
  }
}
