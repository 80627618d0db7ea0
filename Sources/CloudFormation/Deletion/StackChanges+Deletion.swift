import Documents

extension StackChanges {
  /// What deleting a stack does: every resource leaves, and no stack policy is asked (ruling 10).
  ///
  /// - Parameter retained: the logical ids of `RetainResources`, which are kept whatever their DeletionPolicy.
  public init(deleting template: ResolvedTemplate, retaining retained: Set<ByteString> = []) {
    self.init()
    for resource in template.resources where !resource.isPresent.isNo {
      var change = ResourceChange(resource.logicalResourceId, type: resource.resource.type, .remove)
      change.asked = []
      change.before = TemplatePlace(source: template.template.source, range: resource.resource.range)
      change.ifAllowed =
        retained.contains(resource.logicalResourceId)
        ? .retained : DeletionOutcome(of: resource, when: .stackDeleted).fate
      if case .unknown(let condition) = resource.isPresent {
        change.certainty = .maybe
        condition.collectUnknowns(in: template.template.source, into: &change.unknowns)
      }
      if change.ifAllowed == .unknown {
        resource.attribute(DeletionPolicy.attributeName)?
          .collectUnknowns(in: template.template.source, into: &change.unknowns)
      }
      resources.append(change)
    }
    resources.sort { $0.logicalResourceId < $1.logicalResourceId }
    unknowns = resources.flatMap(\.unknowns)
  }
}
