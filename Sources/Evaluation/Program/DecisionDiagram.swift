import Documents
import PolicyLanguage

/// The decisions of a plan as a diagram: what to look at first, what next for each way in which that turns out, and where
/// nothing is left that matters, the verdict. Drawn as requests come.
///
/// ```
/// candidates  0: deny  in eu-*, prod    1: deny  prod    2: allow  in eu-*, arn:…/logs-*    3: allow  …/data
/// node 1      candidates 0 1 2 3   region      row 0 (eu-west-1) -> node 2      row 1 (us-east-1) -> node 3
/// node 2      candidates 0 1 2 3   tag         row 0 (prod)      -> leaf: denied by 0
///                                              row 1 (other)     -> node 4: candidates 2 3, the resource
/// node 3      candidates   1   3   tag         row 0 (prod)      -> leaf: denied by 1
/// ```
/// For us-east-1 and prod: node 1 looks at the region, whose row 1 leads to node 3; the tag's row 0 leads to the leaf.
/// The resource was never looked at.
///
/// A node stands for a state: the candidates that may still match, those that do for certain, and the dimensions that
/// are left to look at. Equal states are one node, however they were reached. All of it can be drawn anew at any time:
/// there is a limit, and where requests hardly ever come the same way, the diagram is given up.
struct DecisionDiagram: ~Copyable {
  /// What is looked at in a state, and where the rows of the dimension lead.
  struct Node {
    let dimension: Int32
    var capacity: Int32
    /// The index of the first of so many children.
    var first: Int32
    let state: Int32
  }

  private static let stateLimit = 16_384
  private static let byteLimit = 2 << 20
  /// After this many new links it is seen whether the diagram pays.
  private static let trial = 512
  /// After so many diagrams in a row that did not pay, there is none.
  private static let lossLimit = 4

  /// Where to begin: the number of a node from 1, `~` the number of a verdict, or 0 where there is no diagram.
  private(set) var root: Int32 = 0
  /// What is looked at there.
  private(set) var rootDimension: Int32 = 0
  /// The decisions since the diagram was begun; begins anew behind the largest.
  var walks: UInt32 = 0
  private(set) var nodes: UnsafeMutablePointer<Node>
  private(set) var children: UnsafeMutablePointer<Int32>
  private(set) var leaves: UnsafeMutablePointer<Verdict>
  private var nodeCount = 1
  private var nodeCapacity = FirstRoom.nodes
  private var childCount = 0
  private var childCapacity = FirstRoom.children
  private var leafCount = 0
  private var leafCapacity = FirstRoom.leaves
  /// Where nodes, children and leaves are as long as they are few, as in most diagrams: in two lines of the cache.
  private let room: UnsafeMutableRawPointer
  /// The states, marked with what stands for each: a node, or `~` a verdict.
  private var states = ByteTable()
  private let stateWords: Int
  /// What stands for the state in which nothing was looked at yet, by what narrow statements came to.
  private var roots = OutcomeRoots()
  /// The state that is being made: words of certain candidates, of possible ones, of dimensions that are left, and two
  /// of what narrow statements came to.
  let scratch: UnsafeMutablePointer<UInt64>
  private var losses = 0
  /// The links drawn since it was last seen whether the diagram pays, and the decisions until then.
  private var draws = 0
  private var walksBefore: UInt32 = 0

  private enum FirstRoom {
    static let nodes = 4
    static let children = 8
    static let leaves = 2
    static let childrenAt = nodes * MemoryLayout<Node>.stride
    static let leavesAt = childrenAt + children * MemoryLayout<Int32>.stride
    static let size = leavesAt + leaves * MemoryLayout<Verdict>.stride
  }

  /// Makes a diagram that is still empty.
  init(width: Int, dimensionCount: Int) {
    stateWords = width * 2 + (dimensionCount + 63) / 64 + 2
    scratch = .allocate(capacity: stateWords)
    room = .allocate(byteCount: FirstRoom.size, alignment: CacheLine.size)
    nodes = room.bindMemory(to: Node.self, capacity: FirstRoom.nodes)
    children = Self.firstChildren(room)
    leaves = (room + FirstRoom.leavesAt).bindMemory(to: Verdict.self, capacity: FirstRoom.leaves)
  }

