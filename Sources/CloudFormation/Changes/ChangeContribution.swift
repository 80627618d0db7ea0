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

  /// What all reasons together do: the worst that is certain, and `Conditional` where something worse may come on top.
  static func outcome(of all: [ChangeContribution]) -> (change: ResourceChange.Kind, certainty: Certainty) {
    func has(_ effect: RequiresRecreation, _ certainty: Certainty) -> Bool {
      all.contains { $0.effect == effect && $0.certainty == certainty }
    }
    if has(.always, .certain) { return (.replace, .certain) }
    if has(.conditionally, .certain) { return (.conditional, .certain) }
    let mayRecreate = has(.always, .maybe) || has(.conditionally, .maybe)
    if has(.never, .certain) { return (mayRecreate ? .conditional : .modify, .certain) }
    if has(.conditionally, .maybe) { return (.conditional, .maybe) }
    if has(.always, .maybe) { return (has(.never, .maybe) ? .conditional : .replace, .maybe) }
    return has(.never, .maybe) ? (.modify, .maybe) : (.none, .certain)
  }
}
