import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import PolicyDiff

@Suite struct StatementCounterpartsTests {
  private func policy(_ statements: String, _ name: String = "a/scp.json") throws -> Policy {
    let text = #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#
    return try #require(PolicyReader(kind: .scp).read(SourceText(name: name, text: text)).policy)
  }

  private static let keep = #"{"Sid":"Keep","Effect":"Deny","Action":"s3:*","Resource":"*"}"#
  private static let other = #"{"Sid":"Other","Effect":"Deny","Action":"ec2:*","Resource":"*"}"#
  private static let unnamed = #"{"Effect":"Deny","Action":"sns:*","Resource":"*"}"#

  private func change(of statement: String, among others: [Policy]) throws -> String {
    let reference = StatementReference(try policy(statement, "b/scp.json"), 0)
    switch StatementCounterparts(others).change(of: reference) {
    case nil: return "same"
    case .missing: return "missing"
    case .changed(let other): return "\(other.policy.source.name) \(other.index)"
    }
  }

  @Test func aStatementIsTheSameWhereverItsTextIs() throws {
    let spaced = #"{ "Sid" :"Keep","Effect":"Deny",  "Action":"s3:*", "Resource":"*"}"#
    #expect(try change(of: Self.keep, among: [policy(Self.other + "," + Self.keep, "x.json")]) == "same")
    #expect(try change(of: spaced, among: [policy(spaced.split(separator: " ").joined(separator: "\n\t"))]) == "same")
  }

  @Test func aChangedOneIsFoundByItsSidAndThatOfTheSameFileGoesFirst() throws {
    let changed = #"{"Sid":"Keep","Effect":"Allow","Action":"s3:*","Resource":"*"}"#
    let elsewhere = try policy(changed, "x.json")
    let here = try policy(Self.other + "," + changed)
    #expect(try change(of: Self.keep, among: [elsewhere]) == "x.json 0")
    #expect(try change(of: Self.keep, among: [elsewhere, here]) == "a/scp.json 1")
    #expect(try change(of: Self.keep, among: [policy(Self.other)]) == "missing")
    #expect(try change(of: Self.keep, among: []) == "missing")
  }

  @Test func withoutASidItIsTheOneInItsPlace() throws {
    let changed = #"{"Effect":"Deny","Action":"sqs:*","Resource":"*"}"#
    let allow = #"{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"#
    #expect(try change(of: Self.unnamed, among: [policy(changed)]) == "a/scp.json 0")
    #expect(try change(of: Self.unnamed, among: [policy(changed, "x.json")]) == "missing")
    #expect(try change(of: Self.unnamed, among: [policy(allow)]) == "missing")
    #expect(try change(of: Self.unnamed, among: [policy(Self.keep)]) == "missing")
  }

  @Test func policiesOfAWSHaveNoText() {
    let reference = StatementReference(.fullAWSAccess, 0)
    #expect(StatementCounterparts([]).change(of: reference) == nil)
  }

  @Test(arguments: [
    (#"{"Sid":"K","Effect":"Deny","Action":"s3:⟦here⟧Get*","Resource":"*"}"#, "s3:Put*"),
    (#"{"Sid":"K","Effect":"Deny","Action":⟦here⟧"s3:Get*","Resource":"*"}"#, "S3:Get*"),
    (#"{"Sid":"K","Effect":"Deny","Action":["s3:⟦here⟧Get*","s3:Put*"],"Resource":"*"}"#, "s3:Get"),
  ])
  func theDifferenceBeginsWithTheWordThatDiffers(text: String, instead: String) throws {
    let marked = MarkedText(text)
    let own = CollapsedStatement(StatementReference(try policy(marked.text), 0))
    let parts = marked.text.split(separator: "s3:Get*", omittingEmptySubsequences: false)
    let other = CollapsedStatement(StatementReference(try policy(parts.joined(separator: instead)), 0))
    #expect(own.firstDifference(from: other) == marked.offsets["here"])
    #expect(other.firstDifference(from: own) == marked.offsets["here"])
  }

  @Test func aTextThatEndsSoonerDiffersWhereItEnds() throws {
    let own = CollapsedStatement(StatementReference(try policy(Self.keep), 0))
    #expect(own.firstDifference(from: own) <= own.text.count)
    #expect(own.offsets.count == own.text.count)
  }
}
