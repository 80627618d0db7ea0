import Documents
import PolicyLanguage

/// The narrow statements of one service, each found by its access.
///
/// ```
/// statements   0: deny  …:table/orders-*, MFA       1: deny  project = p7        2: allow  …:table/orders-api-*
/// resources    …:table/orders-api-7 -> patterns 4 and 9 -> 0 and 2              by their names (`NamedResources`)
/// project      "p7" -> class 2 -> 1                                              lists by the classes of `KeyClasses`
/// ```
/// For a request on `arn:aws:dynamodb:eu-west-1:1:table/orders-api-7` whose project is p9: the patterns lead to 0 and 2.
/// If the action's plan admits them, their other conditions are asked.
///
/// Lists are made as classes come. They are as long as what a request matches, not as the policies.
struct NarrowIndex: ~Copyable {
  /// What a statement asks besides its access.
  private struct Test {
    enum Kind: UInt8 {
      case key, equality, question
    }

    let kind: Kind
    /// The key of a condition.
    let key: Int32
    /// The index of a condition among its key's.
    let place: Int32
    /// The index in `conditions`, `equalities` or `questions`.
    let index: Int32
  }

  private struct Driver {
    let key: Int
    /// The statements that are found by the key, with the index of their condition among the key's.
    let statements: [(number: Int32, place: Int)]
  }

  private static let poolLimit = 1 << 20

  /// What a decision has to know of a statement that matches.
  struct Fact {
    let isDeny: Bool
    let gate: UInt8
    let verdict: Verdict
    /// The place in the order in which decisions name statements.
    let ordinal: Int
  }

  let statements: [NarrowStatement]
  let facts: UnsafeMutablePointer<Fact>
  private let tests: UnsafeMutablePointer<Test>
  private let firstTests: UnsafeMutablePointer<Int32>
  private let conditions: [CompiledCondition]
  private let equalities: [VariableEquality]
  private let questions: [PlanQuestion]
  private let drivers: [Driver]
  /// By driver, for each class of its key the list.
  private let driverLists: UnsafeMutablePointer<ClassMap>
  private let resources: NamedResources
  private var pool = ListPool()
  private let classes: UnsafeMutablePointer<KeyClasses>
  private let hasBoundary: Bool

  /// Makes the index of the narrow statements of a service, which are in the order in which decisions name them.
  init(_ statements: [NarrowStatement], _ classifier: KeyClassifier, hasBoundary: Bool) {
    self.statements = statements
    self.hasBoundary = hasBoundary
    classes = classifier.keys
    facts = .allocate(capacity: max(1, statements.count))
    for (number, narrow) in statements.enumerated() {
      let candidate = narrow.candidate
      (facts + number).initialize(
        to: Fact(
          isDeny: candidate.statement.effect == .deny, gate: UInt8(truncatingIfNeeded: candidate.gate),
          verdict: candidate.verdict, ordinal: candidate.ordinal))
    }
    var tests: [Test] = []
    var firstTests: [Int32] = [0]
    var conditions: [CompiledCondition] = []
    var equalities: [VariableEquality] = []
    var questions: [PlanQuestion] = []
    func ask(_ subject: PlanQuestion.Subject) {
      let question = PlanQuestion(subject)
      if let equality = question.equality {
        tests.append(Test(kind: .equality, key: 0, place: 0, index: Int32(truncatingIfNeeded: equalities.count)))
        equalities.append(equality)
      } else {
        tests.append(Test(kind: .question, key: 0, place: 0, index: Int32(truncatingIfNeeded: questions.count)))
        questions.append(question)
      }
    }
    for narrow in statements {
      let statement = narrow.candidate.statement
      for condition in statement.conditions {
        guard condition.variableKeys.isEmpty, let place = classifier.places[condition.number] else { continue }
        tests.append(
          Test(
            kind: .key, key: Int32(truncatingIfNeeded: condition.key), place: Int32(truncatingIfNeeded: place),
            index: Int32(truncatingIfNeeded: conditions.count)))
        conditions.append(condition)
      }
      for condition in statement.conditions where !condition.variableKeys.isEmpty { ask(.condition(condition)) }
      if let resource = statement.resource, !resource.admitsEverything {
        var isFoundByResource = false
        if case .resource = narrow.access { isFoundByResource = true }
        if !isFoundByResource || resource.hasVariables { ask(.element(resource)) }
      }
      firstTests.append(Int32(truncatingIfNeeded: tests.count))
    }
    self.tests = .allocate(capacity: max(1, tests.count))
    self.tests.initialize(from: tests, count: tests.count)
    self.firstTests = .allocate(capacity: firstTests.count)
    self.firstTests.initialize(from: firstTests, count: firstTests.count)
    self.conditions = conditions
    self.equalities = equalities
    self.questions = questions
    var byKey: [Int: [(number: Int32, place: Int)]] = [:]
    var patterns: [(statement: Int, pattern: NamedPattern)] = []
    for (number, narrow) in statements.enumerated() {
      switch narrow.access {
      case .key(let key, let place): byKey[key, default: []].append((Int32(truncatingIfNeeded: number), place))
      case .resource(let named): patterns += named.map { (number, $0) }
      }
    }
    drivers = byKey.sorted { $0.key < $1.key }.map { Driver(key: $0.key, statements: $0.value) }
    resources = NamedResources(patterns)
    driverLists = .allocate(capacity: max(1, drivers.count))
    for index in drivers.indices { (driverLists + index).initialize(to: ClassMap()) }
  }

