import Documents

/// The arguments of one command, matched to its options: the second phase of parsing. Nothing is opened or converted.
public struct ParsedArguments: Sendable {
  /// The operands and options as a text that is the same for the same arguments, some options left out.
  func identity(without left: [OptionSpec]) -> String {
    let names = Set(left.map(\.name))
    let options = values.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }
    return "\(operands) \(options.map { "\($0.key)=\($0.value)" })"
  }

  /// The command.
  public let spec: CommandSpec
  /// What stood on the command line besides options, in order.
  public private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]

  /// Matches arguments to a command's options.
  ///
  /// `--name value`, `--name=value`, `-n value`, `-nvalue` and `-n=value` are one and the same; switches of one letter
  /// may be joined; `--` ends the options; `-` is an operand.
  public init(_ arguments: [String], for spec: CommandSpec) throws(UsageError) {
    self.spec = spec
    let tokens = ArgumentToken.split(arguments)
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      switch token {
      case .operand(let text): operands.append(text)
      case .terminator: break
      case .long(let name, let attached): try matchLong(name, attached, tokens, &index)
      case .short(let letters): try matchShort(letters, tokens, &index)
      }
    }
    // Help is shown whatever else is wrong with the line.
    guard !has(.help) else { return }
    try checkOperands()
  }

  private mutating func matchLong(
    _ name: String, _ attached: String?, _ tokens: [ArgumentToken], _ index: inout Int
  ) throws(UsageError) {
    guard let option = spec.allOptions.first(where: { $0.name == name }) else {
      throw .unknownOption("--" + name, nearest: nearestFlag(to: name))
    }
    switch (option.value, attached) {
    case (nil, nil): try add(option, "")
    case (nil, let attached?): throw .unexpectedValue(option, attached)
    case (_, let attached?): try add(option, attached)
    case (_, nil): try add(option, try nextValue(option, tokens, &index))
    }
  }

  private mutating func matchShort(
    _ letters: String, _ tokens: [ArgumentToken], _ index: inout Int
  ) throws(UsageError) {
    var rest = letters[...]
    while let letter = rest.popFirst() {
      guard let option = spec.allOptions.first(where: { $0.short == String(letter) }) else {
        // "-format" is more likely one dash too few than seven switches.
        let isLongName = spec.allOptions.contains { $0.name == letters }
        throw .unknownOption("-" + (isLongName ? letters : String(letter)), nearest: isLongName ? "--" + letters : nil)
      }
      if option.value == nil {
        try add(option, "")
        continue
      }
      if rest.first == "=" { rest = rest.dropFirst() }
      try add(option, rest.isEmpty ? try nextValue(option, tokens, &index) : String(rest))
      return
    }
  }

  /// The argument behind an option, unless it looks like another option.
  private func nextValue(
    _ option: OptionSpec, _ tokens: [ArgumentToken], _ index: inout Int
  ) throws(UsageError) -> String {
    guard index < tokens.count else { throw .missingValue(option) }
    switch tokens[index] {
    case .operand(let text):
      index += 1
      return text
    case .short(let letters) where letters.utf8.first.map({ $0 &- 0x30 < 10 }) == true:
      index += 1
      return "-" + letters
    case .short, .long, .terminator: throw .missingValue(option)
    }
  }

  private mutating func add(_ option: OptionSpec, _ value: String) throws(UsageError) {
    if option.value != nil, !option.isRepeatable, values[option.name] != nil { throw .repeated(option) }
    values[option.name, default: []].append(value)
  }

  private func checkOperands() throws(UsageError) {
    if let operand = spec.operand {
      // The names may come from elsewhere.
      if operand.isRequired, operands.isEmpty, !has(.filesFrom) { throw .missingOperand(operand) }
      if !operand.isRepeatable, operands.count > 1 { throw .unexpectedOperand(operands[1]) }
    } else if let first = operands.first {
      throw .unexpectedOperand(first)
    }
  }

  private func nearestFlag(to name: String) -> String? {
    NearestSpelling.of(name, among: spec.allOptions.map(\.name)).map { "--" + $0 }
  }
}

// The third phase: what an option's text means.
extension ParsedArguments {
  /// Whether an option was given.
  public func has(_ option: OptionSpec) -> Bool { values[option.name] != nil }

  /// The value of an option that is given at most once.
  public func value(_ option: OptionSpec) -> String? { values[option.name]?.last }

  /// All values of a repeatable option, in order.
  public func allValues(_ option: OptionSpec) -> [String] { values[option.name] ?? [] }

  /// The value of an option that must be given.
  public func requiredValue(_ option: OptionSpec) throws(UsageError) -> String {
    guard let value = value(option) else { throw .missingOption(option) }
    return value
  }

  /// The value of an option that takes one of some words, `standard` when it is not given.
  public func choice<Word: RawRepresentable & Sendable>(
    _ option: OptionSpec, default standard: Word
  ) throws(UsageError) -> Word where Word.RawValue == String {
    guard let text = value(option) else { return standard }
    return try word(text, of: option)
  }

  /// The words of an option that takes a list of them, separated by commas or repeated; nil when it is not given.
  public func choices<Word: RawRepresentable & Sendable>(
    _ option: OptionSpec
  ) throws(UsageError) -> [Word]? where Word.RawValue == String {
    guard let texts = values[option.name] else { return nil }
    var words: [Word] = []
    for text in texts {
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        words.append(try word(String(part), of: option))
      }
    }
    return words
  }

  /// The value of an option that takes a whole number of a range.
  public func integer(_ option: OptionSpec, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = value(option) else { return nil }
    guard text.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let number = Int(text), range.contains(number) else {
      throw .invalidValue(option, text, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The values of an option that takes `NAME=VALUE`, split at the first equals sign.
  public func assignments(_ option: OptionSpec) throws(UsageError) -> [(name: String, value: String)] {
    var pairs: [(name: String, value: String)] = []
    for text in allValues(option) {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw .invalidValue(option, text, expected: option.value?.name ?? "NAME=VALUE")
      }
      pairs.append((String(text[..<equals]), String(text[text.index(after: equals)...])))
    }
    return pairs
  }

  private func word<Word: RawRepresentable>(
    _ text: String, of option: OptionSpec
  ) throws(UsageError) -> Word where Word.RawValue == String {
    guard option.choices.contains(text), let word = Word(rawValue: text) else {
      throw .unknownChoice(option, text, nearest: NearestSpelling.of(text, among: option.choices))
    }
    return word
  }
}
