import Catalog
import Documents

/// What a change of a property does to a resource, as the field `RequiresRecreation` of a change set says it.
public enum RequiresRecreation: String, Sendable, Comparable, CaseIterable {
  case never = "Never"
  case conditionally = "Conditionally"
  case always = "Always"

  private var rank: Int {
    switch self {
    case .never: 0
    case .conditionally: 1
    case .always: 2
    }
  }

  /// Orders by what it costs: never, conditionally, always.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// How resources of one type take a change of their properties.
///
/// From the catalog's create-only lists. A type that nobody published may be replaced by any change.
struct UpdateRule {
  /// Whether anything is known about the type.
  let isPublished: Bool
  private let hasNoUpdateHandler: Bool
  private let createOnly: [[ByteString]]
  private let conditionallyCreateOnly: [[ByteString]]

  /// Looks a type up, as a template names it.
  init(for written: ByteString) {
    if TemplateResource.isCustom(written) {
      // Whether the provider returns a new physical id is up to it; ServiceToken has a rule of its own (ruling 12).
      isPublished = true
      hasNoUpdateHandler = false
      createOnly = []
      conditionallyCreateOnly = []
      return
    }
    let serverless = ServerlessType(written)
    let published = Catalog.resourceType(serverless?.provisionedType ?? written)
    isPublished = published != nil
    hasNoUpdateHandler = published?.hasNoUpdateHandler ?? false
    if let serverless {
      createOnly = serverless.createOnlyProperties.map { [$0] }
      conditionallyCreateOnly = []
    } else {
      createOnly = published?.createOnlyProperties.map(\.segments) ?? []
      conditionallyCreateOnly = published?.conditionallyCreateOnlyProperties.map(\.segments) ?? []
    }
  }

  /// What a difference below `Properties` does.
  func effect(of difference: PropertyDifference) -> RequiresRecreation {
    if !isPublished { return .conditionally }
    if hasNoUpdateHandler { return .always }
    let effects = createOnly.map { reach(of: $0, difference) }
    if effects.contains(.within) { return .always }
    if effects.contains(.unknown) { return .conditionally }
    return conditionallyCreateOnly.contains { reach(of: $0, difference) != .outside } ? .conditionally : .never
  }

  /// What a new value at a path does, its old one unknown: for values that change with a replaced resource.
  func effect(at path: [ByteString]) -> RequiresRecreation {
    effect(of: PropertyDifference(path: path, certainty: .certain, before: nil, after: nil))
  }

  private enum Reach { case outside, within, unknown }

  /// Whether a difference touches the property that a pointer names.
  private func reach(of pointer: [ByteString], _ difference: PropertyDifference) -> Reach {
    for (name, segment) in zip(pointer, difference.path) where name != segment && name != "*" { return .outside }
    if pointer.count <= difference.path.count { return .within }
    // The difference is above the property: it counts when the property itself differs.
    let rest = pointer[difference.path.count...]
    var (before, after) = (Selection(), Selection())
    difference.before?.select(rest, into: &before)
    difference.after?.select(rest, into: &after)
    if before.isSame(as: after) { return .outside }
    // A list that gains or loses items: whether that counts as a change of the items' own properties is not published.
    if rest.first == "*", difference.before?.isList == true, difference.after?.isList == true { return .unknown }
    return before.isComplete && after.isComplete ? .within : .unknown
  }
}

/// The values a pointer reaches in one version of a property.
private struct Selection {
  var values: [ResolvedValue] = []
  /// Whether nothing on the way was unresolved.
  var isComplete = true

  func isSame(as other: Selection) -> Bool {
    isComplete && other.isComplete && values.count == other.values.count
      && zip(values, other.values).allSatisfy { $0.isSame(as: $1) }
  }
}

extension ResolvedValue {
  fileprivate func select(_ pointer: ArraySlice<ByteString>, into selection: inout Selection) {
    guard let name = pointer.first else { return selection.values.append(self) }
    let rest = pointer.dropFirst()
    switch self {
    case .scalar: return
    case .unresolved: selection.isComplete = false
    case .list(let items):
      // Pointers name list items by `*`; some leave it out.
      for item in items { item.select(name == "*" ? rest : pointer, into: &selection) }
    case .object(let members):
      if name == "*" {
        for member in members { member.value.select(rest, into: &selection) }
      } else {
        self[name]?.select(rest, into: &selection)
      }
    }
  }
}
