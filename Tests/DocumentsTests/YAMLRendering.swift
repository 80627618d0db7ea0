import Documents

/// A tree as one line: JSON, with the tag before a value that has one.
func rendering(_ node: DocumentNode) -> String {
  let tag = node.tag.map { "\($0) " } ?? ""
  switch node.content {
  case .null: return tag + "null"
  case .bool(let truth): return tag + (truth ? "true" : "false")
  case .number(let number): return tag + number.string
  case .string(let text): return tag + quoted(text)
  case .array(let elements): return tag + "[" + elements.map(rendering).joined(separator: ",") + "]"
  case .object(let members):
    return tag + "{" + members.map { quoted($0.key) + ":" + rendering($0.value) }.joined(separator: ",") + "}"
  }
}

private func quoted(_ text: ByteString) -> String {
  var result = "\""
  for scalar in text.string.unicodeScalars {
    switch scalar {
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    default: result += scalar.value < 0x20 ? "<\(scalar.value)>" : String(scalar)
    }
  }
  return result + "\""
}

/// What a YAML text reads as, on one line; for a refused one its code, and where.
func read(_ text: String) -> String {
  read(SourceText(name: "t.yaml", text: text))
}

/// What a YAML source reads as, on one line; for a refused one its code, and where.
func read(_ source: SourceText) -> String {
  do throws(Diagnostic) {
    return rendering(try YAMLReader().read(source))
  } catch {
    return "\(error.code) \(error.position.map(String.init(describing:)) ?? "nowhere")"
  }
}

/// The error that a YAML text is refused with; nil when it is read.
func refusal(_ text: String) -> Diagnostic? {
  do throws(Diagnostic) {
    _ = try YAMLReader().read(SourceText(name: "t.yaml", text: text))
    return nil
  } catch {
    return error
  }
}
