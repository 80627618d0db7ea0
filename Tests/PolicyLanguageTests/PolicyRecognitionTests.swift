import Documents
import Foundation
import PolicyLanguage
import TestSupport
import Testing

@Suite("PolicyReader.recognise")
struct PolicyRecognitionTests {
  static let documents: [(String, PolicyKind?)] = [
    ("{}", .stack),
    (#"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}"#, .stack),
    (#"{"Statement":[{"Effect":"DENY","Action":"Delete","Resource":"LogicalResourceId/A"}]}"#, .stack),
    (#"[{"Effect":"Deny","Action":"Update:*"}]"#, .stack),
    (#"{"Effect":"Deny","Action":"Update:*"}"#, .stack),
    (#"{"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#, .scp),
    (
      #"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#,
      .scp
    ),
    (#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#, .identity),
    (#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#, .rcp),
    (#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#, .rcp),
    (#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"1"},"Action":"s3:*","Resource":"*"}}"#, .resource),
    (
      #"{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}}"#,
      .trust
    ),
    (#"{"Resources":{}}"#, nil),
    (#"{"Statement":[]}"#, nil),
    ("[]", nil), ("7", nil), ("\"Effect\"", nil), ("[[{\"Effect\":\"Deny\"}]]", nil),
    (#"{"Content":"{"}"#, nil),
    (#"{"Content":"{\"Content\":\"{}\"}"}"#, nil),
  ]

  @Test("tells the kind of a policy by what it holds", arguments: documents)
  func recognises(text: String, kind: PolicyKind?) throws {
    #expect(PolicyReader.recognise(try JSONReader().read(Array(text.utf8))) == kind)
  }

  @Test(
    "recognises the published policies", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"),
    arguments: [("stack-policies", PolicyKind.stack), ("scp", .scp), ("rcp", .rcp)])
  func published(folder: String, kind: PolicyKind) throws {
    for url in Corpus.files(in: folder, withExtension: "json") {
      guard let node = try? JSONReader().read([UInt8](Data(contentsOf: url))) else { continue }
      // This one ends in a statement that is no RCP's: it mixes both policies of its page.
      let isMixed = url.lastPathComponent.hasSuffix("Shared-Issuers.json")
      #expect(PolicyReader.recognise(node) == (isMixed ? .resource : kind), "\(url.lastPathComponent)")
    }
  }
}
