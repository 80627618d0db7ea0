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
/// Lists are made as classes come. They are as long as what a request matches, not as the policies. Most requests do not
/// even come to a list: what leads to nothing is known to the action's plan (`NarrowPlan`).
struct NarrowIndex: ~Copyable {
  /// A key by whose values statements are found.
  private struct Driver {
    let key: Int
    let statements: [Found]
  }

  /// A statement that is found by a key.
  private struct Found {
    let number: Int32
    /// The index of its condition among the key's.
    let place: Int
    /// The hashes of the values that the condition names, if one of these bytes is all that it asks for; nil otherwise.
    let hashes: [UInt64]?
  }

  private static let poolLimit = 1 << 20

  /// The statements, in the order in which decisions name them.
  let statements: [ActionPlan.Candidate]
  /// Behind a pointer, as are the resources: they would be copied whenever they are asked.
  private let verifier: UnsafeMutablePointer<NarrowVerifier>
  /// Those of the verifier, which lasts as long.
  private let facts: UnsafeMutablePointer<NarrowFact>
  private let drivers: [Driver]
  /// By driver, for each class of its key the list.
  private let driverLists: UnsafeMutablePointer<ClassMap>
  /// By driver, the classes of its key that are known to lead to no statement.
  private let emptyClasses: UnsafeMutablePointer<ClassSet>
  private let resources: UnsafeMutablePointer<NamedResources>
  private let pool: UnsafeMutablePointer<ListPool>
  private var hasTooManyLists = false
  private let classes: KeyClassTable

  /// Makes the index of the narrow statements of a service, which are in the order in which decisions name them.
  init(_ statements: [NarrowStatement], _ classifier: KeyClassifier, hasBoundary: Bool) {
    self.statements = statements.map(\.candidate)
    classes = classifier.keys
    verifier = .allocate(capacity: 1)
    verifier.initialize(to: NarrowVerifier(statements, classifier, hasBoundary: hasBoundary))
    facts = verifier.pointee.facts
    var byKey: [Int: [Found]] = [:]
    var patterns: [(statement: Int, pattern: NamedPattern)] = []
    for (number, narrow) in statements.enumerated() {
      switch narrow.access {
      case .key(let key, let place):
        let condition = narrow.candidate.statement.conditions.first {
          narrow.isFound(by: $0.key, classifier.places[$0.number])
        }
        byKey[key, default: []].append(
          Found(
            number: Int32(truncatingIfNeeded: number), place: place, hashes: condition?.namedBytes?.map(Self.hash)))
      case .resource(let named): patterns += named.map { (number, $0) }
      }
    }
    let drivers = byKey.sorted { $0.key < $1.key }.map { Driver(key: $0.key, statements: $0.value) }
    self.drivers = drivers
    resources = .allocate(capacity: 1)
    resources.initialize(to: NamedResources(patterns))
    driverLists = .allocate(capacity: max(1, drivers.count))
    emptyClasses = .allocate(capacity: max(1, drivers.count))
    for index in drivers.indices {
      (driverLists + index).initialize(to: ClassMap())
      (emptyClasses + index).initialize(to: ClassSet())
    }
    pool = .allocate(capacity: 1)
    pool.initialize(to: ListPool())
  }

  deinit {
    verifier.deinitialize(count: 1)
    verifier.deallocate()
    resources.deinitialize(count: 1)
    resources.deallocate()
    driverLists.deinitialize(count: drivers.count)
    driverLists.deallocate()
    emptyClasses.deinitialize(count: drivers.count)
    emptyClasses.deallocate()
    pool.deinitialize(count: 1)
    pool.deallocate()
  }

  /// The memory that it takes, about; what it learns of requests only.
  var memory: Int {
    var memory = pool.pointee.memory + resources.pointee.memory
    for index in drivers.indices { memory += driverLists[index].memory + emptyClasses[index].memory }
    return memory
  }

  /// What a decision has to know of a statement.
  @inline(__always)
  func fact(_ number: Int32) -> NarrowFact { facts[Int(number)] }

  /// The keys by which some statements are found.
  ///
  /// - Parameter isAdmitted: whether a statement is asked for, by its number.
  func drivers(where isAdmitted: (_ statement: Int) -> Bool) -> [NarrowPlan.Key] {
    drivers.indices.compactMap { index in
      let driver = drivers[index]
      let found = driver.statements.filter { isAdmitted(Int($0.number)) }
      if found.isEmpty { return nil }
      var hashes: [UInt64]? = []
      for one in found { if let values = one.hashes { hashes?.append(contentsOf: values) } else { hashes = nil } }
      return NarrowPlan.Key(
        key: driver.key, index: index, classes: classes[driver.key], emptyOfAll: emptyClasses + index, hashes: hashes)
    }
  }

