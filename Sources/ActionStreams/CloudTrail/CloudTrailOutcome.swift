import Documents
import PolicyLanguage

/// What the log says happened to a call.
public enum CloudTrailOutcome: Sendable {
  /// No error: the call was allowed, at that time, under the policies of that time.
  case success
  /// AWS refused to authorize the call.
  case denied(CloudTrailDenial)
  /// Another error, which says nothing certain about authorization: validation and throttling may come before it.
  case failed(errorCode: ByteString)
}

/// A refusal, and the one reason that AWS gives for it.
public struct CloudTrailDenial: Sendable {
  /// The `errorCode`.
  public var errorCode: ByteString
  /// The kind of policy named in the message; nil when it names none, as EC2's encoded messages.
  public var policyType: PolicyType?
  /// Whether a VPC endpoint policy refused, which no gate of this tool stands for.
  public var isByEndpointPolicy = false
  /// Whether a Deny statement refused (true) or nothing allowed (false); nil when the message does not say.
  public var isExplicit: Bool?
  /// The ARN of the policy that denied, where the message names it.
  public var policyARN: ByteString?
  /// The action named in the message.
  public var action: ByteString?
  /// The resource named in the message: an ARN, a name, or `*`.
  public var resource: ByteString?

  /// Reads a refusal from an event's error code and message.
  public init(errorCode: ByteString, message: ByteString?) {
    self.errorCode = errorCode
    isByEndpointPolicy = errorCode == "VpceAccessDenied"
    guard let message else { return }
    let named = message.word(after: "to perform: ") ?? message.word(after: "not authorized to perform ")
    action = named.flatMap { $0.bytes.contains(UInt8(ascii: ":")) ? $0 : nil }
    resource = message.text(after: " on resource: ", before: Self.behindResource)
    if let start = message.range(of: "with an explicit deny") {
      isExplicit = true
      reason(ByteString(copying: message.bytes[start...]))
    } else if let start = message.range(of: "because no ") {
      isExplicit = false
      reason(ByteString(copying: message.bytes[start...]))
    }
    policyARN = message.word(after: "policy: arn:").map { "arn:" + $0 }
  }

  /// Whether a message may name an action or a resource.
  static func mayName(_ message: ByteSlice) -> Bool {
    if message.contains("to perform: ") || message.contains(" on resource: ") { return true }
    // Behind the other phrase stands an action, or "this operation".
    guard let place = message.place(of: "not authorized to perform ") else { return false }
    var at = place + 26
    while at < message.count, message.base[at] != 0x20, message.base[at] != 0x0A {
      if message.base[at] == UInt8(ascii: ":") { return true }
      at += 1
    }
    return false
  }

  private mutating func reason(_ text: ByteString) {
    for (phrase, type) in Self.phrases where text.range(of: phrase) != nil {
      policyType = type
      return
    }
    if text.range(of: "VPC endpoint") != nil { isByEndpointPolicy = true }
  }

  /// What follows the resource; a resource may hold blanks.
  private static let behindResource: [ByteString] = [
    " because no ", " with an explicit deny", ". Encoded ", " (Service:", "\n",
  ]

  private static let phrases: [(ByteString, PolicyType)] = [
    ("service control policy", .scp), ("resource control policy", .rcp), ("identity-based policy", .identity),
    ("resource-based policy", .resource), ("permissions boundary", .boundary), ("session policy", .session),
    ("role trust policy", .resource), ("key policy", .resource),
  ]
}

extension CloudTrailRecord {
  /// What the log says happened.
  public var outcome: CloudTrailOutcome {
    guard let code = text(.errorCode), !code.isEmpty else { return .success }
    guard Self.isDenial(code) else { return .failed(errorCode: code) }
    return .denied(CloudTrailDenial(errorCode: code, message: text(.errorMessage)))
  }

  /// The codes by which services refuse to authorize; EC2 puts `Client.` before them.
  static func isDenial(_ code: ByteString) -> Bool {
    let plain = code.hasPrefix("Client.") ? code.dropping(7) : code
    return denials.contains(plain)
  }

  private static let denials: Set<ByteString> = [
    "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "VpceAccessDenied", "AuthorizationError",
    "AuthorizationErrorException", "UnauthorizedAccess", "UnauthorizedAccessException", "NotAuthorized",
    "NotAuthorizedException", "UnauthorizedException", "AccessDeniedFault", "ForbiddenException",
    "AllAccessDisabled", "Forbidden", "403",
  ]
}

extension ByteString {
  /// What stands behind a phrase, up to the first of some others or the end.
  fileprivate func text(after phrase: ByteString, before ends: [ByteString]) -> ByteString? {
    guard let start = range(of: phrase) else { return nil }
    let rest = dropping(start + phrase.count)
    let end = ends.compactMap { rest.range(of: $0) }.min() ?? rest.count
    return end == 0 ? nil : ByteString(copying: rest.bytes[..<end])
  }

  /// The run of bytes behind a phrase, up to the next blank, without the full stop of a sentence.
  fileprivate func word(after phrase: ByteString) -> ByteString? {
    guard let start = range(of: phrase) else { return nil }
    var word = bytes[(start + phrase.count)...].prefix { $0 != 0x20 && $0 != 0x0A }
    while let last = word.last, last == UInt8(ascii: ".") || last == UInt8(ascii: ",") || last == UInt8(ascii: ";") {
      word = word.dropLast()
    }
    return word.isEmpty ? nil : ByteString(copying: word)
  }
}
