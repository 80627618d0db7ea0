import Documents
import PolicyLanguage

/// One request and the policies that it meets.
struct DifferentialCase {
  /// What the request meets.
  enum Policies {
    case stackPolicy(Policy?)
    case stack(PolicyStack)
  }

  var policies: Policies
  var request: Request

  func decided(by engine: Engine) -> Decision {
    switch policies {
    case .stackPolicy(let policy): engine.decide(request, byStackPolicy: policy)
    case .stack(let stack): engine.decide(request, under: stack)
    }
  }

  /// Each policy with its gate and level, in the order in which decisions name them.
  var attachments: [(type: PolicyType, level: String?, policy: Policy)] {
    switch policies {
    case .stackPolicy(let policy): return policy.map { [(.stack, nil, $0)] } ?? []
    case .stack(let stack):
      func levels(_ type: PolicyType, _ levels: [PolicyLevel]?) -> [(PolicyType, String?, Policy)] {
        (levels ?? []).flatMap { level in level.policies.map { (type, level.id, $0) } }
      }
      func gate(_ type: PolicyType, _ policies: [Policy]?) -> [(PolicyType, String?, Policy)] {
        (policies ?? []).map { (type, nil, $0) }
      }
      return levels(.scp, stack.serviceControlPolicies) + levels(.rcp, stack.resourceControlPolicies)
        + gate(.resource, stack.resourcePolicies) + gate(.identity, stack.identityPolicies)
        + gate(.boundary, stack.permissionsBoundary) + gate(.session, stack.sessionPolicies)
    }
  }
}

extension DifferentialCase: CustomStringConvertible {
  /// The policies as JSON, and the request.
  var description: String {
    var lines: [String] = []
    if case .stack(let stack) = policies {
      lines.append("gates \(stack.gates.map(\.rawValue)), resource policy \(stack.resourcePolicyRole)")
      for (type, levels) in [("scp", stack.serviceControlPolicies), ("rcp", stack.resourceControlPolicies)] {
        guard let levels else { continue }
        lines.append("\(type) levels \(levels.map { "\($0.id ?? "-"): \($0.policies.map(\.name))" })")
      }
    }
    for (type, level, policy) in attachments {
      let place = [type.rawValue, level].compactMap { $0 }.joined(separator: " ")
      lines.append("\(place) \(policy.name): \(PolicyPrinter(layout: .compact).print(policy))")
    }
    let principal = request.principal.map { "\($0.kind.rawValue) \($0.identifier), arn \($0.arn ?? "none")" } ?? "none"
    lines.append("request \(request.action) on \(request.resource) by \(principal)")
    lines.append("context, unlisted keys \(request.context.missingIsUnknown ? "unknown" : "absent"):")
    for (key, value) in request.context.entries.sorted(by: { $0.key < $1.key })
    where value != .absent || request.context.missingIsUnknown {
      lines.append("  \(key): \(value)")
    }
    return lines.joined(separator: "\n")
  }
}
