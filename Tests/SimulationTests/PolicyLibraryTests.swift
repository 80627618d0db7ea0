import Documents
import PolicyLanguage
import Testing

@testable import Simulation

@Suite struct PolicyLibraryTests {
  private static let files = ["a/p.json": EnvironmentSample.allow, "b/p.json": EnvironmentSample.deny]

  private func reader(_ name: String) -> MemberReader {
    MemberReader(SourceText(name: name, text: "[]"), family: "environment")
  }

  private func node(_ text: String) throws -> DocumentNode {
    try JSONReader().read(SourceText(name: "names.json", text: "\"\(text)\""))
  }

  @Test("one file is one policy of a kind, however and by whomever it is named")
  func oneFileIsOnePolicy() throws {
    var library = PolicyLibrary(files: FileReader(files: Self.files))
    var (first, second) = (reader("a/environment.json"), reader("b/scenario.json"))
    let (plain, dotted, other) = (try node("p.json"), try node("./p.json"), try node("../a/p.json"))
    let allow = try #require(library.policy(plain, .identity, reporting: &first))
    #expect(library.policy(plain, .identity, reporting: &first) === allow)
    #expect(library.policy(dotted, .identity, reporting: &first) === allow)
    let deny = try #require(library.policy(plain, .identity, reporting: &second))
    #expect(deny.statements.map(\.effect) == [.deny])
    #expect(library.policy(other, .identity, reporting: &second) === allow)
    // Back to the first file, whose names mean what they meant.
    #expect(library.policy(plain, .identity, reporting: &first) === allow)
    let session = try #require(library.policy(plain, .session, reporting: &first))
    #expect(session.kind == .session)
    #expect(!first.hasErrors && !second.hasErrors)
  }

  @Test("a word for a managed policy means that policy wherever it stands, and a missing file is reported each time")
  func wordsAndMissingFiles() throws {
    var library = PolicyLibrary(files: FileReader(files: Self.files))
    var reader = reader("a/environment.json")
    let (word, missing) = (try node("FullAWSAccess"), try node("q.json"))
    for _ in 0..<2 {
      #expect(library.policy(word, .scp, reporting: &reader) === Policy.fullAWSAccess)
      #expect(library.policy(word, .rcp, reporting: &reader) === Policy.rcpFullAWSAccess)
      #expect(library.policy(missing, .scp, reporting: &reader) == nil)
    }
    #expect(reader.diagnostics.map(\.code) == ["environment.file", "environment.file"])
  }
}
