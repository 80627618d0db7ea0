import Documents
import Testing

@Suite("NearestSpelling")
struct NearestSpellingTests {
  @Test(
    "finds what was probably meant",
    arguments: [
      ("allow", "Allow"), ("DENY", "Deny"), ("Principle", "Principal"), ("Acton", "Action"), ("Resuorce", "Resource"),
      ("NotActions", "NotAction"), ("Resource", "Resource"), ("Xyzzy", nil), ("", nil), ("A", nil),
    ] as [(String, String?)])
  func nearest(text: String, expected: String?) {
    let names = ["Allow", "Deny", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource"]
    #expect(NearestSpelling.of(text, among: names) == expected)
  }

  @Test("the first of equally near ones wins, and case counts least")
  func ties() {
    #expect(NearestSpelling.of("cat", among: ["bat", "hat"]) == "bat")
    #expect(NearestSpelling.of("STACK", among: ["stock", "stack"]) == "stack")
  }

  @Test("long texts get no suggestion, instead of taking long")
  func longTexts() {
    let long = String(repeating: "a", count: 100_000)
    #expect(NearestSpelling.of(long, among: [long, "a"]) == nil)
  }
}
