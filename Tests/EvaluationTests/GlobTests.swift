import Documents
import TestSupport
import Testing

@testable import Evaluation

@Suite("Glob")
struct GlobTests {
  private func matches(_ pattern: ByteString, _ text: ByteString, _ fields: Glob.Fields = .none) -> Bool {
    text.withSlice { Glob(pattern, fields: fields).matches($0) }
  }

  /// The meaning by trying every way: exponential, and obvious.
  private static func obvious(_ tokens: ArraySlice<Glob.Token>, _ text: ArraySlice<UInt8>) -> Bool {
    guard let first = tokens.first else { return text.isEmpty }
    let rest = tokens.dropFirst()
    switch first {
    case .star, .starInField:
      var left = text
      while true {
        if obvious(rest, left) { return true }
        guard let byte = left.first, first == .star || byte != UInt8(ascii: ":") else { return false }
        left = left.dropFirst()
      }
    case .one, .oneInField:
      guard let byte = text.first, byte & 0xC0 != 0x80, first == .one || byte != UInt8(ascii: ":") else { return false }
      let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      return text.count >= length && obvious(rest, text.dropFirst(length))
    default:
      return text.first.map { Glob.Token.byte($0) == first } ?? false && obvious(rest, text.dropFirst())
    }
  }

  @Test(
    "examples",
    arguments: [
      ("*", "", true), ("*", "a:b", true), ("a*", "ab", true), ("a*b*c", "aXbYbZc", true), ("a*b*c", "acb", false),
      ("", "", true), ("", "a", false), ("?", "é", true), ("??", "é", false), ("*??", "€", false), ("a**b", "ab", true),
      ("Update:*", "Update:Modify", true), ("Update:R*", "Update:Modify", false),
    ] as [(ByteString, ByteString, Bool)])
  func examples(pattern: ByteString, text: ByteString, expected: Bool) {
    #expect(matches(pattern, text) == expected)
  }

  @Test(
    "ruling 17: a star that does not end its field never crosses a colon in the first five fields",
    arguments: [
      ("arn:aws:ec2:*:*:*/*", "arn:aws:ec2:us-east-1:1:volume/v", true),
      ("arn:*:kms:*:*:key/*", "arn:aws:kms:us-east-1:1:key/k", true),
      ("arn:aws:logs:us-east-1:*", "arn:aws:logs:us-east-1:1:log-group:g", true),
      ("arn:aws:s3:::b/*", "arn:aws:s3:::b/a:b:c", true), ("arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/test/o", false),
      ("arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b//test/o", true),
      ("arn:aws:ec*2:::x", "arn:aws:ec:2:::x", false),
      ("arn:aws:dynamodb:*:table/p*", "arn:aws:dynamodb:r:1:table/p", true),
      ("arn:aws:s*b:r:1:x", "arn:aws:sab:r:1:x", true),
    ] as [(ByteString, ByteString, Bool)])
  func resources(pattern: ByteString, text: ByteString, expected: Bool) {
    #expect(matches(pattern, text, .resource) == expected)
  }

  @Test("walking and following agree with trying every way", arguments: [Glob.Fields.none, .resource, .arn])
  func agreesWithTheObvious(fields: Glob.Fields) {
    var random = SplitMix64(seed: 42)
    let alphabet: [[UInt8]] = ["a", "b", ":", "*", "?", "é", "a", "*"].map { Array($0.utf8) }
    let texts: [[UInt8]] = ["a", "b", ":", "é", "a", ":"].map { Array($0.utf8) }
    var hits = 0
    for _ in 0..<20_000 {
      let pattern = (0..<Int.random(in: 0...9, using: &random)).flatMap { _ in
        alphabet.randomElement(using: &random) ?? []
      }
      let text = (0..<Int.random(in: 0...9, using: &random)).flatMap { _ in texts.randomElement(using: &random) ?? [] }
      let glob = Glob(ByteString(pattern), fields: fields)
      let expected = Self.obvious(glob.tokens[...], text[...])
      #expect(
        ByteString(text).withSlice { glob.matches($0) } == expected,
        "\(ByteString(pattern)) against \(ByteString(text))")
      if expected { hits += 1 }
    }
    #expect(hits > 500)
  }

  @Test("a pattern made to be slow is not")
  func worstCase() {
    let pattern = ByteString(Array(repeating: Array("*a".utf8), count: 200).flatMap { $0 } + Array("*b".utf8))
    let text = ByteString([UInt8](repeating: UInt8(ascii: "a"), count: 5000))
    #expect(!matches(pattern, text))
    #expect(!matches(pattern, text, .resource))
  }

  @Test("ruling 19: action names fold ASCII case, and nothing else")
  func foldsASCIIOnly() {
    let glob = Glob("S3:GetÄ*", foldsCase: true)
    #expect(("s3:getÄx" as ByteString).withSlice { glob.matches($0) })
    #expect(!("s3:getäx" as ByteString).withSlice { glob.matches($0) })
  }
}
