import ActionStreams
import Catalog
import Documents
import Foundation
import PolicyLanguage
import TestSupport
import Testing

/// Real logs, where the corpus is: how much is mapped, and fifty events read by hand.
@Suite(.enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"))
struct CloudTrailCorpusTests {
  /// Calls a function with every record of the corpus.
  private func forEachRecord(_ body: (CloudTrailRecord) -> Void) throws {
    let files = Corpus.files(in: "cloudtrail", withExtension: "json").map { InputFile(ByteString($0.path)) }
    try #require(!files.isEmpty)
    var reader = RecordBlockReader(files)
    var block = RecordBlock()
    while reader.next(&block) {
      #expect(block.failure == nil)
      let broken = block.forEachRecord(
        { (cursor, number, _) throws(JSONError) in
          switch try CloudTrailRecord.read(&cursor) {
          case .success(let record): body(record)
          case .failure(let error): Issue.record("record \(number): \(error.message)")
          }
          return true
        }, fault: { _, _, _ in false })
      #expect(broken == nil)
    }
  }

  @Test func callsAreMappedAndTheRestIsNamed() throws {
    var mapping = CloudTrailMapping()
    var (calls, mapped) = (0, 0)
    var named: [CloudTrailReason: Int] = [:]
    try forEachRecord { record in
      let isCall = record.text(.eventType) == "AwsApiCall"
      if isCall { calls += 1 }
      switch mapping.map(record) {
      case .requests(let requests):
        #expect(!requests.isEmpty)
        #expect(requests.allSatisfy { Catalog.action($0.request.action) != nil })
        if isCall { mapped += 1 }
      case .notEvaluable(let reason, _): named[reason, default: 0] += 1
      }
    }
    #expect(calls > 1_600)
    #expect(mapped * 100 >= calls * 97, "\(mapped) of \(calls)")
    #expect(named[.serviceEvent] == 4)
    #expect(named[.consoleSignIn] == 1)
  }

  @Test func eventsOfTheProtectedServicesGetTheirResource() throws {
    let services: Set<ByteString> = [
      "s3", "ec2", "rds", "kms", "secretsmanager", "lambda", "dynamodb", "cloudformation", "backup", "iam", "sns",
      "sqs", "elasticache", "elasticfilesystem", "logs", "route53",
    ]
    var mapping = CloudTrailMapping()
    var (acting, found) = (0, 0)
    try forEachRecord { record in
      guard case .requests(let requests) = mapping.map(record), let first = requests.first,
        let action = Catalog.action(first.request.action), services.contains(action.prefix),
        first.certainty != .none
      else { return }
      acting += 1
      if requests.allSatisfy({ $0.certainty == .none || $0.request.resource.hasPrefix("arn:") }),
        first.certainty != .unknown
      {
        found += 1
      }
    }
    #expect(acting > 600)
    #expect(found * 100 >= acting * 95, "\(found) of \(acting)")
  }

  @Test func readByHand() throws {
    let expected = Dictionary(uniqueKeysWithValues: CloudTrailSample.events.map { ($0.id, $0) })
    #expect(expected.count >= 50)
    var mapping = CloudTrailMapping()
    var seen = 0
    try forEachRecord { record in
      guard let id = record.text(.eventID)?.string, let sample = expected[id] else { return }
      seen += 1
      switch (mapping.map(record), sample.reason) {
      case (.notEvaluable(let reason, _), let wanted): #expect(reason == wanted, "\(id)")
      case (.requests, .some(let wanted)): Issue.record("\(id) was mapped, and is \(wanted)")
      case (.requests(let requests), nil):
        let asked = requests.map { "\($0.request.action) \($0.request.resource)" }
        #expect(asked == sample.asked, "\(id)")
        #expect(requests.allSatisfy { $0.request.principal?.identifier.string == sample.principal }, "\(id)")
        #expect(requests.first?.request.principal?.arn?.string == sample.principalARN, "\(id)")
        for (key, value) in sample.context {
          #expect(requests.first?.request.context[ByteString(key)] == value, "\(id) \(key)")
        }
      }
    }
    #expect(seen == expected.count)
  }
}
