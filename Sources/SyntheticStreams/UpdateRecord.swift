/// Update actions on the resources of one stack:
/// `{"id":…,"action":"Update:Modify","stack":"prod","logicalResourceId":…,"resourceType":…}`.
enum UpdateRecord {
  /// First words of logical ids.
  static let purposes = words("Production Staging Orders Payments Search Reporting Shared Internal Public Audit")
  /// Second words of logical ids.
  static let roles = words("Api Worker Primary Replica Main Backup Edge Batch")

  private static let actions = ["Update:Modify", "Update:Replace", "Update:Delete"].map { Array($0.utf8) }

  /// Appends one record: of ten actions six modify, two replace and two delete.
  static func append(
    number: UInt64, of stream: SyntheticStream, _ random: inout SeededRandom, to output: inout [UInt8]
  ) {
    var resource = stream.resourceRandom(&random)
    output.append("{\"id\":\"u")
    output.appendDecimal(number, width: 7)
    output.append("\",\"action\":\"")
    let draw = random.below(10)
    output.append(contentsOf: actions[draw < 6 ? 0 : draw < 8 ? 1 : 2])
    output.append("\",\"stack\":\"prod\",\"logicalResourceId\":\"")
    let type = appendLogicalId(&resource, numbers: stream.resources == .distinct ? 10_000_000 : 100, to: &output)
    output.append("\",\"resourceType\":\"")
    output.append(contentsOf: type)
    output.append("\"}")
  }

  /// Appends the logical id of the resource that a generator makes, such as `OrdersPrimaryDBInstance17`, and returns
  /// its type.
  static func appendLogicalId(_ resource: inout SeededRandom, numbers: Int, to output: inout [UInt8]) -> [UInt8] {
    let type = resource.pick(StackVocabulary.standard.types)
    output.append(contentsOf: resource.pick(purposes))
    output.append(contentsOf: resource.pick(roles))
    output.append(contentsOf: type.noun)
    output.appendDecimal(UInt64(resource.below(numbers)))
    return type.name
  }

  private static func words(_ text: String) -> [[UInt8]] { text.split(separator: " ").map { Array($0.utf8) } }
}

/// The resource types of stacks, with the nouns that their logical ids end in.
struct StackVocabulary: Sendable {
  /// The vocabulary, made once.
  static let standard = StackVocabulary()

  /// CloudFormation types and nouns: `AWS::RDS::DBInstance` and `DBInstance`.
  let types: [(name: [UInt8], noun: [UInt8])]

  private init() {
    types = ServiceVocabulary.standard.resourceTypes.compactMap { type in
      let name = Array(type.cloudFormationType.utf8)
      guard let colon = name.lastIndex(of: UInt8(ascii: ":")) else { return nil }
      return (name, Array(name[(colon + 1)...]))
    }
  }
}
