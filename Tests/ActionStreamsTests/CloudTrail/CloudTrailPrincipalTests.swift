import ActionStreams
import Documents
import PolicyLanguage
import Testing

@Suite struct CloudTrailPrincipalTests {
  private func principal(_ identity: String) throws -> Principal? {
    try requests(event("s3", "ListBuckets", identity: identity)).first?.request.principal
  }

  @Test func aSessionHasTheRolesARNWithItsPath() throws {
    let found = try principal(roleIdentity)
    #expect(found?.identifier == "arn:aws:sts::111122223333:assumed-role/Deployer/s1")
    #expect(found?.arn == "arn:aws:iam::111122223333:role/team/Deployer")
    #expect(found?.kind == .assumedRole)
  }

  @Test func aSessionWithoutIssuerHasARoleWithoutPath() throws {
    let found = try principal(#"{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/R/s"}"#)
    #expect(found?.arn == "arn:aws:iam::111122223333:role/R")
  }

  @Test(
    arguments: [
      (
        #"{"type":"Root","accountId":"111122223333","arn":"arn:aws:iam::111122223333:root"}"#,
        "arn:aws:iam::111122223333:root"
      ),
      (userIdentity, "arn:aws:iam::111122223333:user/alice"),
      (
        #"{"type":"FederatedUser","arn":"arn:aws:sts::111122223333:federated-user/bob"}"#,
        "arn:aws:sts::111122223333:federated-user/bob"
      ),
      (#"{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#, "ec2.amazonaws.com"),
      (#"{"type":"AWSAccount","principalId":"","accountId":"ANONYMOUS_PRINCIPAL"}"#, "*"),
      (#"{"type":"Role","arn":"arn:aws:iam::111122223333:role/R"}"#, "arn:aws:iam::111122223333:role/R"),
    ])
  func identities(identity: String, expected: String) throws {
    #expect(try principal(identity)?.identifier.string == expected)
  }

  @Test(
    arguments: [
      #"{"type":"AWSAccount","principalId":"AIDAX","accountId":"444455556666"}"#,
      #"{"type":"SAMLUser","principalId":"x","userName":"y"}"#, #"{"type":"WebIdentityUser","userName":"y"}"#,
      #"{"type":"IdentityCenterUser","accountId":"111122223333"}"#, #"{"type":"Unknown"}"#, #"{"type":"Directory"}"#,
      #"{"type":"AWSService","invokedBy":"AWS Internal"}"#, "null",
    ])
  func whoNobodyCanNameIsNamedAsSuch(identity: String) throws {
    #expect(try reason(event("s3", "ListBuckets", identity: identity)) == .noPrincipal)
  }

  @Test func aRootUserOfAnotherPartition() throws {
    let json = event(
      "s3", "ListBuckets", region: "cn-north-1", identity: #"{"type":"Root","accountId":"111122223333"}"#)
    #expect(try requests(json).first?.request.principal?.identifier == "arn:aws-cn:iam::111122223333:root")
  }
}
