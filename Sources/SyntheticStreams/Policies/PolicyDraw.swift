/// Draws the parts that made-up statements are put together from.
enum PolicyDraw {
  /// IAM prefixes of the vocabulary, each once, sorted.
  static let services: [String] = Array(Set(ServiceVocabulary.standard.resourceTypes.map(\.prefix))).sorted()

  /// The regions in use.
  static let usedRegions = ["us-east-1", "eu-west-1", "us-west-2", "eu-central-1"]

  /// The regions that some requests go to all the same.
  static let otherRegions = NameVocabulary.standard.regions.dropFirst(4).map {
    String(decoding: $0.name, as: UTF8.self)
  }

  private static let namedTypes = ServiceVocabulary.standard.resourceTypes.filter(\.arn.hasName)

  /// Draws a resource type, one whose resources bear names where `named` says so.
  static func type(_ random: inout SeededRandom, named: Bool) -> ServiceVocabulary.ResourceType {
    random.pick(named ? namedTypes : ServiceVocabulary.standard.resourceTypes)
  }

  /// Draws one to four patterns of actions that change a resource type.
  static func writes(of type: ServiceVocabulary.ResourceType, _ random: inout SeededRandom) -> [String] {
    var actions = random.picks(1 + random.below(4), of: type.writes).map { "\(type.prefix):\($0)" }
    if random.chance(30) { actions.append("\(type.prefix):\(random.pick(["Delete*", "Put*", "Update*"]))") }
    return actions
  }

  /// Draws the first two words of resource names.
  static func name(_ random: inout SeededRandom) -> String {
    let names = NameVocabulary.standard
    return random.pickText(names.products) + "-" + random.pickText(names.components)
  }

  /// Draws an account.
  static func account(_ random: inout SeededRandom) -> String { random.pickText(NameVocabulary.standard.accounts) }

  /// Draws different project tags.
  static func projects(_ random: inout SeededRandom, _ count: Int) -> [String] {
    let first = random.below(NameVocabulary.standard.projects)
    return (0..<count).map { "prj-\((first + $0 * 611) % NameVocabulary.standard.projects)" }
  }

  /// Draws a role's ARN.
  static func role(_ random: inout SeededRandom, account: String) -> String {
    "arn:aws:iam::\(account):role/" + random.pickText(NameVocabulary.standard.roles)
  }

  /// Draws patterns of the ARNs of different roles in any account.
  static func roles(_ random: inout SeededRandom, _ count: Int) -> [String] {
    random.picks(count, of: NameVocabulary.standard.roles)
      .map { "arn:aws:iam::*:role/" + String(decoding: $0, as: UTF8.self) }
  }
}
