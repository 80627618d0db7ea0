import ActionStreams
import Documents
import PolicyLanguage

/// How decisions compare with what a log says happened, so that a reader knows how far to trust the model.
///
/// A success proves that the call was allowed, at that time, under the policies of that time; a refusal names at most one
/// reason. Another error proves nothing, since validation and throttling may come before authorization.
/// Source: authorization.md section 6, actual outcome.
public struct Calibration: Sendable, Equatable {
  /// Events that disagree for one cause.
  public struct Cause: Sendable, Equatable {
    /// How many.
    public internal(set) var count: Int
    /// One of them, `file:line`: the first by name.
    public internal(set) var example: ByteString

    /// Makes a cause.
    public init(count: Int, example: ByteString) {
      self.count = count
      self.example = example
    }
  }

  /// Calls that the log shows to have succeeded and that are allowed here.
  public var allowedAsLogged = 0
  /// Calls that the log shows to have been refused and that are denied here.
  public var deniedAsLogged = 0
  /// Of those, how many are denied by the kind of policy that the log's message names.
  public var sameReason = 0
  /// Decisions that are Unknown here, which agree with nothing and contradict nothing.
  public var undecided = 0
  /// Events that end in another error.
  public var withoutEvidence = 0
  /// The disagreements by cause.
  public private(set) var causes: [ByteString: Cause] = [:]
  /// Disagreements for which there were too many causes to tell.
  public private(set) var otherDisagreements = 0

  /// The most causes that are told apart: causes name policies, levels and words of AWS's messages, all of them few.
  static let causeLimit = 10_000

  /// Makes a calibration of nothing.
  public init() {}

  /// The number of disagreements.
  public var disagreementCount: Int { causes.values.reduce(otherDisagreements) { $0.adding(count: $1.count) } }

  /// Adds disagreements of one cause.
  public mutating func add(_ cause: ByteString, _ added: Cause) {
    if var known = causes[cause] {
      known.count = known.count.adding(count: added.count)
      known.example = min(known.example, added.example)
      causes[cause] = known
    } else if causes.count < Self.causeLimit {
      causes[cause] = added
    } else {
      add(otherDisagreements: added.count)
    }
  }

  /// Adds disagreements without a cause.
  public mutating func add(otherDisagreements count: Int) {
    otherDisagreements = otherDisagreements.adding(count: count)
  }

  /// Adds another part's comparisons.
  public mutating func add(_ other: Calibration) {
    allowedAsLogged = allowedAsLogged.adding(count: other.allowedAsLogged)
    deniedAsLogged = deniedAsLogged.adding(count: other.deniedAsLogged)
    sameReason = sameReason.adding(count: other.sameReason)
    undecided = undecided.adding(count: other.undecided)
    withoutEvidence = withoutEvidence.adding(count: other.withoutEvidence)
    for (cause, added) in other.causes.sorted(by: { $0.key < $1.key }) { add(cause, added) }
    add(otherDisagreements: other.otherDisagreements)
  }

  /// Compares one decision with what the log says.
  mutating func compare(_ decision: Decision, _ outcome: CloudTrailOutcome, place: ByteString, statement: ByteString) {
    switch (outcome, decision.result) {
    case (.failed, _): withoutEvidence += 1
    case (_, .unknown): undecided += 1
    case (.success, .allowed): allowedAsLogged += 1
    case (.success, .explicitDeny), (.success, .implicitDeny):
      add("allowed in the log, denied here by " + statement, Cause(count: 1, example: place))
    case (.denied(let denial), .explicitDeny), (.denied(let denial), .implicitDeny):
      deniedAsLogged += 1
      if let named = denial.policyType, named == decision.by?.policyType { sameReason += 1 }
    case (.denied(let denial), .allowed):
      add("denied in the log" + denial.cause(decision.gates) + ", allowed here", Cause(count: 1, example: place))
    }
  }
}

extension CloudTrailDenial {
  /// What refused, in the log's words, and whether that gate was asked here.
  fileprivate func cause(_ gates: [PolicyType]) -> ByteString {
    if isByEndpointPolicy { return " by a VPC endpoint policy, which is no gate here" }
    guard let policyType else { return ", which does not say by what" }
    let how = isExplicit == false ? " since nothing allows it in a policy of type " : " by a policy of type "
    let asked = gates.contains(policyType) ? "" : " (a gate that is not asked here)"
    return ByteString(how + policyType.rawValue + asked)
  }
}

/// Joins two texts.
private func + (left: ByteString, right: ByteString) -> ByteString { ByteString(left.bytes + right.bytes) }
