import Documents
import PolicyLanguage

/// The Action or NotAction of a statement, compiled (section 2.1).
struct CompiledAction: Sendable {
  /// Whether this is NotAction.
  let isNegated: Bool
  /// The patterns that can match an action.
  let globs: [Glob]
  /// The ASCII-lowercased services of the actions that it can admit; nil when it can admit actions of any service.
  let services: Set<ByteString>?

  /// Compiles the element; stack policies compare actions exactly (ruling 8), all others fold ASCII case.
  init(_ element: PatternElement, kind: PolicyKind, _ interner: Interner) {
    isNegated = element.isNegated
    var globs: [Glob] = []
    var services: Set<ByteString> = []
    var isWide = element.isNegated || kind == .stack
    var last: ByteString?
    for pattern in element.patterns {
      if kind == .stack {
        globs.append(pattern.isStar ? Glob("Update:*") : Glob(pattern.text))
        continue
      }
      if pattern.isStar { isWide = true }
      let compiled = interner.actionPattern(pattern.text)
      if let glob = compiled.glob { globs.append(glob) }
      // Most elements name actions of one service.
      if compiled.service != last { services.insert(compiled.service) }
      last = compiled.service
    }
    self.globs = globs
    self.services = isWide ? nil : services
  }

  /// Whether the element admits an action.
  func admits(_ action: ByteSlice) -> Bool {
    for glob in globs where glob.matches(action) { return !isNegated }
    return isNegated
  }

  /// The first entry of a NotAction that names an action; nil for an Action.
  static func excludingEntry(of element: PatternElement, _ action: ByteSlice, kind: PolicyKind) -> Int? {
    guard element.isNegated else { return nil }
    return element.patterns.firstIndex { pattern in
      CompiledAction(
        PatternElement(isNegated: false, patterns: [pattern], range: element.range), kind: kind, Interner()
      ).admits(action)
    }
  }
}

/// The Resource or NotResource of a statement, compiled (section 2.2, ruling 17).
struct CompiledResource: Sendable {
  enum Entry: Sendable {
    /// A pattern, and its completion to six fields where it is a short ARN.
    case glob(Glob, completion: Glob?)
    case template(ValueTemplate)
  }

  let isNegated: Bool
  let entries: [Entry]

  init(_ element: PatternElement, kind: PolicyKind, hasVariables: Bool, _ interner: Interner) {
    isNegated = element.isNegated
    entries = element.patterns.map { pattern in
      if kind == .stack { return .glob(Glob(pattern.text), completion: nil) }
      let template = ValueTemplate(
        pattern.text, hasVariables: hasVariables, hasWildcards: true, firstVariableField: 5, interner)
      return template.constant.map(Self.entry) ?? .template(template)
    }
  }

  /// Whether every resource is admitted.
  var admitsEverything: Bool {
    if isNegated { return entries.isEmpty }
    return entries.contains { if case .glob(let glob, _) = $0 { glob.isAnything } else { false } }
  }

  /// Whether some entry holds a variable.
  var hasVariables: Bool {
    entries.contains { if case .template = $0 { true } else { false } }
  }

  /// The keys of the variables in the entries.
  fileprivate var variableKeys: [Int] {
    entries.flatMap { entry -> [Int] in
      if case .template(let template) = entry { template.keys } else { [] }
    }
  }

  /// The patterns of the entries, completions included; variables count as stars, so that these match all that the
  /// entries can.
  var widestGlobs: [Glob] {
    entries.flatMap { entry -> [Glob] in
      switch entry {
      case .glob(let glob, let completion): return [glob] + (completion.map { [$0] } ?? [])
      case .template(let template):
        guard case .glob(let glob, let completion) = Self.entry(template.widest) else { return [] }
        return [glob] + (completion.map { [$0] } ?? [])
      }
    }
  }

  /// The patterns, where the element is no NotResource and each of them spells a name; nil for any other.
  fileprivate func namedPatterns(_ interner: Interner) -> [NamedPattern]? {
    if isNegated || admitsEverything { return nil }
    var named: [NamedPattern] = []
    for glob in widestGlobs {
      guard let pattern = NamedPattern(glob, interner) else { return nil }
      named.append(pattern)
    }
    return named
  }

  /// Whether the element admits the request's resource.
  func admits(in frame: borrowing RequestFrame) -> Truth {
    var any = Truth.no
    for entry in entries {
      any = max(any, Self.matches(entry, frame))
      if any == .yes { break }
    }
    return isNegated ? any.negated : any
  }

  /// The first entry of a NotResource that names the request's resource; nil for a Resource.
  func excludingEntry(in frame: borrowing RequestFrame) -> Int? {
    guard isNegated else { return nil }
    for (index, entry) in entries.enumerated() where Self.matches(entry, frame) == .yes { return index }
    return nil
  }

