import Stockade

func decision(of action: ByteString, on logicalResourceId: String, by policyText: String) throws -> String {
  let source = SourceText(name: "stack-policy.json", text: policyText)
  let reading = PolicyReader(kind: .stack).read(source)
  guard let policy = reading.policy else { throw DiagnosticsError(reading.diagnostics) }
  let request = Request(action: action, resource: ByteString("LogicalResourceId/" + logicalResourceId))
  let decision = Authorizer.decide(request, byStackPolicy: policy)
  guard let deciding = decision.by?.statement else { return decision.result.decision }
  return "\(decision.result.decision) by statement \(deciding.index) at line \(deciding.position.line)"
}
