import Documents
import Evaluation
import PolicyLanguage
import Simulation

/// Which policies the requests of a stream meet in two worlds, found together, for one worker.
///
/// Most of what two versions of an environment say is the same. So a request is looked up once for both, and where both
/// imply the same context it is filled in once:
/// ```
/// principal                   -> askers: old 17, new 17, alike     pair of groups 2
/// pair of groups 2, resource  -> situations: old 4, new 9, alike   stacks of both by reach
/// ```
/// The numbers are those of the sides' own caches, and hold until one of these forgets.
struct SituationPair: ~Copyable {
  /// A principal in both worlds.
  private struct Askers {
    let old: Int
    let new: Int
    /// The number of the pair of groups; -1 where a world does not know the principal.
    let group: Int
    let isAlike: Bool
  }

  /// A kind of resource that a pair of groups asks for.
  private struct Situations {
    let old: Int
    let new: Int
    let isAlike: Bool
    /// The stacks that were met, by the reach of the action; `pairs` keeps them.
    let met: UnsafeMutablePointer<Unmanaged<StackPair>?>
  }

  /// The stacks of a request, and what fills it in.
  struct Found {
    /// The stacks; they live until the next request is looked for.
    let stacks: Unmanaged<StackPair>
    /// Whether what the old side fills in is what the new side would.
    let isAlike: Bool
    fileprivate let askers: (old: Int, new: Int)
    fileprivate let situations: (old: Int, new: Int)
  }

  private static let limit = 8192
  private static let byteLimit = 4 << 20
  /// The pair of groups and what gates look at of the resource, its account.
  private static let placeSize = 24

  private let before: World
  private let after: World
  /// Whether both worlds list the same resources, so that they sort all resources alike.
  private let listsAlike: Bool
  private let tellsResourcesByKind: Bool
  private var askerNumbers = ByteTable()
  private let askers: UnsafeMutablePointer<Askers>
  private var groups: [[Int]: Int] = [:]
  private var situationNumbers = ByteTable()
  private let situations: UnsafeMutablePointer<Situations>
  private var pairs = StackPairs()
  private var scratch = ByteBuffer(capacity: 512)
  private let place = UnsafeMutablePointer<UInt8>.allocate(capacity: placeSize)
  private var generations = (old: 0, new: 0)

  init(_ before: World, _ after: World) {
    self.before = before
    self.after = after
    listsAlike = before.resourceNames == after.resourceNames
    tellsResourcesByKind = before.tellsResourcesByKind && after.tellsResourcesByKind
    askers = .allocate(capacity: Self.limit)
    situations = .allocate(capacity: Self.limit)
  }

  deinit {
    for number in 0..<situationNumbers.count { situations[number].met.deallocate() }
    askers.deallocate()
    situations.deallocate()
    place.deallocate()
  }

  /// Finds the stacks that the request in a frame meets; nil where a world does not know the principal.
  ///
  /// - Parameters:
  ///   - old: the decider by the old world.
  ///   - new: the decider by the new world.
  @inline(__always)
  mutating func find(
    _ principal: ByteSlice, _ frame: borrowing RequestFrame, _ old: inout RecordDecider, _ new: inout RecordDecider
  ) -> Found? {
    old.situations?.makeRoom()
    new.situations?.makeRoom()
    if generations.old != old.situations?.generation || generations.new != new.situations?.generation
      || askerNumbers.count >= Self.limit || situationNumbers.count >= Self.limit
      || askerNumbers.byteCount > Self.byteLimit || situationNumbers.byteCount > Self.byteLimit
    {
      forget(&old, &new)
    }
    let asker = askers + (askerNumbers.find(principal) ?? add(principal, &old, &new))
    guard asker.pointee.group >= 0, let reach = old.situations?.reach(frame) else { return nil }
    let signature = signature(asker.pointee.group, frame.resource)
    let number =
      situationNumbers.find(signature) ?? add(signature, asker.pointee, frame.resource, &old, &new)
    let situation = situations + number
    guard let stacks = situation.pointee.met[reach] ?? addStacks(to: number, reach, &old, &new) else { return nil }
    return Found(
      stacks: stacks, isAlike: asker.pointee.isAlike && situation.pointee.isAlike,
      askers: (asker.pointee.old, asker.pointee.new), situations: (situation.pointee.old, situation.pointee.new))
  }

  /// Fills in what the old world implies for a request; where both sides know the same, for both.
  @inline(__always)
  static func fillOld(
    _ frame: inout RequestFrame, _ found: Found, _ old: inout RecordDecider, missingIsUnknown: Bool
  ) {
    let stacks = found.stacks.takeUnretainedValue()
    old.situations?.fill(
      &frame, found.askers.old, found.situations.old, stacks.old, missingIsUnknown: missingIsUnknown)
    if stacks.newAsksResourcePolicy { old.situations?.fillPrincipal(&frame, found.askers.old) }
  }

  /// Fills in what the new world implies for a request.
  static func fillNew(
    _ frame: inout RequestFrame, _ found: Found, _ new: inout RecordDecider, missingIsUnknown: Bool
  ) {
    let stacks = found.stacks.takeUnretainedValue()
    new.situations?.fill(
      &frame, found.askers.new, found.situations.new, stacks.new, missingIsUnknown: missingIsUnknown)
  }

