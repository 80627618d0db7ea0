import Documents
import PolicyLanguage
import PolicyValidation
import ReferenceEvaluator
import TestSupport
import Testing

/// A statement that is called needless is needless: without it the reference decides every request as before.
@Suite struct FindingSoundnessTests {
  private static let needless: Set<String> = [
    "policy.statement.duplicate", "policy.statement.shadowed", "policy.statement.unreachable", "policy.statement.never",
  ]

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func needlessStatementsChangeNoDecision(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let validator = PolicyValidator()
    var claims = 0
    for _ in 0..<120 {
      let text = Self.policy(&random)
      let source = SourceText(name: "policy.json", text: text)
      let policy = try #require(PolicyReader(kind: .identity).read(source).policy, "\(text)")
      for finding in validator.findings(in: policy) where Self.needless.contains(finding.code) {
        claims += 1
        let index = try #require(
          policy.statements.firstIndex {
            $0.range.start <= finding.range.start && finding.range.end <= $0.range.end
          })
        let rest = policy.statements.enumerated().filter { $0.offset != index }.map(\.element)
        let without = Policy(
          kind: policy.kind, name: policy.name, source: policy.source, range: policy.range, version: policy.version,
          id: policy.id, statements: rest)
        for _ in 0..<40 {
          let request = Self.request(&random)
          let before = ReferenceEvaluator.decide(request, under: PolicyStack(identityPolicies: [policy])).result
          let after = ReferenceEvaluator.decide(request, under: PolicyStack(identityPolicies: [without])).result
          #expect(before == after, "\(finding.code) \(finding.message)\n\(text)\n\(request)")
        }
      }
    }
    // A generator whose policies have nothing to find would prove nothing.
    #expect(claims > 40)
  }

  private static let actions = [
    "*", "s3:*", "s3:Get*", "s3:GetObject", "s3:getobject", "s3:*Object", "s3:PutObject", "ec2:*",
  ]
  private static let resources = [
    "*", "arn:aws:s3:::*", "arn:aws:s3:::a*", "arn:aws:s3:::ab", "arn:aws:s3:::a?", "arn:aws:s3", "arn:*:s3:::ab",
    "arn:aws:s3:*:ab", "arn:aws:s3:*", "arn:aws:s3:::${aws:username}", "arn:aws:s3:::${aws:username}*",
  ]
  private static let conditions = [
    #""StringEquals": {"aws:username": "ab"}"#, #""StringEquals": {"aws:username": ["ab", "b"]}"#,
    #""StringLike": {"aws:username": "a*"}"#, #""StringNotEquals": {"aws:username": "ab"}"#,
    #""StringNotLike": {"aws:username": ["a*", "b"]}"#, #""StringEqualsIfExists": {"AWS:UserName": "ab"}"#,
    #""Null": {"aws:username": "true"}"#, #""Null": {"aws:username": "false"}"#,
    #""ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}"#, #""ForAllValues:StringEquals": {"aws:TagKeys": "a"}"#,
    #""ForAllValues:StringLike": {"aws:TagKeys": ["a*", "b"]}"#,
    #""ForAllValues:StringNotEquals": {"aws:TagKeys": "a"}"#,
    #""ForAnyValue:StringNotEquals": {"aws:TagKeys": ["a", "b"]}"#, #""StringLike": {"aws:username": "${aws:userid}"}"#,
  ]

  private static func policy(_ random: inout SplitMix64) -> String {
    let statements = (0..<(2 + random.below(4))).map { _ in statement(&random) }
    return "{\"Version\": \"2012-10-17\", \"Statement\": [\(statements.joined(separator: ",\n"))]}"
  }

  private static func statement(_ random: inout SplitMix64) -> String {
    let effect = random.chance(50) ? "Allow" : "Deny"
    let action = element("Action", actions, &random)
    let resource = element("Resource", resources, &random)
    var condition = ""
    if random.chance(60) {
      var chosen: [String] = []
      for _ in 0..<(1 + random.below(2)) {
        let candidate = random.pick(conditions)
        let name = candidate.prefix { $0 != ":" }
        if !chosen.contains(where: { $0.prefix { $0 != ":" } == name }), !candidate.hasPrefix("\"For") || chosen.isEmpty
        {
          chosen.append(candidate)
        }
      }
      condition = ", \"Condition\": {\(chosen.joined(separator: ", "))}"
    }
    return "{\"Effect\": \"\(effect)\", \(action), \(resource)\(condition)}"
  }

  private static func element(_ name: String, _ values: [String], _ random: inout SplitMix64) -> String {
    let chosen = (0..<(1 + random.below(2))).map { _ in "\"\(random.pick(values))\"" }
    return "\"\(random.chance(20) ? "Not" : "")\(name)\": [\(chosen.joined(separator: ", "))]"
  }

  private static func request(_ random: inout SplitMix64) -> Request {
    var context: [ByteString: ContextValue] = [:]
    if random.chance(75) { context["aws:username"] = .single(random.pick(["ab", "a", "b", "a*", "c"])) }
    if random.chance(50) { context["aws:userid"] = .single(random.pick(["ab", "a", "*"])) }
    if random.chance(70) {
      context["aws:TagKeys"] = .list(random.pick([["a"], ["b"], ["a", "b"], ["ab"], ["c", "a"]]))
    }
    return Request(
      action: random.pick(["s3:GetObject", "s3:PutObject", "s3:GetBucketAcl", "ec2:RunInstances", "S3:GETOBJECT"]),
      principal: Principal("arn:aws:iam::111122223333:user/ab"),
      resource: random.pick([
        "*", "arn:aws:s3:::ab", "arn:aws:s3:::a", "arn:aws:s3:::a:b", "arn:aws-cn:s3:::ab", "arn:aws:s3:::b",
        "arn:aws:s3:x:ab", "arn:aws:s3:::abc/d",
      ]), context: RequestContext(context))
  }
}
