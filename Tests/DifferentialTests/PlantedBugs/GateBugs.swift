import Documents
import PolicyLanguage

extension PlantedBug {
  /// Bugs in what follows from the matches, to be caught by the cases of all gates.
  static let gates: [PlantedBug] = levelBugs + gateBugs + principalBugs + reportBugs

  private static let levelBugs: [PlantedBug] = [
    PlantedBug("the root's SCPs are not asked", stack: { $0.serviceControlPolicies?.removeFirst() }),
    PlantedBug("the account's SCPs are not asked", stack: { $0.serviceControlPolicies?.removeLast() }),
    PlantedBug(
      "OUs in the middle have no SCPs",
      stack: { stack in
        stack.serviceControlPolicies = stack.serviceControlPolicies?.filter { !($0.id ?? "").hasPrefix("ou-") }
      }),
    PlantedBug(
      "an Allow at one SCP level is enough",
      stack: { stack in
        stack.serviceControlPolicies = stack.serviceControlPolicies.map { levels in
          [PolicyLevel(id: levels.last?.id, policies: levels.flatMap(\.policies))]
        }
      }),
    PlantedBug(
      "a level without policies is skipped",
      stack: { stack in
        stack.serviceControlPolicies = stack.serviceControlPolicies?.filter { !$0.policies.isEmpty }
      }),
    PlantedBug(
      "Denies at the last SCP level are lost",
      stack: { stack in
        guard var last = stack.serviceControlPolicies?.popLast() else { return }
        last.policies = withoutDenies(last.policies)
        stack.serviceControlPolicies?.append(last)
      }),
    PlantedBug(
      "only the first SCP of a level counts",
      stack: { stack in
        stack.serviceControlPolicies = stack.serviceControlPolicies?.map {
          PolicyLevel(id: $0.id, policies: Array($0.policies.prefix(1)))
        }
      }),
    PlantedBug("RCPs are not asked", stack: { $0.resourceControlPolicies = nil }),
    PlantedBug(
      "only the root's RCPs are asked",
      stack: { stack in
        stack.resourceControlPolicies = stack.resourceControlPolicies.map { Array($0.prefix(1)) }
      }),
  ]

  private static let gateBugs: [PlantedBug] = [
    PlantedBug("resource policies are not asked", stack: { $0.resourcePolicies = nil }),
    PlantedBug("identity policies are not asked", stack: { $0.identityPolicies = nil }),
    PlantedBug("boundaries are not asked", stack: { $0.permissionsBoundary = nil }),
    PlantedBug("session policies are not asked", stack: { $0.sessionPolicies = nil }),
    PlantedBug(
      "policies of groups are not asked",
      stack: { stack in
        stack.identityPolicies = stack.identityPolicies.map { Array($0.prefix(1)) }
      }),
    PlantedBug(
      "Denies of resource policies are lost",
      stack: { stack in
        stack.resourcePolicies = stack.resourcePolicies.map(withoutDenies)
      }),
    PlantedBug(
      "Denies of identity policies are lost",
      stack: { stack in
        stack.identityPolicies = stack.identityPolicies.map(withoutDenies)
      }),
    PlantedBug(
      "Denies of boundaries are lost",
      stack: { stack in
        stack.permissionsBoundary = stack.permissionsBoundary.map(withoutDenies)
      }),
    PlantedBug(
      "Denies of session policies are lost",
      stack: { stack in
        stack.sessionPolicies = stack.sessionPolicies.map(withoutDenies)
      }),
    PlantedBug(
      "other accounts are treated as the own",
      stack: { stack in
        if stack.resourcePolicyRole == .crossAccount { stack.resourcePolicyRole = .sameAccount }
      }),
    PlantedBug(
      "the own account is treated as another",
      stack: { stack in
        if stack.resourcePolicyRole == .sameAccount { stack.resourcePolicyRole = .crossAccount }
      }),
    PlantedBug(
      "trust and key policies need not allow",
      stack: { stack in
        if stack.resourcePolicyRole == .required { stack.resourcePolicyRole = .sameAccount }
      }),
    PlantedBug("sts:GetCallerIdentity is asked like any other action") { candidate in
      var copy = candidate
      if copy.request.action == "sts:GetCallerIdentity" { copy.request.action = "sts:GetCallerIdentities" }
      return copy
    },
  ]

