import Documents
import PolicyLanguage

/// What a statement, or a part of it, says of a request, and the unknown keys that it hangs on where it is unknown.
struct Finding {
  var truth: Truth
  var unknownKeys: [ByteString] = []

  static let yes = Finding(truth: .yes)
  static let no = Finding(truth: .no)

  /// AND: the keys are those of the unknown parts.
  static func all(_ findings: [Finding]) -> Finding {
    let truth = Truth.all(findings.map(\.truth))
    let unknown = findings.filter { $0.truth == .unknown }
    return Finding(truth: truth, unknownKeys: truth == .unknown ? unknown.flatMap(\.unknownKeys) : [])
  }
}

extension ReferenceEvaluator {
  /// Whether a statement's action, resource and conditions match; the principal is the business of the gate.
  static func matches(_ statement: Statement, of policy: Policy, _ request: Request) -> Finding {
    guard actionMatches(statement.action, of: policy, request.action) else { return .no }
    let resource = resourceMatches(statement.resource, of: policy, request)
    if resource.truth == .no { return .no }
    return .all([resource] + statement.conditions.map { holds($0, of: policy, request.context) })
  }

  /// Section 2.1 and ruling 29; ruling 8 for stack policies.
  static func actionMatches(_ element: PatternElement, of policy: Policy, _ action: ByteString) -> Bool {
    let isListed = element.patterns.contains { pattern in
      if pattern.text == "*" { return true }
      if policy.kind == .stack { return Pattern(wildcards: pattern.text.bytes).matches(action.bytes) }
      let bytes = pattern.text.asciiLowercased.bytes
      guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
      let prefix = bytes[..<colon]
      if prefix.contains(UInt8(ascii: "*")) || prefix.contains(UInt8(ascii: "?")) { return false }
      return Pattern(wildcards: bytes).matches(action.asciiLowercased.bytes)
    }
    return isListed != element.isNegated
  }

  /// Section 2.2, rulings 17, 24 and 26.
  static func resourceMatches(_ element: PatternElement?, of policy: Policy, _ request: Request) -> Finding {
    guard let element else {
      // A trust policy is about its role, and so is a policy of a repository about its repository (ruling 7 has it
      // otherwise for stack policies).
      return policy.kind == .trust || policy.kind == .resource ? .yes : .no
    }
    let entries = element.patterns.map { entryMatches($0.text, of: policy, request) }
    let isListed = Truth.any(entries.map(\.truth))
    let unknown = entries.filter { $0.truth == .unknown }
    return Finding(
      truth: element.isNegated ? isListed.negated : isListed,
      unknownKeys: isListed == .unknown ? unknown.flatMap(\.unknownKeys) : [])
  }

  /// Whether one entry of Resource or NotResource matches. One with a missing variable does not, which in NotResource
  /// leaves it out. One with an unknown variable is unknown if any text in its place would make it match.
  private static func entryMatches(_ text: ByteString, of policy: Policy, _ request: Request) -> Finding {
    if policy.kind == .stack {
      return Finding(truth: Truth(Pattern(wildcards: text.bytes).matches(request.resource.bytes)))
    }
    var spellings = [text]
    let colons = text.bytes.count { $0 == UInt8(ascii: ":") }
    if text.hasPrefix("arn:"), colons < 5 {
      // Both the short ARN as it stands and its completion count (ruling 17).
      spellings.append(ByteString(text.bytes + Array(String(repeating: ":*", count: 5 - colons).utf8)))
    }
    let findings = spellings.map { spelling -> Finding in
      let substitution = Substitution(
        spelling, of: policy, from: startOfSixthField(spelling.bytes), in: request.context)
      if substitution.isMissing { return .no }
      // Before the sixth field there are no variables, so that the pieces there are the bytes one to one.
      let pattern = substitution.pattern { isWithinField(spelling.bytes, $0) }
      guard pattern.matches(request.resource.bytes) else { return .no }
      let unknownKeys = substitution.unknownKeys
      return unknownKeys.isEmpty ? .yes : Finding(truth: .unknown, unknownKeys: unknownKeys)
    }
    return findings.first { $0.truth == .yes } ?? findings.first { $0.truth == .unknown } ?? .no
  }

  /// The offset behind the fifth colon, or the end.
  private static func startOfSixthField(_ bytes: [UInt8]) -> Int {
    let colons = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
    return colons.count < 5 ? bytes.count : colons[4] + 1
  }

  /// Whether the byte is in one of the first five fields and does not end it.
  private static func isWithinField(_ bytes: [UInt8], _ offset: Int) -> Bool {
    guard offset < startOfSixthField(bytes), offset + 1 < bytes.count else { return false }
    return bytes[offset + 1] != UInt8(ascii: ":")
  }
}
