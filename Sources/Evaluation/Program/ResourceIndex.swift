import Documents
import PolicyLanguage

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Finds which of a plan's resource patterns match a resource, part by part.
///
/// An ARN's first five fields take few values, its sixth takes many, so the two are matched apart:
/// ```
/// patterns        0: arn:aws:s3:::logs-*   1: arn:aws:ec2:*:1:volume/*   2: arn:aws:ec2:us-*:*:volume/v
/// prefix rows     arn:aws:ec2:us-east-1:1:  ->  0 1 1        a table of the prefixes seen
/// rest            volume/v                  ->  0 1 1        one automaton for all sixth fields
/// ```
/// The AND of the two rows says which patterns match field by field. That is all there is to it unless a star at the end
/// of a field may swallow colons (ruling 17), for which the resource must have more colons than the pattern: such
/// patterns are then asked one by one. Resources with fewer than five colons are kept whole in the table of prefixes.
struct ResourceIndex: ~Copyable {
  /// One candidate that looks at the resource.
  struct User {
    let bit: Int
    let isNegated: Bool
    let patterns: [Int]
  }

  private static let prefixLimit = 4096
  private static let byteLimit = 256 * 1024

  private let globs: [Glob]
  private let prefixes: [Glob?]
  private let colons: [Int]
  /// Patterns that may match a resource of more colons by swallowing some.
  private let crossing: [Int]
  private let width: Int
  private let patternWords: Int
  /// What no matching pattern makes of the candidates.
  private let start: UnsafeMutablePointer<UInt64>
  /// For each pattern, the candidates that its match lets through, and those that it keeps out.
  private let effects: UnsafeMutablePointer<UInt64>
  private var rest: ResourceAutomaton
  private let restGlobs: [Glob]
  private let restUsers: [[Int]]
  private var prefixNumbers = ByteTable()
  private var prefixRows: UnsafeMutablePointer<UInt64>
  private var prefixCapacity = 16
  private let scratch: UnsafeMutablePointer<UInt64>
  private let row: UnsafeMutablePointer<UInt64>

