/// Breaks templates as authors and transports do: bytes, words and lines lost, doubled, mistyped or moved.
public struct TemplateMutator {
  private var random: SplitMix64

  /// Makes a mutator; the same seed gives the same faults everywhere.
  public init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private mutating func next(_ bound: Int) -> Int { bound > 0 ? random.below(bound) : 0 }

  /// A text with one to three faults.
  public mutating func mutated(_ template: [UInt8]) -> [UInt8] {
    var bytes = template
    for _ in 0...next(2) where !bytes.isEmpty { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let at = next(bytes.count)
    switch next(12) {
    case 0: bytes.remove(at: at)
    case 1: bytes.insert(Self.structural[next(Self.structural.count)], at: at)
    case 2: bytes[at] = UInt8(truncatingIfNeeded: 0x20 + next(0x5F))
    case 3: bytes[at] = UInt8(truncatingIfNeeded: next(256))
    case 4: bytes.removeSubrange(at..<min(bytes.count, at + next(20)))
    case 5: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + next(20))], at: next(bytes.count))
    case 6: bytes.insert(0x20, at: lineStart(bytes, at))
    case 7:
      let start = lineStart(bytes, at)
      if start < bytes.count, bytes[start] == 0x20 { bytes.remove(at: start) }
    case 8, 9, 10:
      // Another word of the template: what an author mistypes is more often a name than a bracket.
      let (here, there) = (word(bytes, at), word(bytes, next(bytes.count)))
      bytes.replaceSubrange(here, with: Array(bytes[there]))
    default:
      let start = lineStart(bytes, at)
      let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
      bytes.removeSubrange(start..<end)
    }
  }

  private func lineStart(_ bytes: [UInt8], _ at: Int) -> Int {
    bytes[..<at].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
  }

  private func word(_ bytes: [UInt8], _ at: Int) -> Range<Int> {
    func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 }
    guard let start = bytes[at...].firstIndex(where: isLetter) else { return at..<at }
    return start..<(bytes[start...].firstIndex { !isLetter($0) } ?? bytes.count)
  }

  private static let structural = Array(" \n:-#'\"[]{},!|>?&*%@`\t\\~a1".utf8)
}
