import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Simulation

/// The unedited outputs of `get-account-authorization-details` and `get-resources`.
@Suite struct AWSExportsTests {
  private let details = """
    {"UserDetailList":[{"Path":"/","UserName":"bob","UserId":"AIDAEXAMPLE","Arn":"arn:aws:iam::111122223333:user/bob",
       "CreateDate":"2020-01-01T00:00:00+00:00","UserPolicyList":[{"PolicyName":"own","PolicyDocument":
         {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}}],
       "GroupList":["Ops"],"AttachedManagedPolicies":[],"Tags":[{"Key":"team","Value":"blue"}]}],
     "GroupDetailList":[{"Path":"/","GroupName":"Ops","GroupId":"AGPAEXAMPLE","Arn":"arn:aws:iam::111122223333:group/Ops",
       "CreateDate":"2020-01-01T00:00:00+00:00","GroupPolicyList":[],
       "AttachedManagedPolicies":[{"PolicyName":"Managed","PolicyArn":"arn:aws:iam::111122223333:policy/Managed"}]}],
     "RoleDetailList":[{"Path":"/team/","RoleName":"Deployer","RoleId":"AROAEXAMPLE",
       "Arn":"arn:aws:iam::111122223333:role/team/Deployer","CreateDate":"2020-01-01T00:00:00+00:00",
       "AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":
         {"Service":"cloudformation.amazonaws.com"},"Action":"sts:AssumeRole"}]},
       "InstanceProfileList":[],"RolePolicyList":[],
       "AttachedManagedPolicies":[{"PolicyName":"Managed","PolicyArn":"arn:aws:iam::111122223333:policy/Managed"}],
       "PermissionsBoundary":{"PermissionsBoundaryType":"Policy","PermissionsBoundaryArn":"arn:aws:iam::111122223333:policy/Edge"},
       "Tags":[],"RoleLastUsed":{}}],
     "Policies":[
       {"PolicyName":"Managed","PolicyId":"ANPA1","Arn":"arn:aws:iam::111122223333:policy/Managed","Path":"/",
        "DefaultVersionId":"v2","AttachmentCount":2,"IsAttachable":true,"PolicyVersionList":[
          {"Document":{"Version":"2012-10-17","Statement":[{"Sid":"New","Effect":"Allow","Action":"ec2:*","Resource":"*"}]},
           "VersionId":"v2","IsDefaultVersion":true,"CreateDate":"2020-01-01T00:00:00+00:00"},
          {"Document":{"Version":"2012-10-17","Statement":[{"Sid":"Old","Effect":"Allow","Action":"*","Resource":"*"}]},
           "VersionId":"v1","IsDefaultVersion":false}]},
       {"PolicyName":"Edge","Arn":"arn:aws:iam::111122223333:policy/Edge","DefaultVersionId":"v1","PolicyVersionList":[
          {"Document":"%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D",
           "VersionId":"v1","IsDefaultVersion":true}]}],
     "IsTruncated":false}
    """

  private func read(_ environment: String, _ files: [String: String]) throws -> Environment {
    try EnvironmentSample.environment(environment, files)
  }

  private func principal(_ arn: ByteString, in environment: Environment) throws -> ListedPrincipal {
    try #require(environment.principals.first { $0.principal.identifier == arn })
  }

