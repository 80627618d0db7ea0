import Documents

extension StackChanges {
  /// What a change set says about its stack.
  ///
  /// `Action` is read first: an `Add` may carry `Replacement: "True"`, which then means nothing.
  public init(_ changeSet: ChangeSet) {
    self.init()
    if changeSet.hasNoChanges { return }
    if changeSet.status == "FAILED" {
      refusals = [
        Diagnostic(
          .error, "changeSet.failed", changeSet.statusReason?.string ?? "the change set FAILED", in: changeSet.source,
          at: SourceRange(0, 0))
      ]
    }
    resources = changeSet.entries.map { ResourceChange($0, in: changeSet.source) }
      .sorted { $0.logicalResourceId < $1.logicalResourceId }
    unknowns = resources.flatMap(\.unknowns)
    noteUpdatesInPlace(changeSet)
  }

  /// Marks the resources that only refer to what is modified in place (ruling 9).
  private mutating func noteUpdatesInPlace(_ changeSet: ChangeSet) {
    let replaced = Set(
      resources.filter { $0.change == .replace || $0.change == .conditional }.map(\.logicalResourceId))
    let details = Dictionary(changeSet.entries.map { ($0.logicalResourceId, $0.details) }) { first, _ in first }
    for index in resources.indices where resources[index].change == .modify && resources[index].isAutomatic {
      resources[index].neverFails =
        details[resources[index].logicalResourceId]?.allSatisfy { detail in
          guard !detail.isStatic, let entity = detail.causingEntity else { return false }
          return !replaced.contains(ByteString(copying: entity.bytes.prefix { $0 != UInt8(ascii: ".") }))
        } ?? false
    }
  }

  /// The resources on which two accounts of one update differ: a change set and what was foreseen from templates.
  ///
  /// An account that says `maybe`, `Conditional` or `Unknown` differs from none that it leaves open.
  public func disagreements(with other: StackChanges) -> [ByteString] {
    let ours = Dictionary(resources.map { ($0.logicalResourceId, $0) }) { first, _ in first }
    let theirs = Dictionary(other.resources.map { ($0.logicalResourceId, $0) }) { first, _ in first }
    return Set(ours.keys).union(theirs.keys).sorted().filter { id in
      ResourceChange.possibleKinds(ours[id]).isDisjoint(with: ResourceChange.possibleKinds(theirs[id]))
    }
  }
}

extension ResourceChange {
  /// Makes the change that an entry of a change set describes.
  public init(_ entry: ChangeSetEntry, in source: SourceText) {
    self.init(entry.logicalResourceId, type: entry.resourceType, Self.kind(of: entry))
    physicalResourceId = entry.physicalResourceId
    nestedChangeSetId = entry.nestedChangeSetId
    causes = Set(entry.details.isEmpty ? entry.scope : entry.details.map(\.cause)).sorted()
    ifAllowed = Self.fate(change, entry.policyAction)
    if change == .replace || change == .conditional { replaced = Self.oldFate(entry.policyAction) }
    switch change {
    case .modify, .conditional:
      isAutomatic = !entry.details.isEmpty && entry.details.allSatisfy(\.isAutomatic)
      if !entry.details.isEmpty, !entry.details.contains(where: \.isStatic) { certainty = .maybe }
    case .replace: isAutomatic = !entry.details.isEmpty && entry.details.allSatisfy(\.isAutomatic)
    case .unknown:
      certainty = .maybe
      unknowns = [
        UnknownValue(
          what: "the change of \(entry.logicalResourceId), which the change set calls Dynamic",
          place: TemplatePlace(source: source, range: entry.range))
      ]
    default: break
    }
  }

  private static func kind(of entry: ChangeSetEntry) -> Kind {
    switch entry.action {
    case .add: return .add
    case .remove: return .remove
    // Both take over what is there: nothing is asked, nothing is touched (ruling 9).
    case .import, .syncWithActual: return .import
    case .dynamic: return .unknown
    case .modify: break
    }
    switch entry.replacement {
    case .yes: return .replace
    case .conditional: return .conditional
    case .no: return .modify
    case nil: break
    }
    // Documents without Replacement: the worst detail decides (stack-updates.md section 5).
    if entry.details.contains(where: { $0.requiresRecreation == .always && $0.isStatic }) { return .replace }
    return entry.details.contains { $0.requiresRecreation != .never } ? .conditional : .modify
  }

  private static func fate(_ change: Kind, _ policy: ChangeSetEntry.PolicyAction?) -> PhysicalFate {
    switch change {
    case .add: .created
    case .modify: .modified
    case .replace: .replaced
    case .remove: oldFate(policy) ?? .unknown
    case .none, .import, .typeChange: .untouched
    case .conditional, .unknown: .unknown
    }
  }

  /// What a `PolicyAction` does to the old resource; unknown where an older document leaves it out.
  private static func oldFate(_ policy: ChangeSetEntry.PolicyAction?) -> PhysicalFate? {
    switch policy {
    case .delete, .replaceAndDelete: .deleted
    case .retain, .replaceAndRetain: .retained
    case .snapshot, .replaceAndSnapshot: .snapshotted
    case nil: .unknown
    }
  }

  /// The kinds that a prediction leaves open; nothing about a resource is `none`.
  fileprivate static func possibleKinds(_ change: ResourceChange?) -> Set<Kind> {
    guard let change else { return [.none] }
    var kinds: Set<Kind> = [change.change]
    if change.change == .conditional { kinds.formUnion([.modify, .replace]) }
    if change.change == .unknown { kinds.formUnion(Kind.allCases) }
    if change.certainty == .maybe { kinds.insert(.none) }
    if change.certainty == .maybe, change.change == .replace { kinds.formUnion([.modify, .conditional]) }
    // A change set calls a replacement that hangs on a reference conditional until it executes.
    if change.isAutomatic, change.change == .replace { kinds.insert(.conditional) }
    return kinds
  }
}
