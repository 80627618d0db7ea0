import Documents
import PolicyLanguage

extension EnvironmentReader {
  /// Reads the output of `aws resourcegroupstaggingapi get-resources`; members it does not use are passed over.
  mutating func readTaggedResources(_ node: DocumentNode) {
    guard let list = node["ResourceTagMappingList"] else {
      reader.report(
        "taggedResources", "this is not the output of get-resources: it has no ResourceTagMappingList", at: node.range)
      return
    }
    if let token = node["PaginationToken"]?.text, !token.isEmpty {
      reader.report(
        "taggedResources.truncated", "the output goes on on another page, whose resources are not known here",
        at: node["PaginationToken"]?.range ?? node.range, severity: .warning)
    }
    for element in reader.elements(list, "ResourceTagMappingList") ?? [] {
      guard let arnNode = element["ResourceARN"], let text = reader.text(arnNode, "ResourceARN") else {
        reader.report("taggedResources", "a resource needs the member 'ResourceARN'", at: element.range)
        continue
      }
      let arn = ResourceName(text)
      guard arn.isARN else {
        reader.report("resource.arn", "\(text.quoted(limit: 200)) is not an ARN", at: arnNode.range)
        continue
      }
      checkAccount(arn.account, at: arnNode.range)
      let tags = exportedTags(element["Tags"])
      for key in tags.ambiguousKeys {
        reader.report(
          "tags.case", "two tags differ in case only, \(key.quoted()), so the value that AWS looks at is unknown",
          at: arnNode.range, severity: .warning)
      }
      // A role of the other export is here too, with its trust policy.
      var listed = resourceIndices[text].map { environment.resources[$0] } ?? ListedResource(arn: arn)
      listed.tags = tags
      add(listed)
    }
  }

  /// Tags as AWS prints them: a list of objects with Key and Value.
  mutating func exportedTags(_ node: DocumentNode?) -> Tags {
    var tags = Tags()
    for tag in reader.elements(node, "Tags") ?? [] {
      guard let key = tag["Key"]?.text, let value = tag["Value"]?.text else {
        reader.report("type", "a tag has the members Key and Value, both strings", at: tag.range)
        continue
      }
      tags[key] = value
    }
    return tags
  }
}
