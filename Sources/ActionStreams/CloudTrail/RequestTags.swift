import Catalog
import Documents

/// The tags that a call carries, in the many spellings that services have for them.
///
/// ```
/// "tags":[{"key":"a","value":"b"}]        IAM, RDS, SSM …        "tags":[{"tagKey":"a","tagValue":"b"}]   KMS
/// "tags":{"a":"b"}                        Lambda, Logs, Backup   "tagsList":[…], "addTags":[…]            CloudTrail, Route 53
/// "tagSet":{"items":[{"key":…}]}          EC2 CreateTags         "Tagging":{"TagSet":{"Tag":{"Key":…}}}   S3
/// "tagSpecificationSet":{"items":[{"resourceType":"volume","tags":[…]}]}                                 EC2, per kind
/// "tagKeys":["a"]                         Untag…
/// ```
struct RequestTags {
  /// Keys and values, in the order of the log.
  var tags: [(key: ByteString, value: ByteString)] = []
  /// Keys without values, of calls that remove tags.
  var keys: [ByteString] = []
  /// The kind that they are for, as EC2 spells it; nil for all.
  var resourceType: ByteString?
  /// Whether some of it is kept from the log.
  var isHidden = false

  /// All keys, as `aws:TagKeys` lists them.
  var allKeys: [ByteString] { tags.map(\.key) + keys }

  /// The tags of a call, those of EC2 by kind.
  static func all(in record: CloudTrailRecord) -> [RequestTags] {
    guard let parameters = record.value(.requestParameters) else { return [] }
    var plain = RequestTags()
    var specified: [RequestTags] = []
    read(parameters, into: &plain, &specified, depth: 0)
    return (plain.tags.isEmpty && plain.keys.isEmpty && !plain.isHidden ? [] : [plain]) + specified
  }

  private static func read(
    _ parameters: JSONValue, into plain: inout RequestTags, _ specified: inout [RequestTags], depth: Int
  ) {
    parameters.forEachMember { name, value in
      guard name.mayBeAboutTags || depth == 0 && name.endsWith("Request") else { return true }
      if name.isOneOf(tagNames) {
        plain.add(value, depth: 0)
      } else if name.isOneOf(keyNames) {
        plain.addKeys(value)
      } else if name.isOneOf(specificationNames) {
        specifications(value, into: &specified)
      } else if name.equals("x-amz-tagging") {
        plain.addHeader(value)
      } else if depth == 0, value.isObject, name.count > 7, name.endsWith("Request") {
        // EC2's newer calls stand in an object of their own: `CreateNatGatewayRequest`.
        read(value, into: &plain, &specified, depth: 1)
      }
      return true
    }
  }

  private static let tagNames: [StaticString] = [
    "tags", "tagslist", "taglist", "tagset", "tagging", "addtags", "tag", "tagstoadd", "backupvaulttags",
    "backupplantags", "recoverypointtags", "frameworktags", "reportplantags", "hostedzonetags", "filesystemtags",
    "newtags", "resourcetags", "resourcetaglist",
  ]
  private static let keyNames: [StaticString] = [
    "tagkeys", "tagkeylist", "removetagkeys", "tagkeystoremove", "tagstoremove",
  ]
  private static let specificationNames: [StaticString] = [
    "tagspecificationset", "tagspecification", "tagspecifications",
  ]

  private mutating func add(_ value: JSONValue, depth: Int) {
    guard depth < 6, tags.count + keys.count < Self.mostTags else { return }
    if value.isString, let text = value.scalar, text == ValueSource.hidden {
      isHidden = true
      return
    }
    if value.isArray {
      var inner = self
      value.forEachElement {
        inner.add($0, depth: depth + 1)
        return inner.tags.count + inner.keys.count < Self.mostTags
      }
      self = inner
      return
    }
    guard value.isObject else { return }
    if let key = (value.member("key") ?? value.member("tagKey"))?.scalar {
      let text = (value.member("value") ?? value.member("tagValue"))?.scalar
      if key == ValueSource.hidden {
        isHidden = true
      } else if let text {
        tags.append((key, text))
      } else {
        keys.append(key)
      }
      return
    }
    for name in Self.wrappers {
      if let inner = value.member(name), !inner.isString {
        add(inner, depth: depth + 1)
        return
      }
    }
    var map: [(key: ByteString, value: ByteString)] = []
    var isHidden = isHidden
    value.forEachMember { name, member in
      guard let text = member.scalar else { return true }
      let key = name.byteString
      if key == ValueSource.hidden || text == ValueSource.hidden { isHidden = true } else { map.append((key, text)) }
      return map.count < Self.mostTags
    }
    self.isHidden = isHidden
    // Namespaces of XML and EC2's running numbers are no tags.
    tags += map.filter { $0.key != "xmlns" }
  }

