import ActionStreams
import Documents
import Foundation
import Testing

@Suite struct InputDiscoveryTests {
  @Test func foldersAreWalkedInTheOrderOfTheirNames() throws {
    let folder = try TemporaryFolder()
    for name in [
      "AWSLogs/1/CloudTrail/us-east-1/b.json", "AWSLogs/1/CloudTrail/us-east-1/a.json.gz",
      "AWSLogs/1/CloudTrail/eu-west-1/z.json", "AWSLogs/1/CloudTrail-Digest/us-east-1/d.json.gz", "AWSLogs/.hidden",
      "AWSLogs/10/x.json", "AWSLogs/2/x.json",
    ] { try folder.write(name, "{}") }
    let found = InputDiscovery([ByteString(folder.url.path + "/AWSLogs/")])
    let base = folder.url.path + "/AWSLogs/"
    #expect(found.failures.isEmpty)
    #expect(
      found.files.map { String($0.name.dropFirst(base.count)) } == [
        "1/CloudTrail/eu-west-1/z.json", "1/CloudTrail/us-east-1/a.json.gz", "1/CloudTrail/us-east-1/b.json",
        "10/x.json", "2/x.json",
      ])
  }

  @Test func filesKeepTheirOrderAndRepeat() throws {
    let folder = try TemporaryFolder()
    let (b, a) = (try folder.write("b", ""), try folder.write("a", ""))
    let found = InputDiscovery([b.path, a.path, "-", b.path])
    #expect(found.files == [b, a, InputFile("-"), b])
    #expect(found.files[2].isStandardInput)
  }

  @Test func aLinkBackToAFolderIsEnteredOnce() throws {
    let folder = try TemporaryFolder()
    try folder.write("x/a", "")
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("x/back"), withDestinationURL: folder.url)
    #expect(InputDiscovery([ByteString(folder.url.path)]).files.count == 1)
  }

  @Test func whatIsNotThereIsNamed() throws {
    let folder = try TemporaryFolder()
    let found = InputDiscovery([ByteString(folder.url.path + "/none"), "", ByteString([0x61, 0, 0x62])])
    #expect(found.files.isEmpty)
    #expect(found.failures.map(\.code) == ["input.unreadable", "input.unreadable", "input.unreadable"])
    #expect(found.failures[0].file.hasSuffix("/none"))
  }

  @Test(
    arguments: [
      ("a\nb\r\n\n c d \n", ["a", "b", " c d "]), ("a\0b\n\0", ["a", "b\n"]), ("", []), ("only", ["only"]),
    ])
  func lists(text: String, expected: [String]) {
    #expect(InputDiscovery.paths(inList: Array(text.utf8)).map(\.string) == expected)
  }
}
