import Documents
import Evaluation
import Foundation
import PolicyLanguage
import TestSupport
import Testing

@testable import Simulation

/// Published SCPs and RCPs, attached level by level to an organization of three levels.
@Suite(.enabled(if: Corpus.folder != nil, "needs STOCKADE_CORPUS"))
struct CorpusOrganizationTests {
  private static let levels = 3

  /// An environment with up to three times `count` policies, `count` a level.
  private func environment(_ files: ArraySlice<URL>, _ member: String, _ count: Int) -> SourceText {
    var levels = Array(repeating: ["\"FullAWSAccess\""], count: Self.levels)
    for (index, file) in files.enumerated() { levels[index / count].append("\"\(file.path)\"") }
    let lists = levels.map { "\"\(member)\":[\($0.joined(separator: ","))]" }
    let text = """
      {"organization":{"id":"o-1","root":{"id":"r-1",\(lists[0]),
        "organizationalUnits":[{"id":"ou-1",\(lists[1]),"accounts":[{"id":"111122223333",\(lists[2])}]}]}}}
      """
    return SourceText(name: "environment.json", text: text)
  }

  private func isBroken(_ file: URL, _ kind: PolicyKind) throws -> Bool {
    let source = SourceText(name: file.path, bytes: Array(try Data(contentsOf: file)))
    return PolicyReader(kind: kind).read(source).hasErrors
  }

  @Test(
    "they load, broken ones are named, and the rest answers",
    arguments: [("scp", PolicyKind.scp, "serviceControlPolicies", 9), ("rcp", .rcp, "resourceControlPolicies", 5)])
  func loadAndAnswer(folder: String, kind: PolicyKind, member: String, count: Int) throws {
    let files = Corpus.files(in: folder, withExtension: "json")
    #expect(!files.isEmpty)
    let broken = try files.filter { try isBroken($0, kind) }
    for start in stride(from: 0, to: files.count, by: count * Self.levels) {
      let chunk = files[start..<min(files.count, start + count * Self.levels)]
      let reading = EnvironmentReader.read(environment(chunk, member, count))
      let named = Set(reading.diagnostics.filter { $0.severity == .error }.map(\.file))
      #expect(named == Set(chunk.filter(broken.contains).map(\.path)))
      let good = files[start..<min(files.count, start + count * Self.levels)].filter { !broken.contains($0) }
      let environment = try #require(EnvironmentReader.read(environment(good[...], member, count)).environment)
      try answers(World(environment))
    }
  }

  private func answers(_ world: World) throws {
    for action: ByteString in ["s3:DeleteBucket", "iam:CreateUser", "ec2:RunInstances", "kms:ScheduleKeyDeletion"] {
      let principal = Principal("arn:aws:iam::111122223333:role/Admin")
      let (request, stack) = try world.completed(
        Request(action: action, principal: principal, resource: "arn:aws:s3:::b"))
      let decision = Authorizer.decide(request, under: stack)
      #expect(stack.serviceControlPolicies?.count == Self.levels)
      #expect(decision.result != .unknown)
      #expect(decision.by != nil)
    }
  }
}
