import Documents
import PolicyLanguage

/// The narrow statements that some requests match, found in steps.
///
/// ```
/// looks        what is to be looked up: a project's tag, the beginnings of a name whose sketches a filter lets through
/// guesses      the hashes of those beginnings
/// runs         the lists of statements that values lead to, the entries that heads lead to
/// candidates   the statements found by what they are about
/// matches      those of them that match, or may match
/// ```
/// Each step reads what the step before has found out to be needed. With one request each is waited for in turn; with a
/// batch of them, `touch` asks for what the next step reads of all requests at once, so that the waits overlap: with many
/// statements they are most of what a decision takes.
struct NarrowSearch: ~Copyable {
  /// A key by whose value statements are found.
  struct KeyLook {
    /// Stands for the class of a value that is looked up by its hash.
    static let hashed: Int32 = -2
    /// Stands for the class of what has to be found all by itself.
    static let later: Int32 = -3

    let driver: UnsafeMutablePointer<NarrowPlan.Driver>
    let hash: UInt64
    /// The class, or what stands for it.
    let number: Int32
    let request: Int32
  }

  /// The statements that a class of a key's values leads to.
  struct KeyRun {
    let driver: UnsafeMutablePointer<NarrowPlan.Driver>
    let list: Int
    let number: Int32
    let request: Int32
  }

  /// A beginning of a name, which some statement of the action may begin with.
  struct NameLook {
    /// Where it ends in the name.
    let end: Int32
    let request: Int32
  }

  /// A beginning of a name, which is looked up.
  struct NameGuess {
    let guess: HeadTable.Guess
    let request: Int32
  }

  /// The entries that a head leads to.
  struct NameRun {
    let entries: NameEntries
    let request: Int32
    /// Where the head ends in the resource.
    let end: Int
  }

  /// A statement that was found by what it is about.
  struct Candidate {
    let fact: UnsafeMutablePointer<NarrowFact>
    let number: Int32
    let request: Int32
    /// Whether the condition by which it was found holds for certain.
    let isFoundForCertain: Bool
  }

  /// A statement that matches, or may match, a request.
  struct Match {
    let number: Int32
    let request: Int32
    let truth: Truth
  }

  /// A request that statements are searched for.
  struct Request {
    let plan: UnsafeMutablePointer<ActionPlan>
    /// What was found.
    fileprivate(set) var finding = NarrowFinding()
  }

  /// The requests by their numbers.
  private(set) var requests = GrowingList<Request>()
  private var keys = GrowingList<KeyLook>()
  private var keyRuns = GrowingList<KeyRun>()
  private var names = GrowingList<NameLook>()
  private var guesses = GrowingList<NameGuess>()
  private var runs = GrowingList<NameRun>()
  private var candidates = GrowingList<Candidate>()
  /// What was found, when `finish` is done.
  private(set) var matches = GrowingList<Match>()
  /// Hangs on all that was touched, so that it is read at all.
  private var touched: UInt8 = 0

  /// Forgets all requests.
  @inline(__always)
  mutating func removeAll() {
    requests.removeAll()
    keys.removeAll()
    keyRuns.removeAll()
    names.removeAll()
    guesses.removeAll()
    runs.removeAll()
    candidates.removeAll()
    matches.removeAll()
  }

  /// Adds a request under a plan; requests are numbered from 0 in the order of the calls.
  @inline(__always)
  mutating func add(_ plan: UnsafeMutablePointer<ActionPlan>) { requests.append(Request(plan: plan)) }

  /// Begins to search for the narrow statements of a request that was added.
  @inline(__always)
  mutating func begin(_ request: Int, _ frame: borrowing RequestFrame) {
    let plan = requests[request].plan
    guard let index = plan.pointee.narrow.index else { return }
    index.pointee.look(for: plan, frame, Int32(truncatingIfNeeded: request), &self)
  }

  /// Whether there is nothing to be found.
  @inline(__always)
  var isEmpty: Bool { keys.count | names.count | runs.count | candidates.count == 0 }