  /// The unknown keys of variables that keep an entry from being decided.
  func undecidedKeys(in frame: borrowing RequestFrame) -> [Int] {
    var keys: [Int] = []
    guard admits(in: frame) == .unknown else { return keys }
    for case .template(let template) in entries where Self.matches(.template(template), frame) == .unknown {
      for key in template.keys where frame.slot(key).state == .unknown { keys.append(key) }
    }
    return keys
  }

  private static func matches(_ entry: Entry, _ frame: borrowing RequestFrame) -> Truth {
    switch entry {
    case .glob(let glob, let completion):
      return Truth(glob.matches(frame.resource) || completion?.matches(frame.resource) ?? false)
    case .template(let template):
      guard template.mayMatch(frame.resource) else { return .no }
      switch template.filled(from: frame) {
      // Ruling 24: in NotResource, too, a missing variable only takes its own entry out.
      case .missing: return .no
      case .unknown(let tokens): return min(.unknown, matches(Self.entry(tokens), frame))
      case .tokens(let tokens): return matches(Self.entry(tokens), frame)
      }
    }
  }

  private static func entry(_ tokens: [Glob.Token]) -> Entry {
    let colon = Glob.Token.byte(UInt8(ascii: ":"))
    let glob = Glob(tokens, fields: .resource)
    var fields = 1
    for token in tokens where token == colon { fields += 1 }
    guard fields < 6, tokens.starts(with: arn) else { return .glob(glob, completion: nil) }
    let completed = tokens + Array(repeating: [colon, .star], count: 6 - fields).joined()
    return .glob(glob, completion: Glob(completed, fields: .resource))
  }

  private static let arn = Glob.tokens(of: "arn:".utf8)
}

extension PolicyText {
  fileprivate var isStar: Bool { text.count == 1 && text.bytes[0] == UInt8(ascii: "*") }
}

/// One statement, ready to be matched.
///
/// A reference type, as are its conditions: every plan of a worker names the statements it is about.
final class CompiledStatement: Sendable {
  let effect: Effect
  /// Who the statement is about; nil where the kind of policy has no principals.
  let principal: PrincipalMatcher?
  let action: CompiledAction
  /// nil where the statement is about the resource it is attached to.
  let resource: CompiledResource?
  let conditions: [CompiledCondition]
  /// Neither Resource nor NotResource where a resource is needed (ruling 7): all but trust policies, and policies of
  /// resources that are attached to the one resource they are about.
  let matchesNothing: Bool
  /// The keys of its conditions and of the variables in them and in its resource; one may come twice.
  let lookedAtKeys: [Int]
  /// The patterns of its Resource, where it names no principals and each of them spells a name; nil for any other.
  let namedPatterns: [NamedPattern]?

  init(_ statement: Statement, of policy: Policy, _ interner: Interner) {
    let hasVariables = policy.version == .v2012 && policy.kind != .stack
    effect = statement.effect
    switch policy.kind {
    case .resource, .trust: principal = PrincipalMatcher(statement.principal, effect: statement.effect)
    case .stack, .scp, .rcp, .identity, .session: principal = nil
    }
    action = CompiledAction(statement.action, kind: policy.kind, interner)
    let resource = statement.resource.map {
      CompiledResource($0, kind: policy.kind, hasVariables: hasVariables, interner)
    }
    self.resource = resource
    namedPatterns = principal == nil && policy.kind != .stack ? resource?.namedPatterns(interner) : nil
    conditions = statement.conditions.map {
      CompiledCondition($0, hasVariables: hasVariables, interner)
    }
    lookedAtKeys = conditions.flatMap { [$0.key] + $0.variableKeys } + (resource?.variableKeys ?? [])
    matchesNothing = statement.resource == nil && policy.kind != .trust && policy.kind != .resource
  }
}

/// A policy, ready to be matched.
struct CompiledPolicy: Sendable {
  let policy: Policy
  let statements: [CompiledStatement]
  /// Indices of the statements that can admit actions of any service, in order.
  private let anyService: [Int]
  /// Indices of the statements that can admit actions of a service, those of any service included, in order.
  private let byService: [ByteString: [Int]]

  init(_ policy: Policy, _ interner: Interner) {
    self.policy = policy
    statements = policy.statements.map { CompiledStatement($0, of: policy, interner) }
    var services: Set<ByteString> = []
    for statement in statements { services.formUnion(statement.action.services ?? []) }
    let usable = statements.indices.filter { [statements] in !statements[$0].matchesNothing }
    anyService = usable.filter { [statements] in statements[$0].action.services == nil }
    var byService: [ByteString: [Int]] = [:]
    for index in usable {
      for service in statements[index].action.services ?? services { byService[service, default: []].append(index) }
    }
    self.byService = byService
  }

  /// Whether a service, which is ASCII-lowercased, is to the policy another than those that nobody names.
  func names(_ service: ByteString) -> Bool { byService[service] != nil }

  /// The statements that can admit actions of a service, which is ASCII-lowercased, in order.
  func statements(of service: ByteString) -> [Int] { byService[service] ?? anyService }
}
