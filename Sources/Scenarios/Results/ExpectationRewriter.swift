import Documents
import PolicyLanguage

/// Rewrites expectations in the bytes of a scenario file to what the steps gave; all else stays as it was.
struct ExpectationRewriter {
  private struct Edit {
    let range: SourceRange
    let text: [UInt8]
  }

  private let scenario: Scenario
  private var edits: [Edit] = []
  private var count = 0

  init(_ scenario: Scenario, _ steps: [StepResult]) {
    self.scenario = scenario
    for (step, result) in zip(scenario.steps, steps) {
      if !result.mismatches.isEmpty { count += 1 }
      for mismatch in result.mismatches {
        edits.append(Edit(range: mismatch.range, text: Self.json(mismatch.actual.expected)))
      }
      if step.expectation == nil, !step.kind.isChange, let given = result.summary {
        count += 1
        edits.append(insertion(given, into: step))
      }
    }
  }

  /// The file with its expectations rewritten; nil where nothing is to be changed.
  var update: ScenarioRun.FileUpdate? {
    guard !edits.isEmpty else { return nil }
    var text: [UInt8] = []
    var at = 0
    let bytes = scenario.source.bytes
    for edit in edits.sorted(by: { $0.range.start < $1.range.start }) where edit.range.start >= at {
      text += bytes[at..<edit.range.start] + edit.text
      at = edit.range.end
    }
    return ScenarioRun.FileUpdate(file: scenario.file, text: text + bytes[at...], changes: count)
  }

  /// A new `expect` behind the last member of a step: on a line of its own where the members are, else behind it.
  private func insertion(_ value: [UInt8], into step: ScenarioStep) -> Edit {
    let bytes = scenario.source.bytes
    var end = step.range.end - 1
    while end > step.range.start, Self.isSpace(bytes[end - 1]) { end -= 1 }
    let tail = bytes[end..<max(end, step.range.end - 1)]
    var text = Array(",".utf8)
    if tail.contains(0x0A) {
      text += [0x0A] + indentation(of: step)
    } else {
      text.append(0x20)
    }
    return Edit(range: SourceRange(end, end), text: text + Array("\"expect\": ".utf8) + value)
  }

  /// The white space before the first member of a step.
  private func indentation(of step: ScenarioStep) -> [UInt8] {
    let bytes = scenario.source.bytes
    var key = step.range.start + 1
    while key < step.range.end, Self.isSpace(bytes[key]) { key += 1 }
    let line = bytes[..<key].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return bytes[line..<key].map { Self.isSpace($0) ? $0 : 0x20 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  /// A value as JSON.
  static func json(_ value: ExpectedValue) -> [UInt8] {
    switch value {
    case .text(let text): return quoted(text)
    case .index(let index): return Array(String(index).utf8)
    case .truth(let truth): return Array((truth ? "true" : "false").utf8)
    case .nothing: return Array("null".utf8)
    case .list(let texts):
      let parts = texts.map(quoted)
      return [UInt8(ascii: "[")] + Array(parts.joined(separator: Array(", ".utf8))) + [UInt8(ascii: "]")]
    }
  }

  private static func quoted(_ text: ByteString) -> [UInt8] {
    var buffer = ByteBuffer(capacity: text.count + 2)
    buffer.appendJSONString(text)
    return buffer.array()
  }
}

extension StepResult {
  /// What a step gave as the value of an `expect` of its own; nil where it gave nothing.
  fileprivate var summary: [UInt8]? {
    if let plan { return Array("{\"outcome\": \"\(plan.outcome.rawValue)\"}".utf8) }
    guard let decision else { return nil }
    return ExpectationRewriter.json(.text(ByteString(decision.result.decision)))
  }
}
