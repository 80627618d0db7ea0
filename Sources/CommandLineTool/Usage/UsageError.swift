/// What is wrong with a command line; the wording stands at the foot.
public enum UsageError: Error, Sendable {
  /// No command was given.
  case missingCommand
  /// There is no such command.
  case unknownCommand(String, nearest: String?)
  /// An option stands before the command.
  case optionBeforeCommand(String)
  /// The command has no such option.
  case unknownOption(String, nearest: String?)
  /// An option that takes a value has none.
  case missingValue(OptionSpec)
  /// A switch was given a value.
  case unexpectedValue(OptionSpec, String)
  /// A value is none of the words that the option takes.
  case unknownChoice(OptionSpec, String, nearest: String?)
  /// A value is not what the option takes.
  case invalidValue(OptionSpec, String, expected: String)
  /// An option was given twice that has one value.
  case repeated(OptionSpec)
  /// Two options exclude each other.
  case conflict(OptionSpec, OptionSpec)
  /// An option must be given.
  case missingOption(OptionSpec)
  /// An option makes no sense without another.
  case requires(OptionSpec, OptionSpec)
  /// An operand must be given.
  case missingOperand(CommandSpec.Operand)
  /// There is an operand too many.
  case unexpectedOperand(String)
  /// Standard input was asked for twice.
  case inputTakenTwice
  /// The output would empty an input.
  case outputIsInput(String)
  /// A file would be written twice.
  case outputTwice(String)
  /// Anything else: a stable code behind `usage.`, and one sentence without a full stop.
  case other(code: String, message: String)
}

extension UsageError {
  /// The stable name.
  var code: String {
    switch self {
    case .missingCommand: "usage.missingCommand"
    case .unknownCommand: "usage.unknownCommand"
    case .optionBeforeCommand: "usage.optionBeforeCommand"
    case .unknownOption: "usage.unknownOption"
    case .missingValue: "usage.missingValue"
    case .unexpectedValue: "usage.unexpectedValue"
    case .unknownChoice: "usage.unknownChoice"
    case .invalidValue: "usage.invalidValue"
    case .repeated: "usage.repeated"
    case .conflict: "usage.conflict"
    case .missingOption: "usage.missingOption"
    case .requires: "usage.requires"
    case .missingOperand: "usage.missingOperand"
    case .unexpectedOperand: "usage.unexpectedOperand"
    case .inputTakenTwice: "usage.inputTakenTwice"
    case .outputIsInput: "usage.outputIsInput"
    case .outputTwice: "usage.outputTwice"
    case .other(let code, _): "usage." + code
    }
  }

  /// The nearest thing that exists.
  var suggestion: String? {
    switch self {
    case .unknownCommand(_, let nearest), .unknownOption(_, let nearest), .unknownChoice(_, _, let nearest): nearest
    default: nil
    }
  }

  /// One sentence without a full stop.
  var message: String {
    switch self {
    case .missingCommand: "no command was given"
    case .unknownCommand(let name, _): "there is no command '\(name)'"
    case .optionBeforeCommand(let flag): "'\(flag)' stands before the command; options follow it"
    case .unknownOption(let flag, _): "there is no option '\(flag)'"
    case .missingValue(let option): "'\(option.flag)' needs a value: \(option.flag) \(option.value?.name ?? "VALUE")"
    case .unexpectedValue(let option, let value): "'\(option.flag)' takes no value, and was given '\(value)'"
    case .unknownChoice(let option, let value, _):
      option.choices.isEmpty
        ? "'\(option.flag)' knows no '\(value)'"
        : "'\(option.flag)' takes \(option.choices.joined(separator: ", ")), not '\(value)'"
    case .invalidValue(let option, let value, let expected): "'\(option.flag)' takes \(expected), not '\(value)'"
    case .repeated(let option): "'\(option.flag)' is given more than once"
    case .conflict(let first, let second): "'\(first.flag)' and '\(second.flag)' exclude each other"
    case .missingOption(let option): "'\(option.flag) \(option.value?.name ?? "")' is missing"
    case .requires(let option, let other): "'\(option.flag)' needs '\(other.flag)'"
    case .missingOperand(let operand): "\(operand.name) is missing"
    case .unexpectedOperand(let text): "unexpected argument '\(text)'"
    case .inputTakenTwice: "standard input can be read only once"
    case .outputIsInput(let path): "'\(path)' is an input, and writing to it would empty it"
    case .outputTwice(let path): "'\(path)' would be written twice"
    case .other(_, let message): message
    }
  }
}
