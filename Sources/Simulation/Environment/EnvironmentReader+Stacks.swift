import Documents
import PolicyLanguage

extension EnvironmentReader {
  /// Reads `stacks`, and checks what they say of each other.
  mutating func readStacks(_ nodes: [DocumentNode]) {
    var nestedRanges: [Int: [(logicalID: ByteString, name: ByteString, range: SourceRange)]] = [:]
    for node in nodes {
      guard let (stack, nested) = readStack(node) else { continue }
      nestedRanges[environment.stacks.count] = nested
      environment.stacks.append(stack)
    }
    var indices: [ByteString: [Int]] = [:]
    for (index, stack) in environment.stacks.enumerated() { indices[stack.name, default: []].append(index) }
    var parents: [Int: Int] = [:]
    for (index, entries) in nestedRanges.sorted(by: { $0.key < $1.key }) {
      for entry in entries {
        guard let child = nestedStack(entry.name, of: index, indices) else {
          reader.report(
            "stack.unknown", "no stack \(entry.name.quoted()) is listed", at: entry.range,
            suggestion: NearestSpelling.of(entry.name, among: indices.keys.sorted())?.string)
          continue
        }
        if let parent = parents[child] {
          reader.report(
            "stack.twoParents",
            "the stack \(entry.name.quoted()) is nested in \(environment.stacks[parent].name.quoted()) already",
            at: entry.range)
        } else if isAncestor(child, of: index, parents) {
          reader.report(
            "stack.cycle", "the stack \(entry.name.quoted()) would be nested in itself", at: entry.range)
        } else {
          parents[child] = index
        }
      }
    }
  }

  /// The stack of that name in the parent's account and region, else the only one of that name.
  private func nestedStack(_ name: ByteString, of parent: Int, _ indices: [ByteString: [Int]]) -> Int? {
    let candidates = indices[name] ?? []
    let stack = environment.stacks[parent]
    return candidates.first {
      environment.stacks[$0].account == stack.account && environment.stacks[$0].region == stack.region
    } ?? (candidates.count == 1 ? candidates.first : nil)
  }

  private func isAncestor(_ stack: Int, of other: Int, _ parents: [Int: Int]) -> Bool {
    var current: Int? = other
    while let index = current {
      if index == stack { return true }
      current = parents[index]
    }
    return false
  }

  private typealias Nested = (logicalID: ByteString, name: ByteString, range: SourceRange)

  private mutating func readStack(_ node: DocumentNode) -> (Stack, [Nested])? {
    let known = [
      "name", "account", "region", "template", "parameters", "stackPolicy", "terminationProtection", "role",
      "physicalResources", "nested",
    ]
    guard let members = reader.members(of: node, known: known, what: "a stack"),
      let name = reader.requiredText(members, "name", of: node, "a stack"), let nameNode = members["name"]
    else { return nil }
    let account = members["account"].flatMap { accountID($0) }
    if let accountNode = members["account"] { checkAccount(account, at: accountNode.range) }
    let region = reader.text(members["region"], "'region'")
    let place = (account ?? "").bytes + [0] + (region ?? "").bytes
    checkDuplicate(name, key: ByteString(Array("stack\0".utf8) + place + [0] + name.bytes), at: nameNode.range)
    var stack = Stack(
      name: name, account: account, region: region, parameters: parameters(members["parameters"]),
      terminationProtection: reader.truth(members["terminationProtection"], "'terminationProtection'") ?? false,
      role: role(members["role"]), physicalResources: names(members["physicalResources"], "'physicalResources'"),
      nested: names(members["nested"], "'nested'"))
    if let template = members["template"] { stack.template = self.template(template) }
    if let policy = members["stackPolicy"] { stack.stackPolicy = library.policy(policy, .stack, reporting: &reader) }
    let nested = (members["nested"]?.members ?? []).compactMap { member in
      member.value.text.map { (logicalID: member.key, name: $0, range: member.value.range) }
    }
    return (stack, nested)
  }

  private mutating func template(_ node: DocumentNode) -> String? {
    guard let name = reader.text(node, "'template'") else { return nil }
    let path = FileReader.path(name.string, namedBy: reader.source.name)
    if let failure = library.failure(reading: path) {
      reader.report("file", "cannot read the file \(name.quoted(limit: 200)): \(failure.reason)", at: node.range)
      return nil
    }
    return path
  }

  private mutating func role(_ node: DocumentNode?) -> ByteString? {
    guard let node, let arn = reader.text(node, "'role'") else { return nil }
    let principal = Principal(arn)
    guard principal.kind == .role, principal.canBeListed else {
      reader.report("stack.role", "\(arn.quoted(limit: 200)) is not the ARN of a role", at: node.range)
      return nil
    }
    checkAccount(principal.account, at: node.range)
    return arn
  }

  private mutating func parameters(_ node: DocumentNode?) -> [ByteString: ByteString] {
    var parameters: [ByteString: ByteString] = [:]
    for member in reader.table(node, "'parameters'") ?? [] {
      if let text = member.value.scalarText {
        parameters[member.key] = text
      } else if let texts = member.value.elements?.map(\.scalarText), !texts.contains(nil) {
        parameters[member.key] = ByteString(
          Array(texts.compactMap { $0?.bytes }.joined(separator: [UInt8(ascii: ",")])))
      } else {
        reader.report(
          "type", "a parameter is a string, or a list of strings, this is \(member.value.kindName)",
          at: member.value.range)
      }
    }
    return parameters
  }

  private mutating func names(_ node: DocumentNode?, _ what: String) -> [ByteString: ByteString] {
    var names: [ByteString: ByteString] = [:]
    for member in reader.table(node, what) ?? [] {
      if let text = reader.text(member.value, "a member of \(what)") { names[member.key] = text }
    }
    return names
  }
}
