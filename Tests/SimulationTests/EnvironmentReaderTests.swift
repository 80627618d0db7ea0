import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Simulation

@Suite struct EnvironmentReaderTests {
  private let wholeFile = """
    {"organization":{"id":"o-ab12","managementAccount":"999988887777","externalAccounts":["444455556666"],
       "root":{"id":"r-ab12","serviceControlPolicies":["FullAWSAccess"],"resourceControlPolicies":[],"accounts":[],
         "organizationalUnits":[{"id":"ou-1","name":"Workloads","serviceControlPolicies":["FullAWSAccess","scp.json"],"organizationalUnits":[],
           "accounts":[{"id":"111122223333","name":"codeocean","serviceControlPolicies":["FullAWSAccess","deny.json"]}]}]}},
     "principals":[{"arn":"arn:aws:iam::111122223333:role/Deployer","identityPolicies":["allow.json"],"groups":[],"permissionsBoundary":"boundary.json","sessionPolicies":[],"tags":{"team":"platform"}}],
     "groups":[{"arn":"arn:aws:iam::111122223333:group/Ops","identityPolicies":["allow.json"]}],
     "resources":[{"arn":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1","account":"111122223333","tags":{"codeocean:protected":"true"}},
                  {"arn":"arn:aws:s3:::datasets","account":"111122223333","tags":{"codeocean:protected":"true"},"abac":false,"policy":"bucket-policy.json"}],
     "stacks":[{"name":"prod","account":"111122223333","region":"us-east-1","template":"template.yaml","parameters":{"Size":"large"},"stackPolicy":"stack-policy.json","terminationProtection":true,
                "role":"arn:aws:iam::111122223333:role/Deployer","physicalResources":{"DataVolume":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1"},"nested":{"Network":"network-stack"}},
               {"name":"network-stack","account":"111122223333","region":"us-east-1"}]}
    """

  @Test func everyMemberIsRead() throws {
    let environment = try EnvironmentSample.environment(wholeFile)
    let principal = try #require(environment.principals.first)
    #expect(principal.identityPolicies.map(\.name) == ["allow.json"])
    #expect(principal.permissionsBoundary?.name == "boundary.json")
    #expect(principal.sessionPolicies.isEmpty)
    #expect(principal.tags == Tags(["team": "platform"]))
    #expect(environment.organization?.nodes.map(\.id) == ["r-ab12", "ou-1", "111122223333"])
    #expect(environment.resources.map(\.account) == ["111122223333", "111122223333"])
    #expect(environment.resources[1].policy?.kind == .resource)
    let stack = try #require(environment.stacks.first)
    #expect(stack.name == "prod")
    #expect(stack.template?.name == "template.yaml")
    #expect(stack.parameters == ["Size": "large"])
    #expect(stack.stackPolicy?.kind == .stack)
    #expect(stack.terminationProtection)
    #expect(stack.role == "arn:aws:iam::111122223333:role/Deployer")
    #expect(stack.physicalResources == ["DataVolume": "arn:aws:ec2:us-east-1:111122223333:volume/vol-1"])
    #expect(stack.nested == ["Network": "network-stack"])
  }

  @Test func everyMemberIsOptional() throws {
    let environment = try EnvironmentSample.environment("{}")
    #expect(environment.organization == nil)
    #expect(environment.stacks.isEmpty)
  }

  @Test func oneFileIsOnePolicy() throws {
    let environment = try EnvironmentSample.environment(
      """
      {"principals":[
        {"arn":"arn:aws:iam::111122223333:user/a","identityPolicies":["allow.json"],"permissionsBoundary":"./allow.json"},
        {"arn":"arn:aws:iam::111122223333:user/b","identityPolicies":["x/../allow.json"],"sessionPolicies":["allow.json"]}]}
      """)
    let first = try #require(environment.principals[0].identityPolicies.first)
    #expect(environment.principals[0].permissionsBoundary === first)
    #expect(environment.principals[1].identityPolicies.first === first)
    #expect(environment.principals[1].sessionPolicies.first?.kind == .session)
  }

