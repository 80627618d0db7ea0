import Documents
import Foundation
import TestSupport
import Testing

import enum CommandLineTool.ExitStatus

/// The pages of three runs, as a browser sees them. Without Chromium the pages are read as they are written, and what
/// needs scripts is skipped.
@Suite(.serialized) struct HTMLPageTests {
  private static let hostileId = #"<script>alert(1)</script>\"><img src=x onerror=alert(1)>"#
  private static let files = [
    "stack-policy.json": """
    { "Statement": [
      { "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" },
      { "Sid": "Keep", "Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*",
        "Resource": ["LogicalResourceId/Database", "LogicalResourceId/<script>alert(1)</script>*"] },
      { "Sid": "Gone", "Effect": "Deny", "Action": "Update:*", "Principal": "*",
        "Resource": "LogicalResourceId/NotThere" }
    ] }
    """,
    "template.json": """
    { "Resources": {
      "Database": { "Type": "AWS::RDS::DBInstance" },
      "Queue": { "Type": "AWS::SQS::Queue", "DeletionPolicy": "Retain" }
    } }
    """,
    "updates.ndjson": """
    {"action":"Update:Delete","logicalResourceId":"Database","stack":"prod"}
    {"action":"Update:Modify","logicalResourceId":"Queue","stack":"prod"}
    {"action":"Update:Replace","logicalResourceId":"\(hostileId)","resourceType":"AWS::SNS::Topic","stack":"prod"}

    """,
    "stack.json": #"{"stacks":[{"name":"prod","template":"template.json","stackPolicy":"stack-policy.json"}]}"#,
    "environment.json": """
    { "organization": { "root": { "id": "r-1", "organizationalUnits": [
      { "id": "ou-1-11111111", "name": "<b>Workloads</b>", "serviceControlPolicies": ["FullAWSAccess", "scp.json"],
        "accounts": [ { "id": "111122223333", "name": "payments" } ] } ] } } }
    """,
    "scp.json": scp("s3:Delete*"), "new.json": scp("ec2:*"),
    "actions.ndjson": """
    {"action":"s3:DeleteBucket","principal":"arn:aws:iam::111122223333:role/Admin","resource":"arn:aws:s3:::logs"}
    {"action":"s3:DeleteObject","principal":"arn:aws:iam::111122223333:role/Deploy","resource":"arn:aws:s3:::b/<script>"}
    {"action":"s3:GetObject","principal":"arn:aws:iam::111122223333:role/Admin","resource":"arn:aws:s3:::b/k"}
    {"action":"ec2:DeleteVolume","principal":"arn:aws:iam::111122223333:role/Admin","resource":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1"}

    """,
  ]

  private static func scp(_ action: String) -> String {
    """
    { "Version": "2012-10-17", "Statement": [
      { "Sid": "Keep", "Effect": "Deny", "Action": "\(action)", "Resource": "*",
        "Condition": { "StringNotEquals": { "aws:PrincipalTag/x": "</style><script>alert(1)</script>" } } }
    ] }
    """
  }

  private static func page(_ arguments: String...) throws -> String {
    let console = CapturedConsole(files: files)
    let outcome = console.run(arguments + ["--report", "html=page.html"])
    #expect(outcome.status == .success, "\(outcome.error)")
    return try #require(console.file("page.html"))
  }

  private static func stackPolicyRun() throws -> String {
    try page("evaluate", "--environment", "stack.json", "updates.ndjson")
  }

  private static func scpRun() throws -> String {
    try page("evaluate", "--environment", "environment.json", "actions.ndjson")
  }

  private static func diffRun() throws -> String {
    try page("diff", "--before", "scp.json", "--after", "new.json", "actions.ndjson")
  }

  /// The page as a browser shows it where there is one, else as it is written.
  private static func shown(_ text: String, fragment: String = "") throws -> PageElements {
    guard let outcome = try Chromium.load(text, fragment: fragment) else { return PageElements(text) }
    #expect(outcome.log == [])
    #expect(!outcome.page.elements.isEmpty)
    return outcome.page
  }

  private static func expectSound(_ page: PageElements) {
    #expect(page.intruders == [])
    #expect(page.deadLinks == [])
    #expect(Set(page.ids).count == page.ids.count)
  }

