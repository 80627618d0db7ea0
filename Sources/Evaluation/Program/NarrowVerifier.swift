import Documents
import PolicyLanguage

/// What a decision has to know of a narrow statement, and where its tests are; together in one line of the cache.
struct NarrowFact {
  /// The first tests, with which it begins.
  fileprivate let tests: (NarrowVerifier.Test, NarrowVerifier.Test)
  let verdict: Verdict
  /// The place in the order in which decisions name statements.
  let ordinal: Int32
  let testCount: Int32
  /// Where its tests behind the first two are.
  fileprivate let laterTests: Int32
  let gate: UInt8
  let isDeny: Bool
}

/// What narrow statements ask besides what they were found by.
///
/// The first test is that of the condition by which a statement was found, which holds for most that are found.
struct NarrowVerifier: ~Copyable {
  fileprivate struct Test {
    enum Kind: UInt8 {
      case key, equality, question
      /// A Resource, or a NotResource.
      case resource, notResource
    }

    let kind: Kind
    /// The key of a condition.
    let key: Int32
    /// The index of a condition among its key's; the number of the patterns of an element.
    let place: Int32
    /// The index in `conditions`, `equalities` or `questions`, or that of the first pattern in `elements`.
    let index: Int32

    static let none = Test(kind: .key, key: 0, place: 0, index: 0)
  }

  /// By statement.
  let facts: UnsafeMutablePointer<NarrowFact>
  private let laterTests: UnsafeMutablePointer<Test>
  private let conditions: [CompiledCondition]
  private let equalities: [VariableEquality]
  private let questions: [PlanQuestion]
  private let elements: ResourceElements
  private let classes: KeyClassTable
  private let hasBoundary: Bool

  init(_ statements: [NarrowStatement], _ classifier: KeyClassifier, hasBoundary: Bool) {
    self.hasBoundary = hasBoundary
    classes = classifier.keys
    facts = CacheLine.room(for: statements.count, of: NarrowFact.self)
    var later: [Test] = []
    var conditions: [CompiledCondition] = []
    var equalities: [VariableEquality] = []
    var questions: [PlanQuestion] = []
    var patterns = ResourceElements.Patterns()
    func asked(_ element: CompiledResource) -> Test {
      if element.hasVariables { return asked(.element(element)) }
      let (first, count) = patterns.add(element)
      return Test(
        kind: element.isNegated ? .notResource : .resource, key: 0, place: Int32(truncatingIfNeeded: count),
        index: Int32(truncatingIfNeeded: first))
    }
    func asked(_ subject: PlanQuestion.Subject) -> Test {
      let question = PlanQuestion(subject)
      if let equality = question.equality {
        equalities.append(equality)
        return Test(kind: .equality, key: 0, place: 0, index: Int32(truncatingIfNeeded: equalities.count - 1))
      }
      questions.append(question)
      return Test(kind: .question, key: 0, place: 0, index: Int32(truncatingIfNeeded: questions.count - 1))
    }
    for (number, narrow) in statements.enumerated() {
      let candidate = narrow.candidate
      let statement = candidate.statement
      var tests: [Test] = []
      for condition in statement.conditions {
        guard condition.variableKeys.isEmpty, let place = classifier.places[condition.number] else { continue }
        let test = Test(
          kind: .key, key: Int32(truncatingIfNeeded: condition.key), place: Int32(truncatingIfNeeded: place),
          index: Int32(truncatingIfNeeded: conditions.count))
        conditions.append(condition)
        tests.insert(test, at: narrow.isFound(by: condition.key, place) ? 0 : tests.count)
      }
      for condition in statement.conditions where !condition.variableKeys.isEmpty {
        tests.append(asked(.condition(condition)))
      }
      if let resource = statement.resource, !resource.admitsEverything {
        var isFoundByResource = false
        if case .resource = narrow.access { isFoundByResource = true }
        if !isFoundByResource || resource.hasVariables { tests.append(asked(resource)) }
      }
      (facts + number).initialize(
        to: NarrowFact(
          tests: (tests.first ?? .none, tests.dropFirst().first ?? .none), verdict: candidate.verdict,
          ordinal: Int32(truncatingIfNeeded: candidate.ordinal),
          testCount: Int32(truncatingIfNeeded: tests.count), laterTests: Int32(truncatingIfNeeded: later.count),
          gate: UInt8(truncatingIfNeeded: candidate.gate), isDeny: statement.effect == .deny))
      later += tests.dropFirst(2)
    }
    laterTests = .allocate(capacity: max(1, later.count))
    laterTests.initialize(from: later, count: later.count)
    self.conditions = conditions
    self.equalities = equalities
    self.questions = questions
    elements = ResourceElements(patterns)
  }

  deinit {
    UnsafeMutableRawPointer(facts).deallocate()
    laterTests.deallocate()
  }

  // Mutating, so that all this is lent where it stands, and not copied.

  /// Asks a statement that was found by its access for everything else.
  ///
  /// - Parameter skippingFirst: whether the condition by which it was found holds for certain.
  @inline(__always)
  mutating func verify(
    _ fact: UnsafeMutablePointer<NarrowFact>, skippingFirst: Bool, _ frame: borrowing RequestFrame
  ) -> Truth {
    let first = UnsafeRawPointer(fact).assumingMemoryBound(to: Test.self)
    var truth = Truth.yes
    var number = skippingFirst ? 1 : 0
    while number < Int(fact.pointee.testCount) {
      let test = number < 2 ? first + number : UnsafePointer(laterTests + (Int(fact.pointee.laterTests) + number - 2))
      let answer = answer(test.pointee, frame)
      if answer == .no { return .no }
      truth = min(truth, answer)
      number += 1
    }
    return truth
  }

  /// Hands each key that keeps a statement from being decided to a function, by its number.
  mutating func forEachMissingKey(of statement: Int, _ frame: borrowing RequestFrame, _ body: (Int) -> Void) {
    let fact = facts[statement]
    for number in 0..<Int(fact.testCount) {
      let test =
        number == 0 ? fact.tests.0 : number == 1 ? fact.tests.1 : laterTests[Int(fact.laterTests) + number - 2]
      if answer(test, frame) != .unknown { continue }
      switch test.kind {
      case .key: body(Int(test.key))
      case .equality: equalities[Int(test.index)].undecidedKeys(frame).forEach(body)
      case .question: questions[Int(test.index)].undecidedKeys(frame).forEach(body)
      // Of a resource everything is known.
      case .resource, .notResource: break
      }
    }
  }

  @inline(__always)
  private mutating func answer(_ test: Test, _ frame: borrowing RequestFrame) -> Truth {
    if test.kind == .key {
      let number = classes[Int(test.key)].pointee.find(frame)
      if number >= 0 { return classes[Int(test.key)].pointee.truth(number, Int(test.place)) }
    }
    return ask(test, frame)
  }

  @inline(never)
  private mutating func ask(_ test: Test, _ frame: borrowing RequestFrame) -> Truth {
    switch test.kind {
    case .key: conditions[Int(test.index)].holds(in: frame)
    case .equality: equalities[Int(test.index)].holds(in: frame)
    case .question: questions[Int(test.index)].answer(frame, hasBoundary: hasBoundary)
    case .resource, .notResource:
      Truth(
        elements.matches(first: Int(test.index), count: Int(test.place), frame.resource) != (test.kind == .notResource))
    }
  }
}
