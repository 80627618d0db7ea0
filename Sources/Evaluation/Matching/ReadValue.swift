import Documents
import PolicyLanguage

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A value of a request, read once as a number, date or address, however many conditions compare it.
struct ReadValue {
  /// The value.
  let text: ByteSlice
  /// The number that it spells; nil for anything else.
  private(set) lazy var number = DecimalNumber(text)
  /// The moment that it spells; nil for anything else.
  private(set) lazy var date = Instant(text)
  /// The address that it spells; nil for anything else.
  private(set) lazy var address = Self.address(text)

  init(_ text: ByteSlice) { self.text = text }

  /// The address that a text spells; nil for anything else. A request comes from one address: a range is none.
  static func address(_ text: ByteSlice) -> IPNetwork? {
    memchr(text.base, 0x2F, text.count) == nil ? IPNetwork(text) : nil
  }
}
