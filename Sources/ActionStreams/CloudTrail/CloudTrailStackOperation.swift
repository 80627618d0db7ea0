import Documents

/// A stack operation in a log: who asked CloudFormation to change or delete a stack, or to guard it otherwise.
///
/// Source: stack-updates.md section 7. A stack policy's denial is no error of the call, so `outcome` of such an event says
/// nothing about it.
public struct CloudTrailStackOperation: Sendable {
  /// The calls that bear on stack policies and deletion.
  public enum Kind: String, Sendable, CaseIterable {
    case updateStack, deleteStack, executeChangeSet, setStackPolicy, updateTerminationProtection
  }

  /// The call.
  public var kind: Kind
  /// The stack's id where the event says it, else the name that was given; nil when parameters are not logged.
  public var stack: ByteString?
  /// The change set's name or ARN, of `executeChangeSet`.
  public var changeSet: ByteString?
  /// The new stack policy of `setStackPolicy`, or the override of `updateStack`, where the log holds it.
  public var policyBody: ByteString?
  /// Where the policy stands, when the call named an URL.
  public var policyURL: ByteString?
  /// What `updateTerminationProtection` sets.
  public var enablesTerminationProtection: Bool?
  /// The logical ids that `deleteStack` keeps.
  public var retainedResources: [ByteString]
  /// The role that CloudFormation was given.
  public var roleARN: ByteString?
}

extension CloudTrailRecord {
  /// The stack operation that this event is; nil for all others.
  public var stackOperation: CloudTrailStackOperation? {
    guard holds(.eventSource, "cloudformation.amazonaws.com"), let name = text(.eventName),
      let kind = CloudTrailStackOperation.Kind.allCases.first(where: {
        ByteString($0.rawValue).equalsIgnoringASCIICase(name)
      })
    else { return nil }
    func first(_ paths: ParameterPath...) -> ByteString? {
      for path in paths {
        if let value = path.values(in: self).first, value != ValueSource.hidden { return value }
      }
      return nil
    }
    let isPolicy = kind == .setStackPolicy
    return CloudTrailStackOperation(
      kind: kind, stack: first(.responseStackId, .stackName), changeSet: first(.changeSetName),
      policyBody: isPolicy ? first(.stackPolicyBody) : first(.overrideBody),
      policyURL: isPolicy ? first(.stackPolicyURL) : first(.overrideURL),
      enablesTerminationProtection: first(.terminationProtection).map { $0 == "true" },
      retainedResources: ParameterPath.retainResources.values(in: self), roleARN: first(.roleARN))
  }
}

extension ParameterPath {
  fileprivate static let responseStackId = ParameterPath("response.stackId")
  fileprivate static let stackName = ParameterPath("stackName")
  fileprivate static let changeSetName = ParameterPath("changeSetName")
  fileprivate static let stackPolicyBody = ParameterPath("stackPolicyBody")
  fileprivate static let stackPolicyURL = ParameterPath("stackPolicyURL")
  fileprivate static let overrideBody = ParameterPath("stackPolicyDuringUpdateBody")
  fileprivate static let overrideURL = ParameterPath("stackPolicyDuringUpdateURL")
  fileprivate static let terminationProtection = ParameterPath("enableTerminationProtection")
  fileprivate static let retainResources = ParameterPath("retainResources")
  fileprivate static let roleARN = ParameterPath("roleARN")
}
