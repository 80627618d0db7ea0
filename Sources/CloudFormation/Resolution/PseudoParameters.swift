import Documents

/// What the caller knows of the place where a template is deployed; nil where it does not.
public struct PseudoParameters: Sendable {
  /// `AWS::Region`, from which partition and URL suffix follow.
  public var region: ByteString?
  /// `AWS::AccountId`.
  public var accountId: ByteString?
  /// `AWS::StackName`.
  public var stackName: ByteString?
  /// `AWS::StackId`.
  public var stackId: ByteString?
  /// `AWS::NotificationARNs`.
  public var notificationARNs: [ByteString]?

  /// Makes pseudo parameters; all of them may be left out.
  public init(
    region: ByteString? = nil, accountId: ByteString? = nil, stackName: ByteString? = nil, stackId: ByteString? = nil,
    notificationARNs: [ByteString]? = nil
  ) {
    self.region = region
    self.accountId = accountId
    self.stackName = stackName
    self.stackId = stackId
    self.notificationARNs = notificationARNs
  }

  static let names: Set<ByteString> = [
    "AWS::AccountId", "AWS::NotificationARNs", "AWS::NoValue", "AWS::Partition", "AWS::Region", "AWS::StackId",
    "AWS::StackName", "AWS::URLSuffix",
  ]

  /// The value of a pseudo parameter other than `AWS::NoValue`.
  func value(of name: ByteString, at range: SourceRange) -> ResolvedValue {
    if name == "AWS::NotificationARNs", let notificationARNs { return .list(notificationARNs.map { .text($0) }) }
    let known: ByteString? =
      switch name {
      case "AWS::AccountId": accountId
      case "AWS::Partition": region.flatMap(Self.partition)
      case "AWS::Region": region
      case "AWS::StackId": stackId
      case "AWS::StackName": stackName
      case "AWS::URLSuffix": region.flatMap(Self.urlSuffix)
      default: nil
      }
    return known.map { .text($0) } ?? .unresolved(.pseudoParameter(name), at: range)
  }

  private static func partition(of region: ByteString) -> ByteString? {
    if region.hasPrefix("cn-") { return "aws-cn" }
    if region.hasPrefix("us-gov-") { return "aws-us-gov" }
    return isIsolated(region) ? nil : "aws"
  }

  private static func urlSuffix(of region: ByteString) -> ByteString? {
    if region.hasPrefix("cn-") { return "amazonaws.com.cn" }
    return isIsolated(region) ? nil : "amazonaws.com"
  }

  /// Isolated and sovereign regions have partitions of their own, which change more often than this table could.
  private static func isIsolated(_ region: ByteString) -> Bool {
    region.hasPrefix("us-iso") || region.hasPrefix("eu-iso") || region.hasPrefix("eusc-")
  }
}
