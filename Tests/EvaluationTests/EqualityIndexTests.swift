import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Evaluation

/// What is looked up of a value is what asking each condition says.
@Suite("EqualityIndex")
struct EqualityIndexTests {
  private static let arn = "arn:aws:iam::111122223333:role/app/Deploy"
  /// Alike but for case, for the form of a letter, for an end, for a form that only some operators read.
  private static let values = [
    "", "a", "A", "prod", "Prod", "PROD", "prod-1", "pro", "\u{E9}", "e\u{301}", "true", "TRUE", "false", "truE ", "1",
    "01", "1.0", "-1", "2026-01-01T00:00:00Z", "2026-01-01", "10.0.0.1", "10.0.0.0/8", "192.0.2.1", "cHJvZA==",
    "cHJvZA", "*", "?", "${a}", "a:b:c:d:e:f", "a:b:c:d:e", arn, arn + ":x", "arn:aws:iam::*:role/app/Deploy",
    "arn:aws:iam::111122223333:user/a", "ARN:aws:iam::111122223333:role/app/Deploy", "arn:",
  ]
  private static let patterns = [
    "prod*", "p*", "*d", "p?od", "*", "?", "**", "pro*-1", "${*}", "${?}x", "${$}{a}", "a:b:c:d:e:*", "\u{E9}*",
    "arn:aws:iam::111122223333:role/*", "arn:aws:iam::*:role/app/Deploy", "arn:*:iam:*:*:role/?pp/*", "arn:aws:iam::*",
    "arn:aws:iam::1?1122223333:role/app/Deploy", "*:aws:iam::111122223333:role/*",
  ]
  private static let bases = ConditionOperator.Base.allCases.map(\.rawValue)

  private static func program(_ conditions: [(operator: String, values: [String])]) throws -> Program {
    let statements = conditions.map { condition in
      let values = condition.values.map { "\"\($0)\"" }.joined(separator: ",")
      return """
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"\(condition.operator)": {"aws:k": [\(values)]}}}
        """
    }
    let text = "{\"Version\": \"2012-10-17\", \"Statement\": [\(statements.joined(separator: ","))]}"
    let reading = PolicyReader(kind: .identity).read(SourceText(name: "p.json", text: text))
    return Program([try #require(reading.policy, "\(reading.diagnostics)")])
  }

  private static func spelling(_ random: inout SplitMix64) -> String {
    let base = random.pick(bases)
    if base == "Null" { return base }
    return random.pick(["", "", "ForAnyValue:", "ForAllValues:"]) + base + random.pick(["", "IfExists"])
  }

  /// Compares the classes of a key with its conditions for what a frame says; returns how many hold.
  private static func compare(
    _ program: Program, _ classifier: KeyClassifier, _ key: Int, _ frame: borrowing RequestFrame
  ) -> Int {
    let found = classifier.keys[key].pointee.find(frame)
    #expect(found >= 0)
    var holding = 0
    for (place, condition) in program.conditions(on: key).enumerated() {
      let expected = condition.holds(in: frame)
      #expect(classifier.keys[key].pointee.truth(found, place) == expected, "\(condition.operator.spelling)")
      if expected == .yes { holding += 1 }
    }
    return holding
  }

  @Test("values, lists, and keys that are absent or unknown are classified as asking each condition says")
  func agrees() throws {
    var random = SplitMix64(seed: 23)
    var holding = 0
    for _ in 0..<12 {
      let conditions = (0..<70).map { _ in
        let spelling = Self.spelling(&random)
        if spelling == "Null" { return (spelling, [random.pick(["true", "false"])]) }
        let count = random.pick([0, 1, 1, 2, 3])
        return (
          spelling, (0..<count).map { _ in random.pick(random.chance(50) ? Self.values : Self.patterns) }
        )
      }
      let program = try Self.program(conditions)
      let key = try #require(program.keys.index(of: "aws:k"))
      let classifier = KeyClassifier(program)
      var frame = RequestFrame(keyCount: program.keys.count)
      for turn in 0..<80 {
        frame.reset(missingIsUnknown: false)
        if turn < Self.values.count {
          let value = frame.copy(ByteString(Self.values[turn]))
          frame.set(key, to: value)
        } else if turn == Self.values.count {
          frame.set(key, .unknown)
        } else if turn > Self.values.count + 1 {
          let start = frame.valueCount
          for _ in 0...Int.random(in: 0...2, using: &random) {
            let value = frame.copy(ByteString(random.chance(25) ? "" : random.pick(Self.values)))
            frame.append(value)
          }
          frame.setList(key, from: start)
        }
        holding += Self.compare(program, classifier, key, frame)
      }
    }
    #expect(holding > 1000)
  }

  @Test(
    "keys that are sorted by their bounds are classified as asking each condition says",
    arguments: [
      (["IpAddress", "NotIpAddress"], ["10.0.0.0/8", "10.1.0.0/16", "192.0.2.1/32"]),
      (["NumericLessThan", "NumericNotEquals", "NumericGreaterThanEquals"], ["1", "20", "300"]),
      (["DateLessThan", "DateGreaterThanEqualsIfExists"], ["2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"]),
    ])
  func agreesInOrder(_ operators: [String], _ bounds: [String]) throws {
    let program = try Self.program(operators.flatMap { name in bounds.map { (name, [$0]) } })
    let key = try #require(program.keys.index(of: "aws:k"))
    let classifier = KeyClassifier(program)
    var frame = RequestFrame(keyCount: program.keys.count)
    var holding = 0
    for value in Self.values + bounds + ["10.1.2.3", "11.0.0.0", "19", "21", "2026-03-01T00:00:00Z"] {
      frame.reset(missingIsUnknown: false)
      let copy = frame.copy(ByteString(value))
      frame.set(key, to: copy)
      holding += Self.compare(program, classifier, key, frame)
    }
    #expect(holding > 10)
  }
}
