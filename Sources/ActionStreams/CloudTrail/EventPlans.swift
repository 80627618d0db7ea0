import Documents
import Synchronization

/// The plans that all workers of a run share: each is worked out once.
public final class EventPlans: Sendable {
  /// What a plan is of.
  struct Key: Hashable {
    let source: ByteString
    let name: ByteString
  }

  private struct State {
    var plans: [Key: EventPlan] = [:]
    /// The keys that no request to a service carries, by its prefix.
    var absentKeys: [ByteString: [ByteString]] = [:]
  }

  /// The most plans that are kept.
  static let limit = 8192
  /// The context keys to fill in.
  let wanted: WantedKeys
  private let state = Mutex(State())

  /// Makes plans for some context keys.
  ///
  /// - Parameter contextKeys: the keys that policies look at (`Program.keys.names`), lower case; nil for all keys.
  public init(contextKeys: [ByteString]? = nil) {
    wanted = WantedKeys(contextKeys)
  }

  /// The plan of an event source and name.
  func plan(_ key: Key) -> EventPlan {
    state.withLock { state in
      if let plan = state.plans[key] { return plan }
      if state.plans.count >= Self.limit { state.plans.removeAll() }
      let plan = EventPlan(source: key.source, name: key.name, wanted: wanted) { prefix in
        if let known = state.absentKeys[prefix] { return known }
        let absent = wanted.families.absentKeys(of: prefix)
        state.absentKeys[prefix] = absent
        return absent
      }
      state.plans[key] = plan
      return plan
    }
  }
}
