/// The parts of a made-up request that action records and logs share.
struct SyntheticRequest {
  /// The index of the resource type, nil for an action that is asked about `*`.
  var resourceType: Int?
  /// The action, `prefix:Name`.
  var action: [UInt8]
  /// Whether the action changes something.
  var writes: Bool
  /// The region the request goes to.
  var region: [UInt8]
  /// The index of the account of principal and resource.
  var account: Int
  /// The generator that makes the resource's ARN.
  var resourceRandom: SeededRandom

  /// Draws a request: 2 of a hundred ask about `*`, of the others three fifths read.
  init(of stream: SyntheticStream, _ random: inout SeededRandom) {
    let vocabulary = ServiceVocabulary.standard
    let names = NameVocabulary.standard
    if random.below(100) < 2 {
      resourceType = nil
      action = random.pick(vocabulary.wildcardOnlyActions)
      writes = false
      region = names.region(&random)
      account = random.below(names.accounts.count)
      resourceRandom = random
      return
    }
    // The resource first: where resources come from a pool, its type, region and account belong to it.
    var resource = stream.resourceRandom(&random)
    let index = resource.below(vocabulary.resourceTypes.count)
    region = names.region(&resource)
    account = resource.below(names.accounts.count)
    resourceRandom = resource
    resourceType = index
    let type = vocabulary.resourceTypes[index]
    writes = type.reads.isEmpty || random.below(100) < 40
    action = type.actions[writes ? type.reads.count + random.below(type.writes.count) : random.below(type.reads.count)]
  }

  /// Appends the resource: its ARN, or `*`.
  func appendResource(to output: inout [UInt8]) {
    guard let resourceType else {
      output.append(UInt8(ascii: "*"))
      return
    }
    var random = resourceRandom
    ServiceVocabulary.standard.resourceTypes[resourceType].arn.append(
      region: region, account: NameVocabulary.standard.accounts[account], random: &random, to: &output)
  }
}

/// API requests as action records: `{"id":…,"action":…,"principal":…,"resource":…,"context":{…}}`.
enum RequestRecord {
  /// Appends one record.
  static func append(
    number: UInt64, of stream: SyntheticStream, _ random: inout SeededRandom, to output: inout [UInt8]
  ) {
    let request = SyntheticRequest(of: stream, &random)
    output.append("{\"id\":\"r")
    output.appendDecimal(number, width: 7)
    output.append("\",\"action\":\"")
    output.append(contentsOf: request.action)
    output.append("\",\"principal\":\"")
    output.append(contentsOf: NameVocabulary.standard.principal(account: request.account, &random))
    output.append("\",\"resource\":\"")
    request.appendResource(to: &output)
    output.append("\",\"context\":{\"aws:RequestedRegion\":\"")
    output.append(contentsOf: request.region)
    output.append("\",\"aws:SourceIp\":\"")
    appendAddress(&random, to: &output)
    output.append("\"")
    var left = keyCount(&random) - 2
    if let index = request.resourceType, random.chance(60) {
      let members = ServiceVocabulary.standard.resourceTypes[index].keyMembers
      if !members.isEmpty {
        output.append(UInt8(ascii: ","))
        output.append(contentsOf: random.pick(members))
        left -= 1
      }
    }
    // A stride that is prime to the number of keys visits each at most once.
    let keys = OptionalKey.all
    var key = random.below(keys.count)
    let stride = 1 + 2 * random.below(2)
    while left > 0 {
      if keys[key].append(request, &random, to: &output) { left -= 1 }
      key = (key + stride) % keys.count
    }
    output.append("}}")
  }

  /// The number of context keys: of a hundred records 84 have five, the rest six to ten.
  private static func keyCount(_ random: inout SeededRandom) -> Int {
    switch random.below(100) {
    case ..<84: 5
    case ..<90: 6
    case ..<94: 7
    case ..<96: 8
    case ..<98: 9
    default: 10
    }
  }