  @Test func usersHaveInlineManagedAndGroupPoliciesAndTags() throws {
    let environment = try read(#"{"authorizationDetails":"details.json"}"#, ["details.json": details])
    let user = try principal("arn:aws:iam::111122223333:user/bob", in: environment)
    #expect(user.identityPolicies.map(\.name) == ["own", "Managed"])
    #expect(user.identityPolicies[1].statements.map(\.sid) == ["New"])
    #expect(user.tags == Tags(["team": "blue"]))
    #expect(user.permissionsBoundary == nil)
  }

  @Test func rolesHaveTheirBoundaryAndTrustPolicy() throws {
    let environment = try read(#"{"authorizationDetails":"details.json"}"#, ["details.json": details])
    let role = try principal("arn:aws:iam::111122223333:role/team/Deployer", in: environment)
    let user = try principal("arn:aws:iam::111122223333:user/bob", in: environment)
    #expect(role.permissionsBoundary?.name == "Edge")
    #expect(role.permissionsBoundary?.statements.count == 1, "the document is URL-encoded")
    #expect(role.identityPolicies.first === user.identityPolicies.last, "one managed policy is one policy")
    let resource = try #require(environment.resources.first)
    #expect(resource.arn.text == "arn:aws:iam::111122223333:role/team/Deployer")
    #expect(resource.policy?.kind == .trust)
  }

  @Test func whatIsWrittenByHandWinsMemberByMember() throws {
    let environment = try read(
      """
      {"authorizationDetails":"details.json","principals":[
        {"arn":"arn:aws:iam::111122223333:role/team/Deployer","sessionPolicies":["session.json"],"tags":{"a":"b"}}]}
      """, ["details.json": details])
    let role = try principal("arn:aws:iam::111122223333:role/team/Deployer", in: environment)
    #expect(role.identityPolicies.map(\.name) == ["Managed"])
    #expect(role.sessionPolicies.map(\.name) == ["session.json"])
    #expect(role.permissionsBoundary?.name == "Edge")
    #expect(role.tags == Tags(["a": "b"]))
    #expect(environment.principals.count == 2)
  }

  @Test func aUserWrittenByHandMayBeInAnExportedGroup() throws {
    let environment = try read(
      """
      {"authorizationDetails":"details.json","principals":[
        {"arn":"arn:aws:iam::111122223333:user/eve","groups":["arn:aws:iam::111122223333:group/Ops"]}]}
      """, ["details.json": details])
    #expect(
      try principal("arn:aws:iam::111122223333:user/eve", in: environment).identityPolicies.map(\.name) == ["Managed"])
  }

  @Test func errorsOfAnExportNameItsLine() throws {
    let marked = MarkedText(
      """
      {"UserDetailList":[{"Arn":"arn:aws:iam::111122223333:user/bob",
        "AttachedManagedPolicies":[{"PolicyArn":⟦here⟧"arn:aws:iam::aws:policy/AdministratorAccess"}]}]}
      """)
    let reading = EnvironmentSample.read(#"{"authorizationDetails":"details.json"}"#, ["details.json": marked.text])
    #expect(reading.diagnostics.map(\.code) == ["environment.authorizationDetails.policy"])
    #expect(reading.diagnostics.first?.file == "details.json")
    #expect(reading.diagnostics.first?.position == marked.position("here"))
    for text in ["[]", "{}", "{"] {
      let reading = EnvironmentSample.read(#"{"authorizationDetails":"details.json"}"#, ["details.json": text])
      #expect(reading.environment == nil)
      #expect(reading.diagnostics.first?.file == "details.json")
    }
  }

  private let tagged = """
    {"PaginationToken":"","ResourceTagMappingList":[
      {"ResourceARN":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1","Tags":[{"Key":"codeocean:protected","Value":"true"}]},
      {"ResourceARN":"arn:aws:sqs:us-east-1:111122223333:q","Tags":[{"Key":"Owner","Value":"a"},{"Key":"owner","Value":"b"}],
       "ComplianceDetails":{}}]}
    """

  @Test func taggedResourcesHaveTheirTags() throws {
    let environment = try read(#"{"taggedResources":"tags.json"}"#, ["tags.json": tagged])
    #expect(environment.resources.map(\.account) == ["111122223333", "111122223333"])
    #expect(environment.resources.first?.tags == Tags(["codeocean:protected": "true"]))
    let entries = environment.resources.last?.tags?.contextEntries(prefix: "aws:ResourceTag/")
    #expect(
      entries == [ContextEntry(key: "aws:resourcetag/owner", value: .unknown)], "nobody knows which one AWS takes")
  }

  @Test func tagsWrittenByHandWin() throws {
    let environment = try read(
      """
      {"taggedResources":"tags.json",
       "resources":[{"arn":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1","tags":{"x":"y"}}]}
      """, ["tags.json": tagged])
    #expect(environment.resources.count == 2)
    #expect(environment.resources.first?.tags == Tags(["x": "y"]))
  }

  @Test func aPartialExportIsWarnedOf() {
    let reading = EnvironmentSample.read(
      #"{"taggedResources":"t.json","authorizationDetails":"d.json"}"#,
      [
        "t.json": #"{"PaginationToken":"abc","ResourceTagMappingList":[]}"#,
        "d.json": #"{"UserDetailList":[],"IsTruncated":true,"Marker":"x"}"#,
      ])
    #expect(
      reading.diagnostics.map(\.code)
        == ["environment.authorizationDetails.truncated", "environment.taggedResources.truncated"])
    #expect(reading.environment != nil)
  }
}