  @Test func policiesAreRelativeToTheEnvironmentFile() throws {
    let reading = EnvironmentReader.read(
      SourceText(
        name: "sets/one/environment.json",
        text: #"{"principals":[{"arn":"arn:aws:iam::111122223333:user/a","identityPolicies":["../p.json"]}]}"#),
      files: FileReader(files: ["sets/p.json": EnvironmentSample.allow]))
    let policy = try #require(reading.environment?.principals.first?.identityPolicies.first)
    #expect(policy.name == "../p.json")
    #expect(policy.source.name == "sets/p.json")
  }

  @Test func policiesMayStandInTheFile() throws {
    let marked = MarkedText(
      """
      {"principals":[{"arn":"arn:aws:iam::111122223333:user/a","identityPolicies":[
        {"Version":"2012-10-17","Statement":[⟦statement⟧{"Effect":"Allow","Action":"*","Resource":"*"}]}, "FullAWSAccess"]}]}
      """)
    let policies = try EnvironmentSample.environment(marked.text).principals[0].identityPolicies
    #expect(policies.map(\.name) == ["environment.json", "FullAWSAccess"])
    #expect(StatementReference(policies[0], 0).position == marked.position("statement"))
  }

  @Test func theWordFullAWSAccessWorksEverywhere() throws {
    let environment = try EnvironmentSample.environment(
      """
      {"organization":{"root":{"resourceControlPolicies":["FullAWSAccess"]}},
       "resources":[{"arn":"arn:aws:s3:::b","policy":"FullAWSAccess"}],
       "stacks":[{"name":"s","stackPolicy":"FullAWSAccess"}]}
      """)
    #expect(environment.organization?.root?.resourceControlPolicies.isEmpty == true)
    #expect(environment.resources.first?.policy?.statements.first?.principal != nil)
    #expect(environment.stacks.first?.stackPolicy?.statements.count == 1)
  }

  @Test("ruling 31: RCPFullAWSAccess is recognised by content and takes no room") func rcpFullAWSAccessByContent()
    throws
  {
    let full = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#
    let root = try EnvironmentSample.environment(
      #"{"organization":{"root":{"resourceControlPolicies":["RCPFullAWSAccess","full.json","rcp.json"]}}}"#,
      ["full.json": full]
    ).organization?.root
    #expect(root?.resourceControlPolicies.map(\.name) == ["rcp.json"])
  }

  @Test func groupsGiveTheirPoliciesToUsers() throws {
    let environment = try EnvironmentSample.environment(
      """
      {"groups":[{"arn":"arn:aws:iam::111122223333:group/Ops","identityPolicies":["deny.json"]}],
       "principals":[{"arn":"arn:aws:iam::111122223333:user/a","identityPolicies":["allow.json"],
         "groups":["arn:aws:iam::111122223333:group/Ops"]}]}
      """)
    #expect(environment.principals[0].identityPolicies.map(\.name) == ["allow.json", "deny.json"])
  }

  @Test func aRolesResourcePolicyIsATrustPolicy() throws {
    let environment = try EnvironmentSample.environment(
      #"{"resources":[{"arn":"arn:aws:iam::111122223333:role/R","policy":"trust.json"}]}"#)
    #expect(environment.resources.first?.policy?.kind == .trust)
  }

  @Test(
    "errors stand where they are made",
    arguments: [
      ("member.unknown", #"{⟦here⟧"resource":[]}"#),
      ("member.unknown", #"{"principals":[{"arn":"arn:aws:iam::111122223333:user/a",⟦here⟧"policies":[]}]}"#),
      ("member.unknown", #"{"resources":[{"arn":"arn:aws:s3:::b",⟦here⟧"tag":{}}]}"#),
      ("member.unknown", #"{"stacks":[{"name":"s",⟦here⟧"stackpolicy":{}}]}"#),
      ("member.unknown", #"{"groups":[{"arn":"arn:aws:iam::111122223333:group/g",⟦here⟧"users":[]}]}"#),
      ("member.missing", #"{"stacks":[⟦here⟧{}]}"#),
      ("member.missing", #"{"principals":[⟦here⟧{"tags":{}}]}"#),
      ("type", #"{"principals":⟦here⟧{}}"#),
      ("type", #"{"stacks":[{"name":"s","terminationProtection":⟦here⟧"true"}]}"#),
      ("type", #"{"stacks":[{"name":"s","stackPolicy":⟦here⟧null}]}"#),
      ("type", #"{"resources":[{"arn":"arn:aws:s3:::b","tags":{"k":⟦here⟧[]}}]}"#),
      ("file", #"{"stacks":[{"name":"s","stackPolicy":⟦here⟧"missing.json"}]}"#),
      ("file", #"{"stacks":[{"name":"s","template":⟦here⟧"missing.yaml"}]}"#),
      ("file", #"{"authorizationDetails":⟦here⟧"missing.json"}"#),
      ("principal.arn", #"{"principals":[{"arn":⟦here⟧"Deployer"}]}"#),
      ("principal.arn", #"{"principals":[{"arn":⟦here⟧"arn:aws:iam::1:role/x"}]}"#),
      ("principal.arn", #"{"principals":[{"arn":⟦here⟧"ec2.amazonaws.com"}]}"#),
      ("group.arn", #"{"groups":[{"arn":⟦here⟧"arn:aws:iam::111122223333:user/u"}]}"#),
      (
        "group.unknown",
        #"{"principals":[{"arn":"arn:aws:iam::111122223333:user/a","groups":[⟦here⟧"arn:aws:iam::111122223333:group/Op"]}]}"#
      ),
      ("resource.arn", #"{"resources":[{"arn":⟦here⟧"datasets"}]}"#),
      (
        "resource.account",
        #"{"resources":[{"arn":"arn:aws:sqs:eu-west-1:111122223333:q","account":⟦here⟧"222233334444"}]}"#
      ),
      ("account.id", #"{"resources":[{"arn":"arn:aws:s3:::b","account":⟦here⟧"1"}]}"#),
      (
        "duplicate",
        #"{"resources":[{"arn":"arn:aws:s3:::b"},{"arn":⟦here⟧"arn:aws:s3:::b"}]}"#
      ),
      (
        "duplicate",
        #"{"principals":[{"arn":"arn:aws:iam::111122223333:root"},{"arn":⟦here⟧"arn:aws:iam::111122223333:root"}]}"#
      ),
      ("duplicate", #"{"stacks":[{"name":"s"},{"name":⟦here⟧"s"}]}"#),
      ("stack.unknown", #"{"stacks":[{"name":"s","nested":{"N":⟦here⟧"t"}}]}"#),
      ("stack.cycle", #"{"stacks":[{"name":"s","nested":{"N":⟦here⟧"s"}}]}"#),
      ("stack.cycle", #"{"stacks":[{"name":"s","nested":{"N":"t"}},{"name":"t","nested":{"N":⟦here⟧"s"}}]}"#),
      (
        "stack.twoParents",
        #"{"stacks":[{"name":"s","nested":{"N":"u"}},{"name":"t","nested":{"N":⟦here⟧"u"}},{"name":"u"}]}"#
      ),
      (
        "duplicate",
        #"{"principals":[{"arn":"arn:aws:iam::111122223333:role/a/R","identityPolicies":[]},{"arn":⟦here⟧"arn:aws:iam::111122223333:role/R","identityPolicies":[]}]}"#
      ),
      ("stack.role", #"{"stacks":[{"name":"s","role":⟦here⟧"Deployer"}]}"#),
      ("tags.case", #"{"resources":[{"arn":"arn:aws:s3:::b","tags":{"Owner":"a",⟦here⟧"owner":"b"}}]}"#),
    ])
  func errors(code: String, marked: String) throws {
    let text = MarkedText(marked)
    let reading = EnvironmentSample.read(text.text)
    #expect(reading.environment == nil)
    let errors = reading.diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.code) == ["environment." + code])
    #expect(errors.first?.position == text.position("here"))
  }

  @Test func aFileOfNothingButErrorsIsReadInReasonableTime() {
    let stacks = (0..<1_000).map { #"{"name":"s\#($0)","nested":{"N":"s\#($0 + 1)","M":"x\#($0)"}}"# }
    let reading = EnvironmentSample.read(#"{"stacks":[\#(stacks.joined(separator: ","))]}"#)
    #expect(reading.diagnostics.count == 1_001)
    #expect(reading.diagnostics.count { $0.suggestion != nil } <= 20)
  }

  @Test func everyTruncatedOrSpoiltFileIsRefusedWithoutACrash() {
    let bytes = Array(wholeFile.utf8)
    let files = FileReader(files: EnvironmentSample.files)
    for end in stride(from: 0, to: bytes.count, by: 11) {
      let source = SourceText(name: "environment.json", bytes: Array(bytes[..<end]))
      #expect(EnvironmentReader.read(source, files: files).environment == nil)
    }
    // Any value may be something else: what comes of it is findings or an environment, never a crash.
    for (place, letter) in bytes.enumerated() where place % 5 == 0 && letter == UInt8(ascii: "\"") {
      for replacement in ["[", "7", " ", "null,\"", "\u{0}"] {
        let spoilt = Array(bytes[..<place]) + Array(replacement.utf8) + Array(bytes[(place + 1)...])
        let reading = EnvironmentReader.read(SourceText(name: "environment.json", bytes: spoilt), files: files)
        #expect(reading.environment != nil || !reading.diagnostics.isEmpty)
      }
    }
  }

  @Test func findingsComeInTheOrderOfTheText() {
    let reading = EnvironmentSample.read(
      #"{"stacks":[{"name":"s","a":1}],"resources":[{"arn":"x"}],"organization":{"b":1}}"#)
    #expect(
      reading.diagnostics.map(\.code) == [
        "environment.member.unknown", "environment.resource.arn", "environment.member.unknown",
      ])
  }

  @Test(
    "accounts that the organization does not know are errors",
    arguments: [
      #""principals":[{"arn":⟦here⟧"arn:aws:iam::123456789012:role/R","identityPolicies":[]}]"#,
      #""groups":[{"arn":⟦here⟧"arn:aws:iam::123456789012:group/G"}]"#,
      #""resources":[{"arn":⟦here⟧"arn:aws:sqs:eu-west-1:123456789012:q"}]"#,
      #""resources":[{"arn":"arn:aws:s3:::b","account":⟦here⟧"123456789012"}]"#,
      #""stacks":[{"name":"s","account":⟦here⟧"123456789012"}]"#,
      #""stacks":[{"name":"s","role":⟦here⟧"arn:aws:iam::123456789012:role/R"}]"#,
    ])
  func unknownAccounts(members: String) throws {
    let text = MarkedText("{" + EnvironmentSample.organization + "," + members + "}")
    let reading = EnvironmentSample.read(text.text)
    let errors = reading.diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.code) == ["environment.account.unknown"])
    #expect(errors.first?.position == text.position("here"))
    #expect(EnvironmentSample.read(text.text.replacing("123456789012", with: "444455556666")).environment != nil)
  }

  @Test("ruling 20: an error in a policy is an error of the environment, where it stands in the policy")
  func policyErrors() throws {
    let broken = MarkedText(
      #"{"Version":"2012-10-17","Statement":{"Effect":⟦here⟧"deny","Action":"*","Resource":"*"}}"#)
    let reading = EnvironmentSample.read(
      #"{"organization":{"root":{"serviceControlPolicies":["x.json"],"organizationalUnits":[{"id":"ou-1","serviceControlPolicies":["x.json"]}]}}}"#,
      ["x.json": broken.text])
    let errors = reading.diagnostics.filter { $0.severity == .error }
    #expect(reading.environment == nil)
    #expect(errors.count == 1, "named once, however often the file is attached")
    #expect(errors.first?.file == "x.json")
    #expect(errors.first?.position == broken.position("here"))
  }

  @Test("ruling 16: an SCP has 10,240 characters at most, an RCP 5,120") func policySizes() {
    func statement(_ principal: String, _ length: Int) -> String {
      let head =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny",\#(principal)"Action":"s3:*","Resource":["arn:aws:s3:::"#
      let tail = #""]}]}"#
      return head + String(repeating: "x", count: length - head.count - tail.count) + tail
    }
    func codes(_ kind: String, _ text: String) -> [String] {
      EnvironmentSample.read(#"{"organization":{"root":{"\#(kind)":["x.json"]}}}"#, ["x.json": text]).diagnostics
        .filter { $0.severity == .error }.map(\.code)
    }
    #expect(codes("serviceControlPolicies", statement("", 10_240)).isEmpty)
    #expect(codes("serviceControlPolicies", statement("", 10_241)).count == 1)
    #expect(codes("resourceControlPolicies", statement(#""Principal":"*","#, 5_120)).isEmpty)
    #expect(codes("resourceControlPolicies", statement(#""Principal":"*","#, 5_121)).count == 1)
  }

  @Test func whatIsNotJSONIsAnErrorWithPosition() {
    for text in ["", "{", #"{"stacks":[],"stacks":[]}"#, "\u{FEFF}{}", "{} {}"] {
      let reading = EnvironmentSample.read(text)
      #expect(reading.environment == nil)
      #expect(reading.diagnostics.count == 1)
      #expect(reading.diagnostics.first?.position != nil)
    }
    let missing = EnvironmentReader.read(path: "nowhere.json", files: FileReader(files: [:]))
    #expect(missing.diagnostics.map(\.code) == ["environment.file"])
  }

  @Test func aListedPrincipalWithoutPoliciesIsWarnedOf() {
    let reading = EnvironmentSample.read(#"{"principals":[{"arn":"arn:aws:iam::111122223333:user/a","tags":{}}]}"#)
    #expect(reading.diagnostics.map(\.code) == ["environment.principal.noPolicies"])
    #expect(reading.environment != nil)
  }
}