  /// Appends one of 16,384 IPv4 addresses: nine of ten from 10.0.0.0/12, the others public.
  static func appendAddress(_ random: inout SeededRandom, to output: inout [UInt8]) {
    let host = UInt64(random.below(16_384))
    if host % 10 < 9 {
      output.append("10.")
      output.appendDecimal(host & 15)
    } else {
      output.append("203.")
      output.appendDecimal(host & 127)
    }
    output.append(UInt8(ascii: "."))
    output.appendDecimal(host >> 4 & 255)
    output.append(UInt8(ascii: "."))
    output.appendDecimal(host >> 12 &* 64 &+ 5)
  }
}

/// Context keys that some of the requests carry.
private enum OptionalKey: CaseIterable {
  case secureTransport, multiFactor, project, environment, principalTeam, resourceTeam, viaService, requestOwner
  case currentTime, protected, tagKeys, epochTime, multiFactorAge, sourceVpc

  /// The keys in a list that is made once.
  static let all = Self.allCases

  /// Appends a comma and the key with a value, and says so; false for a key that such a request does not carry.
  func append(_ request: SyntheticRequest, _ random: inout SeededRandom, to output: inout [UInt8]) -> Bool {
    let names = NameVocabulary.standard
    switch self {
    case .secureTransport:
      output.append(random.chance(92) ? ",\"aws:SecureTransport\":\"true\"" : ",\"aws:SecureTransport\":\"false\"")
    case .multiFactor:
      output.append(
        random.chance(80) ? ",\"aws:MultiFactorAuthPresent\":\"true\"" : ",\"aws:MultiFactorAuthPresent\":\"false\"")
    case .project:
      guard request.resourceType != nil else { return false }
      output.append(",\"aws:ResourceTag/project\":\"prj-")
      output.appendDecimal(UInt64(random.below(names.projects)))
      output.append("\"")
    case .environment:
      guard request.resourceType != nil else { return false }
      append(",\"aws:ResourceTag/environment\":\"", random.pick(names.environments), to: &output)
    case .principalTeam: append(",\"aws:PrincipalTag/team\":\"", random.pick(names.teams), to: &output)
    case .resourceTeam:
      guard request.resourceType != nil else { return false }
      append(",\"aws:ResourceTag/team\":\"", random.pick(names.teams), to: &output)
    case .viaService:
      output.append(random.chance(90) ? ",\"aws:ViaAWSService\":\"false\"" : ",\"aws:ViaAWSService\":\"true\"")
    case .requestOwner:
      guard request.writes else { return false }
      append(",\"aws:RequestTag/owner\":\"", random.pick(names.users), to: &output)
    case .currentTime:
      output.append(",\"aws:CurrentTime\":\"")
      output.appendTime(second: random.below(365 * 86_400))
      output.append("\"")
    case .protected:
      guard request.resourceType != nil else { return false }
      output.append(
        random.chance(40)
          ? ",\"aws:ResourceTag/codeocean:protected\":\"true\"" : ",\"aws:ResourceTag/codeocean:protected\":\"false\"")
    case .tagKeys:
      guard request.writes else { return false }
      let first = random.below(names.tagKeys.count)
      output.append(",\"aws:TagKeys\":[\"")
      output.append(contentsOf: names.tagKeys[first])
      if random.chance(50) {
        output.append("\",\"")
        output.append(contentsOf: names.tagKeys[(first + 1) % names.tagKeys.count])
      }
      output.append("\"]")
    case .epochTime:
      output.append(",\"aws:EpochTime\":")
      output.appendDecimal(UInt64(1_767_225_600 + random.below(365 * 86_400)))
    case .multiFactorAge:
      output.append(",\"aws:MultiFactorAuthAge\":")
      output.appendDecimal(UInt64(random.below(14_400)))
    case .sourceVpc:
      output.append(",\"aws:SourceVpc\":\"vpc-")
      output.appendHexadecimal(0, UInt64(random.below(64)) &* 0x9E37_79B1, digits: 8)
      output.append("\"")
    }
    return true
  }

  private func append(_ prefix: StaticString, _ value: [UInt8], to output: inout [UInt8]) {
    output.append(prefix)
    output.append(contentsOf: value)
    output.append("\"")
  }
}
