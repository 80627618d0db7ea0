import Documents
import Testing

@testable import SyntheticStreams

@Suite struct SyntheticStreamTests {
  private func lines(_ stream: SyntheticStream, _ count: Int) -> [[UInt8]] {
    var stream = stream
    return (0..<count).map { _ in
      var line: [UInt8] = []
      stream.appendRecord(to: &line)
      return line
    }
  }

  private func text(_ node: DocumentNode, _ key: ByteString) -> String { node[key]?.text?.string ?? "" }

  @Test("the first records of a seed are these bytes, on every platform") func firstRecords() {
    let first = SyntheticStream.Kind.allCases.map { kind in
      String(decoding: lines(SyntheticStream(seed: 1, kind: kind), 1)[0].prefix(160), as: UTF8.self)
    }
    #expect(
      first == [
        #"{"id":"r0000000","action":"cloudwatch:GetMetricData","principal":"arn:aws:sts::196980809188:assumed-role/BreakGlass/i-0f1e2d3c","resource":"arn:aws:cloudwatch:e"#,
        #"{"id":"u0000000","action":"Update:Modify","stack":"prod","logicalResourceId":"ProductionWorkerCluster95","resourceType":"AWS::ECS::Cluster"}"#,
        #"{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","principalId":"AROATFQR7NSCEXAMPLE00:i-0f1e2d3c","arn":"arn:aws:sts::196980809188:assumed-role/Netwo"#,
      ])
  }

  @Test("a stream is one sequence of bytes, whatever record it is started at", arguments: SyntheticStream.Kind.allCases)
  func startingPoint(kind: SyntheticStream.Kind) {
    let all = lines(SyntheticStream(seed: 7, kind: kind), 300)
    #expect(lines(SyntheticStream(seed: 7, kind: kind), 300) == all)
    #expect(lines(SyntheticStream(seed: 7, kind: kind, startingAt: 200), 100) == Array(all[200...]))
    #expect(lines(SyntheticStream(seed: 8, kind: kind), 300) != all)
  }

  @Test("every record is one JSON object without a duplicate member", arguments: SyntheticStream.Kind.allCases)
  func validity(kind: SyntheticStream.Kind) throws {
    for line in lines(SyntheticStream(seed: 3, kind: kind), 500) {
      let node = try JSONReader().read(line)
      #expect(node.members?.isEmpty == false)
      #expect(!line.contains(0x0A))
    }
  }

  @Test("requests are as long, as varied and as rich in context as the workload says") func requests() throws {
    let all = lines(SyntheticStream(seed: 42), 20_000)
    let bytes = all.reduce(0) { $0 + $1.count + 1 }
    #expect((355...390).contains(bytes / all.count), "\(bytes / all.count) bytes a line")
    var actions: Set<String> = []
    var resources: Set<String> = []
    var keyCounts: [Int: Int] = [:]
    for line in all {
      let node = try JSONReader().read(line)
      actions.insert(text(node, "action"))
      resources.insert(text(node, "resource"))
      keyCounts[node["context"]?.members?.count ?? 0, default: 0] += 1
    }
    #expect(actions.count >= 286)
    #expect(resources.count * 100 >= all.count * 96, "\(resources.count) resources")
    #expect(keyCounts.keys.sorted() == Array(5...10))
  }

  @Test("a pool of resources is not exceeded") func pool() throws {
    var resources: Set<String> = []
    for line in lines(SyntheticStream(seed: 42, resources: .pool(50)), 5_000) {
      resources.insert(text(try JSONReader().read(line), "resource"))
    }
    #expect(resources.count == 51)
  }

  @Test("updates name the resources of one template by default, with the type that belongs to each") func updates()
    throws
  {
    var types: [String: Set<String>] = [:]
    var actions: Set<String> = []
    for line in lines(SyntheticStream(seed: 5, kind: .updates), 20_000) {
      let node = try JSONReader().read(line)
      types[text(node, "logicalResourceId"), default: []].insert(text(node, "resourceType"))
      actions.insert(text(node, "action"))
    }
    #expect((450...500).contains(types.count))
    #expect(types.values.allSatisfy { $0.count == 1 })
    #expect(actions == ["Update:Modify", "Update:Replace", "Update:Delete"])
  }

  @Test("CloudTrail records have the size and the members of real ones") func cloudTrail() throws {
    let all = lines(SyntheticStream(seed: 9, kind: .cloudTrail), 2_000)
    let bytes = all.reduce(0) { $0 + $1.count + 1 }
    #expect((1_200...1_320).contains(bytes / all.count), "\(bytes / all.count) bytes a record")
    for line in all {
      let node = try JSONReader().read(line)
      for member: ByteString in ["eventTime", "eventSource", "eventName", "awsRegion", "eventID", "recipientAccountId"]
      {
        #expect(node[member]?.text?.isEmpty == false)
      }
      #expect(node["userIdentity"]?["arn"]?.text?.hasPrefix("arn:aws:") == true)
      #expect(text(node, "eventTime").utf8.count == 20)
    }
  }

  @Test("a document holds its records in one list") func document() throws {
    var stream = SyntheticStream(seed: 9, kind: .cloudTrail)
    let node = try JSONReader().read(stream.document(records: 7))
    #expect(node["Records"]?.elements?.count == 7)
    #expect(stream.index == 7)
  }
}

