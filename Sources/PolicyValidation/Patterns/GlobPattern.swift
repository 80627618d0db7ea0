import Documents
import PolicyLanguage

/// A pattern of a policy as symbols, so that patterns can be held against patterns.
///
/// ```
/// arn:aws:s3:*:*:logs-${aws:username}/*
/// └ scalars ┘ │ │      └ variable ──┘ └ run: anything
///             └─┴ run: ends its field, so that it crosses colons; elsewhere before the fifth colon it is a field run
/// ```
///
/// What is said of two patterns is sound in one direction: `contains` is true only if every text that the other matches
/// is matched by this one; `overlaps` is false only if no text is matched by both. The converse may fail in odd corners.
struct GlobPattern: Sendable {
  /// A Unicode scalar, or one of the symbols below.
  typealias Symbol = Int32

  /// `?`: any one scalar.
  static let any: Symbol = 0x11_0000
  /// `*` that takes any run of scalars.
  static let run: Symbol = 0x11_0001
  /// `*` that takes any run of scalars without a colon (ruling 17).
  static let fieldRun: Symbol = 0x11_0002
  /// Variables have numbers from here.
  static let firstVariable: Symbol = 0x12_0000

  let symbols: [Symbol]
  private let hasFieldRun: Bool
  /// The number of scalars before the first symbol that stands for something else.
  private let literalCount: Int

  init(symbols: [Symbol]) {
    let literalCount = symbols.firstIndex { $0 >= Self.any } ?? symbols.count
    // Most patterns have a wildcard at their end, if any: nothing is to be put in order.
    self.symbols = symbols.count - literalCount < 2 ? symbols : Self.normalized(symbols)
    self.literalCount = literalCount
    hasFieldRun = symbols[literalCount...].contains(Self.fieldRun)
  }

  /// The pattern that matches everything.
  static let everything = GlobPattern(symbols: [run])

  /// Whether it matches every text.
  var isEverything: Bool { symbols.count == 1 && symbols[0] == Self.run }

  /// Whether it matches one text only.
  var isLiteral: Bool { literalCount == symbols.count }

  /// Whether it is a beginning that anything may follow.
  private var isPrefix: Bool { literalCount + 1 == symbols.count && symbols[literalCount] == Self.run }

  /// The text of a pattern that matches one text only, in UTF-8.
  var literalText: ByteString {
    var text = ""
    for symbol in symbols {
      if let scalar = Unicode.Scalar(UInt32(bitPattern: symbol)) { text.unicodeScalars.append(scalar) }
    }
    return ByteString(text)
  }

  /// The scalars before the first symbol that stands for something else.
  var literalPrefix: ArraySlice<Symbol> { symbols[..<literalCount] }

  /// In a run of wildcards the question marks come first and one run is enough: `*?*` is `?*`.
  private static func normalized(_ symbols: [Symbol]) -> [Symbol] {
    var result: [Symbol] = []
    result.reserveCapacity(symbols.count)
    var index = 0
    while index < symbols.count {
      guard symbols[index] == run || symbols[index] == any else {
        result.append(symbols[index])
        index += 1
        continue
      }
      var hasRun = false
      while index < symbols.count, symbols[index] == run || symbols[index] == any {
        if symbols[index] == any { result.append(any) } else { hasRun = true }
        index += 1
      }
      if hasRun { result.append(run) }
    }
    return result
  }

  /// Whether every text that `other` matches is matched by this pattern; a false may be wrong in odd corners.
  ///
  /// The other pattern is read like a text whose symbols only wildcards take that stand for at least as much.
  func contains(_ other: GlobPattern) -> Bool {
    if isEverything { return true }
    guard literalCount <= other.literalCount, agrees(with: other, literalCount) else { return false }
    if isPrefix { return true }
    if isLiteral { return other.symbols.count == literalCount }
    return hasFieldRun ? containsStepwise(other) : containsGreedily(other)
  }

  /// Whether the first symbols are the same.
  private func agrees(with other: GlobPattern, _ count: Int) -> Bool {
    symbols.withUnsafeBufferPointer { mine in
      other.symbols.withUnsafeBufferPointer { theirs in
        guard count <= mine.count, count <= theirs.count else { return false }
        for at in 0..<count where mine[at] != theirs[at] { return false }
        return true
      }
    }
  }

