import Documents
import Evaluation
import PolicyLanguage

/// How one decision changed between two policy sets.
public enum DecisionChange: String, Sendable, CaseIterable {
  /// Denied now, and was not.
  case newlyDenied
  /// Allowed now, and was not.
  case newlyAllowed
  /// Unknown now, and was not.
  case nowUnknown

  /// The change from one result to another; nil where the decision is the same, be it for another reason.
  public init?(from before: EvaluationResult, to after: EvaluationResult) {
    guard before.decision != after.decision else { return nil }
    switch after {
    case .explicitDeny, .implicitDeny: self = .newlyDenied
    case .allowed: self = .newlyAllowed
    case .unknown: self = .nowUnknown
    }
  }
}

/// Decisions that changed in the same way, for the same reasons, for one principal and one action.
public struct ChangeGroup: Sendable {
  /// The first record of a group, by which it can be looked up and explained.
  public struct Example: Sendable, Equatable {
    /// The input's name, where there are several.
    public let file: ByteString?
    /// The line, or the record's number in a document of records, from 1.
    public let line: Int
    /// The record's id as JSON text, quotes included.
    public let id: ByteString?
    /// The resource that decided.
    public let resource: ByteString

    /// Makes an example.
    public init(file: ByteString?, line: Int, id: ByteString?, resource: ByteString) {
      self.file = file
      self.line = line
      self.id = id
      self.resource = resource
    }
  }

  /// How the decisions changed.
  public let change: DecisionChange
  /// Who asked; nil for update actions, and where the record names nobody.
  public let principal: ByteString?
  /// The action, as the records spell it.
  public let action: ByteString
  /// The account of the principal, else of the resource; for an update action the stack, where the record names it.
  public let account: ByteString?
  /// The decision by the old policies.
  public let before: Decision
  /// The decision by the new policies.
  public let after: Decision
  /// The number of records.
  public internal(set) var count: Int
  /// The first of them.
  public let example: Example
  /// The Allow that came nearest to the first of them, where it is denied because nothing allows it; nil where there is
  /// none, and where another group with the same deciding statements has it.
  public internal(set) var nearest: MissedAllow? = nil
}

/// An Allow that nearly let a request pass; an object, since few of many groups have one.
public final class MissedAllow: Sendable {
  /// The statement, and what it missed.
  public let miss: NearestMiss
  /// The request, with the keys that policies look at.
  public let request: Request

  init(miss: NearestMiss, request: Request) {
    self.miss = miss
    self.request = request
  }
}
