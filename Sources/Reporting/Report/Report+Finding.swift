import Documents

extension Report {
  /// Something that is wrong with an input, or worth knowing.
  public struct Finding: Sendable {
    /// The stable code: `stack.resource.prefix`.
    public var code: String
    /// How much it weighs.
    public var severity: Severity
    /// One sentence without a full stop.
    public var message: String
    /// Where; nil where it is about no file.
    public var place: Place?
    /// The place behind its last byte; nil where `place` has no column.
    public var end: Place?
    /// The nearest legal spelling, or what to do instead.
    public var suggestion: String?
    /// What the code means, the same for all findings of a code: one sentence without a full stop.
    public var title: String
    /// How to mend it, in plain sentences; empty where the title says all.
    public var help: String
    /// What stays the same when other lines of the file change: 32 hexadecimal digits.
    public var fingerprint: String

    /// Makes a finding.
    public init(
      code: String, severity: Severity, message: String, place: Place?, end: Place? = nil, suggestion: String? = nil,
      title: String, help: String = "", fingerprint: String
    ) {
      self.code = code
      self.severity = severity
      self.message = message
      self.place = place
      self.end = end
      self.suggestion = suggestion
      self.title = title
      self.help = help
      self.fingerprint = fingerprint
    }
  }

  /// Something that was held against an expectation: a step of a scenario, a resource of a plan, a file.
  public struct Case: Sendable {
    /// How it went.
    public enum Outcome: String, Sendable, CaseIterable {
      /// As it should.
      case passed
      /// Not as it should.
      case failed
      /// It could not be tried.
      case error
      /// It was not tried.
      case skipped
      /// Nobody can say.
      case unknown
    }

    /// What it belongs to: the scenario, the stack.
    public var suite: String
    /// Its name within that.
    public var name: String
    /// Where it stands; nil where it is in no file.
    public var place: Place?
    /// How it went.
    public var outcome: Outcome
    /// What happened, in one line; empty for a case that passed.
    public var message: String
    /// More, in lines; may be empty.
    public var detail: String

    /// Makes a case.
    public init(
      suite: String, name: String, place: Place?, outcome: Outcome, message: String = "", detail: String = ""
    ) {
      self.suite = suite
      self.name = name
      self.place = place
      self.outcome = outcome
      self.message = message
      self.detail = detail
    }
  }
}
