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

@Suite("ResourceAutomaton")
struct ResourceAutomatonTests {
  @Test("one walk gives what each pattern gives alone")
  func agreesWithGlobs() {
    var random = SplitMix64(seed: 7)
    let pieces = ["a", "b", ":", "*", "logs-", "/", "ab", "*"]
    for _ in 0..<300 {
      let globs = (0..<Int.random(in: 1...70, using: &random)).map { _ in
        let text =
          "arn:"
          + (0..<Int.random(in: 1...8, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        return Glob(ByteString(text), fields: .resource)
      }
      var automaton = ResourceAutomaton(globs, width: 2) { matched, bits in
        bits[0] = 0
        bits[1] = 0
        for pattern in matched { bits[pattern >> 6] |= 1 << UInt64(pattern & 63) }
      }
      for _ in 0..<40 {
        let text = ByteString(
          "arn:"
            + (0..<Int.random(in: 0...9, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
            .joined())
        text.withSlice { text in
          guard let bits = automaton.match(text) else {
            Issue.record("the automaton gave up")
            return
          }
          for (index, glob) in globs.enumerated() {
            #expect((bits[index >> 6] >> UInt64(index & 63)) & 1 == (glob.matches(text) ? 1 : 0))
          }
        }
      }
    }
  }

  @Test("a set of patterns with exponentially many states is given up on, and right until then")
  func explosion() {
    let globs = (0..<24).map {
      Glob(
        ByteString("*a" + String(repeating: "?", count: 0) + String(repeating: "b*", count: 1) + "\($0)*c"),
        fields: .none)
    }
    var automaton = ResourceAutomaton(globs, width: 1) { matched, bits in
      bits[0] = matched.reduce(0) { $0 | 1 << UInt64($1) }
    }
    var random = SplitMix64(seed: 3)
    for _ in 0..<30_000 where automaton.isOn {
      let text = ByteString((0..<60).map { _ in "ab0123456789c".utf8.randomElement(using: &random) ?? 0 })
      text.withSlice { text in
        guard let bits = automaton.match(text) else { return }
        let expected = globs.enumerated().reduce(UInt64(0)) {
          $0 | ($1.element.matches(text) ? 1 << UInt64($1.offset) : 0)
        }
        #expect(bits[0] == expected)
      }
    }
  }
}
