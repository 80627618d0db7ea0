import Documents
import PolicyLanguage

/// Finds years and compact dates under Date operators, which read any integer as epoch seconds (ruling 28).
struct DateValueCheck: PolicyCheck {
  static let codes: [FindingCode] = [.dateEpoch]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack else { return }
    for statement in policy.statements {
      for condition in statement.conditions where condition.operator.base.rawValue.hasPrefix("Date") {
        for value in condition.values {
          guard let reading = reading(of: value.text) else { continue }
          findings.report(
            .dateEpoch, at: value.range,
            "\(value.text.quoted()) is read as seconds since 1970, which is \(reading.meaning)",
            suggestion: reading.suggestion)
        }
      }
    }
  }

  /// What a bare number means where that is not what anybody means by it.
  private static func reading(of text: ByteString) -> (meaning: String, suggestion: String?)? {
    guard !text.isEmpty, text.bytes.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    let digits = text.string
    // 1980 is older than any condition; 13 digits are milliseconds.
    if text.count >= 12 { return ("tens of thousands of years from now", milliseconds(digits)) }
    guard text.count <= 8 || (text.count == 9 && digits < "315532800") else { return nil }
    return ("a date in the seventies", date(digits))
  }

  private static func milliseconds(_ digits: String) -> String? {
    digits.utf8.count == 13 ? String(digits.prefix(10)) : nil
  }

  /// The date that a year or a compact date was probably meant to be.
  private static func date(_ digits: String) -> String? {
    let year = digits.prefix(4)
    guard year >= "1980", year <= "2199" else { return nil }
    if digits.utf8.count == 4 { return "\(year)-01-01T00:00:00Z" }
    guard digits.utf8.count == 8 else { return nil }
    let text = "\(year)-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))T00:00:00Z"
    return ByteString(text).withSlice { Instant($0) } == nil ? nil : text
  }
}

extension FindingCode {
  static let dateEpoch = FindingCode(
    "condition.value.epoch", .warning, "A bare number under a Date operator is read as seconds since 1970.",
    help: """
      "2030" is half an hour past midnight on the first of January 1970, so that DateGreaterThan holds today. Write a \
      date as 2030-01-01T00:00:00Z, or epoch seconds of ten digits.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2030"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}}"#
    ))
}
