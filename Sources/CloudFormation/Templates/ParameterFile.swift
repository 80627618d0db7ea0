import Documents

/// Reads a file of parameter values in any shape the AWS tools write or read.
///
/// - `[{"ParameterKey": K, "ParameterValue": V}]`, also with `"UsePreviousValue": true`: create-stack, update-stack,
///   create-change-set, describe-stacks, deploy.
/// - `{"Parameters": {K: V}, "Tags": {…}, "StackPolicy": {…}}`: a CodePipeline template configuration, deploy.
/// - `["K=V"]`: deploy's `--parameter-overrides` as a file.
/// - `{K: V}`: what people write by hand and CDK reads.
public struct ParameterFile {
  private let source: SourceText

  private init(_ source: SourceText) { self.source = source }

  /// Reads a file in JSON or YAML.
  ///
  /// - Throws: a diagnostic at what cannot be read, or at the first value that fits none of the shapes.
  public static func read(_ source: SourceText) throws(Diagnostic) -> ParameterValues {
    try read(try TemplateReader.document(source), of: source)
  }

  /// Reads a document.
  ///
  /// - Throws: a diagnostic at the first value that fits none of the shapes.
  public static func read(_ node: DocumentNode, of source: SourceText) throws(Diagnostic) -> ParameterValues {
    let file = ParameterFile(source)
    if let elements = node.elements { return try file.list(elements) }
    guard let members = node.members else {
      throw file.fault("parameters.shape", "parameters are a list or an object, this is \(node.kindName)", node.range)
    }
    if let parameters = node["Parameters"], parameters.members != nil || parameters.elements != nil {
      return try file.configuration(members)
    }
    if let policy = node["StackPolicy"], policy.members != nil { return try file.configuration(members) }
    return ParameterValues(try file.map(members))
  }

  private func list(_ elements: [DocumentNode]) throws(Diagnostic) -> ParameterValues {
    var entries: [ByteString: ParameterValues.Entry] = [:]
    for element in elements {
      if let text = element.text {
        guard let (name, value) = ParameterValues.assignment(text) else {
          throw fault("parameters.assignment", "expected Name=Value", element.range)
        }
        guard entries[name] == nil else {
          throw fault("parameters.duplicate", "parameter \(name) is given twice", element.range)
        }
        entries[name] = .value(value)
        continue
      }
      guard let name = element["ParameterKey"]?.text else {
        throw fault("parameters.key", "expected an object with a ParameterKey, or Name=Value", element.range)
      }
      guard entries[name] == nil else {
        throw fault("parameters.duplicate", "parameter \(name) is given twice", element.range)
      }
      entries[name] = try entry(of: element)
    }
    return ParameterValues(entries)
  }

  private func entry(of element: DocumentNode) throws(Diagnostic) -> ParameterValues.Entry {
    let previous = element["UsePreviousValue"]
    if previous?.truth == true || previous?.text?.equalsIgnoringASCIICase("true") == true {
      if element["ParameterValue"] != nil {
        throw fault("parameters.previous", "UsePreviousValue and ParameterValue exclude each other", element.range)
      }
      return .previous
    }
    guard let value = element["ParameterValue"] else {
      throw fault("parameters.value", "expected a ParameterValue or UsePreviousValue", element.range)
    }
    return .value(try text(value))
  }

  private func configuration(_ members: [DocumentMember]) throws(Diagnostic) -> ParameterValues {
    var values = ParameterValues()
    for member in members {
      switch member.key {
      case "Parameters":
        if let elements = member.value.elements {
          values = values.overridden(by: try list(elements))
        } else {
          values = values.overridden(by: ParameterValues(try map(member.value.members ?? [])))
        }
      case "StackPolicy": values.stackPolicy = member.value
      case "Tags": break
      default:
        throw fault(
          "parameters.member", "a template configuration holds Parameters, Tags and StackPolicy only", member.keyRange)
      }
    }
    return values
  }

  private func map(_ members: [DocumentMember]) throws(Diagnostic) -> [ByteString: ParameterValues.Entry] {
    var entries: [ByteString: ParameterValues.Entry] = [:]
    for member in members {
      if let inner = member.value.members, inner.count == 1, let name = inner.first?.key, name.hasPrefix("Fn::Get") {
        entries[member.key] = .unknown
      } else {
        entries[member.key] = .value(try text(member.value))
      }
    }
    return entries
  }

  private func text(_ node: DocumentNode) throws(Diagnostic) -> ByteString {
    if let text = node.scalarText { return text }
    if let elements = node.elements {
      var items: [[UInt8]] = []
      for element in elements { items.append(try text(element).bytes) }
      return ByteString(Array(items.joined(separator: [UInt8(ascii: ",")])))
    }
    throw fault(
      "parameters.value", "a parameter value is text or a list of texts, this is \(node.kindName)", node.range)
  }

  private func fault(_ code: String, _ message: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.error, code, message, in: source, at: range)
  }
}
