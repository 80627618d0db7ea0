import Documents
import Testing

@testable import CloudFormation

@Suite("DecimalNumber")
struct DecimalNumberTests {
  @Test(
    "equal by value",
    arguments: [
      ("80", "80.0"), ("80", "8e1"), ("080", "80"), ("-0", "0"), ("0.5", ".5"), ("1E-2", "0.010"), ("+3", "3"),
    ])
  func equal(left: String, right: String) {
    #expect(DecimalNumber(ByteString(left)) != nil)
    #expect(DecimalNumber(ByteString(left)) == DecimalNumber(ByteString(right)))
  }

  @Test("different by value", arguments: [("80", "8"), ("-1", "1"), ("1e2", "1e3"), ("12", "21")])
  func different(left: String, right: String) {
    #expect(DecimalNumber(ByteString(left)) != DecimalNumber(ByteString(right)))
  }

  @Test("no numbers", arguments: ["", "-", ".", "1x", "0x1F", "1e", "1e9999999999999999999", "ten"])
  func none(text: String) {
    #expect(DecimalNumber(ByteString(text)) == nil)
  }
}
