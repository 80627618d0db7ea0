import Documents
import Foundation
import TestSupport
import Testing

@testable import CloudFormation

/// A small generator of the same numbers for the same seed.
private struct Mutator {
  var state: UInt64

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return bound <= 0 ? 0 : Int((state >> 33) % UInt64(bound))
  }

  /// A text with a few bytes or lines changed, dropped, doubled or moved.
  mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
    for _ in 0...next(2) / 2 {
      let line = next(lines.count)
      switch next(6) {
      case 0: lines.remove(at: line)
      case 1: lines.insert(next(2) == 0 ? [] : lines[next(lines.count)], at: line)
      case 2: lines.swapAt(line, next(lines.count))
      case 3 where !lines[line].isEmpty: lines[line].remove(at: next(lines[line].count))
      case 4 where !lines[line].isEmpty:
        lines[line][next(lines[line].count)] = Array("{}[]:,-!&*#'\"\\${} \tRef0\u{7F}".utf8)[next(24)]
      default: lines[line] += Array("x".utf8)
      }
      if lines.isEmpty { lines = [[]] }
    }
    return Array(lines.joined(separator: [0x0A]))
  }
}

@Suite("mutated templates")
struct MutatedTemplatesTests {
  static let template = """
    AWSTemplateFormatVersion: '2010-09-09'
    Transform: [AWS::LanguageExtensions]
    Parameters:
      Size: {Type: Number, Default: 3}
      Names:
        Type: CommaDelimitedList
        Default: a,b
    Mappings:
      M: {a: {b: c}}
    Conditions:
      C: !Equals [!Ref Size, 3]
      D: !And [!Condition C, !Not [!Equals [a, b]]]
    Resources:
      Fn::ForEach::T:
        - X
        - !Ref Names
        - T${X}:
            Type: AWS::SNS::Topic
      Bucket:
        Type: AWS::S3::Bucket
        Condition: D
        DeletionPolicy: Retain
        Properties:
          BucketName: !Sub
            - '${x}-${AWS::Region}'
            - x: !Join ['-', [a, !Select [0, !Split [',', 'a,b']]]]
          Tags:
          - Key: k
            Value: !If [C, !FindInMap [M, a, b], !Ref AWS::NoValue]
      Policy:
        Type: AWS::S3::BucketPolicy
        DependsOn: [Bucket]
        Properties:
          Bucket: !Ref Bucket
          PolicyDocument: !GetAtt Bucket.Arn
    Outputs:
      O: {Value: !ImportValue x}
    """

  static func run(_ original: [UInt8], seeds: Range<Int>) throws -> (read: Int, total: Int) {
    let before = TemplateReader.read(SourceText(name: "before", bytes: original)).template.map { ResolvedTemplate($0) }
    var read = 0
    for seed in seeds {
      var mutator = Mutator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
      let source = SourceText(name: "after", bytes: mutator.mutated(original))
      let (template, diagnostics) = TemplateReader.read(source)
      #expect(diagnostics.allSatisfy { $0.position != nil })
      guard let template else {
        #expect(!diagnostics.isEmpty)
        continue
      }
      read += 1
      let after = ResolvedTemplate(template)
      #expect(after.refusals.allSatisfy { $0.position != nil })
      #expect(StackChanges(from: after, to: after).isEmpty)
      if let before {
        let changes = StackChanges(from: before, to: after)
        for change in changes.resources where change.certainty == .maybe && change.change == .unknown {
          #expect(!change.unknowns.isEmpty)
        }
      }
    }
    return (read, seeds.count)
  }

  @Test("a template with faults is read or refused with a position, and against itself changes nothing")
  func inline() throws {
    let (read, total) = try Self.run(Array(Self.template.utf8), seeds: 0..<400)
    #expect(read * 4 > total)
  }

  @Test("the same with templates of the corpus", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"))
  func corpus() throws {
    var (read, total) = (0, 0)
    for (index, url) in Corpus.files(in: "templates", withExtension: "yaml").enumerated() {
      let bytes = Array(try Data(contentsOf: url))
      if bytes.count > 12_000 { continue }
      let run = try Self.run(bytes, seeds: index * 1000..<index * 1000 + 8)
      read += run.read
      total += run.total
    }
    #expect(read * 2 > total)
  }
}
