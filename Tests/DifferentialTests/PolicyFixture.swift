import Documents
import PolicyLanguage

/// Policies from short texts, by the reader that users have.
enum PolicyFixture {
  /// Thrown for a text that a test meant to be a policy, and that has an error.
  struct Unreadable: Error, CustomStringConvertible {
    let text: String
    let diagnostics: [Diagnostic]

    var description: String {
      "\(text)\n"
        + diagnostics.filter { $0.severity == .error }.map { "\($0.code): \($0.message)" }.joined(separator: "\n")
    }
  }

  static func read(_ text: String, as kind: PolicyKind, named name: String = "policy.json") throws -> Policy {
    let reading = PolicyReader(kind: kind).read(SourceText(name: name, text: text))
    guard let policy = reading.policy else { throw Unreadable(text: text, diagnostics: reading.diagnostics) }
    return policy
  }
}
