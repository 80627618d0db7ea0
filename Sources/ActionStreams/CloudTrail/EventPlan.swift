import Catalog
import Documents

/// What an event of one source and name asks, worked out once and kept: most logs have few hundred such pairs.
final class EventPlan: Sendable {
  /// The actions; none when the call is known to no catalog or table.
  let actions: [PlannedAction]
  /// The IAM prefix of the event source.
  let prefix: ByteString
  /// The name without an API version, as tables know it.
  let name: ByteString
  /// Where the wanted context keys of the service stand in this call.
  let context: [ContextRule]
  /// The keys that no request of an action's service carries, by prefix.
  let absentKeys: [ByteString: [ByteString]]

  /// Finds the actions: by the service's table, by the catalog's exceptions, by name (authorization.md section 6).
  ///
  /// - Parameter absentKeys: the wanted keys that no request to a service carries.
  init(source: ByteString, name: ByteString, wanted: WantedKeys, absentKeys: (_ prefix: ByteString) -> [ByteString]) {
    let prefixes = Self.prefixes(source)
    var found: (prefix: ByteString, name: ByteString, actions: [PlannedAction])?
    search: for prefix in prefixes {
      let rules = ServiceRules.of(prefix)
      for candidate in Self.names(name) {
        let actions = Self.actions(candidate, rules)
        if !actions.isEmpty {
          found = (prefix, candidate, actions)
          break search
        }
      }
    }
    self.prefix = found?.prefix ?? prefixes[0]
    self.name = found?.name ?? name
    actions = found?.actions ?? []
    let key = self.name.asciiLowercased
    var absent: [ByteString: [ByteString]] = [:]
    for prefix in Set(actions.map(\.prefix)) { absent[prefix] = absentKeys(prefix) }
    self.absentKeys = absent
    context = ServiceRules.of(self.prefix).context.filter {
      wanted.contains($0.key) && ($0.events?.contains(key) ?? true)
    }
  }

  private static func actions(_ name: ByteString, _ rules: ServiceRules) -> [PlannedAction] {
    if let table = rules.events[name.asciiLowercased] {
      return table.compactMap { PlannedAction($0) }
    }
    let call = rules.prefix + ":" + name
    return Catalog.actions(neededBy: call).compactMap { action in
      // Passing a role is asked only where a table says which role it is.
      action == "iam:PassRole"
        ? nil
        : PlannedAction(ActionRule(action: action, kinds: nil, isOptional: false, needs: nil, context: []))
    }
  }

  /// The prefixes that an event source may stand for, the likeliest first.
  private static func prefixes(_ source: ByteString) -> [ByteString] {
    let source = source.asciiLowercased
    var prefixes: [ByteString] = []
    prefixes.append(Catalog.prefix(ofEventSource: source))
    for (suffix, others) in aliases where source == suffix + ".amazonaws.com" { prefixes += others }
    let host = source.range(of: ".amazonaws.com").map { ByteString(copying: source.bytes[..<$0]) } ?? source
    prefixes.append(host)
    // `runtime.sagemaker`, `session.qldb`: the service stands behind the last dot.
    if let dot = host.bytes.lastIndex(of: UInt8(ascii: ".")) {
      prefixes.append(ByteString(copying: host.bytes[(dot + 1)...]))
    }
    return prefixes
  }

  /// Sources that several services share, or that the catalog's list lacks.
  private static let aliases: [(ByteString, [ByteString])] = [
    ("autoscaling", ["autoscaling", "application-autoscaling", "autoscaling-plans"]),
    ("bedrock-runtime", ["bedrock"]), ("bedrock-agent", ["bedrock"]), ("bedrock-agent-runtime", ["bedrock"]),
    ("billing", ["billing", "aws-portal", "account"]), ("cloudhsmv2", ["cloudhsm"]),
    ("cloudsearchdomain", ["cloudsearch"]), ("data.jobs.iot", ["iotjobsdata"]),
    ("deviceadvisor.iot", ["iotdeviceadvisor"]), ("discovery", ["discovery", "arsenal"]),
    ("entitlement-marketplace", ["aws-marketplace"]), ("entitlement.marketplace", ["aws-marketplace"]),
    ("iotdata", ["iot"]), ("catalog-marketplace", ["aws-marketplace"]), ("marketplace", ["aws-marketplace"]),
    ("metering-marketplace", ["aws-marketplace"]), ("metering.marketplace", ["aws-marketplace"]),
    ("opensearch", ["es", "opensearch"]), ("personalize-events", ["personalize"]),
    ("personalize-runtime", ["personalize"]), ("s3-control", ["s3"]), ("s3control", ["s3"]),
    ("sms", ["sms", "sms-voice"]), ("sso", ["sso", "sso-directory", "sso-oauth", "identitystore"]),
    ("waf-regional", ["waf-regional", "waf"]),
  ]

