import Documents
import PolicyLanguage

/// Elements of statements, as JSON text, made so that they nearly match a request.
extension CaseGenerator {
  /// A JSON string; letters outside ASCII are escaped now and then.
  mutating func quote(_ text: String) -> String {
    let escapes = random.chance(30)
    var quoted = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: quoted += "\\\""
      case 0x5C: quoted += "\\\\"
      default: if unit >= 0x80, escapes { quoted += "\\u" + hexadecimal(unit) }
      }
      if unit < 0x80, unit != 0x22, unit != 0x5C { quoted.unicodeScalars.append(Unicode.Scalar(UInt8(unit))) }
    }
    if !escapes, !text.utf8.allSatisfy({ $0 < 0x80 }) {
      return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    return quoted + "\""
  }

  private func hexadecimal(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  /// A value, or a list of one or several of them.
  mutating func list(_ values: [String]) -> String {
    values.count == 1 && random.chance(60) ? values[0] : "[\(values.joined(separator: ","))]"
  }

  /// `Action` or `NotAction` with its value; a sure one matches the action.
  mutating func action(_ action: String, isSure: Bool, mayNegate: Bool = true, mayBeAll: Bool = true) -> String {
    if isSure { return #""Action":"# + (mayBeAll && random.chance(50) ? #""*""# : quote(action)) }
    let isNegated = mayNegate && random.chance(20)
    var patterns: [String] = random.chance(4) ? [] : [actionPattern(action, mayBeAll: mayBeAll)]
    while !patterns.isEmpty, random.chance(30) {
      patterns.append(actionPattern(random.pick(Self.actions), mayBeAll: mayBeAll))
    }
    let quoted = patterns.map { quote($0) }
    return "\"\(isNegated ? "NotAction" : "Action")\":" + list(quoted)
  }

  private mutating func actionPattern(_ action: String, mayBeAll: Bool) -> String {
    let parts = action.split(separator: ":").map(String.init)
    let (service, name) = (parts[0], parts.count > 1 ? parts[1] : "x")
    switch random.below(12) {
    case 0 where mayBeAll: return "*"
    case 1: return service + ":*"
    case 2: return service + ":" + globbed(name)
    case 3: return (service + ":" + name).uppercased()
    case 4: return service.uppercased() + ":" + globbed(name.lowercased())
    case 5: return service + ":" + String(name.prefix(3)) + "*"
    case 6 where mayBeAll && random.chance(30): return "*:" + name
    case 7: return service + ":" + name + "?"
    case 8: return random.pick(Self.actions)
    default: return action
    }
  }

  /// A text with some run of it as `*`, or one scalar as `?`, or both.
  mutating func globbed(_ text: String) -> String {
    var scalars = Array(text.unicodeScalars)
    if scalars.isEmpty { return "*" }
    if random.chance(50) { scalars[random.below(scalars.count)] = "?" }
    if random.chance(60) {
      let start = random.below(scalars.count)
      let end = min(scalars.count, start + random.below(4))
      scalars.replaceSubrange(start..<end, with: ["*"])
    }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars)
    return String(result)
  }

  /// `Resource` or `NotResource` with its value; a sure one matches the resource.
  mutating func resource(_ resource: String, isSure: Bool, in kind: PolicyKind) -> String {
    if isSure { return #""Resource":"# + (resource == "*" || random.chance(50) ? #""*""# : quote(resource)) }
    let isNegated = random.chance(20)
    var patterns = random.chance(4) ? [] : [resourcePattern(resource, in: kind)]
    while !patterns.isEmpty, random.chance(30) {
      patterns.append(resourcePattern(random.pick(Self.resources), in: kind))
    }
    let quoted = patterns.map { quote($0) }
    return "\"\(isNegated ? "NotResource" : "Resource")\":" + list(quoted)
  }

  private mutating func resourcePattern(_ resource: String, in kind: PolicyKind) -> String {
    if resource == "*" { return random.chance(50) ? "*" : random.pick(Self.resources) }
    var fields = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
    switch random.below(14) {
    case 0: return "*"
    case 1: fields[5] = globbed(fields[5])
    case 2:
      fields[5] = globbed(fields[5])
      fields[3 + random.below(2)] = "*"
    case 3: fields[random.pick([1, 3, 4])] = "*"
    case 4: fields[4] = fields[4].isEmpty ? "?" : globbed(fields[4])
    case 5: fields[3] = fields[3].isEmpty ? "*" : globbed(fields[3])
    case 6 where kind != .session: fields = Array(fields[..<(3 + random.below(2))]) + ["*"]
    case 7 where kind == .identity || kind == .resource: fields = Array(fields[..<(3 + random.below(2))])
    case 8 where kind != .session:
      fields = Array(fields[..<3]) + ["*" + random.pick(["", "", "x"]), globbed(fields[5]) + "*"]
    case 9: fields[5] = random.pick(["bucket/home/${aws:username}/*", "${s3:prefix}", "${aws:none, 'bucket'}/*"])
    case 10: fields[5] = fields[5].replacing("bob", with: "${aws:PrincipalTag/team, 'bob'}")
    case 11: fields[5] = random.pick(["bucket/${*}", "${*}", "bucket/caf?/*", "*\u{301}*", "bucket/${aws:TagKeys}*"])
    case 12: return random.pick(Self.resources)
    default: break
    }
    return fields.joined(separator: ":")
  }
}
