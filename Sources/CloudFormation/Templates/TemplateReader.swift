import Catalog
import Documents

/// Reads a document into a template and says what CloudFormation would refuse about its shape.
///
/// It never throws: what can be read is read, so that one fault does not hide the next. What CloudFormation would refuse
/// is an error among the diagnostics and one of the template's `faults`: a stack operation with it is refused.
public struct TemplateReader {
  let source: SourceText
  var diagnostics: [Diagnostic] = []

  /// Makes a reader for documents of one text.
  public init(_ source: SourceText) {
    self.source = source
  }

  /// Reads a template in JSON or YAML; a text that begins with a brace is JSON, as CloudFormation takes it.
  ///
  /// - Returns: the template, nil when the text is neither or no object; and all that is wrong with it.
  public static func read(_ source: SourceText) -> (template: Template?, diagnostics: [Diagnostic]) {
    let root: DocumentNode
    do throws(Diagnostic) {
      root = try document(source)
    } catch {
      return (nil, [error])
    }
    return read(ShortForms.expand(root), of: source)
  }

  /// Reads a document that people write in JSON or YAML.
  static func document(_ source: SourceText) throws(Diagnostic) -> DocumentNode {
    let first = source.bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return try YAMLReader().read(source) }
    do throws(JSONError) {
      return try JSONReader().read(source)
    } catch {
      throw error.diagnostic(in: source)
    }
  }

  /// Reads a document whose short forms are expanded.
  ///
  /// - Returns: the template and all that is wrong with its shape, in the order of the sections.
  public static func read(
    _ root: DocumentNode, of source: SourceText
  ) -> (template: Template?, diagnostics: [Diagnostic]) {
    var reader = TemplateReader(source)
    var template = reader.template(root)
    template?.faults = reader.diagnostics.filter { $0.severity == .error }
    return (template, reader.diagnostics)
  }

  private mutating func template(_ root: DocumentNode) -> Template? {
    var template = Template(source: source, root: root)
    guard let members = root.members else {
      error("template.root", "a template is an object, this is \(root.kindName)", root.range)
      return nil
    }
    // Transforms come first: they decide what else may stand here.
    template.transforms = transforms(root["Transform"])
    for member in members { section(member, into: &template) }
    if template.resources.isEmpty, template.generators.isEmpty, !hasErrors, template.macros.isEmpty {
      error(
        "template.resources.missing", "Template format error: At least one Resources member must be defined.",
        root["Resources"]?.range ?? SourceRange(root.range.start, root.range.start))
    }
    return template
  }

  private mutating func section(_ member: DocumentMember, into template: inout Template) {
    switch member.key {
    case "AWSTemplateFormatVersion", "Description", "Metadata", "Rules", "Hooks", "Transform": break
    case "Parameters": template.parameters = objects(member).compactMap { parameter($0) }
    case "Mappings": template.mappings = objects(member)
    case "Conditions": template.conditions = objects(member)
    case "Outputs": template.outputs = objects(member)
    case "Globals": template.globals = objects(member)
    case "Resources":
      let isGenerated = !template.transforms.isEmpty
      for entry in objects(member) {
        if entry.key.hasPrefix("Fn::") {
          template.generators.append(entry)
        } else if let resource = resource(entry, isGenerated: isGenerated, template) {
          template.resources.append(resource)
        }
      }
    default:
      // A macro may define sections of its own.
      report(
        template.macros.isEmpty ? .error : .warning, "template.section.unknown",
        "Invalid template property or properties [\(member.key)]", member.keyRange,
        suggestion: NearestSpelling.of(member.key, among: Self.sections)?.string)
    }
  }

  private mutating func objects(_ member: DocumentMember) -> [DocumentMember] {
    if member.value.isNull { return [] }
    guard let members = member.value.members else {
      error(
        "template.section.shape",
        "Template format error: \(member.key) must be an object, this is \(member.value.kindName)",
        member.value.range)
      return []
    }
    return members
  }

  private mutating func transforms(_ node: DocumentNode?) -> [TemplateTransform] {
    guard let node else { return [] }
    return (node.elements ?? [node]).compactMap { entry in
      if let name = entry.text ?? entry["Name"]?.text { return TemplateTransform(name: name, range: entry.range) }
      if !entry.isNull { error("template.transform", "a transform is a name or an object with a Name", entry.range) }
      return nil
    }
  }

  private mutating func parameter(_ member: DocumentMember) -> TemplateParameter? {
    guard let type = member.value["Type"]?.text else {
      error(
        "template.parameter.type", "Template format error: Every Parameters object must contain a Type member.",
        member.keyRange)
      return nil
    }
    let minimum = member.value["MinLength"]?.scalarText.flatMap { Int($0.string) } ?? 0
    return TemplateParameter(
      name: member.key, range: member.keyRange, type: type, defaultValue: defaultText(member.value["Default"]),
      allowedValues: member.value["AllowedValues"]?.elements?.compactMap(\.scalarText), minimumLength: minimum)
  }

  /// CloudFormation takes a list as a default, too, and joins it with commas.
  private func defaultText(_ node: DocumentNode?) -> ByteString? {
    guard let node else { return nil }
    if let elements = node.elements {
      return ByteString(Array(elements.compactMap { $0.scalarText?.bytes }.joined(separator: [UInt8(ascii: ",")])))
    }
    return node.isNull ? "" : node.scalarText
  }

  private var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  mutating func error(_ code: String, _ message: String, _ range: SourceRange) {
    report(.error, code, message, range)
  }

  mutating func report(
    _ severity: Severity, _ code: String, _ message: String, _ range: SourceRange, suggestion: String? = nil
  ) {
    diagnostics.append(Diagnostic(severity, code, message, in: source, at: range, suggestion: suggestion))
  }

  private static let sections: [ByteString] = [
    "AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Mappings", "Conditions", "Transform",
    "Globals", "Resources", "Outputs", "Hooks",
  ]
}