  /// Bytes that are equal for resources of which each world says the same to a pair of groups.
  @inline(__always)
  private mutating func signature(_ group: Int, _ resource: ByteSlice) -> ByteSlice {
    guard tellsResourcesByKind else { return listedSignature(group, resource) }
    let kind = ResourceKind(resource)
    let raw = UnsafeMutableRawPointer(place)
    raw.storeBytes(of: UInt64(truncatingIfNeeded: group) << 8 | UInt64(kind.bits), as: UInt64.self)
    guard kind.account.count == 12 else { return ByteSlice(place, 8) }
    let digits = UnsafeRawPointer(kind.account.base)
    raw.storeBytes(of: digits.loadUnaligned(as: UInt64.self), toByteOffset: 8, as: UInt64.self)
    raw.storeBytes(of: digits.loadUnaligned(fromByteOffset: 4, as: UInt64.self), toByteOffset: 16, as: UInt64.self)
    return ByteSlice(place, 24)
  }

  private mutating func listedSignature(_ group: Int, _ resource: ByteSlice) -> ByteSlice {
    scratch.removeAll()
    scratch.append(group)
    scratch.append(UInt8(ascii: " "))
    before.appendSignature(of: resource, to: &scratch)
    if !listsAlike {
      let count = scratch.count
      after.appendSignature(of: resource, to: &scratch)
      // The length of the first signature keeps both apart.
      scratch.append(UInt8(ascii: " "))
      scratch.append(count)
    }
    return scratch.slice
  }

  @inline(never)
  private mutating func add(
    _ principal: ByteSlice, _ old: inout RecordDecider, _ new: inout RecordDecider
  ) -> Int {
    let before = old.situations?.asker(principal) ?? 0
    let after = new.situations?.asker(principal) ?? 0
    let groupPair = [old.situations?.group(ofAsker: before) ?? -1, new.situations?.group(ofAsker: after) ?? -1]
    var made = Askers(old: before, new: after, group: -1, isAlike: false)
    if groupPair[0] >= 0, groupPair[1] >= 0 {
      let group = groups[groupPair] ?? groups.count
      groups[groupPair] = group
      made = Askers(old: before, new: after, group: group, isAlike: Self.isAlike(asker: before, after, old, new))
    }
    (askers + askerNumbers.count).initialize(to: made)
    return askerNumbers.insert(principal)
  }

  @inline(never)
  private mutating func add(
    _ signature: ByteSlice, _ askers: Askers, _ resource: ByteSlice, _ old: inout RecordDecider,
    _ new: inout RecordDecider
  ) -> Int {
    let groups = (
      old: old.situations?.group(ofAsker: askers.old) ?? 0, new: new.situations?.group(ofAsker: askers.new) ?? 0
    )
    let was = old.situations?.situation(groups.old, resource) ?? 0
    let now = new.situations?.situation(groups.new, resource) ?? 0
    let met = UnsafeMutablePointer<Unmanaged<StackPair>?>.allocate(capacity: ActionReach.count)
    met.initialize(repeating: nil, count: ActionReach.count)
    (situations + situationNumbers.count).initialize(
      to: Situations(old: was, new: now, isAlike: Self.isAlike(situation: was, now, old, new), met: met))
    return situationNumbers.insert(signature)
  }

  @inline(never)
  private mutating func addStacks(
    to number: Int, _ reach: Int, _ old: inout RecordDecider, _ new: inout RecordDecider
  ) -> Unmanaged<StackPair>? {
    guard let was = old.situations?.stack(of: situations[number].old, reach),
      let now = new.situations?.stack(of: situations[number].new, reach)
    else { return nil }
    let made = Unmanaged.passUnretained(pairs.pair(was.takeUnretainedValue(), now.takeUnretainedValue()))
    situations[number].met[reach] = made
    return made
  }

  private static func isAlike(
    asker: Int, _ other: Int, _ old: borrowing RecordDecider, _ new: borrowing RecordDecider
  ) -> Bool {
    switch old.situations {
    case .some(let mine):
      switch new.situations {
      case .some(let theirs): return mine.implies(asker, as: other, in: theirs)
      case .none: return false
      }
    case .none: return false
    }
  }

  private static func isAlike(
    situation: Int, _ other: Int, _ old: borrowing RecordDecider, _ new: borrowing RecordDecider
  ) -> Bool {
    switch old.situations {
    case .some(let mine):
      switch new.situations {
      case .some(let theirs): return mine.implies(situation: situation, as: other, in: theirs)
      case .none: return false
      }
    case .none: return false
    }
  }

  private mutating func forget(_ old: inout RecordDecider, _ new: inout RecordDecider) {
    for number in 0..<situationNumbers.count { situations[number].met.deallocate() }
    generations = (old.situations?.generation ?? 0, new.situations?.generation ?? 0)
    askerNumbers = ByteTable()
    groups.removeAll()
    situationNumbers = ByteTable()
    pairs.removeAll()
  }
}
