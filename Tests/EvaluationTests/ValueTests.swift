import Documents
import PolicyLanguage
import Testing

@testable import Evaluation

@Suite("values of conditions")
struct ValueTests {
  @Test(
    "ruling 28: numbers are decimal digits with an optional minus sign and fraction, of any length",
    arguments: [
      ("7", "007", 0), ("1.50", "1.5", 0), ("-0", "0", 0), ("-1", "1", -1), ("10", "9", 1), ("-10", "-9", -1),
      ("123456789012345678901234567890", "123456789012345678901234567891", -1), ("0.1", "0.09", 1), ("2", "2.0", 0),
    ] as [(ByteString, ByteString, Int)])
  func numbers(left: ByteString, right: ByteString, order: Int) throws {
    let first = try #require(left.withSlice { DecimalNumber($0) })
    let second = try #require(right.withSlice { DecimalNumber($0) })
    #expect(first.compared(to: second).signum() == order)
    #expect(second.compared(to: first).signum() == -order)
  }

  @Test(
    "ruling 28: what is no number", arguments: ["+5", "1e3", ".5", "5.", "", "-", "0x1", " 1", "1 ", "--1", "1.2.3"])
  func notNumbers(text: String) {
    #expect(ByteString(text).withSlice { DecimalNumber($0) } == nil)
  }

  @Test(
    "ruling 28: dates",
    arguments: [
      ("1970-01-01", "0", 0), ("2026-01-01T00:00:00Z", "1767225600", 0), ("2025-12-31", "1767225600", -1),
      ("2020-04-01T02:00+02:00", "2020-04-01", 0), ("2020-04-01T00:00", "2020-04-01T00:00:00Z", 0),
      ("2020-04-01T00:00:00.5Z", "2020-04-01T00:00:00Z", 1), ("2020", "2020", 0), ("2020", "1970-01-01T00:33:40Z", 0),
      ("2000-02-29", "2000-03-01", -1), ("1969-12-31T23:59:59Z", "-1", 0), ("2020-04", "2020-04-01", 0),
      ("99999999999999999999", "99999999999999999998", 1), ("-99999999999999999999", "-1", -1),
      ("9223372036854775807", "9223372036854775808", -1), ("99999999999999999999", "2026-01-01", 1),
    ] as [(ByteString, ByteString, Int)])
  func dates(left: ByteString, right: ByteString, order: Int) throws {
    let first = try #require(left.withSlice { Instant($0) })
    let second = try #require(right.withSlice { Instant($0) })
    #expect(first.compared(to: second).signum() == order)
  }

  @Test(
    "what is no date",
    arguments: [
      "2020-13-01", "2021-02-29", "2020-04-31", "2020-4-1", "2020-04-01T", "2020-04-01T24:00Z", "2020-04-01T00:60Z",
      "2020-04-01 00:00", "tomorrow", "", "2020-04-01T00:00:00.Z", "2020-04-01T00:00+2",
    ])
  func notDates(text: String) {
    #expect(ByteString(text).withSlice { Instant($0) } == nil)
  }

  @Test(
    "addresses and ranges",
    arguments: [
      ("10.0.0.0/8", "10.1.2.3", true), ("10.9.9.9/8", "10.1.2.3", true), ("10.0.0.1", "10.0.0.1", true),
      ("10.0.0.1", "10.0.0.2", false), ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "10.0.0.1", false),
      ("2001:db8::/32", "2001:DB8:0:0::1", true), ("::1", "0:0:0:0:0:0:0:1", true), ("10.0.0.0/31", "10.0.0.2", false),
    ] as [(ByteString, ByteString, Bool)])
  func addresses(range: ByteString, address: ByteString, expected: Bool) throws {
    let network = try #require(range.withSlice { IPNetwork($0) })
    let other = try #require(address.withSlice { IPNetwork($0) })
    #expect(network.contains(other) == expected)
  }

  @Test(
    "what is no address",
    arguments: ["10.0.0", "10.0.0.256", "10.0.0.0/33", "10.0.0.0/", "::g", "", "1.2.3.4/-1", "host"])
  func notAddresses(text: String) {
    #expect(ByteString(text).withSlice { IPNetwork($0) } == nil)
  }

  @Test("base64")
  func base64() {
    #expect(("QmluYXJ5" as ByteString).withSlice { Base64.decoded($0) } == Array("Binary".utf8))
    #expect(("QQ==" as ByteString).withSlice { Base64.decoded($0) } == Array("A".utf8))
    for text in ["QQ", "Q===", "QQ=A", "Q Q=", "QQ==QQ=="] {
      #expect(ByteString(text).withSlice { Base64.decoded($0) } == nil)
    }
  }

  @Test("a set of bytes holds what was put in, by bytes or by folded bytes")
  func sets() {
    let texts = (0..<1000).map { ByteString("Value-\($0)") }
    let exact = ByteSet(texts, foldsCase: false)
    let folded = ByteSet(texts, foldsCase: true)
    for text in texts { #expect(text.withSlice { exact.contains($0) && folded.contains($0) }) }
    #expect(!("value-7" as ByteString).withSlice { exact.contains($0) })
    #expect(("VALUE-7" as ByteString).withSlice { folded.contains($0) })
    #expect(!("Value-1000" as ByteString).withSlice { folded.contains($0) })
  }

  @Test("composed and decomposed letters are different keys and different values")
  func canonicalEquivalence() {
    #expect(("\u{E9}" as ByteString) != ("e\u{301}" as ByteString))
    #expect(!("e\u{301}" as ByteString).withSlice { ByteSet(["\u{E9}"], foldsCase: true).contains($0) })
  }
}
