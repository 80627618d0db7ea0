import PolicyLanguage
import Simulation

/// A gate that a request does not meet, and why: what an explanation says so that nobody looks for it.
public struct UnaskedGate: Sendable {
  /// Why a gate is not asked.
  public enum Reason: Sendable, Equatable {
    /// SCPs do not reach the principal.
    case exempt(SCPExemption)
    /// The environment does not list the principal, and does not require that it does.
    case principalNotListed
  }

  /// The gate.
  public let policyType: PolicyType
  /// Why it is not asked.
  public let reason: Reason

  /// Makes a gate that is not asked.
  public init(_ policyType: PolicyType, _ reason: Reason) {
    self.policyType = policyType
    self.reason = reason
  }

  /// The stable word for the reason.
  var word: String {
    switch reason {
    case .exempt(let exemption): exemption.rawValue
    case .principalNotListed: "principalNotListed"
    }
  }

  /// One clause without a full stop.
  var sentence: String {
    switch reason {
    case .exempt(.managementAccount): "SCPs never limit the principals of the management account"
    case .exempt(.serviceLinkedRole): "SCPs do not limit service-linked roles"
    case .exempt(.service): "SCPs do not limit AWS services"
    case .exempt(.externalAccount): "the principal's account belongs to another organization"
    case .exempt(.noAccount): "the principal belongs to no account"
    case .principalNotListed: "the environment does not list the principal; --require-identity asks for it all the same"
    }
  }
}
