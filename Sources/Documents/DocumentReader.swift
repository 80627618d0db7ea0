/// Reads a document that is JSON or YAML, whichever it is, as `aws cloudformation` takes templates.
///
/// A text whose first byte, white space aside, is `{` or `[` is JSON when it is valid JSON. When it is not, what
/// stands at the bracket decides which error the author gets: a quote, a bracket or nothing at all means broken JSON
/// (also a trailing comma, which CloudFormation refuses); anything else means a YAML flow collection. A quoted key
/// does not stop a text from being YAML when JSON gave up on `!Ref`, a single quote or a `#` comment.
public struct DocumentReader: Sendable {
  /// Makes a reader.
  public init() {}

  /// Reads a whole text; duplicate keys are refused in both forms.
  ///
  /// A UTF-8 byte order mark at the start is passed over.
  ///
  /// - Throws: the first fault, as an error whose code begins with `json.` or `yaml.`.
  public func read(_ source: SourceText) throws(Diagnostic) -> DocumentNode {
    let bytes = source.bytes
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let bracket = firstToken(bytes, from: mark), bytes[bracket] == 0x7B || bytes[bracket] == 0x5B else {
      return try YAMLReader().read(source)
    }
    do throws(JSONError) {
      // JSON knows no byte order mark; blanks in its place keep every offset.
      return try JSONReader().read(mark == 0 ? bytes : [0x20, 0x20, 0x20] + bytes[3...])
    } catch {
      guard isFlowCollection(bytes, bracket, error) else { throw error.diagnostic(in: source) }
      return try YAMLReader().read(source)
    }
  }

  private func firstToken(_ bytes: [UInt8], from start: Int) -> Int? {
    bytes[start...].firstIndex { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
  }

  /// Whether a text that is not JSON was meant as YAML.
  private func isFlowCollection(_ bytes: [UInt8], _ bracket: Int, _ error: JSONError) -> Bool {
    if error.offset < bytes.count, error.reason == .syntax {
      switch bytes[error.offset] {
      case UInt8(ascii: "!"), UInt8(ascii: "'"), UInt8(ascii: "#"): return true
      default: break
      }
    }
    guard let next = firstToken(bytes, from: bracket + 1) else { return false }
    switch bytes[next] {
    case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "}"), UInt8(ascii: "]"),
      UInt8(ascii: "/"):
      return false
    default: return true
    }
  }
}
