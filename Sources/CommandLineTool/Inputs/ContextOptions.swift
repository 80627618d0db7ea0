import Documents
import PolicyLanguage
import Replay

/// How context keys that a record lacks are taken.
struct ContextOptions {
  enum Missing: String { case absent, unknown }

  static let missingContext = OptionSpec(
    "missing-context", value: .choice("HOW", of: ["absent", "unknown"]), category: .decisions,
    summary: "Take keys that a record lacks as absent or unknown; default absent",
    discussion: "With \"unknown\" a decision that hangs on such a key is Unknown, and names it.")
  static let assume = OptionSpec(
    "assume", value: .init("KEY=VALUE"), isRepeatable: true, category: .decisions,
    summary: "Take a key that a record lacks as VALUE",
    discussion: "The VALUE \"absent\" takes it as absent. Repeated for one key, it is a key of several values.")

  let missingContext: MissingContext

  init(_ arguments: ParsedArguments) throws(UsageError) {
    var missing = MissingContext(
      isUnknown: try arguments.choice(Self.missingContext, default: Missing.absent) == .unknown)
    missing.assumptions = Self.context(try arguments.assignments(Self.assume)).map { entry in
      (entry.key, entry.value == .single("absent") ? .absent : entry.value)
    }
    missingContext = missing
  }

  /// Context entries of `KEY=VALUE` pairs in order; a key that is given several times has a list of values.
  static func context(_ pairs: [(name: String, value: String)]) -> [(key: ByteString, value: ContextValue)] {
    var entries: [(key: ByteString, value: ContextValue)] = []
    for pair in pairs {
      let key = ByteString(pair.name)
      let value = ByteString(pair.value)
      if let index = entries.firstIndex(where: { $0.key.equalsIgnoringASCIICase(key) }) {
        entries[index].value = .list(entries[index].value.values + [value])
      } else {
        entries.append((key, .single(value)))
      }
    }
    return entries
  }
}
