import Documents

/// A CloudFormation template as it was written: sections read, nothing resolved.
///
/// `TemplateReader` makes it; `TemplateResolution` gives it parameter values.
public struct Template: Sendable {
  /// The text it was read from.
  public let source: SourceText
  /// The whole document, short forms expanded.
  public let root: DocumentNode
  /// The declared parameters, in the order of the document.
  public var parameters: [TemplateParameter] = []
  /// The maps of `Mappings` by name.
  public var mappings: [DocumentMember] = []
  /// The members of `Conditions`, in the order of the document.
  public var conditions: [DocumentMember] = []
  /// The members of `Resources`, loops (`Fn::ForEach::…`) and modules left out, in the order of the document.
  public var resources: [TemplateResource] = []
  /// The members of `Resources` that stand for several resources: `Fn::ForEach::Name`, and `Fn::Transform`.
  public var generators: [DocumentMember] = []
  /// The template-level transforms, in the order they are applied.
  public var transforms: [TemplateTransform] = []
  /// The members of `Globals`, which the Serverless transform merges into its resources.
  public var globals: [DocumentMember] = []
  /// The members of `Outputs`.
  public var outputs: [DocumentMember] = []
  /// What CloudFormation refuses about its shape; errors only.
  public internal(set) var faults: [Diagnostic] = []

  /// Makes a template of nothing but its text and document.
  init(source: SourceText, root: DocumentNode) {
    self.source = source
    self.root = root
  }

  /// Whether a template-level transform of that name is declared.
  public func declares(_ transform: ByteString) -> Bool {
    transforms.contains { $0.name == transform }
  }

  /// The transforms whose output cannot be foreseen: all but Serverless and LanguageExtensions.
  public var macros: [TemplateTransform] {
    transforms.filter { $0.name != TemplateTransform.serverless && $0.name != TemplateTransform.languageExtensions }
  }
}

/// One entry of a template's `Transform` section.
public struct TemplateTransform: Sendable {
  /// The Serverless Application Model.
  public static let serverless: ByteString = "AWS::Serverless-2016-10-31"
  /// Loops and further functions.
  public static let languageExtensions: ByteString = "AWS::LanguageExtensions"

  /// The name of the transform or macro.
  public let name: ByteString
  /// The bytes of the entry.
  public let range: SourceRange
}

/// One declared parameter.
public struct TemplateParameter: Sendable {
  /// The name.
  public let name: ByteString
  /// The bytes of the name.
  public let range: SourceRange
  /// The type, such as `String`, `CommaDelimitedList`, `AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>`.
  public let type: ByteString
  /// The default as text; nil where there is none.
  public let defaultValue: ByteString?
  /// The only values it takes; nil where any goes.
  public let allowedValues: [ByteString]?
  /// The least number of characters; 0 where none is set.
  public let minimumLength: Int

  /// Whether the value is the name of a Systems Manager parameter that is looked up at deployment.
  public var isLookedUp: Bool { type.hasPrefix("AWS::SSM::Parameter::Value<") }

  /// Whether the value is a list, its items divided by commas.
  public var isList: Bool {
    type == "CommaDelimitedList" || type.hasPrefix("List<") || type.hasPrefix("AWS::SSM::Parameter::Value<List<")
      || type.hasPrefix("AWS::SSM::Parameter::Value<CommaDelimitedList")
  }

  /// Whether a text can never be its value, so that a comparison is decided without knowing the value.
  public func excludes(_ text: ByteString) -> Bool {
    if isLookedUp { return false }
    if let allowedValues, !isList { return !allowedValues.contains(text) }
    if text.isEmpty && !isList { return minimumLength > 0 || type == "Number" || type.hasPrefix("AWS::EC2::") }
    return false
  }
}
