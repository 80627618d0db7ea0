import Documents

extension Catalog {
  /// The ARN formats that an ARN fits most closely: those of its service with the most text in common.
  ///
  /// `arn:aws:s3:::b/o` fits the formats of buckets and of objects; the latter has the slash too, so it alone comes back.
  public static func resourceARNs(fitting arn: ByteString) -> [ResourceARN] {
    let fields = arn.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    guard fields.count == 6, fields[0].elementsEqual("arn".utf8) else { return [] }
    var best: [ResourceARN] = []
    var bestCount = 0
    for candidate in resourceARNs(of: ByteString(copying: fields[2])) {
      let pieces = literalPieces(of: candidate.format)
      guard fits(arn.bytes, pieces) else { continue }
      let count = pieces.reduce(0) { $0 + $1.count }
      if count > bestCount {
        best = []
        bestCount = count
      }
      if count == bestCount { best.append(candidate) }
    }
    return best
  }

  /// What stands before, between and behind the placeholders, `${…}` or `*`, of a format; at least one piece.
  private static func literalPieces(of format: ByteString) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var rest = format.bytes[...]
    while let start = rest.firstIndex(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "*") }) {
      let isNamed = rest[start] == UInt8(ascii: "$")
      guard let end = isNamed ? rest[start...].firstIndex(of: UInt8(ascii: "}")) : start else { break }
      pieces.append(rest[..<start])
      rest = rest[(end + 1)...]
    }
    return pieces + [rest]
  }

  /// Whether the pieces stand in a text in their order, the first at its beginning and the last at its end.
  private static func fits(_ text: [UInt8], _ pieces: [ArraySlice<UInt8>]) -> Bool {
    guard let first = pieces.first, let last = pieces.last, text.starts(with: first) else { return false }
    guard pieces.count > 1 else { return text.elementsEqual(first) }
    var at = first.count
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let found = text[at...].firstRange(of: piece) else { return false }
      at = found.upperBound
    }
    guard !last.isEmpty else { return at < text.count }
    return text.count - last.count >= at && text.suffix(last.count).elementsEqual(last)
  }
}
