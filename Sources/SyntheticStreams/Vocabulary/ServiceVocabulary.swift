/// The services, actions and resource types that workloads are made of.
struct ServiceVocabulary: Sendable {
  /// One resource type of a service, with the actions on it.
  struct ResourceType: Sendable {
    /// The IAM prefix.
    let prefix: String
    /// The format of its ARNs.
    let arn: ArnFormat
    /// Action names that only read, without prefix.
    let reads: [String]
    /// Action names that change something, without prefix.
    let writes: [String]
    /// The request parameter that names the resource in a log.
    let parameter: String
    /// The CloudFormation type; empty where there is none.
    let cloudFormationType: String
    /// A context key of the service with the values it takes; nil where the workload uses none.
    let key: (name: String, values: [String])?
    /// `prefix:Action` as bytes: first the reads, then the writes.
    let actions: [[UInt8]]
    /// The context key as a member, `"name":"value"`, for each of its values.
    let keyMembers: [[UInt8]]
  }

  /// The vocabulary, parsed once.
  static let standard = ServiceVocabulary()

  /// All resource types.
  let resourceTypes: [ResourceType]
  /// `prefix:Action` of the actions that are asked about `*`.
  let wildcardOnlyActions: [[UInt8]]

  private init() {
    resourceTypes = Self.table.split(separator: "\n").map { line in
      let columns = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      let (reads, writes) = (Self.words(columns[2]), Self.words(columns[3]))
      let key = columns[6].split(separator: "=", maxSplits: 1).map(String.init)
      let values = key.count == 2 ? key[1].split(separator: ",").map(String.init) : []
      return ResourceType(
        prefix: columns[0], arn: ArnFormat(columns[1]), reads: reads, writes: writes, parameter: columns[4],
        cloudFormationType: columns[5], key: key.count == 2 ? (key[0], values) : nil,
        actions: (reads + writes).map { Array("\(columns[0]):\($0)".utf8) },
        keyMembers: values.map { Array("\"\(key[0])\":\"\($0)\"".utf8) })
    }
    wildcardOnlyActions = Self.words(Self.wildcardOnlyActions).map { Array($0.utf8) }
  }

  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
