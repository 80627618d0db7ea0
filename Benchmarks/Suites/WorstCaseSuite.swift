import Documents
import Evaluation
import PolicyLanguage
import ReferenceEvaluator

/// Policies and requests that somebody made to be slow: cost must stay bounded, not fast.
enum WorstCaseSuite {
  static var benchmarks: [Benchmark] {
    [
      worst(
        "globs/5000", "5,000 globs of three stars on one action, resources that nearly match",
        policy: globs(5_000), requests: 50, globRequest),
      worst(
        "star-chain", "one pattern of twenty stars, resources of 2,000 bytes that match all but its end",
        policy: deny(resources: ["arn:aws:s3:::" + String(repeating: "*a", count: 20) + "*b"]), requests: 200
      ) { index in
        request(resource: "arn:aws:s3:::" + String(repeating: "a", count: 2_000) + "\(index)")
      },
      worst(
        "near-miss", "patterns whose middle is found nearly everywhere and never whole",
        policy: deny(resources: (20..<60).map { "arn:aws:s3:::*" + String(repeating: "a", count: $0) + "b*" }),
        requests: 100
      ) { index in
        request(resource: "arn:aws:s3:::" + String(repeating: "a", count: 2_000) + "\(index)")
      },
      worst(
        "values/1000", "a key tested against 1,000 exact values and 1,000 patterns",
        policy: valueLists(1_000), requests: 500
      ) { index in
        request(context: "\"aws:ResourceTag/project\":\"prj-\(index * 7)-x\"")
      },
      worst(
        "lists/1000", "a key of 1,000 values tested against 1,000 by ForAllValues",
        policy: valueSet(1_000), requests: 20
      ) { index in
        let tags = (0..<1_000).map { "\"tag-\(($0 * 7 + index) % 1_000)\"" }.joined(separator: ",")
        return request(context: "\"aws:TagKeys\":[\(tags)]")
      },
      worst(
        "networks/1000", "a source address tested against 1,000 networks",
        policy: networks(1_000), requests: 500
      ) { index in
        request(context: "\"aws:SourceIp\":\"172.\(index % 256).\(index / 2 % 256).9\"")
      },
      worst(
        "states", "300 patterns whose joint automaton would have more states than fit",
        policy: deny(
          resources: (0..<300).map { "arn:aws:s3:::*\(letters($0))?????????????????????\(letters($0 * 7))*" }),
        requests: 200
      ) { index in
        let body = (0..<300).map { letters($0 &* 31 &+ index &* 17) }.joined()
        return request(resource: "arn:aws:s3:::" + body)
      },
    ]
  }

  private static func worst(
    _ name: String, _ about: String, policy: @autoclosure @escaping () -> String, requests count: Int,
    _ line: @escaping (Int) -> String
  ) -> Benchmark {
    Benchmark(name: "worst/\(name)", unit: "decisions", about: about) {
      let text = (0..<count).map { line($0) + "\n" }.joined()
      let workload = try RequestWorkload(lines: Array(text.utf8))
      let document = try PolicyWorkload.read(Array(policy().utf8), .identity, name: "worst.json")
      let allow = try PolicyWorkload.read(Array(allowAll.utf8), .identity, name: "allow.json")
      let stack = PolicyStack(identityPolicies: [allow, document])
      let program = Program(stack)
      let loop = try DecisionLoop(
        workload, program: program, stack: CompiledStack(stack, program: program), hasMemo: false)
      // The plain evaluator answers all of them here: there are few.
      var expected = DecisionCounts()
      for index in 0..<count { expected.add(ReferenceEvaluator.decide(workload.request(index), under: stack).result) }
      return loop.prepared(expecting: expected)
    }
  }

  private static let allowAll =
    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}"

  private static func request(resource: String = "arn:aws:s3:::bucket", context: String = "") -> String {
    "{\"action\":\"s3:DeleteObject\",\"resource\":\"\(resource)\",\"context\":{\(context)}}"
  }

  private static func globRequest(_ index: Int) -> String {
    request(resource: "arn:aws:s3:::" + String(repeating: "ab", count: 200) + "c\(index)")
  }

  private static func deny(resources: [String] = ["*"], condition: String = "") -> String {
    let list = resources.map { "\"\($0)\"" }.joined(separator: ",")
    let block = condition.isEmpty ? "" : ",\"Condition\":{\(condition)}"
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"s3:DeleteObject\","
      + "\"Resource\":[\(list)]\(block)}]}"
  }

  private static func globs(_ count: Int) -> String {
    let statements = (0..<count).map { index in
      "{\"Effect\":\"Deny\",\"Action\":\"s3:Delete*\",\"Resource\":\"arn:aws:s3:::*a*b*c\(index)d*\"}"
    }
    return "{\"Version\":\"2012-10-17\",\"Statement\":[\(statements.joined(separator: ","))]}"
  }

  private static func valueLists(_ count: Int) -> String {
    let exact = (0..<count).map { "\"prj-\($0 * 3)-x\"" }.joined(separator: ",")
    let patterns = (0..<count).map { "\"*j-\($0 * 3)-?*\"" }.joined(separator: ",")
    return deny(
      condition: "\"StringEquals\":{\"aws:ResourceTag/project\":[\(exact)]},"
        + "\"StringLike\":{\"aws:ResourceTag/project\":[\(patterns)]}")
  }

  private static func valueSet(_ count: Int) -> String {
    let tags = (0..<count).map { "\"tag-\($0)\"" }.joined(separator: ",")
    return deny(condition: "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\(tags)]}")
  }

  private static func networks(_ count: Int) -> String {
    let blocks = (0..<count).map { "\"172.\($0 % 256).\($0 / 256 * 64).0/26\"" }.joined(separator: ",")
    return deny(condition: "\"IpAddress\":{\"aws:SourceIp\":[\(blocks)]}")
  }

  /// Two letters that depend on a number.
  private static func letters(_ number: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return String([letters[number % 26], letters[number / 26 % 26]])
  }
}
