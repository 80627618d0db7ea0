import Documents
import Evaluation
import PolicyLanguage

/// One request with the policies it met and the decision, so that it can be explained later.
struct AskedRequest: Sendable {
  /// The policies.
  enum Policies: Sendable {
    case gates(PolicyStack)
    case stackPolicy(Policy?)
  }

  let request: Request
  let policies: Policies
  let decision: Decision

  /// Decides a request by the gates it meets.
  init(_ request: Request, under stack: PolicyStack) {
    self.request = request
    policies = .gates(stack)
    decision = Authorizer.decide(request, under: stack)
  }

  /// Decides an update action by a stack policy.
  init(_ request: Request, byStackPolicy policy: Policy?) {
    self.request = request
    policies = .stackPolicy(policy)
    decision = Authorizer.decide(request, byStackPolicy: policy)
  }

  /// Everything that led to the decision.
  var explanation: Explanation {
    switch policies {
    case .gates(let stack): Explanation(request, under: stack)
    case .stackPolicy(let policy): Explanation(request, byStackPolicy: policy)
    }
  }

  /// The one of several requests, all of which must pass, that decides: a Deny before an Unknown, the first of its kind.
  static func deciding(_ asked: [AskedRequest]) -> AskedRequest? {
    asked.first { $0.decision.result.decision == "Deny" } ?? asked.first { $0.decision.result == .unknown }
      ?? asked.first
  }
}
