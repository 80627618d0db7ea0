/// A place in a YAML text, and the steps that all phases share: lines, columns, blanks, comments, tags.
///
/// The reader is a recursive descent without tokens. `blockNode` (+Block) reads whatever stands at an indentation,
/// `flowNode` (+Flow) what stands inside brackets, the scalar files one style each. One invariant holds it together:
/// every function leaves `position` directly behind what it read, and `advance` moves on to the next token.
///
///     Resources:            blockNode(above: -1) sees a plain scalar and ':', so a mapping at column 0
///       - !Ref Bucket       its value: advance crosses the line, '-' at column 2, a sequence above column 0
///     Outputs: {}           'Outputs' at column 0 ends the sequence; the mapping goes on
///
/// A mapping or sequence lives at the column of its first key or dash. A token to the left of it ends it, one to the
/// right of it, where none is expected, is bad indentation.
///
/// Nesting is recursion, bounded by `maximumDepth`. The functions on the way are never inlined into each other, so that
/// a level costs few hundred bytes of stack and the deepest text fits on a thread of 512 KB.
struct YAMLCursor {
  /// The deepest nesting that is read (mappings and sequences together).
  static let maximumDepth = JSONCursor.maximumDepth

  let bytes: [UInt8]
  let end: Int
  /// The offset of the next byte to read.
  var position: Int
  /// The offset of the first byte of the line that `position` is on.
  var lineStart: Int
  /// The offset of the first token of the latest line that `advance` entered.
  private var firstToken = -1
  /// The offset of a tab before the first token of that line; -1 where there is none.
  private(set) var indentTab = -1
  /// The number of open collections.
  private var depth = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    end = bytes.count
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    lineStart = position
  }

  /// The byte at an offset; zero, which no checked text holds, at the end.
  @inline(__always)
  func byte(_ at: Int) -> UInt8 { at < end ? bytes[at] : 0 }

  @inline(__always)
  func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  @inline(__always)
  func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D || byte == 0 }

  @inline(__always)
  func isBlankOrLineEnd(_ byte: UInt8) -> Bool { isBlank(byte) || isLineEnd(byte) }

  /// Whether a byte has a meaning inside brackets wherever it stands: `,` `[` `]` `{` `}`.
  @inline(__always)
  func isFlowIndicator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "{")
      || byte == UInt8(ascii: "}")
  }

  /// Columns count from 0 here; left of any block token stand only ASCII bytes.
  var column: Int { position - lineStart }

  /// Whether only white space stands between the start of the line and the token at `position`.
  var isFirstOnLine: Bool { position == firstToken }

  /// Whether the bytes at `position` are an indicator of one byte with white space behind it.
  @inline(__always)
  func isIndicator(_ indicator: UInt8) -> Bool {
    byte(position) == indicator && isBlankOrLineEnd(byte(position + 1))
  }

  /// Whether `---` (for `-`) or `...` (for `.`) stands at the start of the line.
  func isDocumentMarker(_ character: UInt8) -> Bool {
    position == lineStart && isDocumentMarker(character, at: position)
  }

  /// Whether `---` or `...` stands at an offset, which must be the start of a line.
  func isAnyDocumentMarker(at line: Int) -> Bool {
    isDocumentMarker(UInt8(ascii: "-"), at: line) || isDocumentMarker(UInt8(ascii: "."), at: line)
  }

  private func isDocumentMarker(_ character: UInt8, at line: Int) -> Bool {
    byte(line) == character && byte(line + 1) == character && byte(line + 2) == character
      && isBlankOrLineEnd(byte(line + 3))
  }

  /// Whether nothing is left of this document.
  var isAtDocumentEnd: Bool {
    position >= end || (position == lineStart && isAnyDocumentMarker(at: position))
  }

  /// Moves over white space, comments and line breaks to the next token; stays where it is on one.
  @inline(never)
  mutating func advance() throws(YAMLError) {
    var isFresh = position == lineStart
    if isFresh { indentTab = -1 }
    while true {
      let next = byte(position)
      switch next {
      case 0x20: position += 1
      case 0x09:
        if isFresh, indentTab < 0 { indentTab = position }
        position += 1
      case UInt8(ascii: "#"):
        while !isLineEnd(byte(position)) { position += 1 }
      case 0x0A, 0x0D:
        position = behindLineBreak(position)
        lineStart = position
        isFresh = true
        indentTab = -1
      default:
        if isFresh { firstToken = position }
        return
      }
    }
  }

  /// The offset behind the line break at an offset: CR LF, LF or CR.
  @inline(__always)
  func behindLineBreak(_ at: Int) -> Int {
    byte(at) == 0x0D && byte(at + 1) == 0x0A ? at + 2 : at + 1
  }

  /// Counts one more open collection.
  mutating func open(at start: Int) throws(YAMLError) {
    guard depth < Self.maximumDepth else { throw .depth(start) }
    depth += 1
  }

  /// Counts one open collection less.
  mutating func close() { depth -= 1 }

  /// What is wrong with the token at `position`, which follows a complete value on the same line.
  @inline(never)
  func unexpectedText() -> YAMLError {
    if byte(position) == UInt8(ascii: ":") {
      return YAMLError(
        .syntax, at: position, "a ':' where none can stand; a key must be on one line, and text with ': ' in quotes")
    }
    if byte(position) == UInt8(ascii: "]") || byte(position) == UInt8(ascii: "}") || byte(position) == UInt8(ascii: ",")
    {
      return YAMLError(
        .syntax, at: position, "this '\(Character(UnicodeScalar(byte(position))))' closes or separates nothing")
    }
    return YAMLError(
      .syntax, at: position,
      "the value already ended before this; put the whole value in quotes, or escape the quote inside")
  }
}

extension YAMLError {
  static func tab(_ at: Int) -> YAMLError {
    YAMLError(.tab, at: at, "a tab cannot indent YAML; use spaces")
  }

  private static let limit = YAMLCursor.maximumDepth

  fileprivate static func depth(_ at: Int) -> YAMLError {
    YAMLError(.depth, at: at, "more than \(limit) levels of nesting")
  }
}
