import Catalog
import Documents
import PolicyLanguage

extension EventContext {
  /// The keys of the called service, by its table.
  mutating func fillService() {
    let isLogged = record.value(.requestParameters)?.isObject ?? false
    for rule in plan.context {
      let values = rule.source.values(in: record, place).compactMap { value -> ByteString? in
        switch value.content {
        case .text(let text), .arn(let text): text
        }
      }
      if let first = values.first {
        put(rule.key, rule.isMultivalued ? .list(values) : .single(first), into: &base)
      } else if isLogged, rule.isAbsentWhenMissing {
        put(rule.key, .absent, into: &base)
      }
    }
    switch plan.prefix {
    case "ec2": set(.ec2Region, place.region)
    case "kms": fillKMS()
    default: break
    }
  }

  private mutating func fillKMS() {
    set(.kmsCallerAccount, principal.account)
    if let service = record.text(.identityInvokedBy), principal.kind != .service {
      // KMS knows the service by the name of its endpoint in the region.
      if service.hasSuffix(".amazonaws.com"), !place.region.isEmpty {
        let name = ByteString(copying: service.bytes.dropLast(14))
        set(.kmsViaService, name + "." + place.region + ".amazonaws.com")
      }
    } else if principal.kind != .service {
      setAbsent(.kmsViaService)
    }
    guard let parameters = record.value(.requestParameters) else { return }
    guard let encryption = parameters.member("encryptionContext"), encryption.isObject else { return }
    var names: [ByteString] = []
    var context = base
    encryption.forEachMember { name, value in
      let key = name.byteString
      names.append(key)
      if let text = value.scalar, text != ValueSource.hidden {
        put(("kms:encryptioncontext:" + key).asciiLowercased, .single(text), into: &context)
      }
      return names.count < 100
    }
    base = context
    put(.kmsEncryptionContextKeys, .list(names), into: &base)
  }

  /// What CloudTrail Lake's enriched events say themselves wins over what was worked out.
  mutating func fillEnriched() {
    var context = base
    record.value(.requestContext)?.forEachMember { name, value in
      let key = name.byteString.asciiLowercased
      if value.isArray {
        var values: [ByteString] = []
        value.forEachElement { element in
          if let text = element.scalar { values.append(text) }
          return values.count < 1_000
        }
        put(key, .list(values), into: &context)
      } else if let text = value.scalar {
        let isMultivalued = Catalog.conditionKey(key)?.isMultivalued ?? false
        put(key, isMultivalued ? .list([text]) : .single(text), into: &context)
      }
      return true
    }
    if let tags = record.value(.tagContext)?.member("principalTags") {
      Self.forEachTag(tags) { put("aws:principaltag/" + $0.asciiLowercased, .single($1), into: &context) }
    }
    base = context
  }

  /// The tags that an enriched event says a resource has.
  func addResourceTags(_ resource: FoundResource, into context: inout RequestContext) {
    record.value(.tagContext)?.member("resourceTags")?.forEachElement { entry in
      guard entry.member("arn")?.scalar == resource.arn, let tags = entry.member("tags") else { return true }
      Self.forEachTag(tags) { put("aws:resourcetag/" + $0.asciiLowercased, .single($1), into: &context) }
      return false
    }
  }

  private static func forEachTag(_ tags: JSONValue, _ body: (ByteString, ByteString) -> Void) {
    tags.forEachMember { name, value in
      if let text = value.scalar { body(name.byteString, text) }
      return true
    }
    tags.forEachElement { tag in
      if let key = tag.member("key")?.scalar, let value = tag.member("value")?.scalar { body(key, value) }
      return true
    }
  }
}
