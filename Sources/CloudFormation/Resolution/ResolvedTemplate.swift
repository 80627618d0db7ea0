import Documents

/// A template with parameter values: which resources it has and what they are, as far as it can be known.
public struct ResolvedTemplate: Sendable {
  /// The template.
  public let template: Template
  /// Its resources, those whose condition is false included, in the order of the document.
  public let resources: [ResolvedResource]
  /// The values of its parameters by name.
  public let parameters: [ByteString: ResolvedValue]
  /// Members of `Resources` that could not be unfolded into resources, by key.
  public let generators: [ResolvedMember]
  /// The parameters that have neither a value nor a default: AWS takes a stack's own for those that it has.
  let valueless: [TemplateParameter]
  /// The values of its outputs, those whose condition is false left out.
  public let outputs: ResolvedValue
  /// Why CloudFormation would refuse the template with these parameters, in its words where they are known.
  public let refusals: [Diagnostic]

  /// Resolves a template.
  ///
  /// - Parameters:
  ///   - values: the parameter values given; defaults stand for the others.
  ///   - previous: the parameters of the stack as it is, for `UsePreviousValue`.
  public init(
    _ template: Template, values: ParameterValues = ParameterValues(), pseudo: PseudoParameters = PseudoParameters(),
    previous: [ByteString: ResolvedValue] = [:]
  ) {
    var resolver = Resolver(template: template, values: values, pseudo: pseudo, previous: previous)
    self = resolver.resolvedTemplate()
  }

  init(
    template: Template, resources: [ResolvedResource], parameters: [ByteString: ResolvedValue],
    generators: [ResolvedMember], valueless: [TemplateParameter], outputs: ResolvedValue, refusals: [Diagnostic]
  ) {
    self.valueless = valueless
    self.template = template
    self.resources = resources
    self.parameters = parameters
    self.generators = generators
    self.outputs = outputs
    self.refusals = refusals
  }
}

/// One resource with everything about it resolved.
public struct ResolvedResource: Sendable {
  /// The resource as it was written.
  public let resource: TemplateResource
  /// Whether its condition admits it.
  public let isPresent: ConditionOutcome
  /// Its properties, an object.
  public let properties: ResolvedValue
  /// Its other attributes whose change is an update, by name.
  public let attributes: [ResolvedMember]

  /// The logical id.
  public var logicalResourceId: ByteString { resource.logicalResourceId }

  /// An attribute such as `DeletionPolicy`.
  public func attribute(_ name: ByteString) -> ResolvedValue? {
    attributes.first { $0.key == name }?.value
  }
}