  private static func hash(_ text: ByteString) -> UInt64 { text.withSlice { ByteHash.process.hash($0) } }

  /// The names by which some statements are found.
  func names(where isWanted: (Int) -> Bool) -> NameFilter { resources.pointee.filter(where: isWanted) }

  // The steps of a search (`NarrowSearch`). Mutating, so that the index is lent where it stands, and not copied.

  /// Finds out what is to be looked up for a request.
  @inline(never)
  mutating func look(
    for plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame, _ request: Int32,
    _ search: inout NarrowSearch
  ) {
    // Here, for no list is in use.
    if hasTooManyLists { forgetLists() }
    var driver = plan.pointee.narrow.drivers
    let end = driver + plan.pointee.narrow.driverCount
    while driver != end {
      look(driver, frame, request, &search)
      driver += 1
    }
    resources.pointee.look(for: plan, facts, frame, request, &search)
  }

  @inline(__always)
  private mutating func look(
    _ driver: UnsafeMutablePointer<NarrowPlan.Driver>, _ frame: borrowing RequestFrame, _ request: Int32,
    _ search: inout NarrowSearch
  ) {
    let slot = frame.slot(Int(driver.pointee.key))
    if driver.pointee.ignoresAbsence, slot.state == .absent { return }
    let (number, hash) = driver.pointee.classes.pointee.look(slot, frame)
    if number >= 0, isEmpty(driver, Int(number)) {
      if slot.state == .absent { driver.pointee.ignoresAbsence = true }
      return
    }
    if number == NarrowSearch.KeyLook.hashed, !driver.pointee.mayLead(hash) { return }
    search.add(NarrowSearch.KeyLook(driver: driver, hash: hash, number: number, request: request))
  }

  /// Whether a class of a driver's values is known to lead to no statement of the action.
  @inline(__always)
  private func isEmpty(_ driver: UnsafeMutablePointer<NarrowPlan.Driver>, _ number: Int) -> Bool {
    if driver.pointee.empty.contains(number) { return true }
    guard driver.pointee.emptyOfAll.pointee.contains(number) else { return false }
    driver.pointee.empty.insert(number)
    return true
  }

  /// Hashes a beginning of a request's name, and reads the line where such a head is looked for first.
  @inline(__always)
  mutating func guess(_ look: NarrowSearch.NameLook, _ frame: borrowing RequestFrame, _ all: inout UInt8)
    -> NarrowSearch.NameGuess
  {
    resources.pointee.guess(look, frame, &all)
  }

  /// Reads the beginning of a list.
  @inline(__always)
  mutating func touch(_ run: NarrowSearch.KeyRun) -> UInt8 { UInt8(truncatingIfNeeded: pool.pointee[run.list]) }

  /// Finds the list that a value of a driver's key leads to.
  @inline(never)
  mutating func find(
    _ look: NarrowSearch.KeyLook, for plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame,
    _ search: inout NarrowSearch
  ) {
    let driver = look.driver
    var number = Int(look.number)
    if look.number < -1 {
      let classes = driver.pointee.classes
      number =
        look.number == NarrowSearch.KeyLook.hashed
        ? classes.pointee.find(frame, hash: look.hash) : classes.pointee.find(frame)
      if isEmpty(driver, number) { return }
    }
    let index = Int(driver.pointee.index)
    var list = number >= 0 ? driverLists[index].find(number) : -1
    if list < 0 { list = learn(index, number, frame) }
    if list == ListPool.empty, number >= 0 { return emptyClasses[index].insert(number) }
    let run = NarrowSearch.KeyRun(
      driver: driver, list: list, number: Int32(truncatingIfNeeded: number), request: look.request)
    // A list that is not kept lasts until the next begins.
    if number < 0 { find(run, for: plan, &search) } else { search.add(run) }
  }

  /// Finds the statements of an action in a list.
  @inline(__always)
  mutating func find(
    _ run: NarrowSearch.KeyRun, for plan: UnsafeMutablePointer<ActionPlan>, _ search: inout NarrowSearch
  ) {
    var isEmpty = run.number >= 0
    var list = run.list
    // Two numbers for each: that of the statement, and whether its condition holds for certain.
    while pool.pointee[list] >= 0 {
      let statement = Int(pool.pointee[list])
      if plan.pointee.narrow.admits(statement) {
        isEmpty = false
        search.add(
          NarrowSearch.Candidate(
            fact: facts + statement, number: pool.pointee[list], request: run.request,
            isFoundForCertain: pool.pointee[list + 1] != 0))
      }
      list += 2
    }
    if isEmpty { run.driver.pointee.empty.insert(Int(run.number)) }
  }

