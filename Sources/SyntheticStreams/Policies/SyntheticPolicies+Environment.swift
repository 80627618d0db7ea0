extension SyntheticPolicies {
  /// The most policies that AWS attaches to one root, organizational unit or account, FullAWSAccess included.
  public static let attachmentQuota = 10

  /// Spreads service control policies over the four levels of the workload's organization, root first.
  ///
  /// Root, two nested organizational units and account share the documents evenly. Up to 1,000 statements they stay
  /// within the attachment quota; 10,000 fit no path of any organization, and measure the growth of cost all the same.
  public static func levels(of documents: [Document]) -> [[Document]] {
    (0..<4).map { level in
      Array(documents[documents.count * level / 4..<documents.count * (level + 1) / 4])
    }
  }

  /// The organizational units that AWS nests in each other at most.
  private static let nestingQuota = 5

  /// The service control policies of an organization, by node.
  struct Attachments {
    /// Those of the root and of the two organizational units that all accounts are in, root first.
    var shared: [[Document]]
    /// Those of each account, behind those of the organizational units that only it is in, the outermost first.
    var own: [[[Document]]]
    /// How many documents found no place.
    var leftOut = 0
  }

  /// Attaches service control policies where AWS takes them.
  ///
  /// As long as four levels hold all of them, all accounts have the same ones, level by level. Beyond that root and
  /// shared units are filled up, and what is left goes to units that hold one account each, so that no principal meets
  /// all of them; what then is left is attached nowhere.
  static func attachments(of documents: [Document]) -> Attachments {
    let accounts = NameVocabulary.standard.accounts.count
    let room = attachmentQuota - 1
    guard documents.count > 4 * room else {
      let levels = levels(of: documents)
      return Attachments(shared: Array(levels[..<3]), own: (0..<accounts).map { _ in [levels[3]] })
    }
    let shared = (0..<3).map { Array(documents[$0 * room..<($0 + 1) * room]) }
    let rest = documents[(3 * room)...]
    // The innermost level is the account.
    let levels = nestingQuota - 2 + 1
    var own: [[[Document]]] = []
    var leftOut = 0
    for account in 0..<accounts {
      let start = rest.startIndex + rest.count * account / accounts
      let share = rest[start..<(rest.startIndex + rest.count * (account + 1) / accounts)]
      let taken = share.prefix(levels * room)
      leftOut += share.count - taken.count
      own.append(
        (0..<levels).map { level in
          Array(
            taken[
              (taken.startIndex + taken.count * level / levels)..<(taken.startIndex + taken.count * (level + 1) / levels)
            ])
        })
    }
    return Attachments(shared: shared, own: own, leftOut: leftOut)
  }

  /// How many of some service control policies the environment attaches nowhere, since AWS would not take them.
  public static func unattachedCount(of documents: [Document]) -> Int { attachments(of: documents).leftOut }

  /// Makes the environment file of the workload: its organization, accounts and principals, with the policies attached.
  ///
  /// FullAWSAccess stands beside the documents of each node. Every principal has all identity policies, which lie
  /// with the service control policies in one folder; the file names them by name alone.
  public static func environment(serviceControlPolicies: [Document], identityPolicies: [Document]) -> [UInt8] {
    let names = NameVocabulary.standard
    let attached = attachments(of: serviceControlPolicies)
    let shared = attached.shared.map { list(["FullAWSAccess"] + $0.map(\.name)) }
    let accounts = names.accounts.enumerated().map { index, account in
      let levels = attached.own[index].map { list(["FullAWSAccess"] + $0.map(\.name)) }
      let id = String(decoding: account, as: UTF8.self)
      let policies = levels.last ?? "[]"
      let own = "{\"id\":\"\(id)\",\"name\":\"account-\(index + 1)\",\"serviceControlPolicies\":\(policies)}"
      return unit(around: own, isAccount: true, number: index + 1, levels.dropLast())
    }
    let isNested = attached.own.contains { $0.count > 1 }
    let principals = names.principals.map {
      "{\"arn\":\"\(String(decoding: $0, as: UTF8.self))\",\"identityPolicies\":\(list(identityPolicies.map(\.name)))}"
    }
    let members = accounts.joined(separator: ",\n")
    let text = """
      {"organization":{"id":"o-exampleorg","managementAccount":"999988887777","root":{"id":"r-ab12",
      "serviceControlPolicies":\(shared[0]),"accounts":[],"organizationalUnits":[{"id":"ou-ab12-workloads",
      "name":"Workloads","serviceControlPolicies":\(shared[1]),"accounts":[],"organizationalUnits":[
      {"id":"ou-ab12-production","name":"Production","serviceControlPolicies":\(shared[2]),
      "organizationalUnits":[\(isNested ? "\n\(members)\n" : "")],"accounts":[
      \(isNested ? "" : members)
      ]}]}]}},
      "principals":[
      \(principals.joined(separator: ",\n"))
      ]}

      """
    return Array(text.utf8)
  }

  /// An account inside the organizational units that only it is in, `levels` with their policies, the outermost first.
  private static func unit(around inner: String, isAccount: Bool, number: Int, _ levels: ArraySlice<String>) -> String {
    guard let policies = levels.last else { return inner }
    let depth = levels.count
    let unit =
      "{\"id\":\"ou-ab12-team\(number)level\(depth)\",\"name\":\"Team \(number).\(depth)\","
      + "\"serviceControlPolicies\":\(policies),\"organizationalUnits\":[\(isAccount ? "" : inner)],"
      + "\"accounts\":[\(isAccount ? inner : "")]}"
    return self.unit(around: unit, isAccount: false, number: number, levels.dropLast())
  }

  private static func list(_ names: [String]) -> String {
    "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
  }
}
