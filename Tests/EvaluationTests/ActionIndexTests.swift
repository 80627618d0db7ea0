import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Evaluation

/// The statements that an index says admit an action are those that say so themselves.
@Suite("ActionIndex")
struct ActionIndexTests {
  private static let patterns = [
    "*", "s3:*", "s3:Get*", "S3:PUT*", "s3:GetObject", "S3:getobject", "s3:Get?bject", "s3:*Object", "iam:*",
    "iam:GetRole",
    "s3x:GetObject", "s3", "*:GetObject", "s?:GetObject", "s3:", "s:*", ":*", "s3:Get*:x",
  ]
  private static let actions = [
    "s3:GetObject", "S3:GETOBJECT", "s3:PutObject", "s3:putobjectacl", "s3:", "s3", "iam:GetRole", "s3x:GetObject", "",
    ":", "s3:Get:x", "s\u{E9}:GetObject",
  ]
  private static let updates = ["Update:*", "Update:Modify", "update:modify", "*", "Update:Mod?fy", "Update:Replace"]

  private static func actions(_ patterns: [String], _ kind: PolicyKind, _ random: inout SplitMix64) -> [CompiledAction]
  {
    let interner = Interner()
    return (0..<Int.random(in: 1...150, using: &random)).map { _ in
      let texts = (0..<Int.random(in: 0...3, using: &random)).map { _ in ByteString(random.pick(patterns)) }
      let element = PatternElement(
        isNegated: random.chance(20), patterns: texts.map { PolicyText($0, at: SourceRange(0, 0)) },
        range: SourceRange(0, 0))
      return CompiledAction(element, kind: kind, interner)
    }
  }

  @Test("statements admit an action as they do when each is asked", arguments: [PolicyKind.scp, .stack])
  func agrees(_ kind: PolicyKind) {
    var random = SplitMix64(seed: 5)
    var (admitted, refused) = (0, 0)
    for _ in 0..<40 {
      let asked = Self.actions(kind == .stack ? Self.updates : Self.patterns, kind, &random)
      for text in kind == .stack ? ["Update:Modify", "Update:Replace", "update:modify"] : Self.actions {
        let action = ByteString(text)
        let service = ByteString(copying: action.bytes.prefix { $0 != UInt8(ascii: ":") }).asciiLowercased
        // Those that cannot admit actions of the service are none of its statements.
        let actions = asked.filter { $0.services?.contains(service) ?? true }
        let expected = action.withSlice { slice in actions.indices.filter { actions[$0].admits(slice) } }
        let index = ActionIndex(actions, of: service)
        #expect(action.withSlice { index.places(admitting: $0) } == expected, "\(text)")
        admitted += expected.count
        refused += actions.count - expected.count
      }
    }
    #expect(admitted > 1000 && refused > 1000)
  }

  @Test("one index of the statements that name no service does for the actions of all services")
  func anyService() {
    var random = SplitMix64(seed: 6)
    var admitted = 0
    for _ in 0..<40 {
      let actions = Self.actions(Self.patterns, .scp, &random).filter { $0.services == nil }
      let index = ActionIndex(actions, of: nil)
      for text in Self.actions {
        let action = ByteString(text)
        let expected = action.withSlice { slice in actions.indices.filter { actions[$0].admits(slice) } }
        #expect(action.withSlice { index.places(admitting: $0) } == expected, "\(text)")
        admitted += expected.count
      }
    }
    #expect(admitted > 1000)
  }
}
