import CloudFormation
import Documents
import PolicyLanguage
import Simulation

/// Plans as one JSON document, `stockade/plan/1`, in the shape of `docs/formats/plan.md`.
public enum StackPlanJSON {
  /// The document, with its line end.
  public static func render(_ plan: StackPlan) -> [UInt8] {
    var json = JSONWriter(layout: .indented)
    json.object { json in
      json.member("schema", "stockade/plan/1")
      append(plan, to: &json)
    }
    json.endLine()
    return json.bytes
  }

  private static func append(_ plan: StackPlan, to json: inout JSONWriter) {
    json.member("operation", plan.operation.rawValue)
    json.optional("stack", plan.stack.isEmpty ? nil : plan.stack)
    json.member("outcome", plan.outcome.rawValue)
    json.optional("message", plan.message.map { ByteString($0) })
    json.array("resources") { list in
      for resource in plan.resources { list.object { append(resource, to: &$0) } }
    }
    json.key("suggestedOverride")
    if let policy = plan.suggestedOverride { append(policy, to: &json) } else { json.null() }
    json.array("unknowns") { list in
      for unknown in plan.unknowns {
        list.object { json in
          json.member("what", unknown.what)
          json.member("at", StackPlanWords.position(of: unknown))
        }
      }
    }
    guard !plan.disagreements.isEmpty else { return }
    json.array("disagreements") { list in
      for disagreement in plan.disagreements {
        list.object { json in
          json.member("logicalResourceId", disagreement.logicalResourceId)
          json.member("changeSet", disagreement.changeSet.rawValue)
          json.member("templates", disagreement.templates.rawValue)
        }
      }
    }
  }

  private static func append(_ resource: ResourcePlan, to json: inout JSONWriter) {
    let change = resource.change
    json.member("logicalResourceId", change.logicalResourceId)
    json.member("resourceType", change.resourceType)
    json.member("change", change.change.rawValue)
    json.member("certainty", change.certainty.rawValue)
    json.member("automatic", change.isAutomatic)
    json.member("causes", change.causes)
    json.member("asked", change.asked.map { ByteString($0.rawValue) })
    json.optional("decision", resource.decision.map { ByteString($0.result.decision) })
    json.optional("evaluation", resource.decision.map { ByteString($0.result.rawValue) })
    json.key("by")
    append(resource.decision?.by, to: &json)
    json.member("physical", resource.physical.rawValue)
    json.member("ifAllowed", change.ifAllowed.rawValue)
    json.optional("replaced", change.replaced.map { ByteString($0.rawValue) })
    json.array("permissions") { list in
      for permission in resource.permissions { list.object { append(permission, to: &$0) } }
    }
    json.key("nested")
    if let nested = resource.nested { json.object { append(nested, to: &$0) } } else { json.null() }
  }

  private static func append(_ permission: PermissionDecision, to json: inout JSONWriter) {
    json.member("action", permission.action)
    json.member("resource", permission.resource)
    json.member("decision", permission.decision.result.decision)
    json.member("evaluation", permission.decision.result.rawValue)
    json.key("by")
    append(permission.decision.by, to: &json)
    if permission.decision.result == .unknown { json.member("missing", permission.decision.missing) }
  }

  private static func append(_ by: DecidingStatement?, to json: inout JSONWriter) {
    guard let by else { return json.null() }
    json.object { json in
      json.member("policyType", by.policyType.rawValue)
      if let level = by.level { json.member("level", level) }
      guard let reference = by.statement else { return }
      json.member("policy", reference.policy.name)
      json.member("statement", reference.index)
      if let sid = reference.statement.sid { json.member("sid", sid) }
      if !reference.policy.source.bytes.isEmpty {
        json.member("at", "\(reference.policy.source.name):\(reference.position)")
      }
    }
  }

  /// A suggested override, whose statements have Effect, Action, Principal and Resource and nothing else.
  private static func append(_ policy: Policy, to json: inout JSONWriter) {
    json.object { json in
      json.array("Statement") { list in
        for statement in policy.statements {
          list.object { json in
            json.member("Effect", statement.effect.rawValue)
            json.member("Principal", "*")
            json.member("Action", statement.action.patterns.map(\.text))
            json.member("Resource", statement.resource?.patterns.map(\.text) ?? [])
          }
        }
      }
    }
  }
}

extension JSONWriter {
  /// Writes a member whose value is a string or null.
  fileprivate mutating func optional(_ name: ByteString, _ value: ByteString?) {
    key(name)
    if let value { string(value) } else { null() }
  }
}
