import Documents

/// The plans of actions, found by the action's bytes.
struct PlanTable: ~Copyable {
  /// Each plan stands for itself, from the beginning of a line of the cache.
  private var plans: UnsafeMutablePointer<UnsafeMutablePointer<ActionPlan>>
  /// The number of plans.
  private(set) var count = 0
  private var capacity = 16
  /// The number of decisions so far.
  var decisions = 0
  /// The number of decisions after which it is seen whether the plans take too much.
  var nextLook = 0
  /// The actions, marked with their plans.
  private var actions = ByteTable()
  /// The same for actions with an identity.
  private var lasting = LastingNumbers()

  init() {
    plans = .allocate(capacity: capacity)
  }

  deinit {
    removePlans()
    plans.deallocate()
  }

  /// The number of actions.
  var actionCount: Int { actions.count }

  /// The memory that the plans take, about.
  var memory: Int { (0..<count).reduce(0) { $0 + plans[$1].pointee.memory } }

  /// The plan of an action that came with an identity; nil when it is not known by it.
  @inline(__always)
  func find(_ action: LastingValues) -> UnsafeMutablePointer<ActionPlan>? {
    let number = lasting.find(action)
    return number < 0 ? nil : plans[number]
  }

  /// Remembers the plan of an action that came with an identity.
  mutating func learn(_ action: LastingValues, _ plan: UnsafeMutablePointer<ActionPlan>) {
    lasting.set(action, to: plan.pointee.number)
  }

  /// The plan of an action; nil when there is none.
  @inline(__always)
  func find(_ action: ByteSlice, _ hasher: ByteHash) -> UnsafeMutablePointer<ActionPlan>? {
    actions.mark(of: action, hash: hasher.hash(action)).map { plans[$0] }
  }

  /// Adds the plan of an action that has none.
  mutating func add(_ action: ByteSlice, _ plan: consuming ActionPlan) -> UnsafeMutablePointer<ActionPlan> {
    if count == capacity { plans.enlarge(count, &capacity) }
    let room = CacheLine.room(for: 1, of: ActionPlan.self)
    room.initialize(to: plan)
    room.pointee.number = count
    plans[count] = room
    count += 1
    return share(action, count - 1)
  }

  /// Gives an action that has none the plan of others.
  mutating func share(_ action: ByteSlice, _ number: Int) -> UnsafeMutablePointer<ActionPlan> {
    _ = actions.insert(action, mark: number)
    return plans[number]
  }

  mutating func removeAll() {
    removePlans()
    count = 0
    actions = ByteTable()
    lasting = LastingNumbers()
  }

  private func removePlans() {
    for number in 0..<count {
      plans[number].deinitialize(count: 1)
      UnsafeMutableRawPointer(plans[number]).deallocate()
    }
  }
}
