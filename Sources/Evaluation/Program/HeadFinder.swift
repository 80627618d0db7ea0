import Documents

/// Finds the heads that a text begins with, by their words where they are whole words and short, else by their bytes.
struct HeadFinder: ~Copyable {
  struct Head {
    let bytes: [UInt8]
    /// Whether anything may follow.
    let isOpen: Bool
    /// What is to be asked where the text begins with it.
    let entries: Range<Int>

    /// Whether it ends where a word or the text does, and is not too long to be found there.
    var isInTable: Bool {
      bytes.count <= HeadTable.longestHead && (!isOpen || bytes.last.map(WordEnds.isDelimiter) ?? false)
    }
  }

  private let table: HeadTable
  private let tree: HeadTree
  private let inTree: UnsafeMutablePointer<Range<Int>>
  private let entries: UnsafePointer<NameEntry>

  init(_ heads: [Head], of entries: UnsafePointer<NameEntry>) {
    self.entries = entries
    table = HeadTable(heads.filter(\.isInTable).map { ($0.bytes, $0.entries) }, of: entries)
    let others = heads.filter { !$0.isInTable }
    tree = HeadTree(others.map(\.bytes))
    inTree = .allocate(capacity: max(1, others.count))
    inTree.initialize(from: others.map(\.entries), count: others.count)
  }

  deinit { inTree.deallocate() }

  @inline(__always)
  borrowing func entries(of guess: HeadTable.Guess, in text: ByteSlice) -> NameEntries? {
    table.entries(of: guess, in: text)
  }

  @inline(__always)
  borrowing func touch(_ guess: HeadTable.Guess) -> UInt8 { table.touch(guess) }

  @inline(__always)
  borrowing func forEachHeadInTable(
    of text: ByteSlice, through filter: borrowing HeadFilter, _ hasher: ByteHash,
    _ body: (_ entries: NameEntries, _ end: Int) -> Void
  ) {
    WordEnds.forEach(of: text, through: filter) { end in
      if filter.sketches.bits.mayHave(hasher.sketch(text, to: end)),
        let entries = table.entries(of: HeadTable.Guess(text, end, hasher), in: text)
      {
        body(entries, end)
      }
    }
  }

  @inline(__always)
  borrowing func forEachHeadInTree(of text: ByteSlice, _ body: (_ entries: NameEntries, _ end: Int) -> Void) {
    tree.forEachHead(of: text) { head, end in
      let places = inTree[head]
      body(NameEntries(entries + places.lowerBound, first: places.lowerBound, count: places.count), end)
    }
  }
}
