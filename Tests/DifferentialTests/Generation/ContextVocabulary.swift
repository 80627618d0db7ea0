import Documents
import PolicyLanguage

/// The context keys that generated policies test, and values for them that meet, miss and break.
enum ContextVocabulary {
  /// What the values of a key are compared as.
  enum Family: CaseIterable {
    case string, number, date, bool, binary, address, arn
  }

  static let keys: [Family: [String]] = [
    .string: [
      "aws:PrincipalTag/team", "aws:RequestTag/Owner", "aws:ResourceTag/codeocean:protected", "aws:RequestedRegion",
      "aws:username", "aws:TagKeys", "s3:prefix", "aws:ResourceTag/caf\u{E9}",
    ],
    .number: ["s3:max-keys", "aws:MultiFactorAuthAge"],
    .date: ["aws:CurrentTime", "aws:TokenIssueTime"],
    .bool: ["aws:SecureTransport", "aws:MultiFactorAuthPresent"],
    .binary: ["example:Digest"],
    .address: ["aws:SourceIp", "aws:VpcSourceIp"],
    .arn: ["aws:SourceArn", "aws:PrincipalArn", "ecs:cluster"],
  ]

  /// All keys in a fixed order.
  static let allKeys: [(key: String, family: Family)] = Family.allCases.flatMap { family in
    (keys[family] ?? []).map { ($0, family) }
  }

  static let values: [Family: [String]] = [
    .string: [
      "a", "b", "A", "bob", "Bob", "team-x", "team-xy", "true", "caf\u{E9}", "cafe\u{301}", "\u{1F600}x", "", "*", "a*",
      "us-east-1", "x y", "quote\"s and \\", "${aws:username}",
    ],
    .number: [
      "5", "007", "7", "-1", "1.5", "1.50", "1e3", "+5", ".5", "5.", "", "abc", "0", "-0", "12345678901234567890",
      "0.12345678901234567890",
      "12345678901234567891", "0.12345678901234567891", "-7.25", "10", " 5", "--5", "-", "1.2.3", "00", "5.0",
    ],
    .date: [
      "2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "1767225600", "2026-01-01", "2026-01-01T01:00:00+01:00",
      "2026-01-01T00:00Z", "2025-12-31T19:00:00-05:00", "2026-01-01T00:00:00.500Z", "2026-01-01T00:00:00.5Z", "2025",
      "2026-02-30", "2024-02-29", "2026-01", "2026-01-01T00:00:00", "soon", "-5", "1969-12-31T23:59:55Z", "1767225599",
      "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z", "2026-01-01t00:00:00z", "20260101", "99999999999999999999999",
      "2026-1-1",
      "2026-01-01T00:00:00+0100",
      "2026-01-01T00Z", "1767225600.5", "2026-01-01 00:00:00", "",
    ],
    .bool: ["true", "false", "True", "FALSE", "yes", "1", ""],
    .binary: ["QUJD", "QUI=", "QQ==", "QUJDRA==", "QUJDRB==", "!!!!", "QUJ", "QUI", "", "qujd", "QU=D", "===="],
    .address: [
      "10.0.0.1", "10.200.3.4", "192.168.1.1", "2001:db8::1", "2001:DB8:0:0:0:0:0:1", "::ffff:10.0.0.1", "::1",
      "256.1.1.1", "010.0.0.1", "here", "", "fe80::1:2", "2001:db8:0:1::", "1:2:3:4:5:6:7:8", "10.0.0", "10.0.0.0/8",
      "1::2::3", "::", "fe80::1%eth0", ":1", "12345::",
      "1:2:3:4:5:6:7::",
    ],
    .arn: [
      "arn:aws:s3:::bucket/home/bob", "arn:aws:logs:us-east-1:111122223333:log-group:g", "arn:aws:s3:::bucket",
      "arn:aws:iam::111122223333:role/team/Deployer", "arn:aws:sns:us-east-1:111122223333:topic", "arn:aws:s3", "bob",
      "", "arn:aws:s3:::b\u{FC}cket/*",
    ],
  ]

  /// Values that only policies hold.
  static let patterns: [Family: [String]] = [
    .string: [
      "*", "?", "a*", "*-x?", "t*m-*", "${aws:username}", "${aws:PrincipalTag/team, 'a'}", "${AWS:PrincipalTag/TEAM}",
      "${aws:TagKeys}", "${aws:TagKeys, 'b'}", "${aws:none, ''}", "${*}", "a${*}", "${?}", "${$}{aws:username}", "${",
      "${}", "${aws:username", "${aws:username,'x'}", "${aws:user name}", "x${aws:none}", "${aws:none, 'bob'}",
      "pre-${s3:prefix}-*", "caf?", "cafe?", "*\u{301}",
    ],
    .address: [
      "10.0.0.0/8", "10.1.2.3/8", "0.0.0.0/0", "::/0", "2001:db8::/32", "2001:db8:ffff::/31", "10.0.0.1/33",
      "10.0.0.1/32",
      "192.168.1.1/31", "::ffff:10.0.0.0/104", "10.0.0.0/", "10.0.0.0/08", "::1/128", "2001:db8::1/0", "10.0.0.0/-1",
      "10.0.0.0/8/8",
    ],
    .arn: [
      "arn:aws:*:*:*:*", "arn:aws:logs:us-east-1:*", "arn:*:s3:::bucket/*", "arn:aws:s3:::${aws:username}",
      "arn:aws:s3:::bucket/home/${aws:username}", "arn:aws:*:us-east-1:*:log-group:*", "arn:aws:s3:*:bucket/*",
      "arn:aws:iam::1111?2223333:role/*", "arn:aws:s?:::buc*", "${aws:SourceArn}", "*",
      "arn:aws:s3:::${aws:none, 'bucket'}",
    ],
  ]

  /// What an operator compares its values as.
  static func family(of base: ConditionOperator.Base) -> Family {
    switch base {
    case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
      .numericGreaterThanEquals:
      .number
    case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals:
      .date
    case .bool: .bool
    case .binaryEquals: .binary
    case .ipAddress, .notIpAddress: .address
    case .arnEquals, .arnLike, .arnNotEquals, .arnNotLike: .arn
    default: .string
    }
  }
}
