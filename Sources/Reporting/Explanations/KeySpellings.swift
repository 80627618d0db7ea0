import Documents
import Evaluation
import PolicyLanguage

/// How context keys are spelt where people read them: as the policies spell them, else as AWS does.
///
/// A request's context knows its keys in lower case only, since they compare so.
struct KeySpellings {
  private var spellings: [ByteString: ByteString] = [:]
  private static let implied: [ByteString] = [
    "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths",
    "aws:username", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths", "aws:RequestedRegion",
    "aws:SourceIp", "aws:TagKeys", "aws:CalledVia", "aws:ViaAWSService", "aws:CurrentTime", "aws:EpochTime",
    "aws:SecureTransport", "aws:MultiFactorAuthPresent", "ResourceType",
  ]
  /// The beginnings of keys that end in a tag's name.
  private static let prefixes: [ByteString] = ["aws:PrincipalTag/", "aws:ResourceTag/", "aws:RequestTag/"]

  /// Gathers the spellings of an explanation's policies.
  init(_ explanation: Explanation) {
    for key in Self.implied { spellings[key.asciiLowercased] = key }
    for policy in explanation.gates.flatMap(\.policies) {
      for condition in policy.policy.statements.flatMap(\.conditions) {
        spellings[condition.key.text.asciiLowercased] = condition.key.text
      }
    }
  }

  /// The spelling of a key in lower case.
  func spelling(of key: ByteString) -> ByteString {
    if let spelling = spellings[key] { return spelling }
    for prefix in Self.prefixes where key.hasPrefix(prefix.asciiLowercased) {
      return ByteString(prefix.bytes + key.bytes[prefix.count...])
    }
    return key
  }
}
