import Documents
import Testing

@testable import SyntheticStreams

@Suite struct SyntheticPoliciesTests {
  private let policies = SyntheticPolicies(seed: 42)

  @Test("documents respect the quota of their kind and hold every statement once") func quotas() throws {
    let kinds = [
      (policies.serviceControlPolicies(statements: 1_000), SyntheticPolicies.serviceControlPolicyQuota),
      (policies.identityPolicies(statements: 1_000), SyntheticPolicies.managedPolicyQuota),
      (policies.stackPolicies(statements: 1_000), SyntheticPolicies.stackPolicyQuota),
    ]
    for (documents, quota) in kinds {
      var sids: Set<String> = []
      for document in documents {
        #expect(document.bytes.count <= quota)
        let statements = try JSONReader().read(document.bytes)["Statement"]?.elements ?? []
        #expect(statements.count == document.statementCount)
        for statement in statements { sids.insert(statement["Sid"]?.text?.string ?? "") }
      }
      #expect(sids.count == 1_000)
      #expect(Set(documents.map(\.name)).count == documents.count)
    }
  }

  @Test("a small set is the beginning of a large one") func prefix() {
    let few = policies.serviceControlPolicies(statements: 10).flatMap(\.bytes)
    let many = policies.serviceControlPolicies(statements: 100).flatMap(\.bytes)
    let shared = zip(few, many).prefix { $0 == $1 }.count
    #expect(shared >= few.count - 4)
    #expect(policies.identityPolicies(statements: 0).isEmpty)
  }

  @Test("a thousand statements stay within the attachment quota at each of four levels") func levels() {
    let documents = policies.serviceControlPolicies(statements: 1_000)
    let levels = SyntheticPolicies.levels(of: documents)
    #expect(levels.count == 4)
    #expect(levels.flatMap { $0 }.map(\.name) == documents.map(\.name))
    #expect(levels.allSatisfy { $0.count + 1 <= SyntheticPolicies.attachmentQuota }, "\(levels.map(\.count))")
  }

  @Test("the environment is one JSON document that names every policy and principal") func environment() throws {
    let controls = policies.serviceControlPolicies(statements: 100)
    let grants = policies.identityPolicies(statements: 100)
    let bytes = SyntheticPolicies.environment(serviceControlPolicies: controls, identityPolicies: grants)
    let node = try JSONReader().read(bytes)
    #expect(node["principals"]?.elements?.count == NameVocabulary.standard.principals.count)
    let text = String(decoding: bytes, as: UTF8.self)
    for document in controls + grants { #expect(text.contains("\"\(document.name)\"")) }
  }

  @Test(
    "every node stays within its quota, and nothing is lost as long as there is room",
    arguments: [100, 1_000, 1_300, 10_000, 20_000])
  func quotasOfNodes(statements: Int) throws {
    let documents = policies.serviceControlPolicies(statements: statements)
    let attached = SyntheticPolicies.attachments(of: documents)
    let nodes = attached.shared + attached.own.flatMap { $0 }
    #expect(nodes.allSatisfy { $0.count + 1 <= SyntheticPolicies.attachmentQuota })
    let names = Set(nodes.flatMap { $0 }.map(\.name))
    #expect(names.count == documents.count - attached.leftOut)
    #expect((attached.leftOut > 0) == (statements == 20_000))
    #expect(attached.own.allSatisfy { $0.count == (documents.count <= 36 ? 1 : 4) })
  }

  @Test("every family of statements occurs, and every operator and element that it stands for") func families() {
    let text = String(
      decoding: policies.serviceControlPolicies(statements: 1_000).flatMap(\.bytes)
        + policies.identityPolicies(statements: 1_000).flatMap(\.bytes), as: UTF8.self)
    let expected = [
      "\"NotAction\"", "\"NotResource\"", "\"StringEquals\"", "\"StringNotEquals\"", "\"StringLike\"",
      "\"StringNotEqualsIfExists\"", "\"StringNotLikeIfExists\"", "\"ForAnyValue:StringEquals\"",
      "\"ForAnyValue:StringLike\"", "\"ForAllValues:StringNotLike\"", "\"Null\"", "\"Bool\"", "\"BoolIfExists\"",
      "\"IpAddress\"", "\"NotIpAddress\"", "\"NotIpAddressIfExists\"", "\"DateGreaterThan\"", "\"DateLessThan\"",
      "\"NumericGreaterThan\"", "\"ArnLike\"", "\"ArnEquals\"", "\"ArnNotLike\"", "${aws:PrincipalTag/team}",
    ]
    for word in expected { #expect(text.contains(word), "\(word)") }
  }
}
