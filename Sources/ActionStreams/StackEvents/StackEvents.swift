import Documents

/// The output of `describe-stack-events`, read as the update actions that the stack policy was asked.
///
/// ```
/// UPDATE_IN_PROGRESS                                                    Update:Modify, once for a resource
/// … "requires the creation of a new physical resource; …"               Update:Replace
/// DELETE_IN_PROGRESS, DELETE_SKIPPED while the update cleans up         Update:Delete, unless the resource was replaced
/// UPDATE_FAILED "Action denied by stack policy: …"                      denied
/// CREATE_…, IMPORT_…, rollbacks, deletion of the stack                  nothing is asked (rulings 9, 10)
/// ```
/// Events come newest first; they are taken in the order in which they happened. Source: stack-updates.md 2.6 and 7.
public struct StackEvents: Sendable {
  /// The actions, in the order in which they were asked.
  public private(set) var actions: [StackUpdateAction] = []
  /// Events of updated or deleted resources of which the listing does not show the stack's operation, so that nobody can
  /// say whether anything was asked.
  public private(set) var undeterminedEvents = 0

  /// Reads a document.
  ///
  /// - Throws: where it is no JSON, or no list of events.
  public init(_ source: SourceText) throws(Diagnostic) {
    let document: DocumentNode
    do throws(JSONError) {
      document = try JSONReader(duplicateKeys: .kept).read(source)
    } catch {
      throw error.diagnostic(in: source)
    }
    guard let events = document["StackEvents"]?.elements else {
      throw Diagnostic(
        .error, "stackEvents.shape", "stack events are an object with a list 'StackEvents'", in: source,
        at: document.range)
    }
    let newestFirst = (events.first?["Timestamp"]?.text ?? "") >= (events.last?["Timestamp"]?.text ?? "")
    var phases: [ByteString: Phase] = [:]
    for node in newestFirst ? events.reversed() : events {
      guard let event = Event(node) else {
        throw Diagnostic(
          .error, "stackEvents.event", "a stack event has StackId, LogicalResourceId and ResourceStatus", in: source,
          at: node.range)
      }
      take(event, &phases[event.stackId, default: Phase()])
    }
  }

  /// What a stack is doing, and what of it has been counted.
  private struct Phase {
    enum Operation {
      case unknown, update, other
    }

    var operation = Operation.unknown
    /// The index of the action that each resource was asked, by logical id.
    var asked: [ByteString: Int] = [:]
    var replaced: Set<ByteString> = []
  }

  private struct Event {
    let stackId: ByteString
    let stackName: ByteString?
    let logicalResourceId: ByteString
    let resourceType: ByteString?
    let status: ByteString
    let reason: ByteString
    let eventId: ByteString?
    let timestamp: ByteString?
    let isStack: Bool

    init?(_ node: DocumentNode) {
      guard let stackId = node["StackId"]?.text, let logicalResourceId = node["LogicalResourceId"]?.text,
        let status = node["ResourceStatus"]?.text
      else { return nil }
      self.stackId = stackId
      self.logicalResourceId = logicalResourceId
      self.status = status
      stackName = node["StackName"]?.text
      resourceType = node["ResourceType"]?.text
      reason = node["ResourceStatusReason"]?.text ?? ""
      eventId = node["EventId"]?.text
      timestamp = node["Timestamp"]?.text
      isStack = node["PhysicalResourceId"]?.text == stackId
    }
  }

  private mutating func take(_ event: Event, _ phase: inout Phase) {
    if event.isStack {
      switch event.status {
      case "UPDATE_IN_PROGRESS": phase = Phase(operation: .update)
      case "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_FAILED": break
      default: phase.operation = .other
      }
      return
    }
    let isUpdate = event.status.hasPrefix("UPDATE_")
    let isRemoval = event.status == "DELETE_IN_PROGRESS" || event.status == "DELETE_SKIPPED"
    guard isUpdate || isRemoval else { return }
    switch phase.operation {
    case .other: return
    case .unknown: undeterminedEvents += 1
    case .update:
      if isRemoval { takeRemoval(event, &phase) } else { takeUpdate(event, &phase) }
    }
  }

  private mutating func takeUpdate(_ event: Event, _ phase: inout Phase) {
    let isReplacement = event.reason.range(of: "requires the creation of a new physical resource") != nil
    let isDenied = event.status == "UPDATE_FAILED" && event.reason.range(of: "by stack policy") != nil
    if isReplacement { phase.replaced.insert(event.logicalResourceId) }
    if let index = phase.asked[event.logicalResourceId] {
      if isReplacement { actions[index].action = "Update:Replace" }
      if isDenied { actions[index].outcome = .deniedByStackPolicy(event.reason) }
      return
    }
    guard event.status == "UPDATE_IN_PROGRESS" || isDenied else { return }
    var action: ByteString = isReplacement ? "Update:Replace" : "Update:Modify"
    let named = isDenied ? Self.deniedAction(event.reason) : nil
    if let named { action = named }
    phase.asked[event.logicalResourceId] = actions.count
    add(event, action, isDenied ? .deniedByStackPolicy(event.reason) : .started, isAssumed: isDenied && named == nil)
  }

  private mutating func takeRemoval(_ event: Event, _ phase: inout Phase) {
    // What a replacement leaves behind is removed under the Update:Replace that was asked.
    guard !phase.replaced.contains(event.logicalResourceId) else { return }
    if let index = phase.asked[event.logicalResourceId], actions[index].action == "Update:Delete" { return }
    phase.asked[event.logicalResourceId] = actions.count
    add(event, "Update:Delete", .started, isAssumed: false)
  }

  private mutating func add(
    _ event: Event, _ action: ByteString, _ outcome: StackUpdateAction.Outcome, isAssumed: Bool
  ) {
    actions.append(
      StackUpdateAction(
        action: action, stack: event.stackName, logicalResourceId: event.logicalResourceId,
        resourceType: event.resourceType, eventId: event.eventId, timestamp: event.timestamp, outcome: outcome,
        isAssumed: isAssumed))
  }

  /// The action of `… does not allow [Update:Replace] for resource […]`, where the statement names just one.
  private static func deniedAction(_ reason: ByteString) -> ByteString? {
    for action in ["Update:Modify", "Update:Replace", "Update:Delete"] as [ByteString]
    where reason.range(of: "[" + action + "]") != nil {
      return action
    }
    return nil
  }
}
