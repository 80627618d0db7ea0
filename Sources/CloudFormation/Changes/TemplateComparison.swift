import Documents

/// Works out what changes between two resolved templates.
struct TemplateComparison {
  let before: ResolvedTemplate
  let after: ResolvedTemplate
  /// The resources of both by logical id.
  private var old: [ByteString: ResolvedResource] = [:]
  private var new: [ByteString: ResolvedResource] = [:]
  private var changes: [ByteString: ResourceChange] = [:]
  /// The rules of the types met so far.
  private var rules: [ByteString: UpdateRule] = [:]
  /// Why resources change that both templates have, by logical id.
  private var reasons: [ByteString: [DirectReason]] = [:]
  private var propagation = DependentPropagation()

  /// A place where a resource differs by itself.
  private struct DirectReason {
    var contribution: ChangeContribution
    let path: ByteString
  }

  init(_ before: ResolvedTemplate, _ after: ResolvedTemplate) {
    self.before = before
    self.after = after
    for resource in before.resources { old[resource.logicalResourceId] = resource }
    for resource in after.resources { new[resource.logicalResourceId] = resource }
  }

  mutating func result() -> StackChanges {
    let ids = Set(old.keys).union(new.keys).sorted()
    for id in ids { compare(id) }
    for id in ids {
      guard let reasons = reasons[id], let resource = new[id] else { continue }
      propagation.add(resource, rule: rule(for: resource.resource.type), direct: reasons.map(\.contribution))
    }
    propagation.run()
    for id in ids { conclude(id) }
    updateNestedStacks()
    var result = StackChanges()
    result.resources = ids.compactMap { changes[$0] }
    result.changesOutputs = !before.outputs.isSame(as: after.outputs)
    result.refusals = newRefusals + typeChangeRefusal(result.resources)
    weaken(&result)
    collectUnknowns(into: &result)
    return result
  }

  // MARK: One resource

  private mutating func compare(_ id: ByteString) {
    let was = old[id]?.isPresent ?? .no
    let willBe = new[id]?.isPresent ?? .no
    if was.isNo, willBe.isNo { return }
    guard let oldResource = old[id], !was.isNo else { return appear(id, willBe) }
    guard let newResource = new[id], !willBe.isNo else { return leave(id, was) }
    var change = ResourceChange(id, type: newResource.resource.type, .none)
    change.before = place(oldResource, in: before)
    change.after = place(newResource, in: after)
    if ServerlessType.provisionedType(of: oldResource.resource.type) != change.provisionedType {
      change.change = .typeChange
      change.causes = ["Type"]
      changes[id] = change
      return
    }
    let found = differences(oldResource, newResource, &change, isCertain: was.isYes)
    if was.isSame(as: willBe) {
      reasons[id] = found
    } else {
      undecided(&change, was, willBe, differs: !found.isEmpty)
    }
    changes[id] = change
  }

  private mutating func appear(_ id: ByteString, _ willBe: ConditionOutcome) {
    guard let resource = new[id] else { return }
    var change = ResourceChange(id, type: resource.resource.type, .add)
    change.after = place(resource, in: after)
    change.ifAllowed = .created
    if case .unknown(let condition) = willBe {
      change.certainty = .maybe
      condition.collectUnknowns(in: after.template.source, into: &change.unknowns)
    }
    changes[id] = change
  }

  private mutating func leave(_ id: ByteString, _ was: ConditionOutcome) {
    guard let resource = old[id] else { return }
    var change = ResourceChange(id, type: resource.resource.type, .remove)
    change.before = place(resource, in: before)
    change.ifAllowed = DeletionOutcome(of: resource, when: .removedFromTemplate).fate
    if change.ifAllowed == .unknown { noteUnknown(DeletionPolicy.attributeName, of: resource, &change) }
    if case .unknown(let condition) = was {
      change.certainty = .maybe
      condition.collectUnknowns(in: before.template.source, into: &change.unknowns)
    }
    changes[id] = change
  }

  private func noteUnknown(_ policy: ByteString, of resource: ResolvedResource, _ change: inout ResourceChange) {
    resource.attribute(policy)?.collectUnknowns(in: before.template.source, into: &change.unknowns)
  }

