import Documents
import Foundation
import TestSupport
import Testing

@testable import CloudFormation

@Suite("ChangeSetReader")
struct ChangeSetReaderTests {
  static func read(_ texts: String...) -> (changeSets: [ChangeSet], diagnostics: [Diagnostic]) {
    ChangeSetReader.read(texts.enumerated().map { SourceText(name: "page\($0.offset)", text: $0.element) })
  }

  static func entry(_ rest: String) -> String {
    #"{"Type": "Resource", "ResourceChange": {"LogicalResourceId": "R", "ResourceType": "AWS::SNS::Topic", \#(rest)}}"#
  }

  static func change(_ rest: String) throws -> ResourceChange {
    let reading = read(#"{"ChangeSetName": "c", "Changes": [\#(entry(rest))]}"#)
    #expect(reading.diagnostics.isEmpty)
    let changeSet = try #require(reading.changeSets.first)
    return try #require(StackChanges(changeSet).resources.first)
  }

  @Test(
    "actions and replacements become our changes",
    arguments: [
      (#""Action": "Add""#, "Add", "created", nil),
      (#""Action": "Add", "Replacement": "True", "PolicyAction": null"#, "Add", "created", nil),
      (#""Action": "Modify", "Replacement": "False""#, "Modify", "modified", nil),
      (
        #""Action": "Modify", "Replacement": "True", "PolicyAction": "ReplaceAndDelete""#, "Replace", "replaced",
        "deleted"
      ),
      (
        #""Action": "Modify", "Replacement": "True", "PolicyAction": "ReplaceAndRetain""#, "Replace", "replaced",
        "retained"
      ),
      (
        #""Action": "Modify", "Replacement": "True", "PolicyAction": "ReplaceAndSnapshot""#, "Replace", "replaced",
        "snapshotted"
      ),
      (#""Action": "Modify", "Replacement": "True""#, "Replace", "replaced", "unknown"),
      (#""Action": "Modify", "Replacement": "Conditional""#, "Conditional", "unknown", "unknown"),
      (#""Action": "Remove", "PolicyAction": "Snapshot""#, "Remove", "snapshotted", nil),
      (#""Action": "Remove""#, "Remove", "unknown", nil), (#""Action": "Import""#, "Import", "untouched", nil),
      (#""Action": "SyncWithActual""#, "Import", "untouched", nil),
      (#""Action": "Dynamic""#, "Unknown", "unknown", nil),
    ] as [(String, String, String, String?)])
  func actions(rest: String, change: String, fate: String, old: String?) throws {
    let ours = try Self.change(rest)
    #expect(ours.change.rawValue == change)
    #expect(ours.ifAllowed.rawValue == fate)
    #expect(ours.replaced?.rawValue == old)
    #expect(ours.asked == ResourceChange.asked(for: ours.change))
  }

  static func detail(_ recreation: String, _ evaluation: String, _ source: String, _ target: String = "") -> String {
    #"{"Target": {"Attribute": "Properties", "Name": "N"\#(target), "RequiresRecreation": "\#(recreation)"}, "Evaluation": "\#(evaluation)", "ChangeSource": "\#(source)"}"#
  }

  @Test("details tell the causes, the certainty and what is automatic")
  func details() throws {
    let both = try Self.change(
      #""Action": "Modify", "Replacement": "False", "Details": ["#
        + Self.detail("Never", "Dynamic", "DirectModification") + ","
        + Self.detail("Never", "Static", "ParameterReference", #", "Path": "/Properties/N/0""#) + "]")
    #expect(both.causes == ["Properties/N", "Properties/N/0"])
    #expect(both.certainty == .certain && !both.isAutomatic)
    let automatic = try Self.change(
      #""Action": "Modify", "Replacement": "False", "Details": ["#
        + Self.detail("Never", "Dynamic", "ResourceAttribute") + "]")
    #expect(automatic.certainty == .maybe && automatic.isAutomatic)
    let scope = try Self.change(#""Action": "Modify", "Replacement": "False", "Scope": ["Tags", "Metadata"]"#)
    #expect(scope.causes == ["Metadata", "Tags"])
  }

  @Test("where Replacement is left out the worst detail decides")
  func worstDetail() throws {
    for (recreation, evaluation, expected) in [
      ("Always", "Static", "Replace"), ("Always", "Dynamic", "Conditional"), ("Conditionally", "Static", "Conditional"),
      ("Never", "Static", "Modify"),
    ] {
      let change = try Self.change(
        #""Action": "Modify", "Details": ["# + Self.detail(recreation, evaluation, "DirectModification") + "]")
      #expect(change.change.rawValue == expected)
    }
  }

  @Test("contexts are read as text and as objects")
  func contexts() throws {
    let text = Self.entry(
      #""Action": "Modify", "Replacement": "False", "BeforeContext": "{\"Properties\":{\"A\":\"1\"}}", "AfterContext": {"Properties": {"A": "2"}}"#
    )
    let entry = try #require(Self.read(#"{"Changes": [\#(text)]}"#).changeSets.first?.entries.first)
    #expect(entry.beforeContext?["Properties"]?["A"]?.text == "1")
    #expect(entry.afterContext?["Properties"]?["A"]?.text == "2")
  }

  @Test("pages of one change set are joined, from several files, from an array, from a bare list")
  func pages() throws {
    let first =
      #"{"ChangeSetId": "c", "StackName": "s", "NextToken": "t", "Changes": [\#(Self.entry(#""Action": "Add""#))]}"#
    let second = #"{"ChangeSetId": "c", "Changes": [\#(Self.entry(#""Action": "Remove""#))]}"#
    for reading in [Self.read(first, second), Self.read("[\(first), \(second)]")] {
      #expect(reading.diagnostics.isEmpty)
      #expect(reading.changeSets.map(\.entries.count) == [2])
      #expect(reading.changeSets.first?.stackName == "s")
    }
    #expect(Self.read("[\(Self.entry(#""Action": "Add""#))]").changeSets.map(\.entries.count) == [1])
    #expect(Self.read(first, #"{"ChangeSetId": "d", "Changes": []}"#).changeSets.count == 2)
    #expect(Self.read(first).diagnostics.map(\.code) == ["changeSet.page"])
  }

  @Test("nested change sets stand beside their parents")
  func nested() throws {
    let parent =
      #"{"ChangeSetId": "p", "Changes": [\#(Self.entry(#""Action": "Modify", "Replacement": "False", "ChangeSetId": "c""#))]}"#
    let reading = Self.read(parent, #"{"ChangeSetId": "c", "ParentChangeSetId": "p", "Changes": []}"#)
    #expect(reading.changeSets.map(\.parentChangeSetId) == [nil, "p"])
    let root = try #require(reading.changeSets.first)
    #expect(StackChanges(root).resources.first?.nestedChangeSetId == "c")
  }

  @Test("an empty change set changes nothing; any other failed one is refused with its reason")
  func failed() throws {
    func changes(_ reason: String) throws -> StackChanges {
      StackChanges(
        try #require(
          Self.read(#"{"ChangeSetId": "c", "Status": "FAILED", "StatusReason": "\#(reason)", "Changes": []}"#)
            .changeSets.first))
    }
    #expect(
      try changes(
        "The submitted information didn't contain changes. Submit different information to create a change set."
      ).isEmpty)
    #expect(try changes("No updates are to be performed.").isEmpty)
    #expect(try changes("Transform failed").refusals.map(\.message) == ["Transform failed"])
  }

  @Test(
    "what is no change set is refused where it stands",
    arguments: [
      #"⟦!⟧{"Other": 1}"#, #"⟦!⟧3"#, #"{"Changes": ⟦!⟧{}}"#, #"{"Changes": [⟦!⟧{}]}"#, #"{"Changes": []⟦!⟧"#,
      #"{"Changes": [{"ResourceChange": ⟦!⟧{"Action": "Add"}}]}"#,
      #"{"Changes": [{"ResourceChange": ⟦!⟧{"LogicalResourceId": "R", "ResourceType": "T"}}]}"#,
      #"{"Changes": [{"ResourceChange": {"LogicalResourceId": "R", "ResourceType": "T", "Action": ⟦!⟧"Delete"}}]}"#,
      #"{"Changes": [{"ResourceChange": {"LogicalResourceId": "R", "ResourceType": "T", "Action": "Modify", "Replacement": ⟦!⟧true}}]}"#,
    ])
  func refused(marked: String) {
    let text = MarkedText(marked)
    let reading = Self.read(text.text)
    #expect(reading.diagnostics.map(\.severity) == [.error])
    #expect(reading.diagnostics.first?.range.start == text.offsets["!"])
  }

  @Test("a change set and a prediction differ where neither leaves the other open")
  func disagreements() throws {
    let predicted = try Fixture.changes(
      "Resources:\n  A: {Type: AWS::SNS::Topic, Properties: {TopicName: a}}\n  B: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref A}}",
      "Resources:\n  A: {Type: AWS::SNS::Topic, Properties: {TopicName: b}}\n  B: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref A}}"
    )
    func changeSet(_ first: String, _ second: String) throws -> StackChanges {
      let text =
        #"{"Changes": [{"ResourceChange": {"LogicalResourceId": "A", "ResourceType": "AWS::SNS::Topic", "Action": "Modify", "Replacement": "\#(first)"}}, {"ResourceChange": {"LogicalResourceId": "B", "ResourceType": "AWS::SNS::Subscription", "Action": "Modify", "Replacement": "\#(second)"}}]}"#
      return StackChanges(try #require(Self.read(text).changeSets.first))
    }
    #expect(try changeSet("True", "Conditional").disagreements(with: predicted) == [])
    #expect(try changeSet("False", "True").disagreements(with: predicted) == ["A"])
    #expect(StackChanges().disagreements(with: predicted) == ["A", "B"])
  }
}

@Suite("change sets of the corpus", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"))
struct CorpusChangeSetsTests {
  @Test("all are read; a replacement is what Action and Replacement say together")
  func all() throws {
    let files = Corpus.files(in: "change-sets", withExtension: "json")
    #expect(!files.isEmpty)
    for url in files {
      let reading = ChangeSetReader.read([SourceText(name: url.path, bytes: Array(try Data(contentsOf: url)))])
      #expect(reading.diagnostics.map(\.message) == [], "\(url.lastPathComponent)")
      #expect(reading.changeSets.count == 1)
      for changeSet in reading.changeSets {
        #expect(!changeSet.entries.isEmpty)
        for change in StackChanges(changeSet).resources {
          let entry = try #require(changeSet.entries.first { $0.logicalResourceId == change.logicalResourceId })
          #expect((change.change == .replace) == (entry.action == .modify && entry.replacement == .yes))
        }
      }
    }
  }
}
