import Documents
import PolicyValidation
import Testing

@Suite struct SuppressionTests {
  @Test(arguments: [
    ("legacy/*.json", "legacy/a.json", true), ("legacy/*.json", "legacy/b/a.json", false),
    ("legacy/**", "legacy/b/a.json", true), ("**/a.json", "a.json", true), ("**/a.json", "x/y/a.json", true),
    ("*.json", "x/y/a.json", true), ("a.json", "x/ba.json", false), ("./scp/?.json", "scp/a.json", true),
    ("scp/?.json", "scp/ab.json", false), ("a/**/b.json", "a/b.json", true), ("a/**/b.json", "a/x/y/b.json", true),
  ])
  func pathPatterns(_ pattern: String, _ path: String, _ expected: Bool) throws {
    let text = #"{"files": [{"path": "\#(pattern)", "ignore": ["policy.size"]}]}"#
    let configuration = try #require(
      CheckConfigurationReader.read(SourceText(name: ".stockade.json", text: text)).configuration)
    #expect(configuration.ignores("policy.size", in: path) == expected)
    #expect(!configuration.ignores("policy.document", in: path))
  }

  @Test func familiesAreIgnored() throws {
    var codes = IgnoredCodes()
    try codes.insert("stack.resource.*")
    #expect(codes.contains("stack.resource.prefix") && !codes.contains("stack.empty"))
    #expect(throws: IgnoredCodes.UnknownCode.self) { try codes.insert("stak.*") }
    #expect(throws: IgnoredCodes.UnknownCode.self) { try codes.insert("stack.empt") }
  }

  @Test(arguments: [
    (#"{"ignore": ["stack.empt"]}"#, "configuration.code"), (#"{"ignored": []}"#, "configuration.member.unknown"),
    (#"{"files": [{"path": "a"}]}"#, "configuration.member.missing"), (#"{"ignore": "x"}"#, "configuration.type"),
    ("{", "json.truncated"),
  ])
  func faultsOfConfigurations(_ text: String, _ code: String) {
    let (configuration, diagnostics) = CheckConfigurationReader.read(SourceText(name: ".stockade.json", text: text))
    #expect(configuration == nil)
    #expect(diagnostics.map(\.code).contains(code))
  }

  @Test(arguments: [
    (
      #"{"schema": "stockade/baseline/1", "findings": [{"fingerprint": "a", "reason": "b", "expires": "soon"}]}"#,
      "baseline.expires"
    ),
    (#"{"schema": "stockade/baseline/1", "findings": [{"fingerprint": "a"}]}"#, "baseline.member.missing"),
    (#"{"schema": "stockade/baseline/2", "findings": []}"#, "baseline.schema"),
    (#"{"schema": "stockade/baseline/1", "findings": [], "x": 1}"#, "baseline.member.unknown"),
  ])
  func faultsOfBaselines(_ text: String, _ code: String) {
    let (baseline, diagnostics) = FindingBaselineReader.read(SourceText(name: "baseline.json", text: text))
    #expect(baseline == nil)
    #expect(diagnostics.map(\.code) == [code])
  }
}
