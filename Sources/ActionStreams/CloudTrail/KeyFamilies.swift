import Catalog
import Documents

/// The keys that policies look at, by what is known of whole families of them.
///
/// A log shows a request's tags, so that other tags are known not to be there; and a key that one service defines is in no
/// request to another one (authorization.md section 5: absent where the authorization data says a service never has it).
struct KeyFamilies: Sendable {
  /// Keys below `aws:requesttag/`.
  let requestTags: [ByteString]
  /// Keys below `aws:resourcetag/`.
  let resourceTags: [ByteString]
  /// Keys below `aws:principaltag/`.
  let principalTags: [ByteString]
  /// Keys that services define.
  private let serviceKeys: [ByteString]
  private let looksAtTagKeys: Bool

  init(_ keys: Set<ByteString>) {
    let sorted = keys.sorted()
    let crossService = Set(DerivedKey.crossService.map(\.name))
    requestTags = sorted.filter { $0.hasPrefix("aws:requesttag/") }
    resourceTags = sorted.filter { $0.hasPrefix("aws:resourcetag/") }
    principalTags = sorted.filter { $0.hasPrefix("aws:principaltag/") }
    serviceKeys = sorted.filter { !$0.hasPrefix("aws:") && !crossService.contains($0) }
    looksAtTagKeys = keys.contains("aws:tagkeys")
  }

  /// The keys that no request to a service carries.
  func absentKeys(of prefix: ByteString) -> [ByteString] {
    guard Catalog.hasService(prefix) else { return [] }
    let published = Catalog.conditionKeys(of: prefix).map { $0.name.asciiLowercased }
    func has(_ family: ByteString) -> Bool { published.contains { $0.hasPrefix(family) } }
    var absent: [ByteString] = []
    if !has("aws:requesttag/") { absent += requestTags }
    if !has("aws:resourcetag/") { absent += resourceTags }
    if looksAtTagKeys, !has("aws:tagkeys") { absent.append("aws:tagkeys") }
    for key in serviceKeys {
      let isOwn = key.hasPrefix(prefix + ":")
      let isPublished = published.contains { name in
        let stem = name.bytes.prefix { $0 != UInt8(ascii: "$") }
        return stem.count == name.count ? name == key : key.bytes.starts(with: stem)
      }
      if !isOwn, !isPublished { absent.append(key) }
    }
    return absent
  }
}
