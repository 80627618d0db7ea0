/// A string of bytes that compares, hashes and sorts by its bytes.
///
/// Policies and requests meet as byte strings, never as `String`: Swift's `String` equality is by canonical
/// equivalence, so a composed and a decomposed letter would be equal, and a decision on them wrong (ruling 19).
public struct ByteString: Hashable, Sendable {
  /// The bytes, UTF-8 wherever they came from a reader of this module.
  public let bytes: [UInt8]

  /// Makes a byte string of an array, which is shared and not copied.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Makes a byte string of the UTF-8 form of a string.
  public init(_ string: String) {
    self.bytes = Array(string.utf8)
  }

  /// Makes a byte string by copying a run of memory; the readers make millions of these.
  public init(copying bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
      if let source = bytes.baseAddress { target.baseAddress?.update(from: source, count: bytes.count) }
      count = bytes.count
    }
  }

  /// Makes a byte string by copying any sequence of bytes.
  public init(copying bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
  }

  /// The number of bytes.
  public var count: Int { bytes.count }

  /// Whether there are no bytes.
  public var isEmpty: Bool { bytes.isEmpty }

  /// The text with malformed UTF-8 repaired; for messages, never for comparing.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// The bytes with `A` to `Z` as `a` to `z` and everything else as it is (ruling 19 folds ASCII only).
  public var asciiLowercased: ByteString {
    guard bytes.contains(where: { $0 &- 0x41 < 26 }) else { return self }
    return ByteString(bytes.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 })
  }

  /// Whether the first bytes are those of `prefix`.
  public func hasPrefix(_ prefix: ByteString) -> Bool { bytes.starts(with: prefix.bytes) }

  /// Whether the last bytes are those of `suffix`.
  public func hasSuffix(_ suffix: ByteString) -> Bool { bytes.reversed().starts(with: suffix.bytes.reversed()) }

  /// Whether the two are equal when `A` to `Z` count as `a` to `z`.
  public func equalsIgnoringASCIICase(_ other: ByteString) -> Bool {
    count == other.count && asciiLowercased == other.asciiLowercased
  }
}

extension ByteString {
  /// Whether both hold the same bytes.
  public static func == (left: ByteString, right: ByteString) -> Bool {
    left.bytes.count == right.bytes.count && left.withSlice { left in right.withSlice { left.equals($0) } }
  }

  /// Feeds the bytes to a hasher in one piece; the synthesised form feeds them one by one.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(bytes.count)
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension ByteString: Comparable {
  /// Orders by the first differing byte, unsigned; a prefix comes before what it begins.
  public static func < (left: ByteString, right: ByteString) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension ByteString: ExpressibleByStringLiteral {
  /// Makes a byte string of a literal's UTF-8 form.
  public init(stringLiteral value: String) {
    self.init(value)
  }
}

extension ByteString: CustomStringConvertible {
  /// The same as `string`.
  public var description: String { string }
}
