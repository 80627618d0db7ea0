import Documents
import Testing

@testable import CloudFormation

/// Short ways to templates and changes for the tests of this target.
enum Fixture {
  /// A template written in YAML or JSON, whatever is wrong with its shape.
  static func template(_ text: String) throws -> Template {
    try #require(TemplateReader.read(SourceText(name: "template.yaml", text: text)).template)
  }

  /// A template with parameter values.
  static func resolved(
    _ text: String, _ values: [ByteString: ByteString] = [:], region: ByteString? = nil
  ) throws -> ResolvedTemplate {
    ResolvedTemplate(
      try template(text), values: ParameterValues(values.mapValues { .value($0) }),
      pseudo: PseudoParameters(region: region))
  }

  /// What changes between two templates, parameters at their defaults.
  static func changes(_ before: String, _ after: String, region: ByteString? = nil) throws -> StackChanges {
    StackChanges(from: try resolved(before, region: region), to: try resolved(after, region: region))
  }

  /// The value of property `P` of resource `R`, whose text is given, in a template with the sections given.
  static func value(
    of expression: String, sections: String = "", _ values: [ByteString: ByteString] = [:], region: ByteString? = nil
  ) throws -> ResolvedValue? {
    let text =
      "\(sections)\nResources:\n  Other:\n    Type: AWS::SNS::Topic\n  R:\n    Type: AWS::SNS::Topic\n    Properties:\n      P: \(expression)\n"
    let resolved = try resolved(text, values, region: region)
    return resolved.resources.first { $0.logicalResourceId == "R" }?.properties["P"]
  }
}

extension ResolvedValue {
  /// The value as a test reads it: texts as they are, lists in brackets, what is unresolved as `?`.
  var shown: String {
    switch self {
    case .scalar(let scalar): scalar.text.string
    case .list(let items): "[" + items.map(\.shown).joined(separator: ", ") + "]"
    case .object(let members): "{" + members.map { "\($0.key): \($0.value.shown)" }.joined(separator: ", ") + "}"
    case .unresolved(let unresolved):
      switch unresolved.source {
      case .concatenation: unresolved.arguments.map(\.shown).joined()
      case .parameter(let name): "?\(name)"
      case .pseudoParameter(let name): "?\(name)"
      case .resource(let id): "?\(id)"
      case .attribute(let id, let name): "?\(id).\(name)"
      case .lookedUpParameter(let name): "?ssm:\(name)"
      case .dynamicReference(let text): "?\(text)"
      case .function(let name): "?\(name)(\(unresolved.arguments.map(\.shown).joined(separator: ", ")))"
      case .noValue: "?NoValue"
      case .tooLarge: "?tooLarge"
      }
    }
  }
}
