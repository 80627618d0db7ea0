import Evaluation
import PolicyLanguage
import ReferenceEvaluator

/// One of the evaluators that must agree.
struct Engine: Sendable, CustomStringConvertible {
  let name: String
  let decideUnder: @Sendable (Request, PolicyStack) -> Decision
  let decideByStackPolicy: @Sendable (Request, Policy?) -> Decision

  var description: String { name }

  /// What the product decides with.
  static let production = Engine(
    name: "production", decideUnder: { Authorizer.decide($0, under: $1) },
    decideByStackPolicy: { Authorizer.decide($0, byStackPolicy: $1) })

  /// What the rulings say, written plainly.
  static let reference = Engine(
    name: "reference", decideUnder: { ReferenceEvaluator.decide($0, under: $1) },
    decideByStackPolicy: { ReferenceEvaluator.decide($0, byStackPolicy: $1) })

  static let all = [production, reference]

  func decide(_ request: Request, under stack: PolicyStack) -> Decision { decideUnder(request, stack) }

  func decide(_ request: Request, byStackPolicy policy: Policy?) -> Decision { decideByStackPolicy(request, policy) }
}
