import Documents
import PolicyLanguage
import PolicyValidation
import ReferenceEvaluator
import TestSupport
import Testing

/// Conditions on one key that are said to hold together for no request hold together for none that the reference knows.
@Suite struct ConditionConflictAgreementTests {
  @Test(arguments: [UInt64(11), 12, 13, 14])
  func noRequestSatisfiesWhatIsCalledImpossible(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let validator = PolicyValidator()
    let values = Self.contextValues
    var (claimed, impossible) = (0, 0)
    for _ in 0..<600 {
      let conditions = Self.conditions(&random)
      let text = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{\(conditions)}}]}
        """
      let policy = try #require(
        PolicyReader(kind: .identity).read(SourceText(name: "p.json", text: text)).policy, "\(text)")
      let isClaimed = validator.findings(in: policy).contains { $0.code == "policy.statement.never" }
      let witness = values.first { value in
        let context = RequestContext(value.map { ["aws:x": $0] } ?? [:])
        let request = Request(
          action: "s3:GetObject", principal: Principal("arn:aws:iam::111122223333:user/ab"), resource: "*",
          context: context)
        return ReferenceEvaluator.decide(request, under: PolicyStack(identityPolicies: [policy])).result == .allowed
      }
      if isClaimed { claimed += 1 }
      if witness == nil { impossible += 1 }
      if isClaimed { #expect(witness == nil, "\(conditions) holds for \(String(describing: witness))") }
    }
    #expect(claimed > 60)
    // What the few values here do not satisfy may be satisfied by others; half of it is found all the same.
    #expect(claimed * 10 > impossible * 5, "\(claimed) of \(impossible)")
  }

  private static let operators: [(names: [String], values: [String])] = [
    (
      ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"],
      ["a", "A", "ab", "5", "true", "10.0.0.1", "", "arn:aws:iam::1:role/a"]
    ),
    (["StringLike", "StringNotLike"], ["*", "a*", "?", "a?*", "arn:*", "${aws:username}"]),
    (["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"], ["A", "aB", "TRUE"]),
    (
      [
        "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
        "NumericGreaterThanEquals",
      ], ["5", "05.0", "6", "-1"]
    ),
    (
      ["DateEquals", "DateNotEquals", "DateLessThan", "DateGreaterThan", "DateLessThanEquals"],
      ["5", "2026-01-01", "2026-01-01T01:00:00+01:00"]
    ),
    (["Bool"], ["true", "false"]),
    (["IpAddress", "NotIpAddress"], ["10.0.0.0/8", "10.0.0.1", "10.0.0.0/30", "::/0"]),
    (
      ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
      ["arn:aws:iam::1:role/a", "arn:aws:iam::*:role/*", "arn:*:iam::1:user/a", "arn:aws:iam::1:role/${aws:username}"]
    ),
    (["Null"], ["true", "false"]),
  ]

  private static func conditions(_ random: inout SplitMix64) -> String {
    var chosen: [String: String] = [:]
    let family = random.pick(operators)
    for number in 0..<(2 + random.below(2)) {
      let (names, values) = number == 0 || random.chance(60) ? family : random.pick(operators)
      var name = random.pick(names)
      if name != "Null" {
        name =
          random.pick(["", "", "", "ForAllValues:", "ForAnyValue:"]) + name + (random.chance(15) ? "IfExists" : "")
      }
      let list = (0..<(1 + random.below(2))).map { _ in "\"\(random.pick(values))\"" }
      chosen[name] = "\"\(name)\": {\"aws:x\": [\(list.joined(separator: ", "))]}"
    }
    return chosen.sorted { $0.key < $1.key }.map(\.value).joined(separator: ", ")
  }

  private static let contextValues: [ContextValue?] = {
    let texts: [ByteString] = [
      "", "a", "A", "ab", "AB", "aB", "b", "5", "4", "5.5", "6", "7", "-2", "true", "TRUE", "false", "10.0.0.1",
      "10.0.0.2", "10.9.0.1", "11.0.0.1", "2025-06-01", "2026-01-01", "2027-01-01", "arn:aws:iam::1:role/a",
      "arn:aws:iam::2:role/b", "arn:aws:iam::1:user/a", "arn:aws-cn:iam::1:user/a", "arn:aws:iam::1:role/ab",
      "arn:aws:s3:::x", "aaa", "truer",
    ]
    let singles = texts.map { ContextValue?.some(.single($0)) }
    let pairs = texts.flatMap { left in texts.map { ContextValue?.some(.list([left, $0])) } }
    return [nil] + singles + texts.map { .some(.list([$0])) } + pairs
  }()
}
