import Documents
import PolicyLanguage

/// Sorts what the candidates of a plan look at into dimensions.
///
/// A condition without variables belongs to its key's dimension, a resource without variables to the dimension of the
/// resource. A condition with variables is a dimension of its own, once for all candidates that have it. A resource
/// with variables is asked of its statement, but only after an index of the patterns with stars for their variables has
/// let the statement through.
struct DimensionSources {
  typealias Dimension = (source: PlanDimension.Source, key: Int, needs: [Int])

  /// The dimensions, the cheap ones first.
  private(set) var dimensions: [Dimension] = []
  /// The candidates that look at the resource.
  private(set) var users: [ResourceView.User] = []
  /// Their patterns, by the index in the service's index.
  private(set) var patterns: [Int] = []

  init(_ candidates: [ActionPlan.Candidate], _ classifier: KeyClassifier, _ resources: ServiceResources) {
    var placeOfPattern: [Int: Int] = [:]
    var conditions: [Int: [(condition: CompiledCondition, place: Int, candidates: [Int])]] = [:]
    var places: [Int: Int] = [:]
    var variables: [Int: Int] = [:]
    var asked: [Dimension] = []
    var elements: [Dimension] = []
    for (bit, candidate) in candidates.enumerated() {
      let statement = candidate.statement
      if statement.principal != nil || statement.matchesNothing {
        elements.append((.question(PlanQuestion(.statement(statement))), -1, [bit]))
        continue
      }
      for condition in statement.conditions {
        if !condition.variableKeys.isEmpty {
          if let known = variables[condition.number] {
            asked[known].needs.append(bit)
          } else {
            variables[condition.number] = asked.count
            asked.append((.question(PlanQuestion(.condition(condition))), -1, [bit]))
          }
        } else if let place = places[condition.number] {
          conditions[condition.key]?[place].candidates.append(bit)
        } else if let index = classifier.places[condition.number] {
          places[condition.number] = conditions[condition.key]?.count ?? 0
          conditions[condition.key, default: []].append((condition, index, [bit]))
        }
      }
      guard let resource = statement.resource, !resource.admitsEverything else { continue }
      if resource.hasVariables { elements.append((.question(PlanQuestion(.element(resource))), -1, [bit])) }
      guard let found = resources.patterns(of: resource) else { continue }
      for pattern in found where placeOfPattern[pattern] == nil {
        placeOfPattern[pattern] = patterns.count
        patterns.append(pattern)
      }
      let own = found.compactMap { placeOfPattern[$0] }
      users.append(ResourceView.User(bit: bit, isNegated: resource.isNegated, patterns: own))
    }
    dimensions = conditions.keys.sorted().map { key in
      let found = conditions[key] ?? []
      return (.key(found), key, Array(Set(found.flatMap(\.candidates))))
    }
    dimensions.sort { $0.needs.count > $1.needs.count }
    dimensions += asked
    if !users.isEmpty {
      let resource: Dimension = (.resource, -1, users.map(\.bit))
      // Among many candidates, the resource leaves so few that hardly another dimension is left to ask.
      if candidates.count > PlanDimension.manyCandidates, users.count * 2 > candidates.count {
        dimensions.insert(resource, at: 0)
      } else {
        dimensions.append(resource)
      }
    }
    dimensions += elements
  }
}

/// The resource patterns of all statements of a stack that can admit actions of one service, with their index.
///
/// The plans of the service's actions share it, so that what one learns of a resource the others need not.
final class ServiceResources {
  let index: UnsafeMutablePointer<ResourceIndex>
  private var numbers: [[Glob.Token]: Int] = [:]

  init(_ statements: some Sequence<CompiledStatement>) {
    var globs: [Glob] = []
    for statement in statements {
      guard let resource = statement.resource, Self.isIndexed(resource) else { continue }
      for glob in resource.widestGlobs where numbers[glob.tokens] == nil {
        numbers[glob.tokens] = globs.count
        globs.append(glob)
      }
    }
    index = .allocate(capacity: 1)
    index.initialize(to: ResourceIndex(globs))
  }

  deinit {
    index.deinitialize(count: 1)
    index.deallocate()
  }

  /// The patterns of an element in the index; nil for an element that is not looked up there.
  func patterns(of resource: CompiledResource) -> [Int]? {
    Self.isIndexed(resource) ? resource.widestGlobs.compactMap { numbers[$0.tokens] } : nil
  }

  private static func isIndexed(_ resource: CompiledResource) -> Bool {
    // What is kept out of a NotResource by a pattern that is wider than the real one would be kept out wrongly.
    !resource.admitsEverything && !(resource.hasVariables && resource.isNegated)
  }
}

extension CompiledStatement {
  /// Whether it matches whatever the request is, once the action is admitted.
  var isUnconditional: Bool {
    principal == nil && !matchesNothing && conditions.isEmpty && resource?.admitsEverything ?? true
  }
}
