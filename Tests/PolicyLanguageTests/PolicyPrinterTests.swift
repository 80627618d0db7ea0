import Documents
import Foundation
import PolicyLanguage
import TestSupport
import Testing

@Suite("PolicyPrinter")
struct PolicyPrinterTests {
  static func policy(_ text: String, _ kind: PolicyKind) throws -> Policy {
    try #require(PolicyReader(kind: kind).read(SourceText(name: "a", text: text)).policy)
  }

  @Test("prints elements in AWS's order, one value bare, several as a list")
  func indented() throws {
    let policy = try Self.policy(
      #"{"Statement":{"Condition":{"StringLike":{"ResourceType":["AWS::EC2::*","a\"b\\é"]}},"Resource":["*"],"Principal":"*","Action":["Update:Modify","Update:Delete"],"Effect":"Deny","Sid":"S"}}"#,
      .stack)
    let expected = #"""
      {
        "Statement": [
          {
            "Sid": "S",
            "Effect": "Deny",
            "Principal": "*",
            "Action": [
              "Update:Modify",
              "Update:Delete"
            ],
            "Resource": "*",
            "Condition": {
              "StringLike": {
                "ResourceType": [
                  "AWS::EC2::*",
                  "a\"b\\é"
                ]
              }
            }
          }
        ]
      }
      """#
    #expect(PolicyPrinter().print(policy).string == expected)
  }

  static let documents: [(PolicyKind, String)] = [
    (.stack, "{}"),
    (.stack, #"{"Statement":[{"Effect":"Allow","Principal":"*","NotAction":"Update:Delete","NotResource":[]}]}"#),
    (.identity, #"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#),
    (
      .scp,
      #"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","NotAction":["a:b","c:d"],"Resource":"*","Condition":{"ForAllValues:StringLikeIfExists":{"aws:TagKeys":["a","b"],"aws:x":"y"},"Null":{"aws:x":"true"}}}]}"#
    ),
    (
      .resource,
      #"{"Version":"2012-10-17","Id":"i","Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":["111122223333","222233334444"],"Service":"a.amazonaws.com"},"Action":"s3:*","Resource":"*"}]}"#
    ),
    (
      .trust,
      #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity"}]}"#
    ),
  ]

  @Test("canonical text reads back and prints as itself", arguments: documents)
  func roundTrip(kind: PolicyKind, text: String) throws {
    #expect(PolicyPrinter(layout: .compact).print(try Self.policy(text, kind)).string == text)
  }

  @Test("the managed policies print as AWS writes them")
  func managed() {
    let compact = PolicyPrinter(layout: .compact)
    #expect(
      compact.print(.fullAWSAccess)
        == #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#)
    #expect(
      compact.print(.rcpFullAWSAccess)
        == #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#)
  }

  @Test("ruling 31: FullAWSAccess is recognised by content")
  func fullAWSAccess() throws {
    #expect(Policy.fullAWSAccess.isFullAWSAccess && Policy.rcpFullAWSAccess.isFullAWSAccess)
    #expect(
      try Self.policy(
        #"{"Version":"2012-10-17","Statement":{"Sid":"X","Effect":"Allow","Action":["*"],"Resource":["*"]}}"#, .scp
      ).isFullAWSAccess)
    for other in [
      #"{"Effect":"Deny","Action":"*","Resource":"*"}"#, #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#,
      #"{"Effect":"Allow","NotAction":"*","Resource":"*"}"#, #"{"Effect":"Allow","Action":"*","NotResource":"*"}"#,
      #"{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::*"}"#,
      #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
      #"{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#,
    ] {
      #expect(
        try !Self.policy("{\"Version\":\"2012-10-17\",\"Statement\":[\(other)]}", .scp).isFullAWSAccess, "\(other)")
    }
  }

  @Test(
    "published policies read back from their printed form, and print as it again",
    .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"),
    arguments: [("stack-policies", PolicyKind.stack), ("scp", .scp), ("rcp", .rcp)])
  func published(folder: String, kind: PolicyKind) throws {
    var count = 0
    for url in Corpus.files(in: folder, withExtension: "json") {
      guard let policy = try PolicyReaderCorpusTests.read(url, as: kind).policy else { continue }
      let printed = PolicyPrinter().print(policy)
      let again = try Self.policy(printed.string, kind)
      #expect(PolicyPrinter().print(again) == printed)
      #expect(again.statements.count == policy.statements.count)
      #expect(again.statements.map(\.conditions.count) == policy.statements.map(\.conditions.count))
      count += 1
    }
    #expect(count > 20)
  }
}
