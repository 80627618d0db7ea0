import Documents

extension PolicyDocumentReader {
  /// Checks the values of a condition for what its operator cannot read (rulings 7, 18, 28 and 30).
  func checkValues(_ values: [PolicyText], of operator: ConditionOperator) {
    let base = `operator`.base
    for value in values {
      if kind == .stack { return checkResourceTypes(values, of: base) }
      if base == .null {
        if !isTruth(value.text) {
          report(
            .valueNull, at: value.range, "Null compares with true or false, not \(value.text.quoted())",
            suggestion: NearestSpelling.of(value.text, among: ["true", "false"])?.string)
        }
        continue
      }
      checkVariables(of: value, from: base.takesVariables ? 0 : nil)
      if let expected = unreadable(value.text, by: base) {
        let effect = base.isNegated ? "every value differs from it" : "no value matches it"
        report(
          .valueUnreadable, at: value.range,
          "\(value.text.quoted()) is not \(expected), so that \(effect)")
      }
      if base == .ipAddress || base == .notIpAddress, value.text.withSlice({ IPNetwork($0) })?.hasHostBits == true {
        report(
          .valueHostBits, at: value.range,
          "the address in \(value.text.quoted()) has bits behind its prefix, which do not count")
      }
    }
  }

  /// What an operator expects where it cannot read a value; nil where it can.
  private func unreadable(_ text: ByteString, by base: ConditionOperator.Base) -> String? {
    switch base {
    case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase, .stringLike,
      .stringNotLike, .null:
      return nil
    case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
      .numericGreaterThanEquals:
      return text.withSlice { DecimalNumber($0) } == nil ? "a number of decimal digits" : nil
    case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals:
      return text.withSlice { Instant($0) } == nil ? "a date such as 2026-01-31T00:00:00Z or epoch seconds" : nil
    case .bool: return isTruth(text) ? nil : "true or false"
    case .binaryEquals: return text.withSlice { Base64.decoded($0) } == nil ? "base64 text" : nil
    case .ipAddress, .notIpAddress:
      return text.withSlice { IPNetwork($0) } == nil ? "an IP address or a CIDR" : nil
    case .arnEquals, .arnLike, .arnNotEquals, .arnNotLike:
      // A variable may stand for any number of fields.
      let hasVariable = version == .v2012 && text.bytes.contains(UInt8(ascii: "$"))
      return hasVariable || colonOffsets(in: text).count == 5 ? nil : "an ARN of six fields"
    }
  }

  private func isTruth(_ text: ByteString) -> Bool {
    text.equalsIgnoringASCIICase("true") || text.equalsIgnoringASCIICase("false")
  }

  private func checkResourceTypes(_ values: [PolicyText], of base: ConditionOperator.Base) {
    guard base == .stringEquals else { return }
    for value in values where value.text.bytes.contains(where: isWildcard) {
      report(
        .stackConditionWildcard, at: value.range,
        "StringEquals takes \(value.text.quoted()) literally, so that it matches no type; use StringLike",
        suggestion: "StringLike")
    }
  }
}
