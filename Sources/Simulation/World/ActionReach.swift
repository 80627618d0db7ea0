import Catalog
import Documents

/// What an action's name says of the gates that its requests reach: actions of equal reach meet the same policies.
public struct ActionReach: OptionSet, Hashable, Sendable {
  /// One bit for each fact.
  public let rawValue: UInt8

  /// Makes a reach of its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// SCPs cannot restrict it; Mechanical Turk is the one service with such actions (authorization.md section 4.2).
  static let noServiceControlPolicies = ActionReach(rawValue: 1)
  /// RCPs can restrict it: those of the services that support them, but for `kms:RetireGrant`.
  static let resourceControlPolicies = ActionReach(rawValue: 2)
  /// It is one of those that a trust policy is asked about (section 4.4).
  static let trustPolicies = ActionReach(rawValue: 4)
  /// It reads or changes a bucket's policy, which the root user of its account may always do.
  static let bucketPolicies = ActionReach(rawValue: 8)

  /// The number of different reaches.
  public static let count = 16

  /// The reach of an action, in any case.
  public init(_ action: ByteString) {
    let action = action.asciiLowercased
    self = []
    if action.hasPrefix("mechanicalturk:") { insert(.noServiceControlPolicies) }
    if action.hasPrefix("sts:") { insert(.trustPolicies) }
    if ["s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"].contains(action) {
      insert(.bucketPolicies)
    }
    if action != "kms:retiregrant", let colon = action.bytes.firstIndex(of: UInt8(ascii: ":")),
      Catalog.isReachedByResourceControlPolicies(ByteString(copying: action.bytes[..<colon]))
    {
      insert(.resourceControlPolicies)
    }
  }
}
