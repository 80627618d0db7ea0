/// A statement under one of the patterns of its Resource, as the pattern's head leads to it.
///
/// It is small, for where a head leads to one only, that stands beside the head.
struct NameEntry {
  private static let restBits: UInt32 = 3
  private static let crossBit: UInt32 = 4
  private static let scalarShift: UInt32 = 3
  private static let statementShift: UInt32 = 7
  /// The most characters behind a head that are counted.
  static let scalarLimit = 15

  /// The number of the distinct prefix; -1 for none.
  let prefix: Int32
  private let bits: UInt32

  /// Stands where there is no entry.
  static let none = NameEntry(prefix: -1, bits: 0)

  private init(prefix: Int32, bits: UInt32) {
    self.prefix = prefix
    self.bits = bits
  }

  init(statement: Int, prefix: Int, _ pattern: NamedPattern) {
    self.prefix = Int32(truncatingIfNeeded: prefix)
    bits =
      UInt32(truncatingIfNeeded: statement) << Self.statementShift | (pattern.mayCross ? Self.crossBit : 0)
      | UInt32(truncatingIfNeeded: pattern.scalarCount) << Self.scalarShift | UInt32(pattern.rest.rawValue)
  }

  /// The number of the statement.
  @inline(__always)
  var statement: Int { Int(bits >> Self.statementShift) }

  /// Whether the pattern may match by swallowing colons.
  @inline(__always)
  var mayCross: Bool { bits & Self.crossBit != 0 }

  /// What must follow the head.
  @inline(__always)
  var rest: NamedPattern.Rest {
    NamedPattern.Rest(rawValue: UInt8(truncatingIfNeeded: bits & Self.restBits)) ?? .general
  }

  /// The number of characters that must follow the head, where that is all.
  @inline(__always)
  var scalarCount: Int { Int(bits >> Self.scalarShift) & Self.scalarLimit }
}

/// The entries that a head leads to.
struct NameEntries {
  /// The place of the first among all entries.
  let first: Int
  let count: Int
  private let base: UnsafePointer<NameEntry>

  /// Names so many entries, which begin at `base` and have places from `first`.
  @inline(__always)
  init(_ base: UnsafePointer<NameEntry>, first: Int, count: Int) {
    self.base = base
    self.first = first
    self.count = count
  }

  @inline(__always)
  subscript(_ index: Int) -> NameEntry { base[index] }

  /// Reads the beginning of the first.
  @inline(__always)
  func touch() -> UInt8 { UnsafeRawPointer(base).load(as: UInt8.self) }
}
