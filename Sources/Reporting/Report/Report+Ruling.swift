extension Report {
  /// A decision in the words of reports.
  public struct Ruling: Sendable {
    /// What was decided.
    public var state: State
    /// `Allow`, `Deny` or `Unknown`.
    public var word: String
    /// What decided, in one phrase: `denied by "ProtectDatabase" at stack-policy.json:9:5`.
    public var reason: String
    /// The statement that decided; nil where none did.
    public var statement: Statement?

    /// Makes a ruling.
    public init(state: State, word: String, reason: String, statement: Statement? = nil) {
      self.state = state
      self.word = word
      self.reason = reason
      self.statement = statement
    }
  }

  /// What became of a statement that decided on one side of a comparison, where the other side has it not as it is.
  public struct Counterpart: Sendable {
    /// `"ProtectDatabase" differs at new.json:9:31`, or that there is none.
    public var sentence: String
    /// The statement of the other side; nil where there is none.
    public var statement: Statement?

    /// Where the statement's text begins to differ; nil where there is none.
    public var differs: Place?
    /// The text of the statement that decided, on one line, from where both begin to differ.
    public var ownExcerpt: String
    /// The text of the statement of the other side, from the same place; nil where there is none.
    public var excerpt: String?

    /// Makes a counterpart.
    public init(
      sentence: String, statement: Statement? = nil, differs: Place? = nil, ownExcerpt: String = "",
      excerpt: String? = nil
    ) {
      self.sentence = sentence
      self.statement = statement
      self.differs = differs
      self.ownExcerpt = ownExcerpt
      self.excerpt = excerpt
    }
  }

  /// A statement that decided, with its own text.
  public struct Statement: Sendable {
    /// The Sid, or `statement 2` where there is none.
    public var name: String
    /// The gate: `stack`, `scp`, …
    public var policyType: String
    /// The id of the node it is attached to, for SCPs and RCPs of an organization.
    public var level: String?
    /// Where it begins.
    public var place: Place
    /// Its text as it stands in the file, cut to a few thousand characters; empty for AWS's own policies.
    public var text: String
    /// Whether the text was cut.
    public var isCut: Bool

    /// Makes a statement.
    public init(
      name: String, policyType: String, level: String? = nil, place: Place, text: String, isCut: Bool = false
    ) {
      self.name = name
      self.policyType = policyType
      self.level = level
      self.place = place
      self.text = text
      self.isCut = isCut
    }
  }

  /// Decisions that changed alike, for the same reasons.
  public struct Change: Sendable {
    /// The heading: `Newly denied`, `Newly allowed`, `Now unknown`.
    public var title: String
    /// What is decided now.
    public var state: State
    /// The number of records.
    public var count: Int
    /// The decision by the old policies.
    public var before: Ruling
    /// The decision by the new policies.
    public var after: Ruling
    /// Who, what and where, the most frequent first.
    public var groups: [Group]
    /// The Allow that comes nearest to what nothing allows any more, and what it misses; nil where there is none.
    public var nearest: String?

    /// The records of one principal and action.
    public struct Group: Sendable {
      /// Who asked; nil for update actions.
      public var principal: String?
      /// The action.
      public var action: String
      /// The account, or the stack of an update action; nil where it is not known.
      public var account: String?
      /// The number of records.
      public var count: Int
      /// The resource of the first of them.
      public var firstResource: String
      /// Where the first of them stands; nil in the full matrix, which nobody recorded.
      public var first: Place?

      /// Makes a group.
      public init(
        principal: String?, action: String, account: String?, count: Int, firstResource: String, first: Place?
      ) {
        self.principal = principal
        self.action = action
        self.account = account
        self.count = count
        self.firstResource = firstResource
        self.first = first
      }
    }

    /// What the statement that decided before is now; nil where it is the same, or where none decided.
    public var now: Counterpart?
    /// What the statement that decides now was; nil where it is the same, where none decides, or where it decided.
    public var was: Counterpart?

    /// Makes a change.
    public init(
      title: String, state: State, count: Int, before: Ruling, after: Ruling, groups: [Group],
      now: Counterpart? = nil, was: Counterpart? = nil, nearest: String? = nil
    ) {
      self.now = now
      self.was = was
      self.nearest = nearest
      self.title = title
      self.state = state
      self.count = count
      self.before = before
      self.after = after
      self.groups = groups
    }
  }

  /// One decision of a stream.
  public struct Row: Sendable {
    /// Where the record stands.
    public var place: Place
    /// The record's id, as it is written; nil where it has none.
    public var id: String?
    /// Who asked; nil for update actions, and where the record names nobody.
    public var principal: String?
    /// The action; empty for a record that could not be read.
    public var action: String
    /// The resource that decided; empty for a record that could not be read.
    public var resource: String
    /// The decision; `Error` with the message where there is none.
    public var ruling: Ruling
    /// The code of the error; nil for a decision.
    public var errorCode: String?

    /// Makes a row.
    public init(
      place: Place, id: String?, principal: String?, action: String, resource: String, ruling: Ruling,
      errorCode: String? = nil
    ) {
      self.place = place
      self.id = id
      self.principal = principal
      self.action = action
      self.resource = resource
      self.ruling = ruling
      self.errorCode = errorCode
    }
  }

  /// What comes up most often.
  public struct Ranking: Sendable {
    /// What is ranked: `Most denied principals`.
    public var title: String
    /// The names and their counts, the greatest first.
    public var entries: [Count]
    /// The count of all that is not listed.
    public var rest: Int

    /// Makes a ranking.
    public init(title: String, entries: [Count], rest: Int) {
      self.title = title
      self.entries = entries
      self.rest = rest
    }
  }
}
