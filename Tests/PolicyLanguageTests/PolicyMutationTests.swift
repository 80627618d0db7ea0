import Documents
import PolicyLanguage
import Testing

/// Broken documents of every kind: the reader never crashes, and whatever it refuses has a position.
@Suite("Mutated policies")
struct PolicyMutationTests {
  static let originals: [String] = [
    #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"},{"Sid":"Db","Effect":"Deny","Action":["Update:Replace","Update:Delete"],"Principal":"*","Resource":["LogicalResourceId/Db","LogicalResourceId/Critical*"],"Condition":{"StringLike":{"ResourceType":["AWS::RDS::*"]}}}]}"#,
    #"{"Statement":[{"Effect":"Allow","NotAction":"Update:Delete","Principal":"*","NotResource":"LogicalResourceId/Db"}]}"#,
    #"{"Version":"2012-10-17","Statement":[{"Sid":"Regions","Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1"]},"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/Admin"]}}}]}"#,
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":["s3:*","sts:AssumeRole"],"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false},"ForAnyValue:StringNotEquals":{"aws:TagKeys":["a","b"]},"NumericLessThan":{"s3:TlsVersion":1.2}}}]}"#,
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*"],"Resource":["arn:aws:s3:::b/${aws:username}/*","arn:aws:s3:::${aws:PrincipalTag/team, 'none'}"],"Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","::1"]},"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"},"Null":{"aws:TokenIssueTime":"true"}}}]}"#,
    #"{"Version":"2012-10-17","Id":"p","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root","*"],"Service":"s3.amazonaws.com"},"Action":"s3:*","Resource":"arn:aws:s3:::b/*"},{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:Delete*","Resource":"*"}]}"#,
    #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"accounts.google.com:aud":"x"}}}}"#,
    #"{"StackPolicyBody":"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"Update:*\",\"Principal\":\"*\",\"Resource\":\"*\"}]}"}"#,
  ]

  @Test("10,000 of them are read without a crash, and at least half reach the policy layer")
  func mutations() throws {
    var mutator = PolicyMutator(seed: 0x5EED_0002, originals: Self.originals)
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
    for original in Self.originals.prefix(3) {
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
