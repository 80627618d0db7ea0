import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Evaluation

@Suite("the classes of values that a frame notes")
struct NotedClassesTests {
  private static let values = ["a", "b", "c", "d"]

  /// An SCP that denies some values of two tags, which its program numbers 0 and 1.
  private struct Decider {
    let index: IndexedStack

    init(x: [String], y: [String]) throws {
      func statement(_ tag: String, _ values: [String]) -> String {
        let named = values.map { "\"\($0)\"" }.joined(separator: ", ")
        return """
          {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringEquals":
           {"aws:RequestTag/\(tag)": [\(named)]}}}
          """
      }
      let text = """
        {"Version": "2012-10-17", "Statement": [\(statement("x", x)), \(statement("y", y)),
         {"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        """
      let policy = try #require(PolicyReader(kind: .scp).read(SourceText(name: "scp.json", text: text)).policy)
      let stack = PolicyStack(serviceControlPolicies: [PolicyLevel(id: nil, policies: [policy])])
      let program = Program(stack)
      #expect(program.keys.index(of: "aws:RequestTag/x") == 0 && program.keys.index(of: "aws:RequestTag/y") == 1)
      index = IndexedStack(CompiledStack(stack, program: program), program: program)
    }
  }

  @Test("are those of the one who asks, however deciders take turns with one frame and its values change")
  func turns() throws {
    // The values come in another order, so that their classes have other numbers.
    let deciders = [
      try Decider(x: ["a"], y: ["b", "c"]), try Decider(x: ["b"], y: ["a"]), try Decider(x: ["c", "d"], y: ["d"]),
    ]
    var random = SplitMix64(seed: 31)
    var frame = RequestFrame(keyCount: 2)
    var said: [String?] = [nil, nil]
    var kept: [String?]?
    var denied = 0
    for step in 0..<4_000 {
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        frame.reset(missingIsUnknown: false)
        (said, kept) = ([nil, nil], nil)
      case 1:
        frame.keepContext()
        kept = said
      case 2:
        if let kept {
          frame.restoreContext()
          said = kept
        }
      case 3...5:
        let key = Int.random(in: 0..<2, using: &random)
        let value = random.pick(Self.values)
        frame.set(key, to: frame.copy(ByteString(value)))
        said[key] = value
      default: break
      }
      frame.action = ByteSlice("s3:GetObject")
      frame.resource = ByteSlice("*")
      var fresh = RequestFrame(keyCount: 2)
      fresh.action = ByteSlice("s3:GetObject")
      for (key, value) in said.enumerated() {
        if let value { fresh.set(key, to: fresh.copy(ByteString(value))) }
      }
      let decider = random.pick(deciders)
      let verdict = decider.index.decide(frame)
      #expect(verdict == decider.index.decide(fresh), "\(step): \(said)")
      if verdict.result == .explicitDeny { denied += 1 }
    }
    #expect(denied > 1_000 && denied < 3_000, "\(denied)")
  }
}
