/// The texts that an element of a statement matches: those of some patterns, or all but those.
struct PatternSet: Sendable {
  /// Whether it is the complement.
  let isNegated: Bool
  /// The patterns; for each entry of the document one, or several of which any may match.
  let patterns: [GlobPattern]

  /// Whether it matches nothing at all.
  var isNothing: Bool { isNegated ? patterns.contains(where: \.isEverything) : patterns.isEmpty }

  /// Whether it matches everything.
  var isEverything: Bool { isNegated ? patterns.isEmpty : patterns.contains(where: \.isEverything) }

  /// Whether everything that `other` matches is matched by this one; never true by mistake.
  func contains(_ other: PatternSet) -> Bool {
    if isEverything || other.isNothing { return true }
    switch (isNegated, other.isNegated) {
    case (false, false):
      return other.patterns.allSatisfy { inner in patterns.contains { $0.contains(inner) } }
    case (true, false):
      return other.patterns.allSatisfy { inner in !patterns.contains { $0.overlaps(inner) } }
    case (true, true):
      return patterns.allSatisfy { excluded in other.patterns.contains { $0.contains(excluded) } }
    case (false, true):
      return false
    }
  }
}
