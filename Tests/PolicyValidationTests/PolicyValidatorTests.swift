import CloudFormation
import Documents
import PolicyLanguage
import PolicyValidation
import Testing

/// Policies that nearly have a fault, and limits.
@Suite struct PolicyValidatorTests {
  private static func codes(_ kind: PolicyKind, _ statements: String) throws -> [String] {
    let version = kind == .stack ? "" : "\"Version\":\"2012-10-17\","
    let source = SourceText(name: "policy.json", text: "{\(version)\"Statement\":[\(statements)]}")
    let policy = try #require(PolicyReader(kind: kind).read(source).policy)
    return PolicyValidator().findings(in: policy).map(\.code)
  }

  private static func deny(_ rest: String) -> String { "{\"Effect\":\"Deny\",\(rest)}" }
  private static func allow(_ rest: String) -> String { "{\"Effect\":\"Allow\",\(rest)}" }

  @Test(arguments: [
    // Other conditions, another principal, another resource: none covers the other.
    deny(#""Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}"#) + ","
      + deny(#""Action":"s3:DeleteBucket","Resource":"*""#),
    deny(#""Action":"s3:Get*","Resource":"*""#) + ","
      + deny(#""Action":"s3:GetObject*","NotResource":"arn:aws:s3:::b/*""#)
      + "," + deny(#""NotAction":"s3:*","Resource":"*""#),
    deny(#""Action":"ec2:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"a"}}"#) + ","
      + deny(#""Action":"ec2:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"b"}}"#),
    // A condition that holds on absence covers no condition that does not.
    deny(#""Action":"ec2:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"a"}}"#) + ","
      + deny(#""Action":"ec2:*","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:RequestedRegion":"a"}}"#),
  ])
  func overlapIsNotClaimed(_ statements: String) throws {
    let codes = try Self.codes(.scp, statements)
    #expect(codes.filter { $0 == "policy.statement.duplicate" } == [])
    // The last pair is covered the other way round: the wider one covers the first.
    let isWiderSecond = statements.contains("IfExists")
    #expect(codes.contains("policy.statement.shadowed") == isWiderSecond || statements.contains("GetObject*"))
  }

  @Test("ruling 1: an Allow and a Deny of identical scope are named, in either order")
  func ruling1() throws {
    let scope = #""Action":"Update:*","Principal":"*","Resource":"*""#
    #expect(try Self.codes(.stack, Self.allow(scope) + "," + Self.deny(scope)) == ["policy.statement.contradicting"])
    #expect(try Self.codes(.stack, Self.deny(scope) + "," + Self.allow(scope)) == ["policy.statement.contradicting"])
    let spelt =
      #""Action":["Update:Modify","Update:Replace","Update:Delete"],"Principal":"*","Resource":"LogicalResourceId/*""#
    #expect(try Self.codes(.stack, Self.deny(scope) + "," + Self.allow(spelt)) == ["policy.statement.contradicting"])
  }

  @Test("what AWS writes itself has no findings")
  func fullAccess() {
    #expect(PolicyValidator().findings(in: .fullAWSAccess).isEmpty)
    #expect(PolicyValidator().findings(in: .rcpFullAWSAccess).isEmpty)
  }

  @Test("a guard by tag names the actions that open it, and those alone")
  func guardByTag() throws {
    let text = """
      {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["ec2:DeleteVolume","kms:ScheduleKeyDeletion",\
      "kms:DisableKey","secretsmanager:DeleteSecret","backup:DeleteBackupVault","s3:DeleteBucket"],"Resource":"*",\
      "Condition":{"StringEquals":{"aws:ResourceTag/codeocean:protected":"true"}}}]}
      """
    let policy = try #require(PolicyReader(kind: .scp).read(SourceText(name: "scp.json", text: text)).policy)
    let findings = PolicyValidator().findings(in: policy)
    let open = try #require(findings.first { $0.code == "guard.tag.open" })
    for action in [
      "ec2:CreateTags", "ec2:DeleteTags", "kms:TagResource", "kms:UntagResource", "secretsmanager:UntagResource",
      "backup:UntagResource", "s3:PutBucketTagging",
    ] {
      #expect(open.message.contains(action), "\(open.message)")
    }
    #expect(!open.message.contains("iam:"))
    #expect(findings.contains { $0.code == "guard.tag.bucket" })
    // The tag of another key does not close it, the same condition does.
    let closing = text.replacing(
      "}]}",
      with:
        "},{\"Effect\":\"Deny\",\"Action\":[\"ec2:*Tags\",\"kms:*agResource\",\"secretsmanager:*\",\"backup:*agResource\",\"s3:*Tag*\"],\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:ResourceTag/KEY\":\"true\"}}}]}"
    )
    for (key, isOpen) in [("codeocean:protected", false), ("CodeOcean:Protected", false), ("other", true)] {
      let source = SourceText(name: "scp.json", text: closing.replacing("KEY", with: key))
      let policy = try #require(PolicyReader(kind: .scp).read(source).policy)
      #expect(PolicyValidator().findings(in: policy).contains { $0.code == "guard.tag.open" } == isOpen, "\(key)")
    }
  }

  @Test("many statements of one action and resource end soon, and say where they were cut")
  func manyStatements() throws {
    let statements = (0..<600).map { number in
      Self.deny(
        #""Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/t":"\#(number)"}}"#)
    }
    let codes = try Self.codes(.identity, statements.joined(separator: ","))
    #expect(Set(codes) == ["findings.cut"])
    let distinct = (0..<1_000).map { number in
      Self.deny(#""Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket-\#(number)/*""#)
    }
    #expect(try Self.codes(.identity, distinct.joined(separator: ",")).isEmpty)
  }

  @Test("a document of one fault many times gets a bounded list")
  func manyFindings() throws {
    let actions = (0..<500).map { "\"s3:NoSuchAction\($0)\"" }.joined(separator: ",")
    let codes = try Self.codes(.identity, Self.deny("\"Action\":[\(actions)],\"Resource\":\"*\""))
    #expect(codes.filter { $0 == "policy.action.unknown" }.count == 200)
    #expect(codes.contains("findings.more"))
  }

  @Test("a template with transforms is not said to lack anything")
  func generatedResources() throws {
    let policy = try #require(
      PolicyReader(kind: .stack).read(
        SourceText(
          name: "p.json",
          text:
            #"{"Statement":[{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"LogicalResourceId/ApiRole"}]}"#
        )
      ).policy)
    let text = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Api:\n    Type: AWS::Serverless::Api\n"
    let template = try #require(TemplateReader.read(SourceText(name: "t.yaml", text: text)).template)
    let codes = PolicyValidator().findings(in: policy, of: template).map(\.code)
    #expect(codes == ["stack.template.generated"])
  }
}
