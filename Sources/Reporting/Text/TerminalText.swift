import Documents

/// Text from input made fit to be shown on a terminal.
///
/// Control characters, direction overrides and bytes that are not UTF-8 are shown as escapes, so that no policy or
/// record can move the cursor, colour the screen or hide what it says. A tab is shown as a space.
public struct TerminalText: Sendable {
  /// One shown character: its bytes and the columns it takes.
  struct Cell {
    /// What is written.
    var bytes: [UInt8]
    /// The columns it takes: 0 for a combining mark, 2 for a wide character, more for an escape.
    var width: Int
    /// The offset in the input that it stands for.
    var offset: Int
  }

  let cells: [Cell]

  /// Reads bytes; cells remember their offsets from `bytes.startIndex`.
  init(_ bytes: ArraySlice<UInt8>) {
    var cells: [Cell] = []
    cells.reserveCapacity(bytes.count)
    var scalars = UTF8Scalars(bytes)
    while true {
      let start = scalars.position
      switch scalars.next() {
      case .end:
        self.cells = cells
        return
      case .malformed(let byte):
        let escape = Array("\\x".utf8) + Self.hex(UInt32(byte), atLeast: 2)
        cells.append(Cell(bytes: escape, width: escape.count, offset: start - bytes.startIndex))
      case .scalar(let scalar, let length):
        let offset = start - bytes.startIndex
        if scalar == 0x09 {
          cells.append(Cell(bytes: [0x20], width: 1, offset: offset))
        } else if Self.isHostile(scalar) {
          let escape = Array("\\u{".utf8) + Self.hex(scalar, atLeast: 1) + [UInt8(ascii: "}")]
          cells.append(Cell(bytes: escape, width: escape.count, offset: offset))
        } else {
          cells.append(
            Cell(bytes: Array(bytes[start..<start + length]), width: Self.columns(of: scalar), offset: offset))
        }
      }
    }
  }

  /// The text of some bytes, safe to show.
  public static func escaped(_ text: ByteString) -> String {
    if text.bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.string }
    return String(decoding: TerminalText(text.bytes[...]).cells.flatMap(\.bytes), as: UTF8.self)
  }

  /// The text of a string, safe to show.
  public static func escaped(_ text: String) -> String {
    text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) ? text : escaped(ByteString(text))
  }

  /// The text of a string of several lines, safe to show; line ends stay.
  public static func escapedLines(_ text: String) -> String {
    text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { escaped(ByteString(copying: $0)) }.joined(separator: "\n")
  }

  /// The columns that a text takes once escaped.
  public static func width(of text: String) -> Int {
    TerminalText(Array(text.utf8)[...]).cells.reduce(0) { $0 + $1.width }
  }

  /// C0 and C1 controls, line and paragraph separators, what changes the writing direction or is invisible, and what
  /// Unicode says is no character, as XML does.
  static func isHostile(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xFDD0...0xFDEF, 0xE0000...0xE007F:
      true
    default: scalar & 0xFFFE == 0xFFFE
    }
  }

  /// The columns of a scalar, near enough for carets: combining marks none, East Asian wide characters and emoji two.
  private static func columns(of scalar: UInt32) -> Int {
    switch scalar {
    case 0x0300...0x036F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFE20...0xFE2F: 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

  private static func hex(_ value: UInt32, atLeast count: Int) -> [UInt8] {
    let digits = Array(String(value, radix: 16).utf8)
    return Array(repeatElement(UInt8(ascii: "0"), count: max(0, count - digits.count))) + digits
  }
}
