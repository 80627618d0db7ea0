/// An endless, seeded stream of made-up action records, one JSON object a record.
///
/// The same seed gives the same bytes on every platform. Record `n` depends on the seed and on `n` alone, so a stream
/// can be cut into ranges that are made apart from each other. Generating allocates nothing but the output's growth.
public struct SyntheticStream: Sendable {
  /// What the records are.
  public enum Kind: String, Sendable, CaseIterable {
    /// API requests as action records, 355 to 390 bytes on average, 5 to 10 context keys each.
    case requests
    /// Update actions on the resources of one stack, as action records.
    case updates
    /// CloudTrail records, about 1,260 bytes on average.
    case cloudTrail = "cloudtrail"
  }

  /// How many different resources the records name.
  public enum ResourceVariety: Sendable, Equatable {
    /// Nearly every record names a resource of its own: the hard case for caches.
    case distinct
    /// All records name one of that many resources, at least 1.
    case pool(Int)
  }

  /// What the records are.
  public let kind: Kind
  /// How many different resources the records name.
  public let resources: ResourceVariety
  /// The number of the next record, from 0.
  public private(set) var index: UInt64
  let seed: UInt64

  /// Makes a stream that stands before record `index`.
  ///
  /// - Parameter resources: left out, requests and logs name a resource of their own in nearly every record, and
  ///   updates the 500 resources of one template.
  public init(seed: UInt64, kind: Kind = .requests, resources: ResourceVariety? = nil, startingAt index: UInt64 = 0) {
    self.seed = seed
    self.kind = kind
    self.resources = resources ?? (kind == .updates ? .pool(500) : .distinct)
    self.index = index
  }

  /// Appends the next record, without a line ending.
  public mutating func appendRecord(to output: inout [UInt8]) {
    var random = SeededRandom(seed: seed, index: index)
    switch kind {
    case .requests: RequestRecord.append(number: index, of: self, &random, to: &output)
    case .updates: UpdateRecord.append(number: index, of: self, &random, to: &output)
    case .cloudTrail: CloudTrailRecord.append(number: index, of: self, &random, to: &output)
    }
    index &+= 1
  }

  /// Appends a number of records, each with a line feed behind it.
  public mutating func appendLines(_ count: Int, to output: inout [UInt8]) {
    for _ in 0..<count {
      appendRecord(to: &output)
      output.append(0x0A)
    }
  }

  /// Makes one document of the next records, `{"Records":[…]}`: a CloudTrail file.
  public mutating func document(records count: Int) -> [UInt8] {
    var output: [UInt8] = []
    output.append("{\"Records\":[")
    for number in 0..<count {
      if number > 0 { output.append(UInt8(ascii: ",")) }
      appendRecord(to: &output)
    }
    output.append("]}")
    return output
  }

  /// The generator of the resource that a record names: its own in a pool, the record's in a stream of distinct ones.
  func resourceRandom(_ random: inout SeededRandom) -> SeededRandom {
    switch resources {
    case .distinct: SeededRandom(seed: random.next())
    case .pool(let count): Self.poolRandom(seed: seed, index: random.below(max(count, 1)))
    }
  }

  /// The generator of one resource of a pool, which depends on the seed and its place alone.
  static func poolRandom(seed: UInt64, index: Int) -> SeededRandom {
    SeededRandom(seed: seed ^ 0x5EED_0F9E_5007_2CE5, index: UInt64(index))
  }
}
