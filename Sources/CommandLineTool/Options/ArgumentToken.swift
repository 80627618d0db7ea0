/// An argument by its form alone, before anybody asks which options there are: the first phase of parsing.
enum ArgumentToken: Equatable {
  /// `--name` or `--name=value`.
  case long(name: String, value: String?)
  /// `-qv`, `-fjson` or `-f`: the letters without the dash.
  case short(letters: String)
  /// Anything else, a lone dash included.
  case operand(String)
  /// `--`: nothing behind it is an option.
  case terminator

  /// Splits arguments into tokens, one each.
  static func split(_ arguments: [String]) -> [ArgumentToken] {
    var tokens: [ArgumentToken] = []
    var isTerminated = false
    for argument in arguments {
      if isTerminated || !argument.utf8.starts(with: "-".utf8) || argument.utf8.count == 1 {
        tokens.append(.operand(argument))
      } else if argument.utf8.elementsEqual("--".utf8) {
        tokens.append(.terminator)
        isTerminated = true
      } else if argument.utf8.starts(with: "--".utf8) {
        let body = argument.dropFirst(2)
        if let equals = body.firstIndex(of: "=") {
          tokens.append(.long(name: String(body[..<equals]), value: String(body[body.index(after: equals)...])))
        } else {
          tokens.append(.long(name: String(body), value: nil))
        }
      } else {
        tokens.append(.short(letters: String(argument.dropFirst())))
      }
    }
    return tokens
  }
}
