import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Evaluation

@Suite("the classes of values that a frame notes")
struct NotedClassesTests {
  private static let values = ["a", "b", "c", "d"]

  /// What was said of a key last.
  private enum Said {
    case nothing
    case state(RequestFrame.State)
    case values([String])

    func say(of key: Int, to frame: inout RequestFrame) {
      switch self {
      case .nothing: break
      case .state(let state): frame.set(key, state)
      case .values(let values):
        if values.count == 1 { return frame.set(key, to: frame.copy(ByteString(values[0]))) }
        let start = frame.valueCount
        for value in values { frame.append(frame.copy(ByteString(value))) }
        frame.setList(key, from: start)
      }
    }
  }

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
    var said: [Said] = [.nothing, .nothing]
    var kept: [Said]?
    var denied = 0
    for step in 0..<6_000 {
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        frame.reset(missingIsUnknown: false)
        (said, kept) = ([.nothing, .nothing], nil)
      case 1:
        frame.keepContext()
        kept = said
      case 2:
        if let kept {
          frame.restoreContext()
          said = kept
        }
      case 3...6:
        let key = Int.random(in: 0..<2, using: &random)
        let values = (0..<random.pick([0, 1, 1, 1, 1, 2])).map { _ in random.pick(Self.values) }
        said[key] = random.chance(10) ? .state(random.pick([.absent, .unknown])) : .values(values)
        said[key].say(of: key, to: &frame)
      default: break
      }
      frame.action = ByteSlice("s3:GetObject")
      frame.resource = ByteSlice("*")
      var fresh = RequestFrame(keyCount: 2)
      fresh.action = ByteSlice("s3:GetObject")
      for (key, said) in said.enumerated() { said.say(of: key, to: &fresh) }
      let decider = random.pick(deciders)
      let verdict = decider.index.decide(frame)
      #expect(verdict == decider.index.decide(fresh), "\(step): \(said)")
      if verdict.result == .explicitDeny { denied += 1 }
    }
    #expect(denied > 1_000 && denied < 5_000, "\(denied)")
  }
}
