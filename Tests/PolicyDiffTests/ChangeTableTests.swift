import Documents
import PolicyLanguage
import Testing

@testable import PolicyDiff

@Suite struct ChangeTableTests {
  private static let policy = PolicyReader(kind: .scp).read(
    SourceText(
      name: "scp.json",
      text:
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*"}]}"#
    )
  ).policy

  private func group(
    _ action: String, line: Int, statement: Int? = nil, to result: EvaluationResult = .explicitDeny
  ) throws -> ChangeGroup {
    let policy = try #require(Self.policy)
    let by = statement.map { DecidingStatement(policyType: .scp, statement: StatementReference(policy, $0)) }
    return ChangeGroup(
      change: try #require(DecisionChange(from: result == .allowed ? .explicitDeny : .allowed, to: result)),
      principal: "p", action: ByteString(action), account: nil, before: Decision(result: .allowed),
      after: Decision(result: result, by: by), count: 1,
      example: .init(file: nil, line: line, id: nil, resource: "*"))
  }

  @Test(arguments: [
    (EvaluationResult.allowed, EvaluationResult.explicitDeny, DecisionChange?.some(.newlyDenied)),
    (.allowed, .implicitDeny, .newlyDenied), (.unknown, .implicitDeny, .newlyDenied),
    (.explicitDeny, .allowed, .newlyAllowed),
    (.unknown, .allowed, .newlyAllowed), (.allowed, .unknown, .nowUnknown), (.implicitDeny, .unknown, .nowUnknown),
    (.explicitDeny, .implicitDeny, nil), (.allowed, .allowed, nil),
  ])
  func aChangeIsOneOfWords(before: EvaluationResult, after: EvaluationResult, change: DecisionChange?) {
    #expect(DecisionChange(from: before, to: after) == change)
  }

  @Test func groupsCountAndKeepTheirFirst() throws {
    var table = ChangeTable()
    table.add(try group("a:A", line: 3, statement: 0))
    table.add(try group("a:B", line: 4, statement: 0))
    table.add(try group("a:A", line: 5, statement: 0))
    table.add(try group("a:A", line: 6, statement: 1))
    table.add(try group("a:A", line: 7, to: .allowed))
    #expect(table.groups.map(\.count) == [2, 1, 1, 1])
    #expect(table.groups.map(\.example.line) == [3, 4, 6, 7])
    #expect(table.count(.newlyDenied) == 4)
    #expect(table.changedCount == 5)
    let sections = table.sections(.newlyDenied)
    #expect(sections.map(\.count) == [3, 1])
    #expect(sections[0].groups.map(\.action) == ["a:A", "a:B"])
  }

  @Test func whatIsBeyondTheLimitIsCounted() throws {
    var table = ChangeTable(groupLimit: 2)
    for line in 0..<5 { table.add(try group("a:\(line)", line: line)) }
    table.add(try group("a:0", line: 9))
    #expect(table.groups.map(\.count) == [2, 1])
    #expect(table.beyondLimit[.newlyDenied] == 3)
    #expect(table.count(.newlyDenied) == 6)
  }

  @Test func aPlaceIsAddedToWithoutTheGroup() throws {
    var table = ChangeTable(groupLimit: 1)
    let first = try group("a:A", line: 3)
    let place = table.place(of: first)
    #expect(place == 0)
    #expect(table.changedCount == 0)
    table.add(5, .newlyDenied, at: place)
    let beyond = table.place(of: try group("a:B", line: 4))
    #expect(beyond == nil)
    table.add(2, .newlyDenied, at: beyond)
    #expect(table.place(of: first) == place)
    #expect(table.groups.map(\.count) == [5])
    #expect(table.beyondLimit == [.newlyDenied: 2])
    #expect(table.count(.newlyDenied) == 7)
  }
}
