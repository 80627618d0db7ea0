import CloudFormation
import Documents
import PolicyLanguage
import Simulation

/// The steps that are stack operations.
extension ScenarioReader {
  mutating func updateStack(_ node: DocumentNode) -> StepAction? {
    let known = ["stack", "template", "parameters", "stackPolicyDuringUpdate"]
    guard let members = reader.members(of: node, known: known, what: "a stack update"),
      let stack = requiredName(members, "stack", of: node, "a stack update")
    else { return nil }
    if members["template"] == nil, members["parameters"] == nil {
      reader.report("member.missing", Message.emptyUpdate, at: node.range)
    }
    var update = UpdateStack(parameters: parameters(members["parameters"]))
    if let template = members["template"] {
      guard let read = self.template(template) else { return nil }
      update.template = read
    }
    if let policy = members["stackPolicyDuringUpdate"] {
      update.stackPolicyDuringUpdate = self.policy(policy, .stack)
    }
    return .updateStack(stack: stack, update)
  }

  mutating func executeChangeSet(_ node: DocumentNode) -> StepAction? {
    // The override policy is named so that asking for one is refused for what it is (ruling 4).
    let known = ["stack", "changeSet", "template", "parameters", "stackPolicyDuringUpdate"]
    guard let members = reader.members(of: node, known: known, what: "the execution of a change set"),
      let stack = requiredName(members, "stack", of: node, "the execution of a change set")
    else { return nil }
    if let override = members["stackPolicyDuringUpdate"] {
      reader.report("changeSet.override", Message.overrideOfChangeSet, at: override.range)
    }
    guard let named = members["changeSet"] else {
      reader.report("member.missing", "the execution of a change set needs the member 'changeSet'", at: node.range)
      return nil
    }
    let sources = (named.elements ?? [named]).compactMap { source($0, "'changeSet'") }
    guard sources.count == (named.elements?.count ?? 1) else { return nil }
    let reading = ChangeSetReader.read(sources)
    reader.report(reading.diagnostics)
    guard !reading.diagnostics.contains(where: { $0.severity == .error }) else { return nil }
    guard var execution = ExecuteChangeSet(reading.changeSets) else {
      reader.report("changeSet", Message.noChangeSet, at: named.range)
      return nil
    }
    if members["template"] != nil || members["parameters"] != nil {
      execution.update = UpdateStack(
        template: members["template"].flatMap { template($0) }, parameters: parameters(members["parameters"]))
    }
    return .executeChangeSet(stack: stack, execution)
  }

  mutating func deleteStack(_ node: DocumentNode) -> StepAction? {
    let known = ["stack", "retainResources"]
    guard let members = reader.members(of: node, known: known, what: "the deletion of a stack"),
      let stack = requiredName(members, "stack", of: node, "the deletion of a stack")
    else { return nil }
    let retained = reader.elements(members["retainResources"], "'retainResources'") ?? []
    return .deleteStack(
      stack: stack, retainResources: retained.compactMap { name($0, "an element of 'retainResources'") })
  }

  /// The text of a file that a step names.
  private mutating func source(_ node: DocumentNode, _ what: String) -> SourceText? {
    guard let name = name(node, what + ", named by its path,") else { return nil }
    switch library.source(FileReader.path(name.text.string, namedBy: reader.source.name)) {
    case .success(let source): return source
    case .failure(let failure):
      reader.report(
        "file", "cannot read the file \(name.text.quoted(limit: 200)): \(failure.reason)", at: node.range)
      return nil
    }
  }

  /// A template; what CloudFormation would refuse about it is an outcome of the step, not an error of the scenario.
  private mutating func template(_ node: DocumentNode) -> Template? {
    guard let source = source(node, "'template'") else { return nil }
    let reading = TemplateReader.read(source)
    if reading.template == nil { reader.report(reading.diagnostics) }
    return reading.template
  }

  /// Parameter values as text; a list is its values with commas between them.
  private mutating func parameters(_ node: DocumentNode?) -> ParameterValues {
    var parameters = ParameterValues()
    for member in reader.table(node, "'parameters'") ?? [] {
      let texts = (member.value.elements ?? [member.value]).map(\.scalarText)
      if texts.contains(nil) {
        reader.report("type", Message.parameter(member.value.kindName), at: member.value.range)
      } else {
        parameters[member.key] = .value(
          ByteString(Array(texts.compactMap { $0?.bytes }.joined(separator: [UInt8(ascii: ",")]))))
      }
    }
    return parameters
  }
}

private enum Message {
  static let emptyUpdate = "a stack update needs the member 'template' or 'parameters'"
  static let noChangeSet = "these files hold no change set, or several that do not hang together"
  static let overrideOfChangeSet =
    "executing a change set cannot carry a policy that overrides the stack policy; only updateStack can"

  static func parameter(_ kind: String) -> String {
    "a parameter is a string, or a list of strings, this is \(kind)"
  }
}