  /// The usual matching of a glob: only the last run can have to be tried again.
  private func containsGreedily(_ other: GlobPattern) -> Bool {
    let text = other.symbols
    var star: (pattern: Int, text: Int)?
    var (at, position) = (0, 0)
    while position < text.count {
      if at < symbols.count, symbols[at] == Self.run {
        star = (at, position)
        at += 1
      } else if at < symbols.count, Self.takes(symbols[at], text[position]) {
        at += 1
        position += 1
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        (at, position) = (last.pattern + 1, last.text + 1)
      } else {
        return false
      }
    }
    return symbols[at...].allSatisfy { $0 == Self.run }
  }

  /// All places of the pattern that can be reached, symbol by symbol: two kinds of run need it.
  private func containsStepwise(_ other: GlobPattern) -> Bool {
    var reached = [Bool](repeating: false, count: symbols.count + 1)
    reached[0] = true
    passRuns(&reached)
    for symbol in other.symbols {
      var next = [Bool](repeating: false, count: symbols.count + 1)
      var isDead = true
      for at in 0..<symbols.count where reached[at] {
        if Self.isRun(symbols[at]) {
          if symbols[at] == Self.run || Self.isWithoutColon(symbol) { next[at] = true }
        } else if Self.takes(symbols[at], symbol) {
          next[at + 1] = true
        }
        isDead = isDead && !next[at] && !next[at + 1]
      }
      if isDead { return false }
      passRuns(&next)
      reached = next
    }
    return reached[symbols.count]
  }

  private func passRuns(_ reached: inout [Bool]) {
    for at in 0..<symbols.count where reached[at] && Self.isRun(symbols[at]) { reached[at + 1] = true }
  }

  private static func isRun(_ symbol: Symbol) -> Bool { symbol == run || symbol == fieldRun }

  /// Whether a symbol stands for nothing that holds a colon.
  private static func isWithoutColon(_ symbol: Symbol) -> Bool {
    symbol == fieldRun || (symbol < any && symbol != 0x3A)
  }

  /// Whether a symbol other than a run takes all that another one stands for.
  private static func takes(_ pattern: Symbol, _ symbol: Symbol) -> Bool {
    pattern == any ? symbol <= any : pattern == symbol && symbol != run && symbol != fieldRun
  }

  /// Whether some text may be matched by both; a true may be wrong in odd corners.
  func overlaps(_ other: GlobPattern) -> Bool {
    if isEverything || other.isEverything { return true }
    guard agrees(with: other, min(literalCount, other.literalCount)) else { return false }
    if isLiteral && other.isLiteral { return literalCount == other.literalCount }
    if isPrefix && literalCount <= other.literalCount || other.isPrefix && other.literalCount <= literalCount {
      return true
    }
    // `reached[at]`: some text leads to `at` here and to the current symbol of the other pattern.
    var reached = [Bool](repeating: false, count: symbols.count + 1)
    reached[0] = true
    passUnbounded(&reached)
    for symbol in other.symbols {
      var next = [Bool](repeating: false, count: symbols.count + 1)
      let otherIsUnbounded = Self.isUnbounded(symbol)
      for at in 0...symbols.count where reached[at] {
        if otherIsUnbounded {
          // It may take nothing, or any of what this pattern has next.
          next[at] = true
        } else if at < symbols.count, Self.isUnbounded(symbols[at]) {
          next[at] = true
        }
        guard at < symbols.count else { continue }
        if otherIsUnbounded {
          continue
        } else if Self.meets(symbols[at], symbol) {
          next[at + 1] = true
        }
      }
      if otherIsUnbounded, let first = next.firstIndex(of: true) {
        for at in first...symbols.count { next[at] = true }
      }
      passUnbounded(&next)
      reached = next
    }
    return reached[symbols.count]
  }

  private func passUnbounded(_ reached: inout [Bool]) {
    for at in 0..<symbols.count where reached[at] && Self.isUnbounded(symbols[at]) { reached[at + 1] = true }
  }

  /// Whether a symbol may stand for texts of any length.
  private static func isUnbounded(_ symbol: Symbol) -> Bool {
    symbol == run || symbol == fieldRun || symbol >= firstVariable
  }

  private static func meets(_ left: Symbol, _ right: Symbol) -> Bool {
    isUnbounded(left) || left == any || right == any || left == right
  }
}
