extension SyntheticPolicies {
  /// The most policies that AWS attaches to one root, organizational unit or account, FullAWSAccess included.
  public static let attachmentQuota = 10

  /// Spreads service control policies over the four levels of the workload's organization, root first.
  ///
  /// Root, two nested organizational units and account share the documents evenly. Up to 1,000 statements they stay
  /// within the attachment quota; 10,000 do not fit any organization, and measure the growth of cost all the same.
  public static func levels(of documents: [Document]) -> [[Document]] {
    (0..<4).map { level in
      Array(documents[documents.count * level / 4..<documents.count * (level + 1) / 4])
    }
  }

  /// Makes the environment file of the workload: its organization, accounts and principals, with the policies attached.
  ///
  /// FullAWSAccess stands beside the documents of each level. Every principal has all identity policies, which lie
  /// with the service control policies in one folder; the file names them by name alone.
  public static func environment(serviceControlPolicies: [Document], identityPolicies: [Document]) -> [UInt8] {
    let names = NameVocabulary.standard
    let levels = levels(of: serviceControlPolicies)
      .map { list(["FullAWSAccess"] + $0.map(\.name)) }
    let accounts = names.accounts.enumerated().map { index, account in
      let id = String(decoding: account, as: UTF8.self)
      return "{\"id\":\"\(id)\",\"name\":\"account-\(index + 1)\",\"serviceControlPolicies\":\(levels[3])}"
    }
    let principals = names.principals.map {
      "{\"arn\":\"\(String(decoding: $0, as: UTF8.self))\",\"identityPolicies\":\(list(identityPolicies.map(\.name)))}"
    }
    let text = """
      {"organization":{"id":"o-exampleorg","managementAccount":"999988887777","root":{"id":"r-ab12",
      "serviceControlPolicies":\(levels[0]),"accounts":[],"organizationalUnits":[{"id":"ou-ab12-workloads",
      "name":"Workloads","serviceControlPolicies":\(levels[1]),"accounts":[],"organizationalUnits":[
      {"id":"ou-ab12-production","name":"Production","serviceControlPolicies":\(levels[2]),
      "organizationalUnits":[],"accounts":[
      \(accounts.joined(separator: ",\n"))
      ]}]}]}},
      "principals":[
      \(principals.joined(separator: ",\n"))
      ]}

      """
    return Array(text.utf8)
  }

  private static func list(_ names: [String]) -> String {
    "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
  }
}