  /// The name as it is, then without the API version that Lambda and CloudFront put behind it.
  private static func names(_ name: ByteString) -> [ByteString] {
    let plain = withoutVersion(name)
    return plain == name ? [name] : [name, plain]
  }

  /// `GetFunction20150331v2`, `CreateFunction20150331`, `ListDistributions2020_05_31`.
  static func withoutVersion(_ name: ByteString) -> ByteString {
    var bytes = name.bytes[...]
    if let v = bytes.lastIndex(of: UInt8(ascii: "v")), v + 1 < bytes.endIndex,
      bytes[(v + 1)...].allSatisfy({ $0 &- 0x30 < 10 }), digits(before: v, in: bytes) >= 8
    {
      bytes = bytes[..<v]
    }
    let run = digits(before: bytes.endIndex, in: bytes)
    if run == 8 { return ByteString(copying: bytes.dropLast(8)) }
    let underscore = UInt8(ascii: "_")
    if run == 2, bytes.count > 10, bytes[bytes.endIndex - 3] == underscore, bytes[bytes.endIndex - 6] == underscore,
      digits(before: bytes.endIndex - 3, in: bytes) == 2, digits(before: bytes.endIndex - 6, in: bytes) == 4
    {
      return ByteString(copying: bytes.dropLast(10))
    }
    return name
  }

  private static func digits(before end: Int, in bytes: ArraySlice<UInt8>) -> Int {
    var start = end
    while start > bytes.startIndex, bytes[start - 1] &- 0x30 < 10 { start -= 1 }
    return end - start
  }
}

/// One action of a plan: its published name, and the formats of the resources that it is asked about.
final class PlannedAction: Sendable {
  /// The action as AWS spells it.
  let name: ByteString
  /// What the service's table says of it.
  let rule: ActionRule
  /// The kinds that are asked, each as alternatives.
  let kinds: [[PlannedKind]]
  /// What the action does; nil where the reference does not say.
  let accessLevel: AccessLevel?
  /// The action's service prefix.
  let prefix: ByteString

  /// Makes a plan of a rule; nil when the action is published nowhere.
  init?(_ rule: ActionRule) {
    guard let action = Catalog.action(rule.action) else { return nil }
    name = action.name
    self.rule = rule
    accessLevel = action.accessLevel
    let prefix = action.prefix
    self.prefix = prefix
    let rules = ServiceRules.of(prefix)
    func plan(_ kind: KindRule) -> PlannedKind? {
      guard let published = Catalog.resourceARN(prefix, kind.kind),
        let format = ARNFormat(kind: published.kind, format: published.format)
      else { return nil }
      return PlannedKind(format: format, rule: kind, defaults: rules.kinds[kind.kind] ?? [])
    }
    if let asked = rule.kinds {
      kinds = asked.map { $0.compactMap(plan) }.filter { !$0.isEmpty }
    } else {
      kinds = action.resourceKinds.compactMap { kind in
        let isMade = prefix == "ec2" && Self.isCreated(kind, by: action.name)
        return plan(
          KindRule(
            kind: kind.asciiLowercased, assignments: nil, isAskedUnnamed: isMade, isMade: isMade, guarded: nil,
            loggedPlace: nil)
        ).map { [$0] }
      }
    }
  }

  /// Whether an EC2 action makes resources of a kind: `CreateNatGateway` and `natgateway`, `CreateSubnet` and `subnet`.
  private static func isCreated(_ kind: ByteString, by action: ByteString) -> Bool {
    let name = ByteString(copying: action.asciiLowercased.bytes.dropFirst(4))
    let squeezed = ByteString(kind.bytes.filter { $0 != UInt8(ascii: "-") })
    return name == "create" + squeezed || name == "create" + squeezed + "s"
  }
}

/// One kind of resource of a planned action.
struct PlannedKind: Sendable {
  let format: ARNFormat
  let rule: KindRule
  /// Where the service's calls usually name it.
  let defaults: [Assignment]
}
