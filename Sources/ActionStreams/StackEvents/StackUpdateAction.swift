import Documents
import PolicyLanguage

/// One update action that CloudFormation asked a stack policy, as the stack's events show it.
public struct StackUpdateAction: Sendable {
  /// What became of it.
  public enum Outcome: Sendable, Equatable {
    /// CloudFormation went ahead.
    case started
    /// The stack policy refused; the event's reason in AWS's words.
    case deniedByStackPolicy(ByteString)
  }

  /// `Update:Modify`, `Update:Replace` or `Update:Delete`.
  public var action: ByteString
  /// The stack's name.
  public var stack: ByteString?
  /// The resource's logical id.
  public var logicalResourceId: ByteString
  /// The resource's type; nil where the event does not say.
  public var resourceType: ByteString?
  /// The id of the event that shows it.
  public var eventId: ByteString?
  /// When.
  public var timestamp: ByteString?
  /// What became of it.
  public var outcome: Outcome
  /// Whether the action is a guess: a denial names the statement's actions, not the one that was asked.
  public var isAssumed: Bool

  /// The request that the stack policy was asked.
  public var request: Request {
    var context = RequestContext()
    if let resourceType { context["ResourceType"] = .single(resourceType) } else { context["ResourceType"] = .unknown }
    return Request(action: action, resource: "LogicalResourceId/" + logicalResourceId, context: context)
  }

  /// The action as a line of an action-record stream (formats.md), its line end included.
  public func appendActionRecord(to output: inout ByteBuffer) {
    UpdateRecord(
      id: eventId, action: action, stack: stack, logicalResourceId: logicalResourceId, resourceType: resourceType
    ).append(to: &output)
  }
}
