import PolicyValidation
import Testing

@Suite struct FindingCodeTableTests {
  @Test func codesAreFoundByName() {
    #expect(FindingCode.named("stack.resource.prefix")?.family == "stack")
    #expect(FindingCode.named("stack.resource") == nil)
  }

  @Test func pagesAreTheAnchorsOfHeadings() {
    #expect(FindingCode.named("json.duplicateKey")?.page == "docs/diagnostics.md#jsonduplicatekey")
  }
}
