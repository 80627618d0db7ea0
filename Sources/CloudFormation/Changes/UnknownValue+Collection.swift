import Documents

extension ResolvedValue {
  /// Everything unresolved in the value that is to blame for its being unknown, innermost first.
  func collectUnknowns(in source: SourceText, into unknowns: inout [UnknownValue]) {
    switch self {
    case .scalar: return
    case .list(let items): for item in items { item.collectUnknowns(in: source, into: &unknowns) }
    case .object(let members): for member in members { member.value.collectUnknowns(in: source, into: &unknowns) }
    case .unresolved(let unresolved):
      for argument in unresolved.arguments where !argument.isKnown {
        argument.collectUnknowns(in: source, into: &unknowns)
      }
      if unresolved.isRoot, unknowns.count < 1000 {
        unknowns.append(
          UnknownValue(what: unresolved.title, place: TemplatePlace(source: source, range: unresolved.range)))
      }
    }
  }
}

extension ResolvedValue.Unresolved {
  /// Whether it is unknown of itself and not only because its arguments are.
  fileprivate var isRoot: Bool {
    switch source {
    case .concatenation, .noValue: false
    case .function(let name): name == "Fn::ImportValue" || arguments.allSatisfy(\.isKnown)
    default: true
    }
  }

  fileprivate var title: String {
    switch source {
    case .parameter(let name): "parameter \(name)"
    case .lookedUpParameter(let name): "Systems Manager parameter \(name)"
    case .pseudoParameter(let name): name.string
    case .resource(let id): "Ref \(id)"
    case .attribute(let id, let name): "Fn::GetAtt \(id).\(name)"
    case .dynamicReference(let text): "dynamic reference \(text)"
    case .function(let name):
      if let text = arguments.first?.knownText, arguments.count == 1 { "\(name) \(text)" } else { name.string }
    case .concatenation, .noValue: ""
    case .tooLarge: "a value too large to work out"
    }
  }
}
