import ActionStreams
import Documents
import PolicyLanguage
import Testing

@Suite struct CloudTrailOutcomeTests {
  private func denial(_ code: String, _ message: String? = nil) throws -> CloudTrailDenial? {
    try withEvent(event("s3", "GetObject", error: code, message: message)) { record in
      guard case .denied(let denial) = record.outcome else { return nil }
      return denial
    }
  }

  @Test(
    arguments: [
      ("with an explicit deny in a service control policy", PolicyType.scp, true),
      ("with an explicit deny in a resource control policy", .rcp, true),
      ("with an explicit deny in an identity-based policy", .identity, true),
      ("with an explicit deny in a resource-based policy", .resource, true),
      ("with an explicit deny in a permissions boundary", .boundary, true),
      ("with an explicit deny in a session policy", .session, true),
      ("because no service control policy allows the s3:GetObject action", .scp, false),
      ("because no identity-based policy allows the s3:GetObject action", .identity, false),
      ("because no permissions boundary allows the s3:GetObject action", .boundary, false),
      ("because no session policy allows the s3:GetObject action", .session, false),
      ("because no resource-based policy allows the s3:GetObject action", .resource, false),
    ])
  func reasons(text: String, type: PolicyType, isExplicit: Bool) throws {
    let found = try denial(
      "AccessDenied", "User: u is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/a b \(text)")
    #expect(found?.policyType == type)
    #expect(found?.isExplicit == isExplicit)
    #expect(found?.action == "s3:GetObject")
    #expect(found?.resource == "arn:aws:s3:::b/a b")
  }

  @Test func thePolicyIsNamedWhereTheMessageNamesIt() throws {
    let found = try denial(
      "AccessDenied",
      "User: u is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-a/service_control_policy/p-1"
    )
    #expect(found?.policyARN == "arn:aws:organizations::111122223333:policy/o-a/service_control_policy/p-1")
    #expect(found?.resource == "arn:aws:s3:::b/k")
  }

  @Test func anEncodedMessageSaysNothing() throws {
    let found = try denial(
      "Client.UnauthorizedOperation",
      "You are not authorized to perform this operation. Encoded authorization failure message: abc")
    #expect(found != nil)
    #expect(found?.policyType == nil)
    #expect(found?.isExplicit == nil)
    #expect(found?.action == nil)
  }

  @Test(arguments: ["AccessDeniedException", "UnauthorizedOperation", "VpceAccessDenied", "AuthorizationError"])
  func denials(code: String) throws {
    #expect(try denial(code) != nil)
  }

  @Test func otherErrorsAndSuccess() throws {
    try withEvent(event("s3", "GetObject", error: "NoSuchKey")) { record in
      guard case .failed(let code) = record.outcome else {
        Issue.record("not failed")
        return
      }
      #expect(code == "NoSuchKey")
    }
    try withEvent(event("s3", "GetObject")) { record in
      guard case .success = record.outcome else {
        Issue.record("no success")
        return
      }
    }
  }
}
