/// Why bytes are not a YAML document that CloudFormation would read, and where.
///
/// Holds offsets only; the reader turns it into a `Diagnostic` of its source. A class, because every function that can
/// throw keeps room for an error on the stack, which the recursion over nesting levels has to be sparing with.
final class YAMLError: Error {
  /// The kinds of fault; the raw value is the stable part of the diagnostic code, `yaml.` before it.
  enum Reason: String {
    case syntax, unterminated, utf8, control, encoding, tab, indentation, depth
    case key, duplicateKey, mergeKey, anchor, alias, tag, escape, blockScalar, directive, documents
  }

  let reason: Reason
  let range: SourceRange
  let message: String
  let suggestion: String?

  init(_ reason: Reason, at start: Int, to end: Int? = nil, _ message: String, suggestion: String? = nil) {
    self.reason = reason
    self.range = SourceRange(start, max(start, end ?? start &+ 1))
    self.message = message
    self.suggestion = suggestion
  }

  func diagnostic(in source: SourceText) -> Diagnostic {
    let count = source.bytes.count
    let start = min(range.start, count)
    return Diagnostic(
      .error, "yaml.\(reason.rawValue)", message, in: source,
      at: SourceRange(start, max(start, min(range.end, count))), suggestion: suggestion)
  }
}