  deinit {
    scratch.deallocate()
    if nodeCapacity > FirstRoom.nodes { nodes.deallocate() }
    if childCapacity > FirstRoom.children { children.deallocate() }
    if leafCapacity > FirstRoom.leaves { leaves.deallocate() }
    room.deallocate()
  }

  private static func firstChildren(_ room: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Int32> {
    (room + FirstRoom.childrenAt).bindMemory(to: Int32.self, capacity: FirstRoom.children)
  }

  /// The memory that it takes, about.
  var memory: Int {
    nodeCapacity * MemoryLayout<Node>.stride + childCapacity * 4 + leafCapacity * MemoryLayout<Verdict>.stride
      + states.memory + roots.memory
  }

  /// Makes what stands for the state in the scratch the root.
  mutating func begin(_ reference: Int32) {
    root = reference
    if reference > 0 { rootDimension = nodes[Int(reference)].dimension }
  }

  /// What narrow statements came to, in the state in the scratch.
  var outcome: NarrowOutcome {
    get { NarrowOutcome(scratch[stateWords - 2], scratch[stateWords - 1]) }
    nonmutating set { (scratch[stateWords - 2], scratch[stateWords - 1]) = newValue.words }
  }

  /// Where to begin for what narrow statements came to; 0 where that did not come yet.
  @inline(__always)
  func root(_ outcome: NarrowOutcome) -> Int32 { roots.find(outcome) }

  /// Makes what stands for the state in the scratch, in which nothing was looked at yet, the root of its outcome.
  mutating func addRoot(_ reference: Int32, _ outcome: NarrowOutcome) { roots.insert(outcome, reference) }

  /// Copies the state of a node into the scratch.
  func loadState(of node: Int32) {
    let bytes = states.slice(Int(nodes[Int(node)].state))
    UnsafeMutableRawPointer(scratch).copyMemory(from: bytes.base, byteCount: bytes.count)
  }

  /// What stands for the state in the scratch; 0 when it is new.
  func reference() -> Int32 {
    states.mark(of: scratchBytes).map { Int32(truncatingIfNeeded: $0) } ?? 0
  }

  /// Adds the state in the scratch as a node; 0 at the limit.
  mutating func addNode(lookingAt dimension: Int) -> Int32 {
    guard states.count < Self.stateLimit, memory < Self.byteLimit else { return 0 }
    if nodeCount == nodeCapacity {
      nodes.enlarge(nodeCount, &nodeCapacity, borrowed: FirstRoom.nodes)
    }
    let state = states.insert(scratchBytes, mark: nodeCount)
    (nodes + nodeCount).initialize(
      to: Node(
        dimension: Int32(truncatingIfNeeded: dimension), capacity: 0, first: 0, state: Int32(truncatingIfNeeded: state))
    )
    nodeCount += 1
    return Int32(truncatingIfNeeded: nodeCount - 1)
  }

  /// Adds the state in the scratch as a leaf; 0 at the limit.
  mutating func addLeaf(_ verdict: Verdict) -> Int32 {
    guard states.count < Self.stateLimit, memory < Self.byteLimit else { return 0 }
    if leafCount == leafCapacity {
      leaves.enlarge(leafCount, &leafCapacity, borrowed: FirstRoom.leaves)
    }
    (leaves + leafCount).initialize(to: verdict)
    _ = states.insert(scratchBytes, mark: ~leafCount)
    leafCount += 1
    return ~Int32(truncatingIfNeeded: leafCount - 1)
  }

  /// Sets where a row leads from a node.
  mutating func link(_ node: Int32, _ row: Int, to reference: Int32) {
    let node = nodes + Int(node)
    if row >= Int(node.pointee.capacity) {
      let capacity = max(Int(node.pointee.capacity) * 2, (row + 2) & ~1)
      while childCount + capacity > childCapacity {
        children.enlarge(childCount, &childCapacity, borrowed: FirstRoom.children)
      }
      let first = childCount
      (children + first).initialize(repeating: 0, count: capacity)
      (children + first).update(from: children + Int(node.pointee.first), count: Int(node.pointee.capacity))
      node.pointee.first = Int32(truncatingIfNeeded: first)
      node.pointee.capacity = Int32(truncatingIfNeeded: capacity)
      childCount += capacity
    }
    children[Int(node.pointee.first) + row] = reference
  }

  /// Notes that a link is to be drawn; false where nearly every decision needs new ones, and the diagram is given up.
  mutating func pays() -> Bool {
    draws += 1
    if draws < Self.trial { return true }
    let isGood = walksBefore == 0 || Int(walks &- walksBefore) > draws * 2
    draws = 0
    walksBefore = walks
    if !isGood { giveUp() }
    return isGood
  }

  /// Makes the diagram empty for good.
  private mutating func giveUp() {
    _ = clear()
    losses = Self.lossLimit
  }

  /// Makes the diagram empty at a limit.
  ///
  /// - Returns: whether it is worth being drawn again: not when again and again it was used little for what it cost.
  mutating func clear() -> Bool {
    losses = Int(walks) > states.count * 16 ? 0 : losses + 1
    walks = 0
    walksBefore = 0
    draws = 0
    root = 0
    nodeCount = 1
    // What grew beyond the limit would keep the diagram from ever being drawn again.
    if childCapacity > FirstRoom.children { children.deallocate() }
    childCapacity = FirstRoom.children
    children = Self.firstChildren(room)
    childCount = 0
    leafCount = 0
    states = ByteTable()
    roots = OutcomeRoots()
    return losses < Self.lossLimit
  }

  private var scratchBytes: ByteSlice {
    ByteSlice(UnsafeRawPointer(scratch).assumingMemoryBound(to: UInt8.self), stateWords * 8)
  }
}

/// Where a diagram begins for each thing that narrow statements came to: few, for the most part, and side by side.
private struct OutcomeRoots: ~Copyable {
  private struct Entry {
    var words: (UInt64, UInt64) = (0, 0)
    /// 0 where empty.
    var reference: Int32 = 0
  }

