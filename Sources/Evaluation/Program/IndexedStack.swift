import Documents
import PolicyLanguage

/// A compiled stack with the indexes that make its decisions fast, for one worker.
///
/// A decision takes the plan of the request's action (`ActionPlan`), fills in the plan's row for the request, and reads
/// the result off it. Plans are made when an action is first seen, from the statements of its service only. All of it is
/// a cache: forgetting any part changes no decision. A worker has its own; nothing in it is safe to share.
public final class IndexedStack {
  /// The gates that name an Allow where neither an identity nor a resource policy does, in this order.
  static let namedLast: [PolicyType] = [.scp, .rcp, .boundary, .session, .stack]

  /// The most actions that plans are kept for: a hostile log may name a new one in every record.
  private static let planLimit = 16_384

  /// The stack.
  public let stack: CompiledStack
  private let keys: KeyTable
  /// The gate of the resource policy, whose statements name principals and are matched one by one.
  private let resourceGate: Int?
  /// The gate whose Allow a decision names, where no resource policy has a say.
  private let namingGate: Int?

  private var plans: UnsafeMutablePointer<ActionPlan>
  private var planCapacity = 16
  private var numbers = ByteTable()
  private let classifier: KeyClassifier
  private let memo: VerdictMemo?
  /// What tells this stack's decisions from another's in a memo that they share.
  private let memoNumber: UInt32

  /// Makes the indexes of a stack.
  ///
  /// - Parameters:
  ///   - classifier: the classes of values, which the stacks of one worker share; nil for its own.
  ///   - memo: where whole decisions are remembered by exactly what they were made of; the stacks of one worker may
  ///     share one. Nil for none.
  public init(
    _ stack: CompiledStack, program: Program, classifier: KeyClassifier? = nil, memo: VerdictMemo? = nil
  ) {
    self.classifier = classifier ?? KeyClassifier(program)
    self.stack = stack
    keys = program.keys
    plans = .allocate(capacity: planCapacity)
    resourceGate = stack.gates.firstIndex { $0.type == .resource }
    let order = [PolicyType.identity] + Self.namedLast
    namingGate = order.lazy.compactMap { type in stack.gates.lastIndex { $0.type == type } }.first
    self.memo = resourceGate == nil ? memo : nil
    memoNumber = memo?.newStack() ?? 0
  }

  deinit {
    plans.deinitialize(count: planCount)
    plans.deallocate()
  }

  /// The number of actions that plans are kept for.
  public private(set) var planCount = 0

  /// Forgets all plans; they are made anew as actions come.
  public func forget() {
    plans.deinitialize(count: planCount)
    planCount = 0
    numbers = ByteTable()
    memo?.forget()
  }

  /// Decides the request in a frame.
  public func decide(_ frame: borrowing RequestFrame) -> Verdict {
    let number = planNumber(frame.action)
    let plan = plans + number
    if let verdict = plan.pointee.constant { return verdict }
    if resourceGate != nil { return decideWithResourcePolicy(plan, frame) }
    guard let memo, memo.isOn else {
      plan.pointee.match(frame, hasBoundary: stack.hasBoundary)
      return conclude(plan)
    }
    if let verdict = memo.find(plan, memoNumber, number, frame) { return verdict }
    plan.pointee.match(frame, hasBoundary: stack.hasBoundary)
    let verdict = conclude(plan)
    memo.remember(verdict, plan, memoNumber, number, frame)
    return verdict
  }

  /// The keys that an Unknown hangs on, as the policies spell them, sorted.
  ///
  /// - Parameter frame: the request that was just decided.
  public func missingKeys(_ frame: borrowing RequestFrame) -> [ByteString] {
    let plan = plans + planNumber(frame.action)
    plan.pointee.match(frame, hasBoundary: stack.hasBoundary)
    return MissingKeys(stack, gateMatches(plan, frame), frame, keys: keys).spellings
  }

  /// Reads the result off a plan's row.
  @inline(__always)
  private func conclude(_ plan: UnsafeMutablePointer<ActionPlan>) -> Verdict {
    let row = plan.pointee.row
    let denyCount = plan.pointee.denyCount
    if let deny = lowestBit(row, 0..<denyCount) { return plan.pointee.verdicts[deny] }
    let possible = row + plan.pointee.width
    var isCertain = lowestBit(possible, 0..<denyCount) == nil
    var granting = -1
    for gate in 0..<plan.pointee.gateCount {
      let range = plan.pointee.gateRanges[gate]
      if let allow = lowestBit(row, range) {
        if gate == namingGate { granting = allow }
      } else if lowestBit(possible, range) != nil {
        isCertain = false
      } else {
        return Verdict(.implicitDeny, gate: gate)
      }
    }
    guard isCertain else { return Verdict(.unknown) }
    return granting < 0 ? Verdict(.allowed) : plan.pointee.verdicts[granting]
  }

