import Documents

/// One reason for a resource to change, and what it would do by itself.
struct ChangeContribution {
  /// Where the reason comes from.
  enum Origin {
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
  let path: ByteString
}

/// What all reasons for a resource to change do together.
struct ContributionOutcome: Equatable {
  let change: ResourceChange.Kind
  let certainty: Certainty
  /// The update actions that may be asked: more than one where it is not known how far the change goes.
  let asked: [UpdateAction]
  /// Whether it is modified for a reason that its dependents notice.
  let isNoticed: Bool

  init(_ reasons: [ChangeContribution]) {
    isNoticed = reasons.contains { $0.origin != .inPlace }
    let isDirect = reasons.contains { $0.origin == .direct }
    func has(_ effect: RequiresRecreation, _ certainty: Certainty) -> Bool {
      reasons.contains { $0.effect == effect && $0.certainty == certainty }
    }
    // A resource that differs by itself and only may be replaced through a reference is modified or replaced.
    let isReplacedByItself = reasons.contains {
      $0.effect == .always && $0.certainty == .maybe && (!isDirect || $0.origin == .direct)
    }
    let isSure = reasons.contains { $0.certainty == .certain }
    if reasons.isEmpty {
      (change, certainty, asked) = (.none, .certain, [])
    } else if has(.always, .certain) {
      (change, certainty, asked) = (.replace, .certain, [.replace])
    } else if isReplacedByItself {
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
