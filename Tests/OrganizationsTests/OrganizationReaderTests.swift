import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Organizations

/// Organizations read without files: a policy is whatever its name says.
enum OrganizationSample {
  static func policy(_ name: String, _ kind: PolicyKind) -> Policy {
    Policy(
      kind: kind, name: name, source: SourceText(name: name, text: "{}"), range: SourceRange(0, 2), version: .v2012,
      id: nil, statements: [])
  }

  static func read(_ text: String) throws -> (Organization?, [Diagnostic]) {
    let source = SourceText(name: "environment.json", text: text)
    var reader = MemberReader(source, family: "environment")
    let organization = OrganizationReader.read(try JSONReader().read(source), reporting: &reader) { node, kind, _ in
      switch node.text {
      case "FullAWSAccess": Policy.fullAWSAccess
      case "RCPFullAWSAccess": Policy.rcpFullAWSAccess
      case let name?: policy(name.string, kind)
      case nil: nil
      }
    }
    return (organization, reader.diagnostics)
  }
}

@Suite struct OrganizationReaderTests {
  private func expect(_ code: String, in marked: String, suggestion: String? = nil) throws {
    let text = MarkedText(marked)
    let (_, diagnostics) = try OrganizationSample.read(text.text)
    let found = try #require(diagnostics.first)
    #expect(diagnostics.count == 1)
    #expect(found.code == code)
    #expect(found.severity == .error)
    #expect(found.position == text.position("here"))
    #expect(found.suggestion == suggestion)
  }

  @Test(
    "unknown members are errors at their key, with the nearest name",
    arguments: [
      (#"{⟦here⟧"managmentAccount":"999988887777"}"#, "managementAccount"),
      (#"{"root":{⟦here⟧"account":[]}}"#, "accounts"),
      (#"{"root":{"accounts":[{"id":"111122223333",⟦here⟧"serviceControlPolicy":[]}]}}"#, "serviceControlPolicies"),
      (#"{"root":{"organizationalUnits":[{"id":"ou-1",⟦here⟧"Name":"x"}]}}"#, "name"),
    ])
  func unknownMembers(marked: String, suggestion: String?) throws {
    try expect("environment.member.unknown", in: marked, suggestion: suggestion)
  }

  @Test(
    "wrong types are errors at the value",
    arguments: [
      #"⟦here⟧[]"#, #"{"id":⟦here⟧1}"#, #"{"root":⟦here⟧[]}"#, #"{"root":{"accounts":⟦here⟧{}}}"#,
      #"{"root":{"serviceControlPolicies":⟦here⟧"FullAWSAccess"}}"#, #"{"externalAccounts":⟦here⟧"444455556666"}"#,
      #"{"root":{"accounts":[⟦here⟧"111122223333"]}}"#, #"{"managementAccount":⟦here⟧null}"#,
    ])
  func wrongTypes(marked: String) throws {
    try expect("environment.type", in: marked)
  }

  @Test(arguments: [
    #"{"managementAccount":⟦here⟧"99998888777"}"#, #"{"externalAccounts":[⟦here⟧"x"]}"#,
    #"{"root":{"accounts":[{"id":⟦here⟧"1111-2222-3333"}]}}"#,
  ])
  func accountIdsHaveTwelveDigits(marked: String) throws {
    try expect("environment.organization.accountId", in: marked)
  }

  @Test(arguments: [
    #"{"root":{"id":"r","accounts":[{"id":"111122223333"},{"id":⟦here⟧"111122223333"}]}}"#,
    #"{"root":{"id":"r","organizationalUnits":[{"id":⟦here⟧"r"}]}}"#,
    #"{"root":{"organizationalUnits":[{"id":"ou-1","accounts":[{"id":"111122223333"}]}],"accounts":[]},"externalAccounts":[⟦here⟧"111122223333"]}"#,
    #"{"managementAccount":"999988887777","externalAccounts":[⟦here⟧"999988887777"]}"#,
    #"{"externalAccounts":["444455556666",⟦here⟧"444455556666"]}"#,
  ])
  func duplicateIds(marked: String) throws {
    try expect("environment.organization.duplicateId", in: marked)
  }

  @Test func anAccountNeedsAnId() throws {
    try expect("environment.member.missing", in: #"{"root":{"accounts":[⟦here⟧{"name":"x"}]}}"#)
  }

  @Test func aUnitWithoutIdGoesByItsName() throws {
    let (organization, diagnostics) = try OrganizationSample.read(
      #"{"root":{"organizationalUnits":[{"name":"Workloads"}]}}"#)
    #expect(diagnostics.isEmpty)
    #expect(organization?.nodes.map(\.id) == ["root", "Workloads"])
    try expect("environment.member.missing", in: #"{"root":{"organizationalUnits":[⟦here⟧{}]}}"#)
  }

  @Test func fiveUnitsNestAndTheSixthIsAnError() throws {
    func chain(_ depth: Int, mark: String) -> String {
      var text = ""
      for level in 1...depth {
        text += #"{"id":\#(level == 6 ? mark : "")"ou-\#(level)","organizationalUnits":["#
      }
      return #"{"root":{"organizationalUnits":["# + text + String(repeating: "]}", count: depth) + "]}}"
    }
    #expect(try OrganizationSample.read(chain(5, mark: "")).1.isEmpty)
    try expect("environment.organization.depth", in: chain(6, mark: "⟦here⟧"))
    #expect(try OrganizationSample.read(chain(100, mark: "")).1.count == 1)
  }

  private func list(_ count: Int) -> String { (0..<count).map { #""p\#($0).json""# }.joined(separator: ",") }

  @Test("ruling 16: ten SCPs a node, FullAWSAccess counted") func scpCount() throws {
    #expect(try OrganizationSample.read(#"{"root":{"serviceControlPolicies":[\#(list(10))]}}"#).1.isEmpty)
    try expect(
      "environment.organization.policyCount",
      in: #"{"root":{"serviceControlPolicies":⟦here⟧["FullAWSAccess",\#(list(10))]}}"#)
  }

  @Test("ruling 16: five RCPs a node, RCPFullAWSAccess not counted") func rcpCount() throws {
    #expect(
      try OrganizationSample.read(#"{"root":{"resourceControlPolicies":["RCPFullAWSAccess",\#(list(5))]}}"#).1.isEmpty)
    try expect(
      "environment.organization.policyCount", in: #"{"root":{"resourceControlPolicies":⟦here⟧[\#(list(6))]}}"#)
  }

  @Test func aPolicyIsAttachedOnceToANode() throws {
    try expect(
      "environment.organization.duplicatePolicy",
      in: #"{"root":{"serviceControlPolicies":["FullAWSAccess",⟦here⟧"FullAWSAccess"]}}"#)
  }

  @Test func allErrorsAreNamedInOneRun() throws {
    let (_, diagnostics) = try OrganizationSample.read(
      #"{"x":1,"root":{"y":2,"accounts":[{"id":"1"},{"id":"111122223333","z":3}]}}"#)
    #expect(diagnostics.count == 4)
  }
}