  @Test func stackPolicyOverTemplate() throws {
    let page = try Self.shown(try Self.stackPolicyRun())
    Self.expectSound(page)
    let cells = page.classed("cell")
    #expect(cells.count == 6)
    #expect(
      cells.map { $0.attributes["class"] } == ["allow", "deny", "deny", "allow", "allow", "allow"].map { "cell \($0)" })
    #expect(cells.allSatisfy { $0.attributes["href"]?.hasPrefix("#e-why-") == true })
    // What becomes of the data: the queue is kept when it leaves the template, not when it is replaced.
    let fates = page.classed("fate").map(\.text)
    #expect(fates.suffix(2) == ["data deleted", "kept"])
    #expect(fates.prefix(2).allSatisfy { $0.hasPrefix("if allowed: ") })
    // Both hostile names are there, as text.
    #expect(page.named("td").contains { $0.text.contains(#""LogicalResourceId/<script>alert(1)</script>*""#) })
    #expect(page.named("wbr").contains { $0.text.contains(#"script>"><img src=x onerror=alert(1)>"#) })
    // The statement about what is not there is struck through.
    #expect(page.named("s").contains { $0.text.contains("LogicalResourceId/NotThere") })
    #expect(!page.named("s").contains { $0.text.contains("Update:Replace") })
  }

  @Test func controlPoliciesOverActions() throws {
    let page = try Self.shown(try Self.scpRun())
    Self.expectSound(page)
    #expect(page.classed("denies").count == 1)
    #expect(page.named("strong").contains { $0.text == "<b>Workloads</b>" })
    #expect(page.ids.contains("matrix-1"))
    #expect(page.classed("cell").contains { $0.attributes["class"] == "cell mixed" })
    #expect(page.ids.contains("rankings"))
  }

  @Test func comparison() throws {
    let page = try Self.shown(try Self.diffRun())
    Self.expectSound(page)
    #expect(page.classed("change").count == 2)
    #expect(page.classed("side").count == 4)
    #expect(page.named("strong").contains { $0.text == "Newly denied" })
    #expect(page.named("strong").contains { $0.text == "Newly allowed" })
    #expect(page.named("pre").contains { $0.text.contains("</style><script>alert(1)</script>") })
  }

  @Test(.enabled(if: Chromium.program != nil, "needs Chromium"))
  func theFilterShowsRowsThatHoldEveryWord() throws {
    let text = try Self.scpRun()
    let all = try Self.shown(text)
    #expect(all.classed("filter").allSatisfy { $0.attributes["hidden"] == nil })
    #expect(rows(all).count == 2)
    #expect(rows(all).allSatisfy { $0.attributes["hidden"] == nil })
    let one = try Self.shown(text, fragment: "#filter=deploy+S3%3Adelete")
    #expect(rows(one).filter { $0.attributes["hidden"] == nil }.count == 1)
    #expect(one.named("output").map(\.text) == ["1 of 2 rows"])
    let none = try Self.shown(text, fragment: "#filter-decision-rows=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    #expect(rows(none).allSatisfy { $0.attributes["hidden"] != nil })
    #expect(none.intruders == [])
    let broken = try Self.shown(text, fragment: "#filter=%E0%A4%A")
    #expect(rows(broken).allSatisfy { $0.attributes["hidden"] == nil })
  }

  @Test(.enabled(if: Chromium.program != nil, "needs Chromium"))
  func aLinkOpensTheExplanationItLeadsTo() throws {
    let text = try Self.stackPolicyRun()
    let closed = try Self.shown(text)
    let open = try Self.shown(text, fragment: "#e-why-2")
    let folds = { (page: PageElements) in page.named("details").filter { $0.attributes["open"] != nil }.count }
    #expect(folds(open) == folds(closed) + 1)
  }

  @Test func theFilterHidesItselfWithoutScripts() throws {
    let page = PageElements(try Self.scpRun())
    #expect(!page.classed("filter").isEmpty)
    #expect(page.classed("filter").allSatisfy { $0.attributes["hidden"] != nil })
  }

  @Test func aLogIsNamedWithItsDigest() throws {
    let console = CapturedConsole(files: Self.files.merging(["trail.json": #"{"Records":[]}"#]) { first, _ in first })
    _ = console.run(["evaluate", "--scp", "scp.json", "trail.json", "--report", "html=page.html"])
    let page = PageElements(try #require(console.file("page.html")))
    let digests = page.classed("digest").map(\.text)
    #expect(digests.contains(SHA256.hex(of: Array(#"{"Records":[]}"#.utf8))))
  }

  private func rows(_ page: PageElements) -> [PageElements.Element] {
    page.named("tr").filter { $0.attributes["data-is"] != nil }
  }
}
