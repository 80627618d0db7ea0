import Documents
import Foundation
import Testing

@testable import Simulation

@Suite struct FileReaderTests {
  @Test(arguments: [
    ("a.json", "environment.json", "a.json"), ("a.json", "x/environment.json", "x/a.json"),
    ("../a.json", "x/y/environment.json", "x/a.json"), ("../a.json", "environment.json", "../a.json"),
    ("../../a.json", "../environment.json", "../../../a.json"), ("./a//b.json", "/x/e.json", "/x/a/b.json"),
    ("/a/../b.json", "x/e.json", "/b.json"), ("/../b.json", "x/e.json", "/b.json"),
  ])
  func pathsAreRelativeToTheFileThatNamesThem(path: String, file: String, expected: String) {
    #expect(FileReader.path(path, namedBy: file) == expected)
  }

  @Test func theDiskReaderReadsAnEnvironmentWithItsPolicies() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stockade-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let environment = folder.appendingPathComponent("environment.json")
    let text = #"{"principals":[{"arn":"arn:aws:iam::111122223333:user/a","identityPolicies":["p.json"]}]}"#
    try Data(text.utf8).write(to: environment)
    let missing = EnvironmentReader.read(path: environment.path)
    #expect(missing.diagnostics.map(\.code) == ["environment.file"])
    #expect(missing.diagnostics.first?.message.hasSuffix("no such file") == true)
    try Data(EnvironmentSample.allow.utf8).write(to: folder.appendingPathComponent("p.json"))
    #expect(EnvironmentReader.read(path: environment.path).environment?.principals[0].identityPolicies.count == 1)
    #expect(throws: FileReader.Failure("this is a folder")) { _ = try FileReader.disk.read(folder.path) }
  }
}
