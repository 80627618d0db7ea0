import Documents

/// What one reason for a resource to change would do by itself.
struct ChangeContribution: Hashable {
  /// Where the reason comes from.
  enum Origin: CaseIterable {
    /// The resource itself differs.
    case direct
    /// Something it refers to is replaced.
    case replacement
    /// An attribute of something modified in place may change (ruling 9).
    case inPlace
  }

  let effect: RequiresRecreation
  let certainty: Certainty
  let origin: Origin
}

/// The reasons for a resource to change, counted by what they would do.
///
/// Counts, so that taking one reason for another is one step, however many a resource has.
struct ContributionTally {
  private var counts: [ChangeContribution: Int] = [:]

  mutating func add(_ contribution: ChangeContribution?) {
    if let contribution { counts[contribution, default: 0] += 1 }
  }

  mutating func remove(_ contribution: ChangeContribution?) {
    guard let contribution, let count = counts[contribution] else { return }
    counts[contribution] = count > 1 ? count - 1 : nil
  }

  /// The different reasons there are; at most eighteen.
  var kinds: Dictionary<ChangeContribution, Int>.Keys { counts.keys }
}

/// What all reasons for a resource to change do together.
struct ContributionOutcome: Equatable {
  let change: ResourceChange.Kind
  let certainty: Certainty
  /// The update actions that may be asked: more than one where it is not known how far the change goes.
  let asked: [UpdateAction]
  /// Whether it is modified for a reason that its dependents notice.
  let isNoticed: Bool

  init(_ tally: ContributionTally) {
    let reasons = tally.kinds
    isNoticed = reasons.contains { $0.origin != .inPlace }
    let isDirect = reasons.contains { $0.origin == .direct }
    // A resource that differs by itself and only may be replaced through a reference is modified or replaced.
    let mayReplace = reasons.contains {
      $0.effect == .always && $0.certainty == .maybe && (!isDirect || $0.origin == .direct)
    }
    let isSure = reasons.contains { $0.certainty == .certain }
    if reasons.isEmpty {
      (change, certainty, asked) = (.none, .certain, [])
    } else if reasons.contains(where: { $0.effect == .always && $0.certainty == .certain }) {
      (change, certainty, asked) = (.replace, .certain, [.replace])
    } else if mayReplace {
      // The worst that the unknown may bring; what is less may come alone.
      let mayBeLess = reasons.contains { $0.effect != .always }
      (change, certainty, asked) = (.replace, .maybe, mayBeLess ? [.modify, .replace] : [.replace])
    } else if reasons.contains(where: { $0.effect != .never }) {
      (change, certainty, asked) = (.conditional, isSure ? .certain : .maybe, [.modify, .replace])
    } else {
      (change, certainty, asked) = (.modify, isSure ? .certain : .maybe, [.modify])
    }
  }
}