  private static let wrappers: [StaticString] = ["items", "item", "TagSet", "Tag", "member"]

  private mutating func addKeys(_ value: JSONValue) {
    if let text = value.scalar { keys.append(text) }
    var found: [ByteString] = []
    var lists: [JSONValue] = []
    value.forEachElement { element in
      if let key = element.scalar ?? (element.member("key") ?? element.member("tagKey"))?.scalar { found.append(key) }
      return found.count < Self.mostTags
    }
    for name in Self.wrappers { if let inner = value.member(name) { lists.append(inner) } }
    keys += found
    for list in lists where list.isArray { addKeys(list) }
    if keys.contains(ValueSource.hidden) {
      isHidden = true
      keys.removeAll { $0 == ValueSource.hidden }
    }
  }

  /// `a=b&c=d`, as S3's header spells tags.
  private mutating func addHeader(_ value: JSONValue) {
    guard let text = value.scalar else { return }
    for pair in text.bytes.split(separator: UInt8(ascii: "&")).prefix(Self.mostTags) {
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let decoded = parts.map { ByteString(copying: $0).percentDecoded }
      tags.append((decoded[0], decoded.count > 1 ? decoded[1] : ""))
    }
  }

  private static func specifications(_ value: JSONValue, into specified: inout [RequestTags]) {
    var entries: [JSONValue] = []
    let list = value.member("items") ?? value
    if list.isArray {
      list.forEachElement {
        entries.append($0)
        return entries.count < mostTags
      }
    } else {
      entries.append(list)
    }
    for entry in entries {
      guard let type = entry.member("resourceType")?.scalar else { continue }
      var tags = RequestTags(resourceType: type)
      // EC2's newer calls have a running number `tag` beside the list `Tag`.
      entry.forEachMember { name, value in
        if name.isOneOf(["tags", "tag"]), value.isArray || value.isObject { tags.add(value, depth: 0) }
        return true
      }
      specified.append(tags)
    }
  }

  /// More than any service takes; a bound for hostile records.
  private static let mostTags = 500
}

extension RequestTags {
  /// Whether a call of this action could carry tags of which the log shows nothing.
  ///
  /// Reads, lists and deletions carry none. Of the rest, only services whose events were seen to show their tags are
  /// believed when they show none: Secrets Manager and IAM Roles Anywhere, for two, leave them out.
  static func mayBeUnlogged(_ action: PlannedAction) -> Bool {
    switch action.accessLevel {
    case .read, .list: return false
    case .tagging: return true
    case .write, .permissionsManagement, nil:
      let name = action.name.dropping(action.prefix.count + 1)
      if deletions.contains(where: { name.hasPrefix($0) }) { return false }
      return !openServices.contains(action.prefix)
    }
  }

  private static let deletions: [ByteString] = [
    "Delete", "Terminate", "Stop", "Detach", "Disable", "Deregister", "Disassociate", "Revoke", "Reboot", "Cancel",
    "Remove", "Reject", "Reset", "Schedule", "Attach", "Decrypt", "Encrypt", "Generate", "AssumeRoleWith", "Pass",
  ]
  private static let openServices: Set<ByteString> = ["ec2", "iam", "rds", "ssm", "logs", "cloudtrail", "kms"]
}

extension ByteSlice {
  /// Whether the name holds `tag`, as all do that are about tags.
  var mayBeAboutTags: Bool {
    guard count >= 3 else { return false }
    for offset in 0...(count - 3) where base[offset] | 0x20 == UInt8(ascii: "t") {
      if base[offset + 1] | 0x20 == UInt8(ascii: "a"), base[offset + 2] | 0x20 == UInt8(ascii: "g") { return true }
    }
    return false
  }

  func isOneOf(_ names: [StaticString]) -> Bool {
    names.contains { $0.utf8CodeUnitCount == count && equalsIgnoringASCIICase(ByteSlice($0)) }
  }

  func endsWith(_ suffix: StaticString) -> Bool {
    let length = suffix.utf8CodeUnitCount
    return count >= length && ByteSlice(base + count - length, length).equals(ByteSlice(suffix))
  }
}
