import CloudFormation
import Documents
import PolicyLanguage

extension StackPlan {
  /// Draws the conclusion of an update: one certain failure rolls all of it back (ruling 10), a possible one leaves it
  /// open, and otherwise it completes.
  mutating func concludeUpdate(_ changes: StackChanges, policyAllowsEverything: Bool) {
    let nestedChange = resources.contains { ($0.nested?.outcome ?? .noChanges) != .noChanges }
    if changes.isEmpty, !nestedChange {
      outcome = .noChanges
      message = Self.noUpdates
      return
    }
    for index in resources.indices { resources[index].failure = resources[index].updateFailure }
    let failures = resources.compactMap(\.failure)
    if failures.contains(where: { $0.certainty == .certain }) {
      outcome = .updateRollbackComplete
      message = Self.joined(failures.filter { $0.certainty == .certain }.map(\.message))
      for index in resources.indices { resources[index].physical = .untouched }
      return
    }
    if let doubt = failures.first?.message ?? doubtAboutTheWhole(changes, policyAllowsEverything) {
      outcome = .inconclusive
      message = doubt
      for index in resources.indices where resources[index].change.change != .none {
        resources[index].physical = .unknown
      }
      return
    }
    outcome = .updateComplete
    for index in resources.indices { resources[index].completeUpdate() }
  }

  /// What no resource is to blame for: what a transform or loop makes, where a policy might deny some of it.
  private func doubtAboutTheWhole(_ changes: StackChanges, _ policyAllowsEverything: Bool) -> String? {
    guard !policyAllowsEverything else { return nil }
    let known = Set(changes.resources.flatMap(\.unknowns).map(\.what))
    return changes.unknowns.first { !known.contains($0.what) }.map { "What \($0.what) makes is not known" }
  }

  /// The messages of several failures as one: the entries of the stack policy's statements, each once, and the rest.
  private static func joined(_ messages: [String]) -> String {
    let title = "Action denied by stack policy: "
    var seen: Set<[UInt8]> = []
    var entries: [String] = []
    var others: [String] = []
    for message in messages where seen.insert(Array(message.utf8)).inserted {
      if message.utf8.starts(with: title.utf8) {
        entries.append(String(message.dropFirst(title.count)))
      } else {
        others.append(message)
      }
    }
    return ((entries.isEmpty ? [] : [title + entries.joined(separator: " ")]) + others).joined(separator: " ")
  }

  private static let noUpdates = "No updates are to be performed."
}

extension ResourcePlan {
  /// Why the update of this resource fails or may fail; nil when it does not.
  fileprivate var updateFailure: Failure? {
    if let decision, !change.neverFails {
      if decision.result == .explicitDeny || decision.result == .implicitDeny {
        let text = Self.denial(decision, of: change)
        let isSure = change.certainty == .certain
        return Failure(
          cause: .stackPolicy, certainty: change.certainty,
          message: isSure ? text : "\(change.logicalResourceId) may change, and then: \(text)")
      }
      if decision.result == .unknown {
        return Failure(cause: .stackPolicy, certainty: .maybe, message: split)
      }
    }
    if let failure = change.failure {
      return Failure(cause: .resource, certainty: failure.certainty, message: failure.message)
    }
    guard let nested else { return nil }
    let id = change.logicalResourceId
    let text = "The nested stack \(id) ends in \(nested.outcome.rawValue)" + (nested.message.map { ": \($0)" } ?? "")
    switch nested.outcome {
    // The deletion of a nested stack belongs to the cleanup, which fails nothing.
    case .updateComplete, .noChanges, .deleteComplete, .deleteFailed: return nil
    case .updateRollbackComplete, .refused:
      return Failure(cause: .nestedStack, certainty: change.certainty, message: text)
    case .inconclusive:
      return nested.operation == .deleteStack
        ? nil : Failure(cause: .nestedStack, certainty: .maybe, message: text)
    }
  }

  /// What is said where the answers to what may be asked differ.
  private var split: String {
    let parts = zip(change.asked, answers).map { "\($0.rawValue) is \($1.result == .allowed ? "allowed" : "denied")" }
    return "What happens to \(change.logicalResourceId) is known when it is executed: "
      + parts.joined(separator: ", ")
  }

  /// The state at the end of an update that completes.
  fileprivate mutating func completeUpdate() {
    physical = change.ifAllowed
    if change.neverFails, decision?.result == .explicitDeny || decision?.result == .implicitDeny {
      physical = .untouched
    }
    // What cannot be deleted in the cleanup survives, and the stack lets go of it (ruling 15).
    let isKept = nested?.operation == .deleteStack && nested?.outcome == .deleteFailed
    switch change.change {
    case .remove where change.ifAllowed == .deleted || change.ifAllowed == .snapshotted:
      if deletionVerdict == .denied || isKept { physical = .retained }
      if deletionVerdict == .unknown || nested?.outcome == .inconclusive { physical = .unknown }
    case .replace, .conditional:
      guard change.replaced == .deleted || change.replaced == .snapshotted else { return }
      if deletionVerdict == .denied { change.replaced = .retained }
      if deletionVerdict == .unknown { change.replaced = .unknown }
    default: break
    }
  }
}