  /// A resource whose conditions before and after are not both known and not the same.
  private mutating func undecided(
    _ change: inout ResourceChange, _ was: ConditionOutcome, _ willBe: ConditionOutcome, differs: Bool
  ) {
    if case .unknown(let condition) = was {
      condition.collectUnknowns(in: before.template.source, into: &change.unknowns)
    }
    if case .unknown(let condition) = willBe {
      condition.collectUnknowns(in: after.template.source, into: &change.unknowns)
    }
    change.certainty = .maybe
    change.causes = ["Condition"]
    switch (was.isYes, willBe.isYes) {
    case (true, false) where !differs:
      change.change = .remove
      change.ifAllowed =
        old[change.logicalResourceId].map { DeletionOutcome(of: $0, when: .removedFromTemplate).fate } ?? .unknown
    case (false, true) where !differs:
      change.change = .add
      change.ifAllowed = .created
    default:
      change.change = .unknown
      change.ifAllowed = .unknown
    }
    change.asked = ResourceChange.asked(for: change.change)
  }

  /// Why a resource that both templates have changes by itself.
  private mutating func differences(
    _ old: ResolvedResource, _ new: ResolvedResource, _ change: inout ResourceChange, isCertain: Bool
  ) -> [DirectReason] {
    let rule = rule(for: new.resource.type)
    var reasons: [DirectReason] = []
    func note(_ effect: RequiresRecreation, _ certainty: Certainty, _ path: [ByteString]) {
      let contribution = ChangeContribution(
        effect: effect, certainty: isCertain ? certainty : .maybe, origin: .direct)
      reasons.append(DirectReason(contribution: contribution, path: Self.joined(path)))
    }
    for found in PropertyDifference.between(old.properties, new.properties) {
      let difference = decided(found)
      let effect = rule.effect(of: difference)
      note(effect, difference.certainty, ["Properties"] + difference.path)
      if difference.certainty == .maybe || effect == .conditionally { collectUnknowns(of: difference, &change) }
      if let failure = UpdateFailure(of: new.resource.type, at: difference.path, difference.certainty) {
        change.failure = failure.worse(than: change.failure)
      }
    }
    for name in TemplateResource.updatableAttributes {
      for difference in PropertyDifference.between(old.attribute(name), new.attribute(name)) {
        note(.never, difference.certainty, [name] + difference.path)
        if difference.certainty == .maybe { collectUnknowns(of: difference, &change) }
      }
    }
    // A Serverless resource written out, or the other way about: the transform may make the same of both.
    if old.resource.type != new.resource.type { note(.conditionally, .maybe, ["Type"]) }
    return reasons
  }

  /// The physical id of a resource that the update creates is none that was written before, unless it is its name.
  private func decided(_ difference: PropertyDifference) -> PropertyDifference {
    guard difference.certainty == .maybe, let text = difference.before?.knownText,
      case .unresolved(let unresolved)? = difference.after, case .resource(let id) = unresolved.source,
      old[id]?.isPresent.isNo ?? true, let created = new[id], created.isPresent.isYes,
      !created.properties.mayHold(text)
    else { return difference }
    return PropertyDifference(
      path: difference.path, certainty: .certain, before: difference.before, after: difference.after)
  }

  private func collectUnknowns(of difference: PropertyDifference, _ change: inout ResourceChange) {
    difference.before?.collectUnknowns(in: before.template.source, into: &change.unknowns)
    difference.after?.collectUnknowns(in: after.template.source, into: &change.unknowns)
  }

  private mutating func rule(for type: ByteString) -> UpdateRule {
    if let rule = rules[type] { return rule }
    let rule = UpdateRule(for: type)
    rules[type] = rule
    return rule
  }

  /// Writes what a resource and its references do together into its change.
  private mutating func conclude(_ id: ByteString) {
    guard var change = changes[id], let resource = old[id], let outcome = propagation.outcome(of: id) else { return }
    let direct = reasons[id] ?? []
    let automatic = propagation.contributions(to: id)
    (change.change, change.certainty, change.asked) = (outcome.change, outcome.certainty, outcome.asked)
    change.isAutomatic = direct.isEmpty && !automatic.isEmpty
    change.neverFails = change.isAutomatic && automatic.allSatisfy { $0.contribution.origin == .inPlace }
    let paths = automatic.map { Self.joined([$0.reference.attribute] + $0.reference.path) }
    change.causes = Set(direct.map(\.path) + paths).sorted()
    switch change.change {
    case .modify: change.ifAllowed = .modified
    case .replace, .conditional:
      change.ifAllowed = change.change == .replace ? .replaced : .unknown
      change.replaced = DeletionOutcome(of: resource, when: .replaced).fate
      if change.replaced == .unknown { noteUnknown(UpdateReplacePolicy.attributeName, of: resource, &change) }
    default: change.ifAllowed = .untouched
    }
    if !rule(for: change.resourceType).isPublished, change.change != .none, let place = change.after {
      change.unknowns.append(
        UnknownValue(what: "which properties of \(change.resourceType) replace it", place: place))
    }
    for (contribution, reference) in automatic
    where contribution.origin == .replacement && reference.attribute == "Properties" {
      if let failure = UpdateFailure(of: change.resourceType, at: reference.path, contribution.certainty) {
        change.failure = failure.worse(than: change.failure)
      }
    }
    changes[id] = change
  }

