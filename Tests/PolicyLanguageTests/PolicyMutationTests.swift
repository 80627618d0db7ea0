import Documents
import PolicyLanguage
import TestSupport
import Testing

/// Broken documents of every kind: the reader never crashes, and whatever it refuses has a position.
@Suite("Mutated policies")
struct PolicyMutationTests {
  @Test("10,000 of them are read without a crash, and at least half reach the policy layer")
  func mutations() throws {
    var mutator = PolicyMutator(seed: 0x5EED_0002, originals: PolicyMutator.policies)
    let codes = Set(PolicyDiagnosticCode.allCases.map(\.rawValue))
    var counts = (json: 0, read: 0, refused: 0)
    for number in 0..<10_000 {
      let bytes = try mutator.next()
      let source = SourceText(name: "mutated.json", bytes: bytes)
      let node = try? JSONReader().read(source)
      if node != nil { counts.json += 1 }
      let recognised = node.flatMap { PolicyReader.recognise($0) }
      let kind = number % 4 != 0 ? recognised ?? .stack : PolicyKind.allCases[number % PolicyKind.allCases.count]
      let reading = PolicyReader(kind: kind).read(source)
      if let policy = reading.policy {
        counts.read += 1
        // `#expect` is slow ten thousand times over: it is reached only with something to say.
        if reading.hasErrors { Issue.record("\(number): a policy with an error was read") }
        if let fault = Self.fault(inPrinted: policy) { Issue.record("\(number): \(fault)") }
      } else {
        counts.refused += 1
        if !reading.hasErrors { Issue.record("\(number): refused without an error") }
      }
      for diagnostic in reading.diagnostics {
        let isKnown = codes.contains(diagnostic.code) || diagnostic.code.hasPrefix("json.")
        let isPlaced = diagnostic.range.start <= (diagnostic.source?.bytes.count ?? -1)
        let isClean = diagnostic.message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E }
        if !isKnown || !isPlaced || !isClean || diagnostic.position == nil {
          Issue.record("\(number): \(diagnostic.code) \(diagnostic.message)")
        }
      }
    }
    print("mutated policies: 10000 run, \(counts.json) of them JSON, \(counts.read) read, \(counts.refused) refused")
    #expect(counts.json >= 5_000, "only \(counts.json) of the documents were JSON")
    #expect(counts.read >= 500 && counts.refused >= 5_000, "\(counts)")
  }

  /// What is wrong with the printed form of a policy: it must read back as a policy that prints the same.
  static func fault(inPrinted policy: Policy) -> String? {
    let printed = PolicyPrinter(layout: .compact).print(policy)
    let reading = PolicyReader(kind: policy.kind).read(SourceText(name: "printed.json", bytes: printed.bytes))
    guard let again = reading.policy else {
      return "\(printed) is refused: \(reading.diagnostics.first?.message ?? "")"
    }
    return PolicyPrinter(layout: .compact).print(again) == printed ? nil : "\(printed) prints differently"
  }

  @Test("every prefix of a policy is refused with a position")
  func prefixes() throws {
    for original in PolicyMutator.policies.prefix(3) {
      let bytes = Array(original.utf8)
      for end in 0..<bytes.count {
        let reading = PolicyReader(kind: .stack).read(SourceText(name: "a", bytes: Array(bytes[..<end])))
        if reading.policy != nil || reading.diagnostics.first?.position == nil {
          Issue.record("prefix of \(end) bytes")
        }
      }
    }
  }
}
