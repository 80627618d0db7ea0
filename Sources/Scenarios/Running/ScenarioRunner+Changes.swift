import Documents
import PolicyLanguage
import Simulation

extension ScenarioRunner {
  /// Makes a change, as it stands.
  mutating func change(_ step: ScenarioStep) throws(StepError) {
    let range = step.action.changedRange ?? step.range
    do throws(WorldChangeError) {
      try make(step.action)
    } catch {
      throw StepError(error, at: range)
    }
  }

  /// Checks that a change could be made, so that a misspelt name is an error also where the request is denied.
  func checkChange(_ step: ScenarioStep) throws(StepError) {
    var trial = self
    try trial.change(step)
  }

  private mutating func make(_ action: StepAction) throws(WorldChangeError) {
    switch action {
    case .tagResource(let resource, let tags): try world.tagResource(resource.text, tags)
    case .untagResource(let resource, let keys): try world.untagResource(resource.text, keys: keys)
    case .setStackPolicy(let stack, let policy): try world.setStackPolicy(policy, of: stack.text)
    case .updateTerminationProtection(let stack, let isEnabled):
      try world.updateTerminationProtection(isEnabled, of: stack.text)
    case .attachPolicy(let target, let policy): try world.attachPolicy(policy, to: target.text)
    case .detachPolicy(let target, let policy): try world.detachPolicy(policy, from: target.text)
    case .moveAccount(let account, let target): try world.moveAccount(account.text, to: target.text)
    case .createResource(let resource, _): try world.createResource(resource)
    case .deleteResource(let resource): try world.deleteResource(resource.text)
    case .request, .update, .updateStack, .executeChangeSet, .deleteStack: break
    }
  }
}

extension StepAction {
  /// Where the thing that a change is about is named.
  var changedRange: SourceRange? {
    switch self {
    case .tagResource(let name, _), .untagResource(let name, _), .setStackPolicy(let name, _),
      .updateTerminationProtection(let name, _), .attachPolicy(let name, _), .detachPolicy(let name, _),
      .moveAccount(let name, _), .deleteResource(let name):
      name.range
    case .createResource(_, let range): range
    case .request, .update, .updateStack, .executeChangeSet, .deleteStack: nil
    }
  }
}
