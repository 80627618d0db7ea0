/// A value of Kleene's three-valued logic (authorization.md section 5).
enum Truth {
  case no
  case unknown
  case yes

  init(_ value: Bool) { self = value ? .yes : .no }

  /// True for no and no for true; unknown stays unknown.
  var negated: Truth {
    switch self {
    case .no: .yes
    case .unknown: .unknown
    case .yes: .no
    }
  }

  /// AND; of nothing it is true.
  static func all(_ truths: [Truth]) -> Truth {
    truths.contains(.no) ? .no : truths.contains(.unknown) ? .unknown : .yes
  }

  /// OR; of nothing it is false.
  static func any(_ truths: [Truth]) -> Truth {
    truths.contains(.yes) ? .yes : truths.contains(.unknown) ? .unknown : .no
  }
}
