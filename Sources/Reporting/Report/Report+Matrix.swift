extension Report {
  /// A table of decisions: resources × update actions, or accounts × services.
  public struct Matrix: Sendable {
    /// The heading.
    public var title: String
    /// What the rows are: `Resource`.
    public var rowTitle: String
    /// What the columns are: `Action`.
    public var columnTitle: String
    /// The rows.
    public var rows: [Label]
    /// The columns.
    public var columns: [Label]
    /// The cells, a list for each row, each as long as `columns`.
    public var cells: [[Cell]]

    /// Makes a matrix.
    public init(
      title: String, rowTitle: String, columnTitle: String, rows: [Label], columns: [Label], cells: [[Cell]]
    ) {
      self.title = title
      self.rowTitle = rowTitle
      self.columnTitle = columnTitle
      self.rows = rows
      self.columns = columns
      self.cells = cells
    }

    /// What a row or column is called.
    public struct Label: Sendable, Equatable {
      /// The name: a logical id, an account, an action, a service.
      public var name: String
      /// More: the resource type, the name of the account; may be empty.
      public var detail: String

      /// Makes a label.
      public init(_ name: String, detail: String = "") {
        self.name = name
        self.detail = detail
      }
    }

    /// One answer.
    public struct Cell: Sendable, Equatable {
      /// A short letter: `A`, `D`, `?`, `-`, or for several decisions in one cell `A/D`.
      public var letter: String
      /// What is decided; the gravest where there are several decisions: deny, unknown, allow.
      public var state: State
      /// Whether this is what the plan at hand asks.
      public var isAsked: Bool
      /// What becomes of the data or the physical resource, in a word or two; empty where nothing is known of it.
      public var data: String
      /// Whether data is lost.
      public var losesData: Bool
      /// What it leads to.
      public var explanation: Explanation.ID?

      /// Makes a cell.
      public init(
        letter: String, state: State, isAsked: Bool = false, data: String = "", losesData: Bool = false,
        explanation: Explanation.ID? = nil
      ) {
        self.letter = letter
        self.state = state
        self.isAsked = isAsked
        self.data = data
        self.losesData = losesData
        self.explanation = explanation
      }

      /// A cell that nobody asks about.
      public static let notAsked = Cell(letter: "-", state: .notAsked)
    }
  }

  /// Why a decision is what it is; many cells may lead to one.
  public struct Explanation: Sendable, Identifiable {
    /// The id, unique in a report: letters, digits and dashes, fit for a link.
    public var id: String
    /// What was decided, in a sentence without a full stop.
    public var text: String
    /// The statement that decided; nil where none did.
    public var statement: Statement?

    /// Makes an explanation.
    public init(id: String, text: String, statement: Statement? = nil) {
      self.id = id
      self.text = text
      self.statement = statement
    }
  }

  /// A node of the organization.
  public struct Node: Sendable {
    /// The kinds of node.
    public enum Kind: String, Sendable {
      /// The root.
      case root
      /// An organizational unit.
      case organizationalUnit
      /// An account.
      case account
    }

    /// A policy attached to a node.
    public struct Attachment: Sendable, Equatable {
      /// `scp` or `rcp`.
      public var policyType: String
      /// The policy's name.
      public var name: String

      /// Makes an attachment.
      public init(policyType: String, name: String) {
        self.policyType = policyType
        self.name = name
      }
    }

    /// The kind.
    public var kind: Kind
    /// The id: `r-ab12`, `ou-ab12-11111111`, twelve digits.
    public var id: String
    /// The name; nil where it has none.
    public var name: String?
    /// The index of the parent in `Report.organization`; nil for the root.
    public var parent: Int?
    /// The policies attached here.
    public var policies: [Attachment]
    /// How many decisions of the run were denied at this node: by a statement of its policies, or for want of an Allow.
    public var denials: Int

    /// Makes a node.
    public init(kind: Kind, id: String, name: String?, parent: Int?, policies: [Attachment], denials: Int = 0) {
      self.kind = kind
      self.id = id
      self.name = name
      self.parent = parent
      self.policies = policies
      self.denials = denials
    }
  }

  /// The text of a policy with what a run showed of its statements.
  public struct PolicySource: Sendable {
    /// What a run showed of a statement.
    public enum Mark: String, Sendable, CaseIterable {
      /// Some decision hung on it.
      case decisive
      /// It matched, and no decision hung on it.
      case matched
      /// It was asked and never matched.
      case notMatched
      /// It can never decide anything: unreachable, shadowed, or about nothing that exists.
      case dead
    }

    /// One line.
    public struct Line: Sendable {
      /// The number, from 1.
      public var number: Int
      /// The text without its line ending, cut where it is very long.
      public var text: String
      /// How many decisions the statement that begins here made, or how often it matched; nil on all other lines, and
      /// where nothing was counted.
      public var hits: Int?
      /// What was shown of the statement that the line belongs to; nil outside statements, and where nothing was
      /// counted.
      public var mark: Mark?

      /// Makes a line.
      public init(number: Int, text: String, hits: Int? = nil, mark: Mark? = nil) {
        self.number = number
        self.text = text
        self.hits = hits
        self.mark = mark
      }
    }

    /// The file.
    public var file: String
    /// The kind of policy: `stack`, `scp`, …; empty where a file was only checked.
    public var kind: String
    /// The lines, from the first of the policy to its last; fewer where it is very long.
    public var lines: [Line]
    /// How many lines of the policy are left out behind the last.
    public var leftOut: Int

    /// Makes a policy source.
    public init(file: String, kind: String, lines: [Line], leftOut: Int = 0) {
      self.file = file
      self.kind = kind
      self.lines = lines
      self.leftOut = leftOut
    }
  }
}
