import Documents

/// Writes JSON into a byte buffer, members in the order they are given.
///
/// Strings are escaped so that any bytes at all make valid JSON: control characters become escapes, and bytes that are
/// not UTF-8 become U+FFFD.
///
/// ```swift
/// var json = JSONWriter(layout: .indented)
/// json.object {
///   $0.member("schema", "stockade/findings/1")
///   $0.array("findings") { list in list.object { $0.member("line", 9) } }
/// }
/// json.endLine()
/// ```
public struct JSONWriter: Sendable {
  /// How values are laid out.
  public enum Layout: Sendable {
    /// Everything on one line without white space: for NDJSON.
    case line
    /// One member or element a line, two spaces a level: for whole documents.
    case indented
  }

  /// What was written so far.
  public private(set) var bytes: [UInt8]
  private let layout: Layout
  private var depth = 0
  /// Whether a value was already written at this level, so that the next one needs a comma.
  private var needsComma = false
  /// Whether a key was just written, so that the next value stands right behind it.
  private var isAfterKey = false

  /// Makes a writer that appends to `bytes`, which may hold earlier lines.
  public init(layout: Layout, appendingTo bytes: [UInt8] = []) {
    self.layout = layout
    self.bytes = bytes
  }

  /// Writes an object whose members `body` writes.
  public mutating func object<Failure: Error>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
    open(UInt8(ascii: "{"))
    try body(&self)
    close(UInt8(ascii: "}"))
  }

  /// Writes an array whose elements `body` writes.
  public mutating func array<Failure: Error>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
    open(UInt8(ascii: "["))
    try body(&self)
    close(UInt8(ascii: "]"))
  }

  /// Writes the key of the next value.
  public mutating func key(_ name: ByteString) {
    beginValue()
    appendQuoted(name)
    bytes.append(UInt8(ascii: ":"))
    if layout == .indented { bytes.append(UInt8(ascii: " ")) }
    isAfterKey = true
  }

  /// Writes a string.
  public mutating func string(_ value: ByteString) {
    beginValue()
    appendQuoted(value)
  }

  /// Writes a string.
  public mutating func string(_ value: String) { string(ByteString(value)) }

  /// Writes an integer.
  public mutating func integer(_ value: Int) {
    beginValue()
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Writes a number as it is spelt; `text` must be a JSON number.
  public mutating func number(_ text: ByteString) {
    beginValue()
    bytes.append(contentsOf: text.bytes)
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) {
    beginValue()
    bytes.append(contentsOf: value ? Array("true".utf8) : Array("false".utf8))
  }

  /// Writes `null`.
  public mutating func null() {
    beginValue()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Ends a line: after a whole document, or after one value of NDJSON. The next value begins anew.
  public mutating func endLine() {
    bytes.append(0x0A)
    needsComma = false
  }

  /// Returns what was written and begins with an empty buffer.
  public mutating func take() -> [UInt8] {
    let taken = bytes
    bytes = []
    return taken
  }

  // MARK: - Structure

  private mutating func open(_ bracket: UInt8) {
    beginValue()
    bytes.append(bracket)
    depth += 1
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    depth -= 1
    // needsComma is false exactly when nothing was written inside.
    if needsComma { breakLine() }
    bytes.append(bracket)
    needsComma = true
    isAfterKey = false
  }

  private mutating func beginValue() {
    if isAfterKey {
      isAfterKey = false
    } else {
      if needsComma { bytes.append(UInt8(ascii: ",")) }
      if depth > 0 { breakLine() }
    }
    needsComma = true
  }

  private mutating func breakLine() {
    guard layout == .indented else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: 2 * depth))
  }

  private mutating func appendQuoted(_ text: ByteString) {
    let isPlain = text.bytes.allSatisfy {
      $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain {
      bytes.append(UInt8(ascii: "\""))
      bytes.append(contentsOf: text.bytes)
      bytes.append(UInt8(ascii: "\""))
    } else {
      var buffer = ByteBuffer(capacity: text.count + 16)
      buffer.appendJSONString(text)
      bytes.append(contentsOf: buffer.array())
    }
  }
}

extension JSONWriter {
  /// Writes a member whose value is a string.
  public mutating func member(_ name: ByteString, _ value: String) {
    key(name)
    string(value)
  }

  /// Writes a member whose value is a string.
  public mutating func member(_ name: ByteString, _ value: ByteString) {
    key(name)
    string(value)
  }

  /// Writes a member whose value is an integer.
  public mutating func member(_ name: ByteString, _ value: Int) {
    key(name)
    integer(value)
  }

  /// Writes a member whose value is a truth value.
  public mutating func member(_ name: ByteString, _ value: Bool) {
    key(name)
    bool(value)
  }

  /// Writes a member whose value is a list of strings.
  public mutating func member(_ name: ByteString, _ values: [ByteString]) {
    array(name) { list in for value in values { list.string(value) } }
  }

  /// Writes a member whose value is an object.
  public mutating func object<Failure: Error>(
    _ name: ByteString, _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    key(name)
    try object(body)
  }

  /// Writes a member whose value is an array.
  public mutating func array<Failure: Error>(
    _ name: ByteString, _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    key(name)
    try array(body)
  }
}
