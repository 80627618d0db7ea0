import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Simulation

@Suite struct SimulateCustomPolicyTests {
  private static let allowS3 =
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#
  private static let allowAll =
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
  private static let denyDelete =
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:Delete*","Resource":"*"}]}"#
  private static let denyS3ForAll =
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}"#
  private static let rcpFull =
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#

  /// A policy's text as a JSON string.
  private static func text(_ policy: String) -> String {
    "\"" + policy.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }

  private func simulate(_ members: String) throws -> SimulateCustomPolicyResult {
    try SimulateCustomPolicy.simulate(SourceText(name: "input.json", text: "{" + members + "}"))
  }

  private func result(_ members: String, _ action: String = "s3:DeleteObject") throws
    -> SimulateCustomPolicyResult.EvaluationResult
  {
    try #require(simulate(#""ActionNames":["\#(action)"],"# + members).evaluationResults.first)
  }

  @Test func everyActionHasOneResultInOrder() throws {
    let answer = try simulate(
      #""PolicyInputList":[\#(Self.text(Self.allowS3))],"ActionNames":["s3:GetObject","ec2:RunInstances"]"#)
    #expect(answer.evaluationResults.map(\.evalActionName) == ["s3:GetObject", "ec2:RunInstances"])
    #expect(answer.evaluationResults.map(\.evalDecision) == [.allowed, .implicitDeny])
    #expect(answer.evaluationResults.map(\.evalResourceName) == ["*", "*"])
    #expect(answer.evaluationResults.allSatisfy { $0.resourceSpecificResults == nil })
    #expect(answer.evaluationResults.allSatisfy { $0.evalDecisionDetails == nil })
    #expect(answer.evaluationResults.allSatisfy { $0.allowedByOrganizations == nil })
    #expect(answer.evaluationResults.allSatisfy { $0.allowedByPermissionsBoundary == nil })
  }

  @Test func severalResourcesAreDecidedOneByOneAndTogether() throws {
    let policy =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a/*"}}"#
    let result = try result(
      #""PolicyInputList":[\#(Self.text(policy))],"ResourceArns":["arn:aws:s3:::a/k","arn:aws:s3:::b/k"]"#)
    #expect(result.evalDecision == .implicitDeny)
    #expect(result.evalResourceName == "*")
    #expect(result.matchedStatements.isEmpty)
    let specific = try #require(result.resourceSpecificResults)
    #expect(specific.map(\.evalResourceName) == ["arn:aws:s3:::a/k", "arn:aws:s3:::b/k"])
    #expect(specific.map(\.evalResourceDecision) == [.allowed, .implicitDeny])
    #expect(specific.map(\.matchedStatements.count) == [1, 0])
  }

  @Test func oneResourceNamesTheResult() throws {
    let result = try result(#""PolicyInputList":[\#(Self.text(Self.allowS3))],"ResourceArns":["arn:aws:s3:::a/k"]"#)
    #expect(result.evalResourceName == "arn:aws:s3:::a/k")
    #expect(result.matchedStatements == result.resourceSpecificResults?.first?.matchedStatements)
    #expect(result.evalDecisionDetails == [], "there and empty within one account")
    #expect(result.resourceSpecificResults?.first?.evalDecisionDetails == nil)
  }

  @Test func matchedStatementsHaveTheirPlaceInThePolicy() throws {
    let marked = MarkedText(
      """
      {"Version":"2012-10-17",
       "Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*"},
         ⟦start⟧{"Effect":"Allow","Action":"s3:*",
          "Resource":"*"}⟦end⟧]}
      """)
    let result = try result(
      #""PolicyInputList":[\#(Self.text(Self.denyDelete)),\#(Self.text(marked.text))]"#, "s3:GetObject")
    let statement = try #require(result.matchedStatements.first)
    #expect(result.matchedStatements.count == 1)
    #expect(statement.sourcePolicyId == "PolicyInputList.2")
    #expect(statement.sourcePolicyType == .userManaged)
    #expect(statement.startPosition == marked.position("start"))
    #expect(statement.endPosition == marked.position("end"))
  }

  private static let gates: [(String, String, SimulateCustomPolicyResult.MatchedStatement.SourcePolicyType)] = [
    ("\"PolicyInputList\":[\(text(denyDelete))]", "PolicyInputList.1", .userManaged),
    (
      "\"OrderedOrganizationPolicyInputList\":[{\"ServiceControlPolicyInputList\":[\(text(allowAll)),\(text(denyDelete))]}]",
      "OrderedOrganizationPolicyInputList.1.ServiceControlPolicyInputList.2", .none
    ),
    (
      "\"OrderedResourceControlPolicyInputList\":[{\"ResourceControlPolicyInputList\":[\(text(rcpFull))]},"
        + "{\"ResourceControlPolicyInputList\":[\(text(denyS3ForAll)),\(text(rcpFull))]}]",
      "OrderedResourceControlPolicyInputList.2.ResourceControlPolicyInputList.1", .none
    ),
    (
      "\"PermissionsBoundaryPolicyInputList\":[\(text(denyDelete))]", "PermissionsBoundaryPolicyInputList.1",
      .userManaged
    ),
    ("\"SessionPolicyInputList\":[\(text(denyDelete))]", "SessionPolicyInputList.1", .none),
    (
      "\"CallerArn\":\"arn:aws:iam::111122223333:user/u\",\"ResourcePolicy\":\(text(denyS3ForAll))", "ResourcePolicy",
      .resource
    ),
  ]

  @Test("an explicit deny of every gate names its policy", arguments: gates)
  func explicitDenies(
    members: String, id: String, type: SimulateCustomPolicyResult.MatchedStatement.SourcePolicyType
  ) throws {
    let result = try result(members + #","ResourceArns":["arn:aws:s3:::a/k"]"#)
    #expect(result.evalDecision == .explicitDeny)
    #expect(result.matchedStatements.map(\.sourcePolicyId) == [id])
    #expect(result.matchedStatements.map(\.sourcePolicyType) == [type])
  }

  @Test(
    "a gate that is absent is not asked, one that is empty allows nothing",
    arguments: [
      (#""PolicyInputList":[]"#, EvaluationResult.implicitDeny),
      (#""PermissionsBoundaryPolicyInputList":[]"#, .implicitDeny), (#""SessionPolicyInputList":[]"#, .implicitDeny),
      (#""OrderedOrganizationPolicyInputList":[]"#, .allowed),
      (#""OrderedOrganizationPolicyInputList":[{"ServiceControlPolicyInputList":[]}]"#, .implicitDeny),
      (#""OrderedOrganizationPolicyInputList":[{}]"#, .implicitDeny),
      (#""OrderedResourceControlPolicyInputList":[]"#, .allowed),
      (#""OrderedResourceControlPolicyInputList":[{"ResourceControlPolicyInputList":[]}]"#, .implicitDeny),
      (#""MaxItems":1,"Marker":"x","ResourceHandlingOption":"EC2-VPC-EBS""#, .allowed),
    ])
  func absentAndEmpty(members: String, expected: EvaluationResult) throws {
    let identity =
      members.contains(#""PolicyInputList":[]"#) ? "" : #""PolicyInputList":[\#(Self.text(Self.allowAll))],"#
    #expect(try result(identity + members).evalDecision == expected)
  }

  @Test func everySCPLevelMustAllow() throws {
    func members(_ levels: [String]) -> String {
      let levels = levels.map { #"{"ServiceControlPolicyInputList":[\#(Self.text($0))]}"# }
      return
        #""PolicyInputList":[\#(Self.text(Self.allowAll))],"OrderedOrganizationPolicyInputList":[\#(levels.joined(separator: ","))]"#
    }
    let allowed = try result(members([Self.allowAll, Self.allowS3]))
    #expect(allowed.evalDecision == .allowed)
    #expect(allowed.allowedByOrganizations == true)
    #expect(allowed.matchedStatements.map(\.sourcePolicyId) == ["PolicyInputList.1"])
    let denied = try result(members([Self.allowS3, Self.allowAll]), "ec2:RunInstances")
    #expect(denied.evalDecision == .implicitDeny)
    #expect(denied.allowedByOrganizations == false)
    #expect(denied.matchedStatements.isEmpty)
  }

  @Test func theBoundarySaysWhetherItAllows() throws {
    func boundary(_ policy: String, _ action: String) throws -> Bool? {
      try result(
        #""PolicyInputList":[\#(Self.text(Self.allowAll))],"PermissionsBoundaryPolicyInputList":[\#(Self.text(policy))],"ResourceArns":["arn:aws:s3:::a"]"#,
        action
      ).resourceSpecificResults?.first?.allowedByPermissionsBoundary
    }
    #expect(try boundary(Self.allowS3, "s3:GetObject") == true)
    #expect(try boundary(Self.allowS3, "ec2:RunInstances") == false)
    #expect(try boundary(Self.denyDelete, "s3:DeleteBucket") == false)
  }

  private let conditional = #"""
    {"Version":"2012-10-17","Statement":[
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1","s3:prefix":"${aws:username}"}}}]}
    """#

  @Test func missingKeysOfAllPoliciesAreNamedSCPsIncluded() throws {
    let members =
      #""PolicyInputList":[\#(Self.text(Self.allowAll))],"OrderedOrganizationPolicyInputList":[{"ServiceControlPolicyInputList":[\#(Self.text(conditional))]}],"#
      + #""ContextEntries":[{"ContextKeyName":"S3:Prefix","ContextKeyValues":["x"],"ContextKeyType":"string"}]"#
    let whole = try result(members)
    #expect(whole.missingContextValues == ["aws:RequestedRegion", "aws:username"])
    let specific = try result(members + #","ResourceArns":["arn:aws:s3:::a"]"#)
    #expect(specific.missingContextValues.isEmpty)
    #expect(specific.resourceSpecificResults?.first?.missingContextValues == ["aws:RequestedRegion", "aws:username"])
  }

  @Test(
    "the type tells lists from single values",
    arguments: [
      (#""string""#, #"["a"]"#, EvaluationResult.allowed), (#""stringList""#, #"["a"]"#, .implicitDeny),
      (#""numeric""#, #"["a"]"#, .allowed), (#""ipList""#, #"["a","b"]"#, .implicitDeny),
      (#""boolean""#, #"[true]"#, .implicitDeny),
    ])
  func contextTypes(type: String, values: String, expected: EvaluationResult) throws {
    let policy =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"k:k":"a"}}}}"#
    let entry = #"{"ContextKeyName":"K:K","ContextKeyValues":\#(values),"ContextKeyType":\#(type)}"#
    let result = try result(#""PolicyInputList":[\#(Self.text(policy))],"ContextEntries":[\#(entry)]"#)
    #expect(result.evalDecision == expected)
    #expect(result.missingContextValues.isEmpty)
  }

  @Test(
    "derived keys, and nothing but these",
    arguments: [
      ("aws:PrincipalArn", "arn:aws:iam::111122223333:user/u", EvaluationResult.allowed),
      ("aws:PrincipalAccount", "111122223333", .allowed), ("aws:ResourceAccount", "222233334444", .allowed),
      ("aws:username", "u", .implicitDeny), ("aws:PrincipalType", "User", .implicitDeny),
    ])
  func derivedKeys(key: String, value: String, expected: EvaluationResult) throws {
    let policy =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"\#(key)":"\#(value)"}}}}"#
    let members =
      #""PolicyInputList":[\#(Self.text(policy))],"CallerArn":"arn:aws:iam::111122223333:user/u","ResourceOwner":"arn:aws:iam::222233334444:root","ResourceArns":["arn:aws:s3:::a"]"#
    let derived = try result(members)
    #expect(derived.evalDecision == expected)
    let given =
      #","ContextEntries":[{"ContextKeyName":"\#(key)","ContextKeyValues":["other"],"ContextKeyType":"string"}]"#
    #expect(try result(members + given).evalDecision == .implicitDeny, "what is given wins")
  }

  private func crossAccount(_ resourcePolicy: String?, arn: String = "arn:aws:s3:::a/k") throws
    -> SimulateCustomPolicyResult.EvaluationResult
  {
    try result(
      #""PolicyInputList":[\#(Self.text(Self.allowS3))],"CallerArn":"arn:aws:iam::111122223333:role/r","ResourceOwner":"222233334444","ResourceArns":["\#(arn)"]"#
        + (resourcePolicy.map { #","ResourcePolicy":"# + Self.text($0) } ?? ""))
  }

  @Test func acrossAccountsBothSidesMustAllow() throws {
    let grant =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}}"#
    let allowed = try crossAccount(grant)
    #expect(allowed.evalDecision == .allowed)
    #expect(allowed.matchedStatements.map(\.sourcePolicyId) == ["ResourcePolicy", "PolicyInputList.1"])
    let denied = try crossAccount(grant.replacing("111122223333", with: "333344445555"))
    #expect(denied.evalDecision == .implicitDeny)
    let details = try #require(denied.evalDecisionDetails)
    #expect(details.map(\.source) == ["IAM Policy", "Resource Policy"])
    #expect(details.map(\.decision) == [.allowed, .implicitDeny])
    #expect(try crossAccount(nil).evalDecision == .allowed, "a gate whose member is absent is not asked")
  }

  @Test func theARNsAccountGoesBeforeResourceOwner() throws {
    let grant =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}}"#
    let sameAccount = "arn:aws:s3:eu-west-1:111122223333:accesspoint/p"
    #expect(try crossAccount(grant).evalDecision == .implicitDeny)
    #expect(try crossAccount(grant, arn: sameAccount).evalDecision == .allowed)
  }

  @Test func anonymousIsAStarAndIsUnderRCPsOnly() throws {
    let members =
      #""CallerArn":"*","ResourceOwner":"222233334444","ResourceArns":["arn:aws:s3:::a/k"],"OrderedOrganizationPolicyInputList":[{"ServiceControlPolicyInputList":[\#(Self.text(Self.denyDelete))]}],"#
    let grant =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":"anonymous"}}}}"#
    #expect(try result(members + #""ResourcePolicy":"# + Self.text(grant)).evalDecision == .allowed)
    let rcp =
      #","OrderedResourceControlPolicyInputList":[{"ResourceControlPolicyInputList":[\#(Self.text(Self.rcpFull)),\#(Self.text(Self.denyS3ForAll))]}]"#
    #expect(try result(members + #""ResourcePolicy":"# + Self.text(grant) + rcp).evalDecision == .explicitDeny)
  }

  @Test func aTrustPolicyIsTheResourcePolicyOfARole() throws {
    let trust =
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/y"},"Action":"sts:AssumeRole"}}"#
    let members =
      #""PolicyInputList":[\#(Self.text(Self.allowAll))],"ResourceArns":["arn:aws:iam::111122223333:role/r"],"ResourcePolicy":\#(Self.text(trust)),"CallerArn":"arn:aws:iam::111122223333:user/"#
    #expect(try result(members + #"y""#, "sts:AssumeRole").evalDecision == .allowed)
    #expect(try result(members + #"x""#, "sts:AssumeRole").evalDecision == .implicitDeny, "hard case 37")
  }

  @Test(
    "errors stand where they are made",
    arguments: [
      ("member.unknown", #"{"ActionNames":[],⟦here⟧"PolicyInputLists":[]}"#),
      ("member.missing", #"⟦here⟧{"PolicyInputList":[]}"#), ("type", #"⟦here⟧[]"#),
      ("type", #"{"ActionNames":⟦here⟧"s3:GetObject"}"#),
      ("type", #"{"ActionNames":[],"PolicyInputList":[⟦here⟧{}]}"#),
      ("type", #"{"ActionNames":[],"MaxItems":⟦here⟧"1"}"#), ("actionName", #"{"ActionNames":[⟦here⟧"s3:*"]}"#),
      ("actionName", #"{"ActionNames":[⟦here⟧"GetObject"]}"#),
      ("callerArn", #"{"ActionNames":[],"CallerArn":⟦here⟧"bob"}"#),
      ("resourceOwner", #"{"ActionNames":[],"ResourceOwner":⟦here⟧"bob"}"#),
      (
        "contextKeyType",
        #"{"ActionNames":[],"ContextEntries":[{"ContextKeyName":"a:b","ContextKeyValues":["x"],"ContextKeyType":⟦here⟧"String "}]}"#
      ),
      (
        "contextKey",
        #"{"ActionNames":[],"ContextEntries":[{"ContextKeyName":"a:b","ContextKeyValues":⟦here⟧["x","y"],"ContextKeyType":"string"}]}"#
      ),
      (
        "contextKey",
        #"{"ActionNames":[],"ContextEntries":[{"ContextKeyName":"a:b","ContextKeyValues":["x"]},{"ContextKeyName":⟦here⟧"A:B","ContextKeyValues":["x"]}]}"#
      ),
    ])
  func errors(code: String, marked: String) throws {
    let text = MarkedText(marked)
    let error = try #require(throws: DiagnosticsError.self) {
      try SimulateCustomPolicy.simulate(SourceText(name: "input.json", text: text.text))
    }
    #expect(error.diagnostics.map(\.code) == ["simulate." + code])
    #expect(error.diagnostics.first?.position == text.position("here"))
  }

  @Test("ruling 20: a policy with an error fails the input and is named") func policyErrors() throws {
    let error = try #require(throws: DiagnosticsError.self) {
      try simulate(#""ActionNames":["s3:GetObject"],"PolicyInputList":["{}","{\"Statement\":[],"]"#)
    }
    #expect(error.diagnostics.contains { $0.message.hasPrefix("PolicyInputList.1: ") })
    #expect(error.diagnostics.contains { $0.message.hasPrefix("PolicyInputList.2: ") })
    let needed = try #require(throws: DiagnosticsError.self) {
      try simulate(#""ActionNames":["s3:GetObject"],"ResourcePolicy":\#(Self.text(Self.rcpFull))"#)
    }
    #expect(needed.diagnostics.map(\.code) == ["simulate.callerArn"])
  }
}
