import Documents
import Organizations
import PolicyLanguage
import Testing

@testable import Simulation

@Suite struct WorldChangesTests {
  private let volume: ByteString = "arn:aws:ec2:us-east-1:111122223333:volume/vol-1"

  private func world() throws -> World {
    try EnvironmentSample.world(
      """
      {\(EnvironmentSample.organization),
       "resources":[{"arn":"\(volume)","tags":{"codeocean:protected":"true"}}],
       "stacks":[{"name":"prod","stackPolicy":"stack-policy.json"},{"name":"twin","region":"a"},{"name":"twin","region":"b"}]}
      """)
  }

  private func tag(_ world: World) throws -> ContextValue {
    let facts = try world.principalFacts("arn:aws:iam::111122223333:role/R")
    let context = world.resourceFacts(volume, for: facts).context
    return context.first { $0.key == "aws:resourcetag/codeocean:protected" }?.value ?? .absent
  }

  @Test func taggingAndUntagging() throws {
    var world = try world()
    #expect(try tag(world) == .single("true"))
    try world.tagResource(volume, Tags(["codeocean:protected": "false"]))
    #expect(try tag(world) == .single("false"))
    try world.untagResource(volume, keys: ["codeocean:protected", "never-there"])
    #expect(try tag(world) == .absent)
  }

  @Test func aWorldIsAValue() throws {
    let before = try world()
    var after = before
    try after.untagResource(volume, keys: ["codeocean:protected"])
    #expect(try tag(before) == .single("true"))
  }

  @Test func resourcesComeAndGo() throws {
    var world = try world()
    let bucket = ListedResource(arn: ResourceName("arn:aws:s3:::new"), account: "111122223333")
    try world.createResource(bucket)
    #expect(throws: WorldChangeError.resourceExists("arn:aws:s3:::new")) { try world.createResource(bucket) }
    try world.deleteResource("arn:aws:s3:::new")
    #expect(throws: WorldChangeError.notAnARN("new")) {
      try world.createResource(ListedResource(arn: ResourceName("new")))
    }
  }

  @Test func namesThatExistNowhereAreErrors() throws {
    var world = try world()
    let misspelt: ByteString = "arn:aws:ec2:us-east-1:111122223333:volume/vol-2"
    let notFound = WorldChangeError.resourceNotFound(misspelt, suggestion: volume)
    #expect(throws: notFound) { try world.tagResource(misspelt, Tags(["a": "b"])) }
    #expect(throws: notFound) { try world.untagResource(misspelt, keys: ["a"]) }
    #expect(throws: notFound) { try world.deleteResource(misspelt) }
    #expect(throws: WorldChangeError.stackNotFound("prd", suggestion: "prod")) {
      try world.setStackPolicy(nil, of: "prd")
    }
    #expect(throws: WorldChangeError.stackAmbiguous("twin")) {
      try world.updateTerminationProtection(true, of: "twin")
    }
    #expect(try world.stackIndex("twin", region: "b") == 2)
    #expect(throws: WorldChangeError.organization(.targetNotFound("ou-9"))) {
      try world.moveAccount("111122223333", to: "ou-9")
    }
    var empty = World()
    #expect(throws: WorldChangeError.noOrganization) { try empty.moveAccount("111122223333", to: "ou-9") }
  }

  @Test func policiesAndAccountsMove() throws {
    var world = try world()
    func levels() throws -> [[String]] {
      let facts = try world.principalFacts("arn:aws:iam::111122223333:role/R")
      return (facts.serviceControlPolicies ?? []).map { $0.policies.map(\.name) }
    }
    #expect(try levels() == [["FullAWSAccess"], ["FullAWSAccess", "scp.json"], ["FullAWSAccess"]])
    let scp = try #require(world.organization?.nodes.flatMap(\.serviceControlPolicies).first { $0.name == "scp.json" })
    try world.detachPolicy(scp, from: "ou-1")
    try world.attachPolicy(scp, to: "111122223333")
    #expect(try levels() == [["FullAWSAccess"], ["FullAWSAccess"], ["FullAWSAccess", "scp.json"]])
    try world.moveAccount("111122223333", to: "r-1")
    #expect(try levels() == [["FullAWSAccess"], ["FullAWSAccess", "scp.json"]])
  }

  @Test func stacksChange() throws {
    var world = try world()
    #expect(world.stacks[0].stackPolicy != nil)
    try world.setStackPolicy(nil, of: "prod")
    try world.updateTerminationProtection(true, of: "prod")
    #expect(world.stacks[0].stackPolicy == nil)
    #expect(world.stacks[0].terminationProtection)
    world.removeStack(at: 0)
    world.removeStack(at: 9)
    #expect(world.stacks.map(\.name) == ["twin", "twin"])
  }
}
