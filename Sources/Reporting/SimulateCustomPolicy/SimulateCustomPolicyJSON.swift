import Documents
import PolicyLanguage
import Simulation

/// Answers in the output shape of `aws iam simulate-custom-policy`, its members in AWS's order.
public enum SimulateCustomPolicyJSON {
  /// One answer with its line end.
  public static func render(_ result: SimulateCustomPolicyResult, layout: JSONWriter.Layout) -> [UInt8] {
    var json = JSONWriter(layout: layout)
    json.object { json in
      json.array("EvaluationResults") { list in
        for result in result.evaluationResults { list.object { append(result, to: &$0) } }
      }
      json.member("IsTruncated", false)
    }
    json.endLine()
    return json.bytes
  }

  /// The line of an input that cannot be read, with its line end.
  public static func render(_ error: Diagnostic, line: Int) -> [UInt8] {
    var json = JSONWriter(layout: .line)
    json.object { json in
      json.member("line", line)
      json.object("error") { json in
        json.member("code", error.code)
        json.member("message", error.message)
        if let suggestion = error.suggestion { json.member("suggestion", suggestion) }
        if error.source != nil { json.member("offset", error.range.start) }
      }
    }
    json.endLine()
    return json.bytes
  }

  private static func append(_ result: SimulateCustomPolicyResult.EvaluationResult, to json: inout JSONWriter) {
    json.member("EvalActionName", result.evalActionName)
    json.member("EvalResourceName", result.evalResourceName)
    json.member("EvalDecision", result.evalDecision.rawValue)
    append(result.matchedStatements, to: &json)
    json.member("MissingContextValues", result.missingContextValues)
    if let allowed = result.allowedByOrganizations {
      json.object("OrganizationsDecisionDetail") { $0.member("AllowedByOrganizations", allowed) }
    }
    append(boundary: result.allowedByPermissionsBoundary, to: &json)
    append(result.evalDecisionDetails, to: &json)
    guard let resources = result.resourceSpecificResults else { return }
    json.array("ResourceSpecificResults") { list in
      for resource in resources {
        list.object { json in
          json.member("EvalResourceName", resource.evalResourceName)
          json.member("EvalResourceDecision", resource.evalResourceDecision.rawValue)
          append(resource.matchedStatements, to: &json)
          json.member("MissingContextValues", resource.missingContextValues)
          append(resource.evalDecisionDetails, to: &json)
          append(boundary: resource.allowedByPermissionsBoundary, to: &json)
        }
      }
    }
  }

  private static func append(boundary allowed: Bool?, to json: inout JSONWriter) {
    guard let allowed else { return }
    json.object("PermissionsBoundaryDecisionDetail") { $0.member("AllowedByPermissionsBoundary", allowed) }
  }

  private static func append(_ details: [SimulateCustomPolicyResult.DecisionDetail]?, to json: inout JSONWriter) {
    guard let details else { return }
    json.object("EvalDecisionDetails") { json in
      for detail in details { json.member(ByteString(detail.source), detail.decision.rawValue) }
    }
  }

  private static func append(
    _ statements: [SimulateCustomPolicyResult.MatchedStatement], to json: inout JSONWriter
  ) {
    json.array("MatchedStatements") { list in
      for statement in statements {
        list.object { json in
          json.member("SourcePolicyId", statement.sourcePolicyId)
          json.member("SourcePolicyType", statement.sourcePolicyType.rawValue)
          append("StartPosition", statement.startPosition, to: &json)
          append("EndPosition", statement.endPosition, to: &json)
        }
      }
    }
  }

  private static func append(_ name: ByteString, _ position: SourcePosition, to json: inout JSONWriter) {
    json.object(name) { json in
      json.member("Line", position.line)
      json.member("Column", position.column)
    }
  }
}