  deinit {
    facts.deallocate()
    tests.deallocate()
    firstTests.deallocate()
    driverLists.deinitialize(count: drivers.count)
    driverLists.deallocate()
  }

  /// The memory that it takes, about; what it learns of requests only.
  var memory: Int {
    var memory = pool.memory + resources.memory
    for index in drivers.indices { memory += driverLists[index].memory }
    return memory
  }

  /// The key of a driver.
  func key(ofDriver number: Int) -> Int { drivers[number].key }

  /// What of the index an action has to look at, whose plan admits some of the statements.
  func accesses(of admitted: [Int]) -> (drivers: [Int], looksAtResource: Bool) {
    var keys: Set<Int> = []
    var looksAtResource = false
    for number in admitted {
      switch statements[number].access {
      case .key(let key, _): keys.insert(key)
      case .resource: looksAtResource = true
      }
    }
    return (drivers.indices.filter { keys.contains(drivers[$0].key) }, looksAtResource)
  }

  /// Hands each statement that matches or may match to a function; a statement may come twice.
  @inline(__always)
  mutating func forEachMatch(
    _ plan: borrowing NarrowPlan, _ frame: borrowing RequestFrame, _ body: (_ number: Int, _ truth: Truth) -> Void
  ) {
    if pool.count > Self.poolLimit { forgetLists() }
    for place in 0..<plan.driverCount {
      let driver = Int(plan.drivers[place].index)
      let number = classes[Int(plan.drivers[place].key)].find(frame)
      var list = number >= 0 ? driverLists[driver].find(number) : -1
      if list < 0 { list = learn(driver, number, frame) }
      var at = list
      var statement = pool[at]
      while statement >= 0 {
        if plan.admits(Int(statement)) {
          let truth = verify(Int(statement), frame)
          if truth != .no { body(Int(statement), truth) }
        }
        at += 1
        statement = pool[at]
      }
    }
    guard plan.looksAtResource else { return }
    resources.forEachMatch(frame.resource) {
      plan.admits($0)
    } _: { statement in
      let truth = verify(statement, frame)
      if truth != .no { body(statement, truth) }
    }
  }

  /// Asks a statement that was found by its access for everything else.
  @inline(__always)
  private func verify(_ statement: Int, _ frame: borrowing RequestFrame) -> Truth {
    var truth = Truth.yes
    for index in Int(firstTests[statement])..<Int(firstTests[statement + 1]) {
      let test = tests[index]
      if test.kind == .key {
        let key = Int(test.key)
        let number = classes[key].find(frame)
        if number >= 0 {
          let vector = classes[key].vector(number)
          let word = Int(test.place) >> 6
          let mask: UInt64 = 1 << UInt64(test.place & 63)
          if vector[word] & mask != 0 { continue }
          if vector[classes[key].words + word] & mask == 0 { return .no }
          truth = .unknown
          continue
        }
      }
      let answer = ask(test, frame)
      if answer == .no { return .no }
      truth = min(truth, answer)
    }
    return truth
  }

