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
  private var readNumber: DecimalNumber??
  private var readDate: Instant??
  private var readAddress: IPNetwork??

  init(_ text: ByteSlice) {
    self.text = text
  }

  /// The number that it spells; nil for anything else.
  var number: DecimalNumber? {
    mutating get {
      if let readNumber { return readNumber }
      let number = DecimalNumber(text)
      readNumber = .some(number)
      return number
    }
  }

  /// The moment that it spells; nil for anything else.
  var date: Instant? {
    mutating get {
      if let readDate { return readDate }
      let date = Instant(text)
      readDate = .some(date)
      return date
    }
  }

  /// The address that it spells; nil for anything else.
  var address: IPNetwork? {
    mutating get {
      if let readAddress { return readAddress }
      let address = Self.address(text)
      readAddress = .some(address)
      return address
    }
  }

  /// The address that a text spells; nil for anything else. A request comes from one address: a range is none.
  static func address(_ text: ByteSlice) -> IPNetwork? {
    memchr(text.base, 0x2F, text.count) == nil ? IPNetwork(text) : nil
  }
}
