import Documents

extension ScenarioStep {
  /// What a step without a name is called: what it does, and to what.
  var description: ByteString {
    let what: String =
      switch action {
      case .request(_, let requests):
        requests.first.map { "\($0.request.action) on \($0.request.resource)" } ?? ""
      case .update(_, let id, let request): "\(request.action) on \(id.text)"
      case .updateStack(let stack, _), .executeChangeSet(let stack, _), .deleteStack(let stack, _),
        .updateTerminationProtection(let stack, _), .setStackPolicy(let stack, _):
        stack.text.string
      case .tagResource(let resource, _), .untagResource(let resource, _), .deleteResource(let resource):
        resource.text.string
      case .attachPolicy(let target, let policy), .detachPolicy(let target, let policy):
        "\(policy.name) at \(target.text)"
      case .moveAccount(let account, let target): "\(account.text) to \(target.text)"
      case .createResource(let resource, _): resource.arn.text.string
      }
    switch kind {
    case .request, .update: return ByteString(what)
    default: return ByteString(kind.rawValue + " " + what)
    }
  }
}