  private func decideWithResourcePolicy(_ plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame)
    -> Verdict
  {
    plan.pointee.match(frame, hasBoundary: stack.hasBoundary)
    return Authorizer.conclude(gateMatches(plan, frame), stack.resourcePolicyRole)
  }

  /// What matches in each gate, from the row that was just filled in.
  private func gateMatches(_ plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame) -> [GateMatches] {
    var matches = stack.gates.map { GateMatches(type: $0.type) }
    for (bit, candidate) in plan.pointee.candidates.enumerated() {
      let mask: UInt64 = 1 << UInt64(bit & 63)
      let truth: Truth =
        plan.pointee.row[bit >> 6] & mask != 0
        ? .yes : plan.pointee.row[plan.pointee.width + (bit >> 6)] & mask != 0 ? .unknown : .no
      matches[candidate.gate].add(candidate.place, candidate.statement.effect, truth)
    }
    if let resourceGate {
      matches[resourceGate] = GateMatches(stack.gates[resourceGate], frame, hasBoundary: stack.hasBoundary)
    }
    return matches
  }

  /// The lowest set bit of a range; nil when none is set.
  @inline(__always)
  private func lowestBit(_ bits: UnsafeMutablePointer<UInt64>, _ range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return nil }
    var word = range.lowerBound >> 6
    let lastWord = (range.upperBound - 1) >> 6
    var mask: UInt64 = ~0 << UInt64(range.lowerBound & 63)
    while word <= lastWord {
      let found = bits[word] & mask
      if found != 0 {
        let bit = word * 64 + found.trailingZeroBitCount
        return bit < range.upperBound ? bit : nil
      }
      mask = ~0
      word += 1
    }
    return nil
  }

  // MARK: Plans

  @inline(__always)
  private func planNumber(_ action: ByteSlice) -> Int {
    numbers.find(action) ?? addPlan(action)
  }

  private func addPlan(_ action: ByteSlice) -> Int {
    if planCount == Self.planLimit { forget() }
    if planCount == planCapacity {
      let larger = UnsafeMutablePointer<ActionPlan>.allocate(capacity: planCapacity * 2)
      larger.moveInitialize(from: plans, count: planCount)
      plans.deallocate()
      plans = larger
      planCapacity *= 2
    }
    let plan = plans + planCount
    plan.initialize(to: ActionPlan(candidates(action), gateCount: stack.gates.count, classifier))
    planCount += 1
    plan.pointee.constant = constantVerdict(plan, action)
    return numbers.insert(action)
  }

  /// The verdict of an action whose decision depends on nothing else.
  private func constantVerdict(_ plan: UnsafeMutablePointer<ActionPlan>, _ action: ByteSlice) -> Verdict? {
    // AWS answers this one whatever any policy says (step 0); a stack policy without a statement protects nothing.
    if stack.isEmptyStackPolicy { return Verdict(.allowed) }
    if isGetCallerIdentity(action) { return .allowedUnasked }
    guard resourceGate == nil, plan.pointee.isConstant else { return nil }
    plan.pointee.match(RequestFrame(keyCount: 0), hasBoundary: stack.hasBoundary)
    return conclude(plan)
  }

  private func isGetCallerIdentity(_ action: ByteSlice) -> Bool {
    action.byteString.asciiLowercased == "sts:getcalleridentity"
  }

  /// The statements that admit an action, in the order of the bits, without those that cannot change a decision.
  private func candidates(_ action: ByteSlice) -> [ActionPlan.Candidate] {
    var denies: [ActionPlan.Candidate] = []
    var allows = [[ActionPlan.Candidate]](repeating: [], count: stack.gates.count)
    var isDeniedAnyway = false
    let service = ByteString(copying: action.byteString.bytes.prefix { $0 != UInt8(ascii: ":") }).asciiLowercased
    for (gate, policies) in stack.gates.map(\.policies).enumerated() where gate != resourceGate {
      for (policyIndex, policy) in policies.enumerated() {
        for index in policy.statements(of: service) where policy.statements[index].action.admits(action) {
          let statement = policy.statements[index]
          let place = GateMatches.Place(policy: policyIndex, statement: index)
          let candidate = ActionPlan.Candidate(gate: gate, place: place, statement: statement)
          if statement.effect == .deny {
            // Behind a Deny that always matches, none is ever named.
            if isDeniedAnyway { continue }
            denies.append(candidate)
            isDeniedAnyway = statement.isUnconditional
          } else {
            if allows[gate].last?.statement.isUnconditional ?? false { continue }
            // One Allow that always matches is enough where it does not matter which one does.
            if statement.isUnconditional, resourceGate == nil, gate != namingGate { allows[gate].removeAll() }
            allows[gate].append(candidate)
          }
        }
      }
    }
    return denies + allows.joined()
  }
}
