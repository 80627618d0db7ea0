import CloudFormation
import Documents
import Simulation

/// The resources of stacks by logical id with the types that stack policies see, each template read once.
struct TemplateTypes {
  /// What a template says of its resources.
  struct Types {
    /// The template, which the table is kept by.
    let source: SourceText
    /// The types by logical id.
    let known: [ByteString: ByteString]
    /// Whether a macro or a loop may make resources that the template does not show.
    let isOpen: Bool
  }

  private struct Key: Hashable {
    let template: ObjectIdentifier
    let parameters: [ByteString: ByteString]
  }

  private var types: [Key: Types] = [:]

  /// The resources of a stack; nil where it has no template.
  ///
  /// - Parameter range: where the scenario asks, for the error of a template that cannot be used.
  mutating func types(of stack: Stack, at range: SourceRange) throws(StepError) -> Types? {
    guard let source = stack.template else { return nil }
    let key = Key(template: ObjectIdentifier(source), parameters: stack.parameters)
    if let known = types[key] { return known }
    let reading = TemplateReader.read(source)
    if let error = reading.diagnostics.first(where: { $0.severity == .error }) {
      let place = error.position.map { ":\($0)" } ?? ""
      throw StepError("template", "the template cannot be used: \(source.name)\(place): \(error.message)", at: range)
    }
    guard let template = reading.template else { return nil }
    let resolved = ResolvedTemplate(
      template, values: ParameterValues(stack.parameters.mapValues { ParameterValues.Entry.value($0) }))
    var known: [ByteString: ByteString] = [:]
    for resource in resolved.resources {
      known[resource.logicalResourceId] =
        ResourceChange(resource.logicalResourceId, type: resource.resource.type, .none).provisionedType
    }
    let made = Types(source: source, known: known, isOpen: !resolved.generators.isEmpty || !template.macros.isEmpty)
    types[key] = made
    return made
  }
}
