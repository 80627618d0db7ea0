import Documents
import PolicyLanguage

/// Turns texts of policies into patterns; two variables are one symbol where they are spelt alike.
///
/// Each kind of text has wildcards of its own: actions fold case, resources have field runs, the values of String
/// operators have wildcards only under Like.
struct PatternAlphabet {
  private var variables: [ByteString: GlobPattern.Symbol] = [:]

  /// An action: `*` and `?` in the name, letters without case (authorization.md section 2.1).
  func action(_ text: ByteString) -> GlobPattern {
    GlobPattern(symbols: Self.symbols(of: text.asciiLowercased.bytes[...], isGlob: true))
  }

  /// A literal text.
  func literal(_ text: ByteString) -> GlobPattern {
    GlobPattern(symbols: Self.symbols(of: text.bytes[...], isGlob: false))
  }

  /// A glob without variables: logical ids, resource types.
  func glob(_ text: ByteString) -> GlobPattern {
    GlobPattern(symbols: Self.symbols(of: text.bytes[...], isGlob: true))
  }

  /// The patterns that a resource stands for: one, and for a short ARN its completion with `*` fields (ruling 17).
  mutating func resource(_ text: ByteString, version: Policy.Version) -> [GlobPattern] {
    if text == "*" { return [.everything] }
    let fields = text.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    let pattern = arn(fields.map { Array($0) }, version: version)
    guard fields.count < 6, text.hasPrefix("arn:") else { return [pattern] }
    let completed = fields.map { Array($0) } + Array(repeating: [UInt8(ascii: "*")], count: 6 - fields.count)
    return [pattern, arn(completed, version: version)]
  }

  private mutating func arn(_ fields: [[UInt8]], version: Policy.Version) -> GlobPattern {
    var symbols: [GlobPattern.Symbol] = []
    symbols.reserveCapacity(fields.reduce(5) { $0 + $1.count })
    for (number, field) in fields.enumerated() {
      if number > 0 { symbols.append(0x3A) }
      if number == 5 {
        symbols += self.symbols(field, hasVariables: version == .v2012, isGlob: true)
        continue
      }
      let start = symbols.count
      symbols += Self.symbols(of: field[...], isGlob: true)
      for place in start..<symbols.count where symbols[place] == GlobPattern.run && place + 1 < symbols.count {
        symbols[place] = GlobPattern.fieldRun
      }
    }
    return GlobPattern(symbols: symbols)
  }

  /// A value of a condition as its operator reads it.
  mutating func value(_ text: ByteString, of base: ConditionOperator.Base, version: Policy.Version) -> GlobPattern {
    let isGlob = base == .stringLike || base == .stringNotLike
    let foldsCase = base == .stringEqualsIgnoreCase || base == .stringNotEqualsIgnoreCase
    let bytes = foldsCase ? text.asciiLowercased.bytes : text.bytes
    return GlobPattern(
      symbols: symbols(bytes, hasVariables: version == .v2012 && base.takesVariables, isGlob: isGlob))
  }

  private mutating func symbols(_ bytes: [UInt8], hasVariables: Bool, isGlob: Bool) -> [GlobPattern.Symbol] {
    guard hasVariables, bytes.contains(UInt8(ascii: "$")) else { return Self.symbols(of: bytes[...], isGlob: isGlob) }
    var symbols: [GlobPattern.Symbol] = []
    var at = 0
    var literalStart = 0
    func flush(_ end: Int, _ symbols: inout [GlobPattern.Symbol]) {
      guard literalStart < end else { return }
      symbols += Self.symbols(of: bytes[literalStart..<end], isGlob: isGlob)
    }
    while at < bytes.count {
      guard hasVariables, bytes[at] == UInt8(ascii: "$"), let variable = PolicyVariable(bytes, at: at) else {
        at += 1
        continue
      }
      flush(at, &symbols)
      switch variable.meaning {
      case .literal(let byte): symbols.append(GlobPattern.Symbol(byte))
      case .key: symbols.append(number(of: ByteString(copying: bytes[at..<(at + variable.length)])))
      }
      at += variable.length
      literalStart = at
    }
    flush(bytes.count, &symbols)
    return symbols
  }

  private mutating func number(of variable: ByteString) -> GlobPattern.Symbol {
    if let known = variables[variable] { return known }
    let number = GlobPattern.firstVariable &+ GlobPattern.Symbol(truncatingIfNeeded: variables.count)
    variables[variable] = number
    return number
  }

  /// The symbols of a text without variables: those of ASCII are its bytes.
  private static func symbols(of bytes: ArraySlice<UInt8>, isGlob: Bool) -> [GlobPattern.Symbol] {
    guard bytes.allSatisfy({ $0 < 0x80 }) else {
      return String(decoding: bytes, as: UTF8.self).unicodeScalars.map { symbol($0, isGlob: isGlob) }
    }
    guard isGlob else { return bytes.map { GlobPattern.Symbol($0) } }
    return bytes.map { byte in
      byte == UInt8(ascii: "*") ? GlobPattern.run : byte == UInt8(ascii: "?") ? GlobPattern.any : .init(byte)
    }
  }

  private static func symbol(_ scalar: Unicode.Scalar, isGlob: Bool) -> GlobPattern.Symbol {
    if isGlob, scalar == "*" { return GlobPattern.run }
    if isGlob, scalar == "?" { return GlobPattern.any }
    return GlobPattern.Symbol(scalar.value)
  }
}
