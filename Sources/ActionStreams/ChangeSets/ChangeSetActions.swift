import CloudFormation
import Documents

/// The update actions that executing a change set asks the stack policy for (ruling 9), in the order of its resources.
///
/// A conditional replacement asks for Update:Modify or Update:Replace, and a `Dynamic` change for any of the three: each
/// is an action of its own here, decided by itself. What is added or imported asks nothing.
public struct ChangeSetActions: Sendable {
  /// An unfinished change set: its pages so far end with a NextToken.
  struct OpenPage: Sendable {
    /// `ChangeSetId`.
    let id: ByteString?
    /// Where the NextToken stands.
    let offset: Int
  }

  private let changeSets: [ChangeSet]

  /// Reads one text: a `describe-change-set` document, a list of its pages, or a list of its `Changes`.
  ///
  /// - Throws: the first thing wrong with it, in its place. A change set that FAILED has nothing to execute.
  public init(_ source: SourceText) throws(Diagnostic) {
    let (changeSets, diagnostics) = ChangeSetReader.read([source], allowsOpenPages: true)
    if let first = diagnostics.first(where: { $0.severity == .error }) { throw first }
    for changeSet in changeSets {
      if let refusal = StackChanges(changeSet).refusals.first { throw refusal }
    }
    self.changeSets = changeSets
  }

  /// The ids of the change sets that this text has pages of.
  var ids: [ByteString?] { changeSets.map(\.id) }

  /// The first change set of which a page is missing.
  var openPage: OpenPage? {
    for changeSet in changeSets {
      if let token = changeSet.nextToken { return OpenPage(id: changeSet.id, offset: token.start) }
    }
    return nil
  }

  /// Writes the actions as lines of an action-record stream (formats.md).
  public func appendActionRecords(to output: inout ByteBuffer) {
    for changeSet in changeSets {
      for change in StackChanges(changeSet).resources {
        for action in change.asked {
          UpdateRecord(
            action: ByteString(action.rawValue), stack: changeSet.stackName,
            logicalResourceId: change.logicalResourceId, resourceType: change.provisionedType
          ).append(to: &output)
        }
      }
    }
  }
}
