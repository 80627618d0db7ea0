import Documents

/// Finds all of many byte strings that a text begins with, in one walk over its bytes.
///
/// ```
/// heads   0: role/app-   1: role/app-api-   2: role/web
/// nodes   0: "role/"           -a-> 1   -w-> 2
///         1: "pp-"       0     -a-> 3
///         2: "eb"        2
///         3: "pi-"       1
/// edges   (0, a) -> 1   (0, w) -> 2   (1, a) -> 3          one table for all nodes, by node and byte
/// ```
/// `role/app-api-7` passes node 0, node 1, where head 0 ends, and node 3, where head 1 ends. There are no more nodes than
/// twice the heads, however long they are.
struct HeadTree: ~Copyable {
  private struct Node {
    /// What must come when the node is reached, in `bytes`.
    let labelStart: Int32
    let labelCount: Int32
    /// The heads that end there, in `heads`.
    let firstHead: Int32
    let headCount: Int32
  }

  private let nodes: UnsafeMutablePointer<Node>
  private let bytes: UnsafeMutablePointer<UInt8>
  private let heads: UnsafeMutablePointer<Int32>
  /// By node and byte, open addressing: the two in the upper half, the node that they lead to in the lower; 0 where empty.
  private let edges: UnsafeMutablePointer<UInt64>
  private let edgeMask: Int
  /// Whether there is no head at all.
  let isEmpty: Bool

  /// Makes the tree of heads, which are known by their indices; equal ones may occur.
  init(_ all: [[UInt8]]) {
    isEmpty = all.isEmpty
    let order = all.indices.sorted { all[$0].lexicographicallyPrecedes(all[$1]) }
    var nodes: [Node] = []
    var bytes: [UInt8] = []
    var heads: [Int32] = []
    var edges: [(node: Int, byte: UInt8, target: Int)] = []
    // Nodes to be made: the heads behind them, how much of each is passed, and the edge that leads there.
    var waiting: [(range: Range<Int>, depth: Int, from: (node: Int, byte: UInt8)?)] = []
    if !order.isEmpty { waiting.append((0..<order.count, 0, nil)) }
    while let (range, depth, from) = waiting.popLast() {
      if let from { edges.append((from.node, from.byte, nodes.count)) }
      // Sorted: what the first and the last share, all share.
      let first = all[order[range.lowerBound]]
      let last = all[order[range.upperBound - 1]]
      var end = depth
      while end < first.count, end < last.count, first[end] == last[end] { end += 1 }
      var place = range.lowerBound
      let firstHead = heads.count
      while place < range.upperBound, all[order[place]].count == end {
        heads.append(Int32(truncatingIfNeeded: order[place]))
        place += 1
      }
      let number = nodes.count
      nodes.append(
        Node(
          labelStart: Int32(truncatingIfNeeded: bytes.count), labelCount: Int32(truncatingIfNeeded: end - depth),
          firstHead: Int32(truncatingIfNeeded: firstHead), headCount: Int32(truncatingIfNeeded: heads.count - firstHead)
        ))
      bytes += first[depth..<end]
      while place < range.upperBound {
        let byte = all[order[place]][end]
        var next = place + 1
        while next < range.upperBound, all[order[next]][end] == byte { next += 1 }
        waiting.append((place..<next, end + 1, (number, byte)))
        place = next
      }
    }
    self.nodes = .allocate(capacity: max(1, nodes.count))
    self.nodes.initialize(from: nodes, count: nodes.count)
    self.bytes = .allocate(capacity: max(1, bytes.count))
    self.bytes.initialize(from: bytes, count: bytes.count)
    self.heads = .allocate(capacity: max(1, heads.count))
    self.heads.initialize(from: heads, count: heads.count)
    var size = 4
    while size < edges.count * 3 { size *= 2 }
    edgeMask = size - 1
    self.edges = .allocate(capacity: size)
    self.edges.initialize(repeating: 0, count: size)
    for edge in edges {
      let key = Self.key(edge.node, edge.byte)
      var place = Self.place(key) & edgeMask
      while self.edges[place] != 0 { place = (place + 1) & edgeMask }
      self.edges[place] = key << 32 | UInt64(truncatingIfNeeded: edge.target)
    }
  }

  deinit {
    nodes.deallocate()
    bytes.deallocate()
    heads.deallocate()
    edges.deallocate()
  }

  /// Hands each head that a text begins with to a function, the shortest first, with where it ends.
  @inline(__always)
  borrowing func forEachHead(of text: ByteSlice, _ body: (_ head: Int, _ end: Int) -> Void) {
    if isEmpty { return }
    var number = 0
    var at = 0
    while true {
      let node = nodes + number
      let length = Int(node.pointee.labelCount)
      if length > 0 {
        guard text.count - at >= length, equalBytes(text.base + at, bytes + Int(node.pointee.labelStart), length) else {
          return
        }
        at += length
      }
      for place in 0..<Int(node.pointee.headCount) {
        body(Int(heads[Int(node.pointee.firstHead) + place]), at)
      }
      if at == text.count { return }
      let key = Self.key(number, text.base[at])
      var place = Self.place(key) & edgeMask
      // No edge leads back to node 0, so that none is all zero; but the root's key for a NUL is.
      while edges[place] == 0 || edges[place] >> 32 != key {
        if edges[place] == 0 { return }
        place = (place + 1) & edgeMask
      }
      number = Int(truncatingIfNeeded: edges[place] & 0xFFFF_FFFF)
      at += 1
    }
  }

  @inline(__always)
  private static func key(_ node: Int, _ byte: UInt8) -> UInt64 {
    UInt64(truncatingIfNeeded: node) << 8 & 0xFFFF_FFFF | UInt64(byte)
  }

  @inline(__always)
  private static func place(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 40)
  }
}