  /// A nested stack without changes of its own may be updated when anything else is (ruling 9).
  private mutating func updateNestedStacks() {
    guard changes.values.contains(where: { $0.change != .none }) else { return }
    for (id, var change) in changes
    where change.change == .none && change.provisionedType == TemplateResource.nestedStackType {
      change.change = .modify
      change.certainty = .maybe
      change.isAutomatic = true
      change.asked = [.modify]
      change.ifAllowed = .modified
      changes[id] = change
    }
  }

  // MARK: The whole

  /// What the new template is refused for and the old one was not: the stack exists with the old one.
  private var newRefusals: [Diagnostic] {
    let known = Set(before.refusals.map(\.message))
    // What is given for the update is held against the template, whatever the stack has.
    let isGiven: (Diagnostic) -> Bool = { ["parameters.allowed", "parameters.undeclared"].contains($0.code) }
    let declared = Set(before.template.parameters.map(\.name))
    let missing = after.valueless.filter { !declared.contains($0.name) }.map { parameter in
      Diagnostic(
        .error, "parameters.missing", "Parameters: [\(parameter.name)] must have values", in: after.template.source,
        at: parameter.range)
    }
    return after.refusals.filter { isGiven($0) || !known.contains($0.message) } + missing
  }

  private func typeChangeRefusal(_ resources: [ResourceChange]) -> [Diagnostic] {
    let changed = resources.filter { $0.change == .typeChange }
    guard let place = changed.first?.after else { return [] }
    let ids = changed.map(\.logicalResourceId.string).joined(separator: ", ")
    return [
      Diagnostic(
        .error, "update.typeChange",
        "Update of resource type is not permitted. The new template modifies resource type of the following resources: [\(ids)]",
        in: place.source, at: place.range)
    ]
  }

  /// Nothing is certain about what a macro makes, nor about Serverless resources.
  private func weaken(_ result: inout StackChanges) {
    let macros = after.template.macros + before.template.macros
    for index in result.resources.indices where result.resources[index].change != .none {
      let isServerless = result.resources[index].resourceType.hasPrefix("AWS::Serverless::")
      if !macros.isEmpty || isServerless { result.resources[index].certainty = .maybe }
    }
  }

  private func collectUnknowns(into result: inout StackChanges) {
    var unknowns = result.resources.flatMap(\.unknowns)
    if !(after.template.transforms.isEmpty && after.generators.isEmpty), !areSame {
      for transform in after.template.transforms where transform.name != TemplateTransform.languageExtensions {
        let isServerless = transform.name == TemplateTransform.serverless
        let isTouched = result.resources.contains {
          $0.change != .none && $0.resourceType.hasPrefix("AWS::Serverless::")
        }
        if isServerless && !isTouched { continue }
        unknowns.append(
          UnknownValue(
            what: "Transform \(transform.name)",
            place: TemplatePlace(source: after.template.source, range: transform.range)))
      }
      for generator in after.generators
      where !before.generators.contains(where: { $0.key == generator.key && $0.value.isSame(as: generator.value) }) {
        let range = after.template.generators.first { $0.key == generator.key }?.keyRange ?? after.template.root.range
        unknowns.append(
          UnknownValue(what: generator.key.string, place: TemplatePlace(source: after.template.source, range: range)))
      }
    }
    var seen: Set<[String]> = []
    result.unknowns = unknowns.filter {
      seen.insert([$0.what, $0.place.source.name, String($0.place.range.start)]).inserted
    }
  }

  /// Whether the templates and their parameters are the same, so that even a macro makes the same of both.
  private var areSame: Bool {
    var (left, right) = (Resolver(literal: before.template), Resolver(literal: after.template))
    guard left.literal(before.template.root, depth: 0).isSame(as: right.literal(after.template.root, depth: 0)) else {
      return false
    }
    return before.parameters.count == after.parameters.count
      && before.parameters.allSatisfy { after.parameters[$0.key]?.isSame(as: $0.value) == true }
  }

  private func place(_ resource: ResolvedResource, in template: ResolvedTemplate) -> TemplatePlace {
    TemplatePlace(source: template.template.source, range: resource.resource.range)
  }

  private static func joined(_ segments: [ByteString]) -> ByteString {
    ByteString(Array(segments.map(\.bytes).joined(separator: [UInt8(ascii: "/")])))
  }
}
