import Documents
import PolicyLanguage

extension EnvironmentReader {
  /// Reads `stacks`, and checks what they say of each other.
  mutating func readStacks(_ nodes: [DocumentNode]) {
    var nestedOfStack: [[Nested]] = []
    for node in nodes {
      guard let (stack, nested) = readStack(node) else { continue }
      environment.stacks.append(stack)
      nestedOfStack.append(nested)
    }
    var indices: [ByteString: [Int]] = [:]
    for (index, stack) in environment.stacks.enumerated() { indices[stack.name, default: []].append(index) }
    var parents: [Parent?] = Array(repeating: nil, count: environment.stacks.count)
    for (index, entries) in nestedOfStack.enumerated() {
      for entry in entries {
        guard let child = nestedStack(entry.name, of: index, indices) else {
          reader.report(
            "stack.unknown", "no stack \(entry.name.quoted()) is listed", at: entry.range,
            suggestion: reader.suggestion(for: entry.name, among: indices.keys))
          continue
        }
        if let parent = parents[child] {
          reader.report(
            "stack.twoParents",
            "the stack \(entry.name.quoted()) is nested in \(environment.stacks[parent.index].name.quoted()) already",
            at: entry.range)
        } else {
          parents[child] = Parent(index: index, range: entry.range)
        }
      }
    }
    reportCycles(parents)
  }

  /// Reports each circle of stacks once, at the last of its members in the file.
  ///
  /// Every stack has one parent at most, so that walking up from each, and never twice over the same stack, finds all.
  private mutating func reportCycles(_ parents: [Parent?]) {
    var walkOf: [Int?] = Array(repeating: nil, count: parents.count)
    for start in parents.indices {
      var current = start
      while walkOf[current] == nil, let parent = parents[current] {
        walkOf[current] = start
        current = parent.index
      }
      guard walkOf[current] == start, var last = parents[current] else { continue }
      var name = environment.stacks[current].name
      var member = last.index
      while member != current, let parent = parents[member] {
        if parent.range.start > last.range.start { (last, name) = (parent, environment.stacks[member].name) }
        member = parent.index
      }
      reader.report("stack.cycle", "the stack \(name.quoted()) would be nested in itself", at: last.range)
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

  private mutating func template(_ node: DocumentNode) -> SourceText? {
    guard let name = reader.text(node, "'template'") else { return nil }
    switch library.source(FileReader.path(name.string, namedBy: reader.source.name)) {
    case .success(let source): return source
    case .failure(let failure):
      reader.report("file", "cannot read the file \(name.quoted(limit: 200)): \(failure.reason)", at: node.range)
      return nil
    }
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

/// The stack that a stack is nested in, and where it is said.
private struct Parent {
  let index: Int
  let range: SourceRange
}
