import Documents
import Organizations
import PolicyLanguage

extension EnvironmentReader {
  /// Reads one element of `resources`.
  mutating func readResource(_ node: DocumentNode) {
    let known = ["arn", "account", "tags", "abac", "policy"]
    guard let members = reader.members(of: node, known: known, what: "a resource"),
      let text = reader.requiredText(members, "arn", of: node, "a resource"), let arnNode = members["arn"]
    else { return }
    let arn = ResourceName(text)
    guard arn.isARN else {
      reader.report("resource.arn", "\(text.quoted(limit: 200)) is not an ARN", at: arnNode.range)
      return
    }
    checkDuplicate(text, key: text, at: arnNode.range)
    let account = account(members["account"], of: arn)
    checkAccount(account ?? arn.account, at: (members["account"] ?? arnNode).range)
    let exported = resourceIndices[text].map { environment.resources[$0] }
    var listed = ListedResource(
      arn: arn, account: account ?? exported?.account, tags: exported?.tags, policy: exported?.policy)
    if let tags = tags(members["tags"]) { listed.tags = tags }
    if let abac = reader.truth(members["abac"], "'abac'") {
      listed.abac = abac
      if abac, !arn.isS3Bucket {
        reader.report("resource.abac", ResourceMessage.abac, at: (members["abac"] ?? node).range, severity: .warning)
      }
    }
    if let policy = members["policy"] {
      listed.policy = library.policy(policy, arn.isRole ? .trust : .resource, reporting: &reader)
    }
    add(listed)
  }

  /// Puts a resource into the environment, in place of an exported one.
  mutating func add(_ listed: ListedResource) {
    if let index = resourceIndices[listed.arn.text] {
      environment.resources[index] = listed
    } else {
      resourceIndices[listed.arn.text] = environment.resources.count
      environment.resources.append(listed)
    }
  }

  /// The member `account`, checked against the ARN's.
  private mutating func account(_ node: DocumentNode?, of arn: ResourceName) -> ByteString? {
    guard let node, let account = accountID(node) else { return nil }
    if let inARN = arn.account, inARN != account {
      reader.report("resource.account", ResourceMessage.twoAccounts(account, inARN), at: node.range)
      return nil
    }
    return account
  }

  /// The text of an account id; nil, reported, for anything else.
  mutating func accountID(_ node: DocumentNode) -> ByteString? {
    let text: ByteString?
    if case .number(let digits) = node.content { text = digits } else { text = reader.text(node, "'account'") }
    guard let text else { return nil }
    guard text.isAccountID else {
      reader.report("account.id", "an account id has twelve digits, \(text.quoted()) has not", at: node.range)
      return nil
    }
    return text
  }
}

private enum ResourceMessage {
  static let abac = "'abac' means something for S3 buckets only"

  static func twoAccounts(_ account: ByteString, _ inARN: ByteString) -> String {
    "the account \(account) is not that of the ARN, \(inARN)"
  }
}
