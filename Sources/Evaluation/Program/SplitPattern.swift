import Documents

/// A resource pattern, taken apart behind its fifth colon.
struct SplitPattern {
  /// What the first five fields must match; nil where the pattern only counts as a whole.
  var prefix: Glob? { prefixTokens.map { Glob($0, fields: colons < 5 ? .none : .arn) } }
  /// What the sixth field must match.
  var rest: Glob? { restTokens.map { Glob($0) } }
  let prefixTokens: [Glob.Token]?
  let restTokens: [Glob.Token]?
  let colons: Int
  /// Whether the pattern may match a resource of more colons that does not match it field by field.
  let mayCross: Bool

  init(_ glob: Glob) {
    let colon = Glob.Token.byte(UInt8(ascii: ":"))
    let tokens = glob.tokens
    var colons = 0
    var fifth = -1
    for (index, token) in tokens.enumerated() where token == colon {
      colons += 1
      if colons == 5 { fifth = index }
    }
    self.colons = colons
    let isLoose = { (token: Glob.Token) in token == .star || token == .one }
    guard colons >= 5 else {
      // A star at its end alone swallows the rest: then the first five fields say it all.
      let isPlain = tokens.last == .star && !tokens.dropLast().contains(where: isLoose)
      prefixTokens = isPlain ? tokens : nil
      restTokens = isPlain ? [.star] : nil
      mayCross = !isPlain
      return
    }
    let tail = Array(tokens[(fifth + 1)...])
    prefixTokens = Array(tokens[...fifth])
    restTokens = tail
    guard tokens[..<fifth].contains(where: isLoose) else {
      mayCross = false
      return
    }
    let fields = tokens.split(separator: colon, maxSplits: 5, omittingEmptySubsequences: false)
    // Where nothing but stars follows the first star that may swallow colons, it has nothing to gain by it.
    let firstLoose = fields[..<5].firstIndex { $0.contains(where: isLoose) }
    let isOpenEnded =
      tail == [.star]
      && firstLoose.map { first in
        !fields[first].dropLast().contains(where: isLoose) && fields[first].last == .star
          && fields[(first + 1)..<5].allSatisfy { Array($0) == [.star] }
      } ?? true
    mayCross = firstLoose != nil && !isOpenEnded
  }
}