  /// Finds the statements of all requests that were begun.
  ///
  /// - Parameter frames: the requests, by their numbers.
  @inline(never)
  mutating func finish(_ frames: UnsafePointer<RequestFrame>) {
    let isBatch = requests.count > 1
    if isBatch { touchLooks() }
    for place in 0..<keys.count {
      let look = keys[place]
      let plan = requests[Int(look.request)].plan
      plan.pointee.narrow.index?.pointee.find(look, for: plan, frames[Int(look.request)], &self)
    }
    hashNames(frames)
    for place in 0..<guesses.count {
      let look = guesses[place]
      let plan = requests[Int(look.request)].plan
      plan.pointee.narrow.index?.pointee.find(look, for: plan, frames[Int(look.request)], &self)
    }
    if isBatch { touchRuns() }
    for place in 0..<keyRuns.count {
      let run = keyRuns[place]
      let plan = requests[Int(run.request)].plan
      plan.pointee.narrow.index?.pointee.find(run, for: plan, &self)
    }
    var prefix: (request: Int32, number: Int) = (-1, -1)
    for place in 0..<runs.count {
      let run = runs[place]
      if prefix.request != run.request { prefix = (run.request, -1) }
      let plan = requests[Int(run.request)].plan
      plan.pointee.narrow.index?.pointee.find(
        run, &prefix.number, for: plan, frames[Int(run.request)], &self)
    }
    if isBatch { touchFacts() }
    for place in 0..<candidates.count {
      let candidate = candidates[place]
      let request = Int(candidate.request)
      guard let index = requests[request].plan.pointee.narrow.index else { continue }
      let truth = index.pointee.verify(candidate, frames[request])
      if truth == .no { continue }
      matches.append(Match(number: candidate.number, request: candidate.request, truth: truth))
      let namingGate = requests[request].plan.pointee.namingGate
      requests[request].finding.add(candidate.fact.pointee, candidate.number, truth, namingGate)
    }
  }

  /// Hashes the names that are looked up, and reads where each is looked for first.
  @inline(never)
  private mutating func hashNames(_ frames: UnsafePointer<RequestFrame>) {
    var all: UInt8 = 0
    for place in 0..<names.count {
      let look = names[place]
      let request = Int(look.request)
      guard let index = requests[request].plan.pointee.narrow.index else { continue }
      guesses.append(index.pointee.guess(look, frames[request], &all))
    }
    touched |= all
  }

  // MARK: What is found in each step

  @inline(__always)
  mutating func add(_ look: KeyLook) { keys.append(look) }

  @inline(__always)
  mutating func add(_ run: KeyRun) { keyRuns.append(run) }

  @inline(__always)
  mutating func add(_ look: NameLook, if isWanted: Bool) { names.append(look, if: isWanted) }

  @inline(__always)
  mutating func add(_ run: NameRun) { runs.append(run) }

  @inline(__always)
  mutating func add(_ candidate: Candidate) { candidates.append(candidate) }

  // MARK: Touching

  /// Reads what every decision comes by, of the plans of all requests.
  @inline(never)
  mutating func touchPlans() {
    var all: UInt8 = 0
    for place in 0..<requests.count { all |= ActionPlan.touch(requests[place].plan) }
    for place in 0..<requests.count { all |= requests[place].plan.pointee.touchFirst() }
    for place in 0..<requests.count { all |= requests[place].plan.pointee.touchSecond() }
    touched |= all
  }

  @inline(never)
  private mutating func touchLooks() {
    var all: UInt8 = 0
    for place in 0..<keys.count where keys[place].number == KeyLook.hashed {
      all |= keys[place].driver.pointee.classes.pointee.place(ofHash: keys[place].hash).load(as: UInt8.self)
    }
    touched |= all
  }

  @inline(never)
  private mutating func touchRuns() {
    var all: UInt8 = 0
    for place in 0..<runs.count { all |= runs[place].entries.touch() }
    for place in 0..<keyRuns.count {
      let run = keyRuns[place]
      all |= requests[Int(run.request)].plan.pointee.narrow.index?.pointee.touch(run) ?? 0
    }
    touched |= all
  }

  @inline(never)
  private mutating func touchFacts() {
    var all: UInt8 = 0
    for place in 0..<candidates.count { all |= UnsafeRawPointer(candidates[place].fact).load(as: UInt8.self) }
    touched |= all
  }
}

/// What the narrow statements that match a request come to.
struct NarrowFinding {
  /// The statements that a decision may name, by their numbers: the first Deny that matches for certain, and the first
  /// such Allow of the naming gate; -1 for none.
  private(set) var deny: Int32 = -1
  private(set) var allow: Int32 = -1
  /// What else the other statements have to know.
  private(set) var outcome = NarrowOutcome.none

  /// Whether no statement matches, nor may match.
  @inline(__always)
  var isEmpty: Bool {
    deny < 0 && !outcome.mayDeny && outcome.certainGates | outcome.possibleGates == 0
  }

  /// Adds a statement that matches, or may match; a second time does no harm.
  mutating func add(_ fact: NarrowFact, _ number: Int32, _ truth: Truth, _ namingGate: Int) {
    let isUnknown = truth == .unknown
    if fact.isDeny {
      if isUnknown { outcome.mayDeny = true } else if deny < 0 || number < deny { deny = number }
    } else if isUnknown {
      outcome.possibleGates |= 1 << UInt32(fact.gate)
    } else {
      outcome.certainGates |= 1 << UInt32(fact.gate)
      if Int(fact.gate) == namingGate, allow < 0 || number < allow { allow = number }
    }
  }
}