  private var entries: UnsafeMutablePointer<Entry>
  private var mask = 1
  private var count = 0

  init() {
    entries = .allocate(capacity: mask + 1)
    entries.initialize(repeating: Entry(), count: mask + 1)
  }

  deinit { entries.deallocate() }

  /// The memory that it takes.
  var memory: Int { (mask + 1) * MemoryLayout<Entry>.stride }

  @inline(__always)
  func find(_ outcome: NarrowOutcome) -> Int32 {
    let words = outcome.words
    var place = place(words)
    while entries[place].reference != 0, entries[place].words != words { place = (place + 1) & mask }
    return entries[place].reference
  }

  /// Adds an outcome that is not there.
  mutating func insert(_ outcome: NarrowOutcome, _ reference: Int32) {
    if count * 2 > mask {
      let (old, size) = (entries, mask + 1)
      mask = size * 2 - 1
      entries = .allocate(capacity: size * 2)
      entries.initialize(repeating: Entry(), count: size * 2)
      for place in 0..<size where old[place].reference != 0 { put(old[place]) }
      old.deallocate()
    }
    put(Entry(words: outcome.words, reference: reference))
    count += 1
  }

  private func put(_ entry: Entry) {
    var place = place(entry.words)
    while entries[place].reference != 0 { place = (place + 1) & mask }
    entries[place] = entry
  }

  /// Outcomes follow from policies, not from what a log may choose, so that any spreading will do.
  @inline(__always)
  private func place(_ words: (UInt64, UInt64)) -> Int {
    Int(truncatingIfNeeded: ((words.0 ^ words.1 << 7) &* 0x9E37_79B9_7F4A_7C15) >> 40) & mask
  }
}
