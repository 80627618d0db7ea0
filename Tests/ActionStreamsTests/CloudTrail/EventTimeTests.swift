import Documents
import Testing

@testable import ActionStreams

@Suite struct EventTimeTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2023-07-10T11:54:38Z", 1_688_990_078), ("2024-02-29T23:59:59Z", 1_709_251_199),
      ("2000-03-01T00:00:00Z", 951_868_800), ("2026-12-31T12:00:00.123Z", 1_798_718_400),
    ])
  func seconds(text: String, expected: Int) {
    #expect(EventTime.epochSeconds(ByteString(text)) == expected)
  }

  @Test(arguments: ["", "2023-07-10", "2023-13-10T11:54:38Z", "2023-07-10T11:54:38+00:00", "2023-0x-10T11:54:38Z"])
  func noTime(text: String) {
    #expect(EventTime.epochSeconds(ByteString(text)) == nil)
  }

  @Test(
    arguments: [
      ("10.1.2.3", true), ("192.168.10.20", true), ("172.31.0.1", true), ("100.64.0.1", true), ("fd00::1", true),
      ("203.0.113.9", false), ("2001:db8::1", false), ("172.32.0.1", false),
    ])
  func addresses(text: String, isPrivate: Bool) {
    #expect(IPText(ByteString(text))?.isPrivate == isPrivate)
  }

  @Test(arguments: ["AWS Internal", "ec2.amazonaws.com", "1.2.3", "1.2.3.400", "", "1.2.3.4.5", "zz::1"])
  func noAddress(text: String) {
    #expect(IPText(ByteString(text)) == nil)
  }
}
