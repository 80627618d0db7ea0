import Documents
import PolicyLanguage
import Testing

@testable import Evaluation
@testable import Replay

@Suite("PrincipalCache")
struct PrincipalCacheTests {
  @Test("principals that have become too many are forgotten when there is room to be made, and at no other time")
  func forgets() throws {
    let source = SourceText(
      name: "scp.json",
      text: """
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*",
         "Condition": {"StringEquals": {"aws:PrincipalArn": "x"}}}}
        """)
    let program = Program([try #require(PolicyReader(kind: .scp).read(source).policy)])
    let key = try #require(program.keys.index(of: "aws:PrincipalArn"))
    var cache = PrincipalCache(program.keys, LastingIdentities(), needsPrincipal: false)
    /// Fills in a principal, and returns the number of the context it got.
    func fill(_ name: String) -> Int32 {
      var frame = RequestFrame(keyCount: program.keys.count)
      ByteString("arn:aws:iam::111122223333:role/\(name)").withSlice { cache.fill(&frame, $0) }
      return frame.entry(of: frame.slot(key)).lasting
    }
    cache.makeRoom()
    let small = fill("small")
    cache.makeRoom()
    #expect(fill("small") == small)
    // More than is kept; but the requests that these were filled into may still wait.
    let large = fill(String(repeating: "x", count: 5 << 20))
    #expect(fill("other") != small)
    #expect(fill("small") == small && fill(String(repeating: "x", count: 5 << 20)) == large)
    cache.makeRoom()
    #expect(fill("small") != small)
  }
}