  private static let principalBugs: [PlantedBug] = [
    PlantedBug(
      "a role ARN does not name its sessions",
      entries: { entry, principal in
        principal.kind == .assumedRole && entry.value.text == principal.arn ? nil : entry
      }),
    PlantedBug(
      "a session ARN is limited as its role",
      entries: { entry, principal in
        guard principal.kind == .assumedRole, entry.value.text == principal.identifier, let role = principal.arn
        else { return entry }
        return PrincipalElement.Entry(type: .aws, value: entry.value.with(role.string))
      }),
    PlantedBug(
      "a role ARN is unlimited as its session",
      entries: { entry, principal in
        guard principal.kind == .assumedRole, entry.value.text == principal.arn else { return entry }
        return PrincipalElement.Entry(type: .aws, value: entry.value.with(principal.identifier.string))
      }),
    PlantedBug(
      "* only delegates to the account",
      entries: { entry, principal in
        guard entry.value.text == "*", let account = principal.account else { return entry }
        return PrincipalElement.Entry(type: .aws, value: entry.value.with(account.string))
      }),
    PlantedBug(
      "naming the account grants without identity policies",
      entries: { entry, principal in
        guard let account = principal.account, names(entry, account) else { return entry }
        return PrincipalElement.Entry(type: .aws, value: entry.value.with("*"))
      }),
    PlantedBug("a bare account id names nobody", entries: { entry, _ in entry.value.text.count == 12 ? nil : entry }),
    PlantedBug(
      "an account's root ARN names only its root user",
      entries: { entry, principal in
        entry.value.text.hasSuffix(":root") && principal.kind != .root ? nil : entry
      }),
    PlantedBug("services are not named", entries: { entry, _ in entry.type == .service ? nil : entry }),
    PlantedBug(
      "nobody is anonymous",
      entries: { entry, principal in
        principal.kind == .anonymous && entry.value.text == "*" ? nil : entry
      }),
    PlantedBug("the path of a session's role is forgotten") { candidate in
      var copy = candidate
      copy.request.principal = candidate.request.principal.map { Principal($0.identifier) }
      return copy
    },
    PlantedBug("NotPrincipal is read as Principal") { candidate in
      candidate.mapStatements { statement in
        statement.with(
          principal: .some(
            statement.principal.map { PrincipalElement(isNegated: false, entries: $0.entries, range: $0.range) }))
      }
    },
    PlantedBug("NotPrincipal leaves out whoever it names once") { candidate in
      guard let principal = candidate.request.principal else { return candidate }
      return candidate.mapStatements { statement in
        guard let element = statement.principal, element.isNegated, statement.effect == .deny else { return statement }
        let isNamed = element.entries.contains { entry in
          entry.value.text == principal.identifier || principal.account.map { names(entry, $0) } ?? false
        }
        return isNamed ? statement.silenced : statement
      }
    },
    PlantedBug("NotPrincipal disregards the boundary") { candidate in
      candidate.mapStatements { statement in
        guard let element = statement.principal, element.isNegated, statement.effect == .deny,
          case .stack(let stack) = candidate.policies, let policy = stack.resourcePolicies?.first,
          stack.permissionsBoundary != nil
        else { return statement }
        // Without the boundary, and without anything but its principal, would the statement deny?
        let all = PatternElement(isNegated: true, patterns: [], range: statement.range)
        let bare = policy.mapStatements {
          $0.range == statement.range ? $0.with(action: all, resource: .some(all), conditions: []) : $0.silenced
        }
        let probe = DifferentialCase(
          policies: .stack(PolicyStack(resourcePolicies: [bare])), request: candidate.request)
        return probe.decided(by: .reference).result == .explicitDeny ? statement : statement.silenced
      }
    },
  ]

  private static let reportBugs: [PlantedBug] = [
    PlantedBug(
      "an implicit deny names the last gate",
      reporting: { decision in
        guard decision.result == .implicitDeny, let last = decision.gates.last else { return decision }
        return Decision(result: decision.result, by: DecidingStatement(policyType: last), gates: decision.gates)
      }),
    PlantedBug(
      "levels are not named",
      reporting: { decision in
        var copy = decision
        copy.by?.level = nil
        return copy
      }),
    PlantedBug(
      "only one missing key is named",
      reporting: { decision in
        var copy = decision
        copy.missing = Array(copy.missing.prefix(1))
        return copy
      }),
    PlantedBug(
      "statements are counted from one",
      reporting: { decision in
        guard var by = decision.by, let statement = by.statement,
          statement.index + 1 < statement.policy.statements.count
        else { return decision }
        by.statement = StatementReference(statement.policy, statement.index + 1)
        return Decision(result: decision.result, by: by, gates: decision.gates, missing: decision.missing)
      }),
  ]

  private static func withoutDenies(_ policies: [Policy]) -> [Policy] {
    policies.map { $0.mapStatements { $0.effect == .deny ? $0.silenced : $0 } }
  }

  private static func names(_ entry: PrincipalElement.Entry, _ account: ByteString) -> Bool {
    entry.value.text == account || entry.value.text == ByteString("arn:aws:iam::\(account):root")
  }
}