  @inline(never)
  private func ask(_ test: Test, _ frame: borrowing RequestFrame) -> Truth {
    switch test.kind {
    case .key: conditions[Int(test.index)].holds(in: frame)
    case .equality: equalities[Int(test.index)].holds(in: frame)
    case .question: questions[Int(test.index)].answer(frame, hasBoundary: hasBoundary)
    }
  }

  // MARK: Lists

  /// The list of a class of values of a driver's key; for a value without a class, one that is not kept.
  @inline(never)
  private mutating func learn(_ driver: Int, _ number: Int, _ frame: borrowing RequestFrame) -> Int {
    let key = drivers[driver].key
    pool.begin(isKept: number >= 0)
    if number >= 0 {
      let possible = classes[key].vector(number) + classes[key].words
      for (statement, place) in drivers[driver].statements
      where possible[place >> 6] & (1 << UInt64(place & 63)) != 0 { pool.append(statement) }
    } else {
      for (statement, _) in drivers[driver].statements { pool.append(statement) }
    }
    let list = pool.end()
    if number >= 0 { driverLists[driver].set(number, to: list) }
    return list
  }

  private mutating func forgetLists() {
    pool = ListPool()
    for index in drivers.indices { driverLists[index] = ClassMap() }
  }
}

/// Lists of small numbers one behind the other, each ended by -1. The empty list begins at 0.
private struct ListPool: ~Copyable {
  private var values: UnsafeMutablePointer<Int32>
  private var capacity = 64
  /// The numbers that are kept.
  private(set) var count = 1
  private var used = 1
  private var start = 1
  private var isKept = true

  init() {
    values = .allocate(capacity: capacity)
    values[0] = -1
  }

  deinit { values.deallocate() }

  /// The memory that it takes.
  var memory: Int { capacity * 4 }

  @inline(__always)
  subscript(_ place: Int) -> Int32 { values[place] }

  /// Begins a list; one that is not kept lasts until the next begins.
  mutating func begin(isKept: Bool) {
    self.isKept = isKept
    used = count
    start = used
  }

  mutating func append(_ number: Int32) {
    if used == capacity {
      let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity * 2)
      larger.update(from: values, count: used)
      values.deallocate()
      values = larger
      capacity *= 2
    }
    values[used] = number
    used += 1
  }

  /// Ends the list, and returns where it begins.
  mutating func end() -> Int {
    if used == start { return 0 }
    append(-1)
    if isKept { count = used }
    return start
  }
}

/// What one action's plan needs of the narrow statements of its service.
struct NarrowPlan: ~Copyable {
  struct Driver {
    let index: Int32
    let key: Int32
  }

  let index: UnsafeMutablePointer<NarrowIndex>
  private let words: UnsafeMutablePointer<UInt64>
  let drivers: UnsafeMutablePointer<Driver>
  let driverCount: Int
  let looksAtResource: Bool

  /// Makes the plan of an action that admits some statements, by their numbers in the index.
  init(_ admitted: [Int], of index: UnsafeMutablePointer<NarrowIndex>) {
    self.index = index
    let wordCount = max(1, (index.pointee.statements.count + 63) / 64)
    words = .allocate(capacity: wordCount)
    words.initialize(repeating: 0, count: wordCount)
    for number in admitted { words[number >> 6] |= 1 << UInt64(number & 63) }
    let accesses = index.pointee.accesses(of: admitted)
    driverCount = accesses.drivers.count
    looksAtResource = accesses.looksAtResource
    drivers = .allocate(capacity: max(1, driverCount))
    for (place, driver) in accesses.drivers.enumerated() {
      (drivers + place).initialize(
        to: Driver(
          index: Int32(truncatingIfNeeded: driver), key: Int32(truncatingIfNeeded: index.pointee.key(ofDriver: driver)))
      )
    }
  }

  deinit {
    words.deallocate()
    drivers.deallocate()
  }

  /// Whether the action is among those that a statement is about.
  @inline(__always)
  func admits(_ number: Int) -> Bool { words[number >> 6] & (1 << UInt64(number & 63)) != 0 }
}
