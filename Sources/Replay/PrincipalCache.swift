import Documents
import Evaluation
import PolicyLanguage

/// What the spellings of principals imply, for streams without an environment.
struct PrincipalCache: ~Copyable {
  private static let byteLimit = 4 << 20

  /// The keys that a principal implies, as far as policies look at them: its ARN, account, type, and a user's name.
  private let keys: (arn: Int?, account: Int?, type: Int?, name: Int?)
  private let isUsed: Bool
  private let needsPrincipal: Bool
  private let contexts: LastingIdentities
  private var numbers = ByteTable()
  private var principals: [Principal] = []
  /// What they imply, by their numbers.
  private var implied: UnsafeMutablePointer<ImpliedContext>
  private var capacity = 16
  /// Hangs on what was read for no other reason than to have it near, so that it is read at all.
  private var touched = 0

  /// Makes a cache for the keys of a program.
  ///
  /// - Parameters:
  ///   - contexts: gives the identities of what principals imply.
  ///   - needsPrincipal: whether policies look at the principal itself, and not only at its keys.
  init(_ keys: KeyTable, _ contexts: LastingIdentities, needsPrincipal: Bool) {
    self.contexts = contexts
    self.keys = (
      keys.index(of: "aws:PrincipalArn"), keys.index(of: "aws:PrincipalAccount"),
      keys.index(of: "aws:PrincipalType"), keys.index(of: "aws:username")
    )
    implied = .allocate(capacity: capacity)
    self.needsPrincipal = needsPrincipal
    isUsed =
      needsPrincipal || self.keys.arn != nil || self.keys.account != nil || self.keys.type != nil
      || self.keys.name != nil
  }

  deinit {
    for number in 0..<numbers.count { implied[number].deallocate() }
    implied.deallocate()
  }

  /// Forgets principals that have become too many: only while no request is under way that was filled in by them.
  @inline(__always)
  mutating func makeRoom() { if numbers.byteCount > Self.byteLimit { forget() } }

  /// Looks up the principals of requests that wait, for `fill`.
  @inline(never)
  mutating func find(_ pending: borrowing PendingRequests) {
    for place in 0..<pending.count {
      pending.spellings[place] = pending.entries[place].record.principal ?? .empty
      pending.principals[place] = -1
    }
    guard isUsed else { return }
    numbers.find(pending.spellings, count: pending.count, into: pending.principals)
    for place in 0..<pending.count where pending.principals[place] >= 0 {
      touched |= implied[pending.principals[place]].touch()
    }
  }

  /// Fills in what a principal's spelling implies and the record does not carry.
  ///
  /// - Parameter known: the number of the principal, where it was looked up and found; -1 elsewhere.
  @inline(__always)
  mutating func fill(_ frame: inout RequestFrame, _ spelling: ByteSlice?, known: Int = -1) {
    guard isUsed else { return }
    guard let spelling else {
      if needsPrincipal { frame.principal = nil }
      return
    }
    let number = known >= 0 ? known : numbers.find(spelling) ?? add(spelling)
    if needsPrincipal { frame.principal = principals[number] }
    implied[number].fill(&frame)
  }

  @inline(never)
  private mutating func forget() {
    for number in 0..<numbers.count { implied[number].deallocate() }
    numbers = ByteTable()
    principals.removeAll()
  }

  @inline(never)
  private mutating func add(_ spelling: ByteSlice) -> Int {
    if numbers.count == capacity {
      let larger = UnsafeMutablePointer<ImpliedContext>.allocate(capacity: capacity * 2)
      larger.update(from: implied, count: capacity)
      implied.deallocate()
      implied = larger
      capacity *= 2
    }
    let principal = Principal(spelling.byteString)
    var context: [(key: Int, value: ContextValue)] = []
    context.reserveCapacity(4)
    func imply(_ key: Int?, _ value: ByteString?) {
      guard let key else { return }
      context.append((key, value.map { .single($0) } ?? .absent))
    }
    imply(keys.arn, principal.arn)
    imply(keys.account, principal.kind == .anonymous ? "anonymous" : principal.account)
    imply(keys.type, principal.principalType)
    imply(keys.name, principal.kind == .user ? principal.name : nil)
    if needsPrincipal { principals.append(principal) }
    (implied + numbers.count).initialize(to: ImpliedContext(context, contexts.next()))
    return numbers.insert(spelling)
  }
}