  /// Finds the entries that a beginning of a name leads to.
  @inline(__always)
  mutating func find(
    _ look: NarrowSearch.NameGuess, for plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame,
    _ search: inout NarrowSearch
  ) {
    resources.pointee.find(look, for: plan, frame, &search)
  }

  /// Finds the statements that match by their Resource.
  @inline(__always)
  mutating func find(
    _ run: NarrowSearch.NameRun, _ prefix: inout Int, for plan: UnsafeMutablePointer<ActionPlan>,
    _ frame: borrowing RequestFrame, _ search: inout NarrowSearch
  ) {
    resources.pointee.find(run, &prefix, for: plan, facts, frame, &search)
  }

  /// Asks a statement that was found by its access for everything else.
  @inline(never)
  mutating func verify(_ candidate: NarrowSearch.Candidate, _ frame: borrowing RequestFrame) -> Truth {
    verifier.pointee.verify(candidate.fact, skippingFirst: candidate.isFoundForCertain, frame)
  }

  /// What the verdict of all other statements becomes by narrow ones that match.
  ///
  /// - Returns: nil where the others have to be asked anew: where they came to Unknown and no narrow statement denies, or
  ///   where an Allow is found for the gate at which they stopped.
  func join(_ finding: NarrowFinding, with verdict: Verdict) -> Verdict? {
    if finding.deny >= 0 {
      // The first is named that matches for certain.
      let narrow = fact(finding.deny).verdict
      return verdict.result == .explicitDeny && verdict.isNamed(before: narrow) ? verdict : narrow
    }
    switch verdict.result {
    case .unknown: return nil
    case .explicitDeny: return verdict
    case .implicitDeny:
      // The first gate that does not pass is named, whatever a Deny that may match says.
      return finding.outcome.mayReach(Int(verdict.gate)) ? nil : verdict
    case .allowed:
      if finding.outcome.mayDeny { return Verdict(.unknown) }
      guard finding.allow >= 0 else { return verdict }
      let narrow = fact(finding.allow).verdict
      return narrow.isNamed(before: verdict) ? narrow : verdict
    }
  }

  /// Hands each key that keeps a statement from being decided to a function, by its number.
  func forEachMissingKey(of number: Int32, _ frame: borrowing RequestFrame, _ body: (Int) -> Void) {
    verifier.pointee.forEachMissingKey(of: Int(number), frame, body)
  }

  // MARK: Lists

  /// The list of a class of values of a driver's key; for a value without a class, one that is not kept.
  @inline(never)
  private mutating func learn(_ driver: Int, _ number: Int, _ frame: borrowing RequestFrame) -> Int {
    let key = drivers[driver].key
    pool.pointee.begin(isKept: number >= 0)
    if number >= 0 {
      let certain = classes[key].pointee.vector(number)
      let possible = certain + classes[key].pointee.words
      for found in drivers[driver].statements {
        let mask: UInt64 = 1 << UInt64(found.place & 63)
        if possible[found.place >> 6] & mask == 0 { continue }
        pool.pointee.append(found.number, certain[found.place >> 6] & mask != 0 ? 1 : 0)
      }
    } else {
      for found in drivers[driver].statements { pool.pointee.append(found.number, 0) }
    }
    let list = pool.pointee.end()
    hasTooManyLists = pool.pointee.count > Self.poolLimit
    if number >= 0 { driverLists[driver].set(number, to: list) }
    return list
  }

  private mutating func forgetLists() {
    pool.pointee = ListPool()
    hasTooManyLists = false
    for index in drivers.indices { driverLists[index] = ClassMap() }
  }
}

/// Lists of pairs of small numbers one behind the other, each ended by -1.
private struct ListPool: ~Copyable {
  /// Where the empty list begins.
  static let empty = 0

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

  mutating func append(_ first: Int32, _ second: Int32) {
    put(first)
    put(second)
  }

  /// Ends the list, and returns where it begins.
  mutating func end() -> Int {
    if used == start { return Self.empty }
    put(-1)
    if isKept { count = used }
    return start
  }

  private mutating func put(_ number: Int32) {
    if used == capacity {
      values.enlarge(used, &capacity)
    }
    values[used] = number
    used += 1
  }
}
