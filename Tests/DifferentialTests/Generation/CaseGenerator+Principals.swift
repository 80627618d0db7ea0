import Documents
import PolicyLanguage

/// Principals of every kind, and elements that name them.
extension CaseGenerator {
  static let principals: [Principal] = [
    Principal("arn:aws:iam::111122223333:user/bob"), Principal("arn:aws:iam::111122223333:user/team/alice"),
    Principal("arn:aws:iam::111122223333:role/Deployer"), Principal("arn:aws:iam::111122223333:role/team/Deployer"),
    Principal("arn:aws:sts::111122223333:assumed-role/Deployer/s1"),
    Principal(
      "arn:aws:sts::111122223333:assumed-role/Deployer/s1", roleArn: "arn:aws:iam::111122223333:role/team/Deployer"),
    Principal("arn:aws:sts::444455556666:assumed-role/Deployer/s2"),
    Principal("arn:aws:sts::111122223333:federated-user/fay"), Principal("arn:aws:iam::111122223333:root"),
    Principal("444455556666"), Principal("lambda.amazonaws.com"), Principal("*"), Principal("accounts.google.com"),
    Principal("79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"),
  ]

  /// `Principal` or, mostly in a Deny, `NotPrincipal`.
  mutating func principal(for request: Request, _ effect: Effect) -> String {
    let isNegated = random.chance(effect == .deny ? 35 : 4)
    let name = isNegated ? "NotPrincipal" : "Principal"
    if !isNegated, random.chance(12) { return #""Principal":"*""# }
    var types: [(type: String, values: [String])] = []
    func add(_ type: String, _ value: String) {
      if let index = types.firstIndex(where: { $0.type == type }) {
        types[index].values.append(value)
      } else {
        types.append((type, [value]))
      }
    }
    if isNegated, random.chance(50), let principal = request.principal {
      // All that the principal is, now and then but for one of them.
      for value in names(of: principal) where random.chance(85) { add(type(of: principal), value) }
    }
    for _ in 0...random.below(2) {
      let own = request.principal.map { names(of: $0) } ?? []
      if !own.isEmpty, random.chance(65), let principal = request.principal {
        add(type(of: principal), random.pick(own))
      } else {
        let other = random.pick(Self.principals)
        add(type(of: other), names(of: other).first ?? "*")
      }
    }
    let members = types.map { type, values in
      let quoted = values.map { quote($0) }
      return "\"\(type)\":" + list(quoted)
    }
    return "\"\(name)\":{" + members.joined(separator: ",") + "}"
  }

  private func type(of principal: Principal) -> String {
    switch principal.kind {
    case .service: "Service"
    case .other: principal.identifier.hasSuffix(".com") ? "Federated" : "CanonicalUser"
    default: "AWS"
    }
  }

  /// What a policy may call the principal: its account, itself, and what it is a session of.
  private mutating func names(of principal: Principal) -> [String] {
    if principal.kind == .anonymous { return ["*"] }
    var names: [String] = []
    if let account = principal.account?.string {
      names.append(random.chance(50) ? account : "arn:aws:iam::\(account):root")
    }
    if principal.kind != .root { names.append(principal.identifier.string) }
    if let arn = principal.arn, arn != principal.identifier, principal.kind == .assumedRole { names.append(arn.string) }
    return names
  }
}
