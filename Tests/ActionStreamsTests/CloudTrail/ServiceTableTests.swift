import Catalog
import Documents
import Testing

@testable import ActionStreams

/// The rule tables name only what the catalog publishes: a misspelt kind or action would silently find nothing.
@Suite struct ServiceTableTests {
  @Test(arguments: ServiceTable.all.map(\.prefix))
  func namesArePublished(prefix: ByteString) {
    let rules = ServiceRules.of(prefix)
    #expect(Catalog.hasService(prefix))
    for (kind, assignments) in rules.kinds {
      let published = Catalog.resourceARN(prefix, kind)
      #expect(published != nil, "\(prefix) has no kind \(kind)")
      check(assignments, kind, published)
    }
    for (event, actions) in rules.events {
      #expect(!actions.isEmpty, "\(prefix):\(event) asks nothing")
      for rule in actions {
        let action = Catalog.action(rule.action)
        #expect(action != nil, "\(event) asks \(rule.action), which is no action")
        for kind in (rule.kinds ?? []).flatMap({ $0 }) {
          let published = action.flatMap { Catalog.resourceARN($0.prefix, kind.kind) }
          #expect(published != nil, "\(event) asks \(rule.action) of \(kind.kind), which is no kind")
          check(kind.assignments ?? [], kind.kind, published)
        }
      }
    }
    for rule in rules.context {
      #expect(Catalog.conditionKey(rule.key) != nil, "\(rule.key) is no key")
    }
  }

  private func check(_ assignments: [Assignment], _ kind: ByteString, _ published: ResourceARN?) {
    guard let published, let format = ARNFormat(kind: kind, format: published.format) else { return }
    for assignment in assignments {
      if let name = assignment.placeholder {
        #expect(format.free.contains(name), "\(published.format) has no \(name)")
      } else {
        #expect(!format.free.isEmpty || kind == "root-user", "\(published.format) has nothing to fill in")
      }
    }
  }

  @Test func everyKindOfEC2IdentifierIsPublished() {
    let text = String(
      decoding: UnsafeBufferPointer(
        start: EC2Identifier.prefixes.utf8Start, count: EC2Identifier.prefixes.utf8CodeUnitCount), as: UTF8.self)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      #expect(words.count == 2)
      #expect(Catalog.resourceARN("ec2", ByteString(words.last ?? "")) != nil, "\(line)")
    }
    #expect(EC2Identifier.kind(of: "vpce-0123456789abcdef0") == "vpc-endpoint")
    #expect(EC2Identifier.kind(of: "vpc-0123456789abcdef0") == "vpc")
    #expect(EC2Identifier.kind(of: "i-0123") == "instance")
    #expect(EC2Identifier.kind(of: "i-am-no-instance") == nil)
    #expect(EC2Identifier.kind(of: "rtbassoc-0123456789") == nil)
  }
}