@Suite struct SeededRandomTests {
  @Test("the numbers of seed 0 are those of the published SplitMix64") func published() {
    var random = SeededRandom(seed: 0)
    #expect(random.next() == 0xE220_A839_7B1D_CDAF)
    #expect(random.next() == 0x6E78_9E6A_A1B9_65F4)
    #expect(random.next() == 0x06C4_5D18_8009_454F)
  }

  @Test("draws stay below their bound and reach all of it") func below() {
    var random = SeededRandom(seed: 1)
    let drawn = Set((0..<1_000).map { _ in random.below(10) })
    #expect(drawn == Set(0..<10))
    #expect(random.below(1) == 0)
  }

  @Test("picks are different, in order, and all when more are asked for than there are") func picks() {
    var random = SeededRandom(seed: 2)
    for _ in 0..<100 {
      let picked = random.picks(3, of: Array(0..<8))
      #expect(picked.count == 3)
      #expect(zip(picked, picked.dropFirst()).allSatisfy { $0 < $1 })
    }
    #expect(random.picks(9, of: [1, 2]) == [1, 2])
  }
}

@Suite struct ByteOutputTests {
  @Test(
    "numbers are written in decimal with leading zeros where a width asks for them",
    arguments: [
      (0, 1, "0"), (7, 3, "007"), (1_234, 2, "1234"), (UInt64.max, 1, "18446744073709551615"),
      (9_999_999_999_999_999_999, 1, "9999999999999999999"), (10_000_000_000_000_000_000, 1, "10000000000000000000"),
    ] as [(UInt64, Int, String)])
  func decimal(value: UInt64, width: Int, expected: String) {
    var output: [UInt8] = []
    output.appendDecimal(value, width: width)
    #expect(String(decoding: output, as: UTF8.self) == expected)
  }

  @Test(
    "times are those of the year 2026",
    arguments: [
      (0, "2026-01-01T00:00:00Z"), (30 * 86_400, "2026-01-31T00:00:00Z"), (31 * 86_400, "2026-02-01T00:00:00Z"),
      (59 * 86_400 + 3_661, "2026-03-01T01:01:01Z"), (365 * 86_400 - 1, "2026-12-31T23:59:59Z"),
    ])
  func time(second: Int, expected: String) {
    var output: [UInt8] = []
    output.appendTime(second: second)
    #expect(String(decoding: output, as: UTF8.self) == expected)
  }

  @Test("hexadecimal digits are the low ones of both words") func hexadecimal() {
    var output: [UInt8] = []
    output.appendHexadecimal(0xA, 0xFEDC_BA98_7654_3210, digits: 17)
    #expect(String(decoding: output, as: UTF8.self) == "afedcba9876543210")
  }
}
