import Documents
import PolicyLanguage
import PolicyValidation
import Testing

@Suite struct ConditionConflictTests {
  private static func claims(_ conditions: String) throws -> [String] {
    let text = """
      {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{\(conditions)}}]}
      """
    let policy = try #require(
      PolicyReader(kind: .identity).read(SourceText(name: "p.json", text: text)).policy, "\(conditions)")
    return PolicyValidator().findings(in: policy).filter { $0.code == "policy.statement.never" }.map(\.message)
  }

  @Test(
    "conditions that no request can satisfy are named",
    arguments: [
      #""StringEquals": {"aws:x": "a"}, "StringNotEquals": {"aws:x": ["b", "a"]}"#,
      #""StringEquals": {"aws:x": ["a", "ab"]}, "StringNotLike": {"AWS:X": "a*"}"#,
      #""StringLike": {"aws:x": "a*b"}, "StringNotLike": {"aws:x": "a*"}"#,
      #""StringEqualsIgnoreCase": {"aws:x": "A"}, "StringEquals": {"aws:x": "b"}"#,
      #""StringEquals": {"aws:x": "Ab"}, "StringNotEqualsIgnoreCase": {"aws:x": "aB"}"#,
      #""StringEquals": {"aws:x": "${aws:username}"}, "StringNotEquals": {"aws:x": "${aws:username}"}"#,
      #""StringLike": {"aws:x": "a-${aws:username}"}, "StringEquals": {"aws:x": "b-c"}"#,
      #""StringNotLike": {"aws:x": "*"}, "Null": {"aws:x": "false"}"#,
      #""NumericLessThan": {"aws:x": "5"}, "NumericGreaterThan": {"aws:x": "10"}"#,
      #""NumericLessThan": {"aws:x": "5"}, "NumericGreaterThanEquals": {"aws:x": 5}"#,
      #""NumericEquals": {"aws:x": ["5", "6.0"]}, "NumericNotEquals": {"aws:x": ["05", 6]}"#,
      #""NumericEquals": {"aws:x": "7"}, "StringEquals": {"aws:x": "8"}"#,
      #""DateGreaterThan": {"aws:x": "2026-01-01T00:00:00Z"}, "DateLessThan": {"aws:x": "2025-01-01"}"#,
      #""DateLessThan": {"aws:x": ["2025-01-01", "2024-01-01"]}, "DateEquals": {"aws:x": "1735689600"}"#,
      #""Bool": {"aws:x": "true"}, "StringEquals": {"aws:x": "false"}"#,
      #""Bool": {"aws:x": "true"}, "BoolIfExists": {"aws:x": "FALSE"}"#,
      #""Null": {"aws:x": "true"}, "StringEquals": {"aws:x": "a"}"#,
      #""Null": {"aws:x": "true"}, "ForAnyValue:StringNotEquals": {"aws:x": "a"}"#,
      #""ArnEquals": {"aws:x": "arn:aws:iam::111122223333:role/a"}, "ArnLike": {"aws:x": "arn:aws:iam::*:user/*"}"#,
      #""ArnEquals": {"aws:x": "arn:aws:iam::111122223333:role/a"}, "StringEquals": {"aws:x": "a"}"#,
      #""ArnLike": {"aws:x": "arn:aws:iam::*:role/a*"}, "ArnNotLike": {"aws:x": "arn:aws:iam::*:role/*"}"#,
      #""ArnLike": {"aws:x": "arn:aws:iam::*:role/*"}, "StringNotLike": {"aws:x": "arn:*"}"#,
      #""IpAddress": {"aws:x": "10.1.0.0/16"}, "NotIpAddress": {"aws:x": "10.0.0.0/8"}"#,
      #""IpAddress": {"aws:x": "10.1.0.0/16"}, "IpAddressIfExists": {"aws:x": "192.168.0.0/16"}"#,
      #""ForAllValues:StringEquals": {"aws:x": "a"}, "ForAnyValue:StringLike": {"aws:x": "b*"}"#,
      #""ForAllValues:StringNotLike": {"aws:x": "a*"}, "ForAnyValue:StringEquals": {"aws:x": ["a", "ab"]}"#,
      #""ForAnyValue:StringEquals": {"aws:x": "a"}, "StringNotEquals": {"aws:x": "a"}"#,
      #""StringEqualsIfExists": {"aws:x": "a"}, "StringNotEqualsIfExists": {"aws:x": "a"}, "Null": {"aws:x": "false"}"#,
    ])
  func never(conditions: String) throws {
    let claims = try Self.claims(conditions)
    #expect(claims.count == 1)
    #expect(claims.allSatisfy { $0.lowercased().contains("aws:x") }, "\(claims)")
  }

  @Test(
    "conditions that some request satisfies are not",
    arguments: [
      // An absent key.
      #""StringEqualsIfExists": {"aws:x": "a"}, "StringNotEquals": {"aws:x": "a"}"#,
      #""StringNotLike": {"aws:x": "*"}, "Null": {"aws:x": "true"}"#,
      #""BoolIfExists": {"aws:x": "true"}, "StringNotEqualsIgnoreCase": {"aws:x": "true"}"#,
      #""ForAllValues:StringEquals": {"aws:x": "a"}, "ForAllValues:StringNotEquals": {"aws:x": "a"}"#,
      #""Null": {"aws:x": ["true", "false"]}, "StringEquals": {"aws:x": "a"}"#,
      // Several values.
      #""ForAnyValue:StringEquals": {"aws:x": "a"}, "ForAnyValue:StringNotEquals": {"aws:x": "a"}"#,
      #""ForAnyValue:StringEquals": {"aws:x": "a"}, "ForAnyValue:StringLike": {"aws:x": "b*"}"#,
      // Nothing but empty texts, which ForAllValues takes for an absent key.
      #""ForAllValues:StringEquals": {"aws:x": "a"}, "ForAnyValue:StringNotEquals": {"aws:x": "a"}"#,
      #""ForAllValues:StringEquals": {"aws:x": "a"}, "ForAnyValue:StringLike": {"aws:x": "*"}"#,
      #""ForAllValues:StringNotLike": {"aws:x": "*"}, "Null": {"aws:x": "false"}"#,
      // Values that one variable may give.
      #""StringEquals": {"aws:x": "${aws:username}"}, "StringNotEquals": {"aws:x": "${aws:userid}"}"#,
      #""StringEquals": {"aws:x": "a"}, "StringNotEquals": {"aws:x": "${aws:username}"}"#,
      #""StringLike": {"aws:x": "a*"}, "StringEquals": {"aws:x": "${aws:username}"}"#,
      #""ArnLike": {"aws:x": "arn:aws:iam::1${aws:x}:role/a"}, "ArnNotLike": {"aws:x": "arn:aws:iam::*:role/*"}"#,
      // Borders, cases, what cannot be read.
      #""NumericLessThanEquals": {"aws:x": "5"}, "NumericGreaterThanEquals": {"aws:x": "5.0"}"#,
      #""NumericLessThan": {"aws:x": ["5", "11"]}, "NumericGreaterThan": {"aws:x": "10"}"#,
      #""NumericNotEquals": {"aws:x": "5"}, "NumericGreaterThan": {"aws:x": "4"}"#,
      #""StringEqualsIgnoreCase": {"aws:x": "a"}, "StringNotEquals": {"aws:x": "a"}"#,
      #""StringEquals": {"aws:x": ["a", "b"]}, "StringNotEquals": {"aws:x": "a"}"#,
      #""StringLike": {"aws:x": "a*"}, "StringNotLike": {"aws:x": "ab*"}"#,
      #""DateEquals": {"aws:x": "2026-01-01"}, "DateLessThanEquals": {"aws:x": "2026-01-01T00:00:00Z"}"#,
      #""StringEquals": {"aws:x": "five"}, "NumericNotEquals": {"aws:x": "5"}"#,
      #""IpAddress": {"aws:x": "10.0.0.0/8"}, "NotIpAddress": {"aws:x": "10.1.0.0/16"}"#,
      #""ArnLike": {"aws:x": "arn:aws:iam::*:role/*"}, "StringLike": {"aws:x": "*:role/a"}"#,
      #""StringEquals": {"aws:x": "a"}, "StringNotEquals": {"aws:y": "a"}"#,
      #""Bool": {"aws:x": "true"}, "StringNotEquals": {"aws:x": "true"}"#,
      // Left to the reader, which warns of them.
      #""StringEquals": {"aws:x": []}, "StringLike": {"aws:x": "a"}"#,
      #""NumericEquals": {"aws:x": "five"}, "NumericLessThan": {"aws:x": "5"}"#,
    ])
  func satisfiable(conditions: String) throws {
    #expect(try Self.claims(conditions) == [])
  }
}