  /// Makes an index of globs that are bound to ARN fields and hold no `?`.
  init(_ globs: [Glob], users: [User], width: Int) {
    self.globs = globs
    self.width = width
    let patternWords = (globs.count + 63) / 64
    self.patternWords = patternWords
    let colon = Glob.Token.byte(UInt8(ascii: ":"))
    var prefixes: [Glob?] = []
    var rests: [[Glob.Token]: Int] = [:]
    var restGlobs: [Glob] = []
    var restUsers: [[Int]] = []
    var crossing: [Int] = []
    colons = globs.map { $0.tokens.reduce(0) { $0 + ($1 == colon ? 1 : 0) } }
    for (pattern, glob) in globs.enumerated() {
      var left = 5
      guard
        let end = glob.tokens.firstIndex(where: { token in
          if token == colon { left -= 1 }
          return left == 0
        })
      else {
        prefixes.append(nil)
        crossing.append(pattern)
        continue
      }
      let prefix = Array(glob.tokens[...end])
      if prefix.contains(.star) { crossing.append(pattern) }
      prefixes.append(Glob(prefix, fields: .arn))
      let tail = Array(glob.tokens[(end + 1)...])
      if let known = rests[tail] {
        restUsers[known].append(pattern)
      } else {
        rests[tail] = restGlobs.count
        restGlobs.append(Glob(tail))
        restUsers.append([pattern])
      }
    }
    self.prefixes = prefixes
    self.crossing = crossing
    self.restGlobs = restGlobs
    self.restUsers = restUsers
    rest = ResourceAutomaton(restGlobs, width: patternWords) { [restUsers] matched, bits in
      for word in 0..<patternWords { bits[word] = 0 }
      for rest in matched {
        for pattern in restUsers[rest] { bits[pattern >> 6] |= 1 << UInt64(pattern & 63) }
      }
    }
    func zeros(_ count: Int) -> UnsafeMutablePointer<UInt64> {
      let pointer = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: 0, count: max(1, count))
      return pointer
    }
    start = zeros(width)
    effects = zeros(globs.count * width * 2)
    scratch = zeros(patternWords)
    row = zeros(width)
    prefixRows = zeros(prefixCapacity * patternWords)
    for word in 0..<width { start[word] = ~0 }
    for user in users {
      let mask: UInt64 = 1 << UInt64(user.bit & 63)
      if !user.isNegated { start[user.bit >> 6] &= ~mask }
      for pattern in user.patterns {
        effects[pattern * width * 2 + (user.isNegated ? width : 0) + (user.bit >> 6)] |= mask
      }
    }
  }

  deinit {
    start.deallocate()
    effects.deallocate()
    prefixRows.deallocate()
    scratch.deallocate()
    row.deallocate()
  }

  /// The candidates that a resource lets through, valid until the next call.
  mutating func match(_ text: ByteSlice) -> UnsafeMutablePointer<UInt64> {
    var at = 0
    var colonCount = 0
    while at < text.count, colonCount < 5 {
      if text.base[at] == UInt8(ascii: ":") { colonCount += 1 }
      at += 1
    }
    let prefix = ByteSlice(text.base, at)
    let found = prefixNumbers.find(prefix) ?? addPrefix(prefix, isWhole: colonCount < 5)
    let prefixRow = prefixRows + found * patternWords
    for word in 0..<patternWords { scratch[word] = prefixRow[word] }
    if colonCount == 5 {
      let tail = ByteSlice(text.base + at, text.count - at)
      matchRest(tail)
      if !crossing.isEmpty { matchCrossing(text, tail) }
    }
    for word in 0..<width { row[word] = start[word] }
    for word in 0..<patternWords {
      var open = scratch[word]
      while open != 0 {
        let effect = effects + (word * 64 + open.trailingZeroBitCount) * width * 2
        open &= open &- 1
        for place in 0..<width { row[place] = (row[place] | effect[place]) & ~effect[width + place] }
      }
    }
    return row
  }

  /// Leaves in `scratch` only patterns whose sixth field matches.
  private mutating func matchRest(_ tail: ByteSlice) {
    var open: UInt64 = 0
    for word in 0..<patternWords { open |= scratch[word] }
    if open == 0 { return }
    if let bits = rest.match(tail) {
      for word in 0..<patternWords { scratch[word] &= bits[word] }
      return
    }
    // The automaton no longer pays: ask the sixth fields of the patterns that are left.
    for (index, glob) in restGlobs.enumerated() {
      let isOpen = restUsers[index].contains { scratch[$0 >> 6] & (1 << UInt64($0 & 63)) != 0 }
      guard isOpen, !glob.matches(tail) else { continue }
      for pattern in restUsers[index] { scratch[pattern >> 6] &= ~(1 << UInt64(pattern & 63)) }
    }
  }

  /// Adds patterns that match by swallowing colons: only those with fewer colons than the resource can.
  private func matchCrossing(_ text: ByteSlice, _ tail: ByteSlice) {
    var colonCount = 5
    for offset in 0..<tail.count where tail.base[offset] == UInt8(ascii: ":") { colonCount += 1 }
    for pattern in crossing where colons[pattern] < colonCount {
      let mask: UInt64 = 1 << UInt64(pattern & 63)
      if scratch[pattern >> 6] & mask == 0, globs[pattern].matches(text) { scratch[pattern >> 6] |= mask }
    }
  }

  /// Computes the row of a prefix, or of a whole resource that has no sixth field.
  private mutating func addPrefix(_ text: ByteSlice, isWhole: Bool) -> Int {
    if prefixNumbers.count >= Self.prefixLimit || prefixNumbers.byteCount > Self.byteLimit {
      prefixNumbers = ByteTable()
    }
    let number = prefixNumbers.count
    if number == prefixCapacity {
      let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: prefixCapacity * 2 * patternWords)
      larger.update(from: prefixRows, count: number * patternWords)
      prefixRows.deallocate()
      prefixRows = larger
      prefixCapacity *= 2
    }
    let bits = prefixRows + number * patternWords
    for word in 0..<patternWords { bits[word] = 0 }
    for pattern in globs.indices {
      let isMatch = isWhole ? globs[pattern].matches(text) : prefixes[pattern]?.matches(text) ?? false
      if isMatch { bits[pattern >> 6] |= 1 << UInt64(pattern & 63) }
    }
    return prefixNumbers.insert(text)
  }
}
