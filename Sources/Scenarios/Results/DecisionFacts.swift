import Documents
import PolicyLanguage

/// A decision as expectations look at it.
struct DecisionFacts {
  private let decision: Decision

  init(_ decision: Decision) {
    self.decision = decision
  }

  /// The members of an expectation that the decision does not have.
  func mismatches(with expectation: Expectation, file: String) -> [ExpectationMismatch] {
    expectation.items.compactMap { item in
      guard case .step(let member) = item.subject, let actual = actual(member) else { return nil }
      guard !actual.meets(item.value, file: file) else { return nil }
      return ExpectationMismatch(subject: item.subject, expected: item.value, actual: actual, range: item.range)
    }
  }

  /// What the decision has for a member; nil for one that decisions do not have.
  func actual(_ member: ExpectedMember) -> ActualValue? {
    switch member {
    case .decision: .value(.text(ByteString(decision.result.decision)))
    case .evaluation: .value(.text(ByteString(decision.result.rawValue)))
    case .by: .statement(decision.by?.statement)
    case .policyType: .value(decision.by.map { .text(ByteString($0.policyType.rawValue)) } ?? .nothing)
    case .level: .value(decision.by?.level.map { .text(ByteString($0)) } ?? .nothing)
    case .gates: .value(.list(decision.gates.map { ByteString($0.rawValue) }))
    case .missing: .value(.list(decision.missing))
    case .outcome, .message: nil
    }
  }
}

extension ActualValue {
  /// Whether this is what was expected.
  ///
  /// - Parameter file: the scenario's path, which the policy files of `by` are relative to.
  func meets(_ expected: ExpectedValue, file: String) -> Bool {
    switch (self, expected) {
    case (.value(let actual), _): return actual == expected
    case (.statement(let reference?), .text(let name)): return ByName(name, file: file).names(reference)
    case (.statement(let reference?), .index(let index)): return reference.index == index
    case (.statement(nil), .nothing): return true
    case (.statement, _): return false
    }
  }
}
