import Documents

/// One place where two versions of a resource differ.
struct PropertyDifference {
  /// Member names and list indices from `Properties` or the attribute down.
  let path: [ByteString]
  /// Whether the two are different for certain or only may be.
  let certainty: Certainty
  /// The value before; nil where there is none.
  let before: ResolvedValue?
  /// The value after; nil where there is none.
  let after: ResolvedValue?

  /// Every difference of two values, at the deepest place that can be named.
  ///
  /// Lists of different length differ as a whole, as do values of different kinds.
  static func between(
    _ before: ResolvedValue?, _ after: ResolvedValue?, at path: [ByteString] = []
  ) -> [PropertyDifference] {
    var differences: [PropertyDifference] = []
    collect(before.presentValue, after.presentValue, path, into: &differences)
    return differences
  }

  private static func collect(
    _ before: ResolvedValue?, _ after: ResolvedValue?, _ path: [ByteString], into result: inout [PropertyDifference]
  ) {
    switch (before, after) {
    case (nil, nil): return
    case (.object(let left)?, .object(let right)?): collect(left, right, path, into: &result)
    case (.list(let left)?, .list(let right)?) where left.count == right.count:
      for index in left.indices {
        let inner = path + [ByteString(String(index))]
        collect(left[index].presentValue, right[index].presentValue, inner, into: &result)
      }
    case (let left?, let right?):
      if left.isSame(as: right) { return }
      if collectBranches(left, right, path, into: &result) { return }
      guard let certainty = left.difference(from: right) else { return }
      result.append(PropertyDifference(path: path, certainty: certainty, before: left, after: right))
    case (let left, let right):
      let mayBeAbsent = (left ?? right)?.mayBeAbsent ?? false
      result.append(
        PropertyDifference(path: path, certainty: mayBeAbsent ? .maybe : .certain, before: left, after: right))
    }
  }

  private static func collect(
    _ left: [ResolvedMember], _ right: [ResolvedMember], _ path: [ByteString], into result: inout [PropertyDifference]
  ) {
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      if j == right.count || (i < left.count && left[i].key < right[j].key) {
        collect(left[i].value.presentValue, nil, path + [left[i].key], into: &result)
        i += 1
      } else if i == left.count || right[j].key < left[i].key {
        collect(nil, right[j].value.presentValue, path + [right[j].key], into: &result)
        j += 1
      } else {
        collect(left[i].value.presentValue, right[j].value.presentValue, path + [left[i].key], into: &result)
        i += 1
        j += 1
      }
    }
  }

  /// Compares the branches of an undecided `Fn::If`: what differs in both is certain, what differs in one may.
  private static func collectBranches(
    _ left: ResolvedValue, _ right: ResolvedValue, _ path: [ByteString], into result: inout [PropertyDifference]
  ) -> Bool {
    let pairs: [(ResolvedValue, ResolvedValue)]
    switch (left.branches, right.branches) {
    case (let old?, let new?):
      guard old.condition.isSame(as: new.condition) else { return false }
      pairs = [(old.whenTrue, new.whenTrue), (old.whenFalse, new.whenFalse)]
    case (let old?, nil): pairs = [(old.whenTrue, right), (old.whenFalse, right)]
    case (nil, let new?): pairs = [(left, new.whenTrue), (left, new.whenFalse)]
    case (nil, nil): return false
    }
    let sides = pairs.map { between($0, $1, at: path) }
    let certainties = sides.map { side in Dictionary(side.map { ($0.path, $0.certainty) }, uniquingKeysWith: min) }
    for (index, side) in sides.enumerated() {
      for difference in side {
        let other = certainties[1 - index][difference.path]
        if other != nil, index == 1 { continue }
        let certainty = other.map { min($0, difference.certainty) } ?? .maybe
        result.append(
          PropertyDifference(
            path: difference.path, certainty: certainty, before: difference.before, after: difference.after))
      }
    }
    return true
  }
}

extension ResolvedValue {
  /// How surely the two differ; nil when they do not.
  ///
  /// An entry of a map by a key that nobody knows is one that the old map had, or the stack would not be there: keys
  /// that the new map adds change nothing.
  fileprivate func difference(from other: ResolvedValue) -> Certainty? {
    if case .unresolved(let left) = self, case .unresolved(let right) = other, left.source == right.source,
      left.source == .function("Fn::FindInMap"), left.arguments.count == 4, right.arguments.count == 4,
      zip(left.arguments, right.arguments).prefix(3).allSatisfy({ $0.isSame(as: $1) }),
      case .object(let entries) = left.arguments[3]
    {
      let changed = entries.filter { right.arguments[3][$0.key]?.isSame(as: $0.value) != true }
      if changed.isEmpty { return nil }
      return changed.count == entries.count
        && changed.allSatisfy { right.arguments[3][$0.key]?.differsForCertain(from: $0.value) == true }
        ? .certain : .maybe
    }
    return differsForCertain(from: other) ? .certain : .maybe
  }

  /// The parts of an undecided `Fn::If`.
  fileprivate var branches: (condition: ResolvedValue, whenTrue: ResolvedValue, whenFalse: ResolvedValue)? {
    guard case .unresolved(let unresolved) = self, unresolved.source == .function("Fn::If"),
      unresolved.arguments.count == 3
    else { return nil }
    return (unresolved.arguments[0], unresolved.arguments[1], unresolved.arguments[2])
  }

  /// Whether it is an undecided `Fn::If` with `AWS::NoValue` in a branch.
  fileprivate var mayBeAbsent: Bool {
    guard let branches else { return false }
    return [branches.whenTrue, branches.whenFalse].contains { $0.isNoValue || $0.mayBeAbsent }
  }

  fileprivate var isNoValue: Bool {
    if case .unresolved(let unresolved) = self { unresolved.source == .noValue } else { false }
  }
}

extension ResolvedValue? {
  /// The value; nil for `AWS::NoValue`, too.
  fileprivate var presentValue: ResolvedValue? { flatMap { $0.isNoValue ? nil : $0 } }
}

extension ResolvedValue {
  fileprivate var presentValue: ResolvedValue? { isNoValue ? nil : self }
}
