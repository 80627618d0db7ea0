import Documents

/// One published table: lines of tab-separated columns, sorted by their first ones, in the program's read-only data.
///
///     acm:DeleteCertificate⇥W⇥certificate⏎
///     acm:DescribeCertificate⇥R⇥certificate⏎
///     └ key ──────────────┘   └ columns 1, 2
///
/// There is no index and nothing is built: a look-up halves the text, steps back to the start of the line it landed in,
/// and compares bytes. It takes about fifteen comparisons and is free to run on any thread.
struct Table: Sendable {
  /// The text of the table, each line ended by a line feed.
  let text: StaticString
  /// Whether keys are sorted and compared with `A` to `Z` as `a` to `z`.
  let foldsCase: Bool
  /// The number of columns that make the key.
  var keyColumns = 1

  private var base: UnsafePointer<UInt8> { text.utf8Start }
  private var end: Int { text.utf8CodeUnitCount }

  /// The row of that key, whose columns stand with a tab between them.
  func row(_ key: ByteString) -> Row? {
    let tabs = key.bytes.reduce(0) { $0 + ($1 == tab ? 1 : 0) }
    guard !key.isEmpty, tabs == keyColumns - 1, !key.bytes.contains(lineFeed) else { return nil }
    let start = lowerBound(key.bytes)
    guard let length = matchedLength(of: key.bytes, at: start) else { return nil }
    let behind = base[start + length]
    return behind == tab || behind == lineFeed ? row(at: start) : nil
  }

  /// All rows whose line begins with the prefix, in the order of the table.
  func rows(withPrefix prefix: ByteString) -> [Row] {
    guard !prefix.bytes.contains(lineFeed) else { return [] }
    var rows: [Row] = []
    var start = lowerBound(prefix.bytes)
    while matchedLength(of: prefix.bytes, at: start) != nil {
      let row = row(at: start)
      rows.append(row)
      start = row.end + 1
    }
    return rows
  }

  /// All rows, in the order of the table.
  var rows: [Row] {
    var rows: [Row] = []
    var start = 0
    while start < end {
      let row = row(at: start)
      rows.append(row)
      start = row.end + 1
    }
    return rows
  }

  /// The first row whose line sorts at or behind these bytes; nil behind the last one.
  func firstRow(notBefore key: ByteString) -> Row? {
    let start = lowerBound(key.bytes)
    return start < end ? row(at: start) : nil
  }

  private func row(at start: Int) -> Row {
    var lineEnd = start
    while lineEnd < end, base[lineEnd] != lineFeed { lineEnd += 1 }
    return Row(table: self, start: start, end: lineEnd)
  }

  /// The offset of the first line that is not below the key, or the end of the text.
  private func lowerBound(_ key: [UInt8]) -> Int {
    var low = 0
    var high = end
    while low < high {
      var start = (low + high) / 2
      while start > low, base[start - 1] != lineFeed { start -= 1 }
      if isLine(at: start, below: key) {
        var next = start
        while next < end, base[next] != lineFeed { next += 1 }
        low = next + 1
      } else {
        high = start
      }
    }
    return low
  }

  private func isLine(at start: Int, below key: [UInt8]) -> Bool {
    var at = start
    for byte in key {
      guard at < end, base[at] != lineFeed else { return true }
      let ours = folded(base[at])
      let theirs = folded(byte)
      if ours != theirs { return ours < theirs }
      at += 1
    }
    return false
  }

  private func matchedLength(of key: [UInt8], at start: Int) -> Int? {
    guard start + key.count < end else { return nil }
    for (offset, byte) in key.enumerated() where folded(base[start + offset]) != folded(byte) { return nil }
    return key.count
  }

  private func folded(_ byte: UInt8) -> UInt8 {
    foldsCase && byte &- 0x41 < 26 ? byte | 0x20 : byte
  }
}

extension Table {
  /// One line of a table; it copies nothing until a column is asked for.
  struct Row: Sendable, CustomReflectable {
    fileprivate let table: Table
    fileprivate let start: Int
    fileprivate let end: Int

    /// The bytes of a column, from 0; empty for a column that the line does not have.
    func column(_ number: Int) -> ByteString {
      var columnStart = start
      for _ in 0..<number {
        while columnStart < end, table.base[columnStart] != tab { columnStart += 1 }
        guard columnStart < end else { return ByteString([]) }
        columnStart += 1
      }
      var columnEnd = columnStart
      while columnEnd < end, table.base[columnEnd] != tab { columnEnd += 1 }
      return ByteString(
        copying: UnsafeBufferPointer(start: table.base + columnStart, count: columnEnd - columnStart))
    }

    /// Shows the line, not the table, when a debugger or a failed test prints it.
    var customMirror: Mirror { Mirror(self, children: ["key": column(0)]) }

    /// The entries of a column that is a list.
    func list(_ number: Int, separator: UInt8 = UInt8(ascii: " ")) -> [ByteString] {
      column(number).bytes.split(separator: separator).map { ByteString(copying: $0) }
    }
  }
}

private let tab: UInt8 = 0x09
private let lineFeed: UInt8 = 0x0A
