/// Things counted by one worker, a part of the stream at a time, by the numbers that the worker gives them.
///
/// ```
/// things    0: …role/Admin   1: …role/Build   2: …role/Audit
/// part      new things: 2: …role/Audit        counts: 0: 12, 2: 3
/// ```
/// A thing is spelt out in the part in which the worker meets it first; later parts bear its number only.
public struct NumberedCounts<Thing: Sendable>: Sendable {
  /// What a part of the stream came to.
  public struct Part: Sendable {
    /// The things that the worker has not met before, numbered on from the last.
    public var newThings: [Thing] = []
    /// The counts by number, in the order in which the things came.
    public fileprivate(set) var counts: [(number: Int32, count: Int)] = []
    /// Whether the worker numbers its things from 0 again behind this part.
    public fileprivate(set) var isLastOfNumbers = false

    /// Makes a part without anything.
    public init() {}
  }

  /// What has been counted since the last part was taken.
  public var part = Part()
  /// By number, the counts of this part.
  private var counts: [Int] = []

  /// Makes counts of nothing.
  public init() {}

  /// How many things have numbers.
  public var thingCount: Int { counts.count }

  /// Gives the next number to a thing, and returns it.
  public mutating func add(_ thing: Thing) -> Int {
    part.newThings.append(thing)
    counts.append(0)
    return counts.count - 1
  }

  /// Counts a thing.
  @inline(__always)
  public mutating func count(_ number: Int) {
    if counts[number] == 0 { part.counts.append((Int32(truncatingIfNeeded: number), 0)) }
    counts[number] += 1
  }

  /// Ends a part and begins the next.
  ///
  /// - Parameter forgetting: whether things are numbered from 0 again.
  public mutating func take(forgetting: Bool) -> Part {
    for index in part.counts.indices {
      let number = Int(part.counts[index].number)
      part.counts[index].count = counts[number]
      counts[number] = 0
    }
    if forgetting {
      part.isLastOfNumbers = true
      counts.removeAll(keepingCapacity: true)
    }
    defer { part = Part() }
    return part
  }
}

/// Where the things that workers number stand in what their parts add up to.
public struct NumberedPlaces<Thing: Sendable, Place: Sendable>: Sendable {
  private enum Entry {
    case thing(Thing)
    case place(Place)
  }

  /// By worker, what its numbers mean.
  private var entries: [Int: [Entry]] = [:]

  /// Makes places of nothing.
  public init() {}

  /// Adds a part to a target, in which a thing gets a place when it is first counted.
  public mutating func add<Target: ~Copyable>(
    _ part: NumberedCounts<Thing>.Part, of worker: Int, to target: inout Target,
    place: (inout Target, Thing) -> Place, count: (inout Target, Place, Int) -> Void
  ) {
    var known = take(part, of: worker)
    for (number, amount) in part.counts {
      switch known[Int(number)] {
      case .place(let place): count(&target, place, amount)
      case .thing(let thing):
        let place = place(&target, thing)
        known[Int(number)] = .place(place)
        count(&target, place, amount)
      }
    }
    if !part.isLastOfNumbers { entries[worker] = known }
  }

  /// Passes over a part that shall not count; later ones may bear the numbers of what is new in it.
  public mutating func skip(_ part: NumberedCounts<Thing>.Part, of worker: Int) {
    let known = take(part, of: worker)
    if !part.isLastOfNumbers { entries[worker] = known }
  }

  private mutating func take(_ part: NumberedCounts<Thing>.Part, of worker: Int) -> [Entry] {
    var known = entries.removeValue(forKey: worker) ?? []
    for thing in part.newThings { known.append(.thing(thing)) }
    return known
  }
}
