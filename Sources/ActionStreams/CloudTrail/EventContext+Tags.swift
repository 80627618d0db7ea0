import Catalog
import Documents
import PolicyLanguage

extension EventContext {
  /// Request tags belong to the resource that is made or tagged, not to others that the call needs (hard case 12).
  func addTags(
    _ action: PlannedAction, _ resource: FoundResource, isFirst: Bool, into context: inout RequestContext
  ) {
    let parametersAreLogged = record.value(.requestParameters) != nil || !record.has(.errorCode)
    let own = action.prefix == plan.prefix ? tags(for: resource, isFirst: isFirst, action) : []
    for tag in own.flatMap(\.tags) {
      put("aws:requesttag/" + tag.key.asciiLowercased, .single(tag.value), into: &context)
      if action.prefix == "rds" { put("rds:req-tag/" + tag.key.asciiLowercased, .single(tag.value), into: &context) }
    }
    let keys = own.flatMap(\.allKeys)
    let isHidden = own.contains(where: \.isHidden)
    if !keys.isEmpty, !isHidden { put(.tagKeys, .list(keys), into: &context) }
    let isComplete: Bool
    if action.prefix == "ec2" {
      isComplete = parametersAreLogged
    } else if !isFirst && !tags.isEmpty {
      isComplete = false
    } else {
      isComplete = !isHidden && (!keys.isEmpty || !RequestTags.mayBeUnlogged(action)) && parametersAreLogged
    }
    guard isComplete else { return }
    if keys.isEmpty { put(.tagKeys, .absent, into: &context) }
    close(wanted.families.requestTags, in: &context)
    // What EC2 is asked to make has the tags of the request and no others.
    if action.makes(resource) {
      for tag in own.flatMap(\.tags) {
        put("aws:resourcetag/" + tag.key.asciiLowercased, .single(tag.value), into: &context)
      }
      close(wanted.families.resourceTags, in: &context)
    }
  }

  private func tags(for resource: FoundResource, isFirst: Bool, _ action: PlannedAction) -> [RequestTags] {
    tags.filter { tags in
      guard let type = tags.resourceType else {
        return action.prefix == "ec2" || action.accessLevel == .tagging || isFirst
      }
      return resource.arn.isEC2(kind: type)
    }
  }

  /// EC2 asks for `ec2:CreateTags` beside a call that makes a tagged resource.
  func tagging(_ action: PlannedAction, _ resource: FoundResource, _ principal: Principal) -> CloudTrailRequest? {
    guard action.prefix == "ec2", action.accessLevel != .tagging, action.rule.context.isEmpty,
      let tags = tags.first(where: { $0.resourceType.map { resource.arn.isEC2(kind: $0) } ?? false }),
      !tags.tags.isEmpty, action.makes(resource)
    else { return nil }
    var context = keys(on: resource)
    for tag in tags.tags { put("aws:requesttag/" + tag.key.asciiLowercased, .single(tag.value), into: &context) }
    put(.tagKeys, .list(tags.allKeys), into: &context)
    put(.createAction, .single(action.name.dropping(4)), into: &context)
    close(wanted.families.requestTags + (plan.absentKeys["ec2"] ?? []), in: &context)
    let request = Request(action: "ec2:CreateTags", principal: principal, resource: resource.arn, context: context)
    return CloudTrailRequest(request: request, certainty: resource.certainty)
  }

  /// S3 asks for the version's action where a call names a version: `s3:GetObjectVersion`, `s3:DeleteObjectVersion`.
  func versioned(_ action: PlannedAction) -> ByteString {
    guard action.prefix == "s3", action.name.range(of: "Object") != nil, Self.version.exists(in: record) else {
      return action.name
    }
    guard let place = action.name.range(of: "Object"), action.name.range(of: "ObjectVersion") == nil else {
      return action.name
    }
    let name = ByteString(
      Array(action.name.bytes[..<(place + 6)]) + Array("Version".utf8) + Array(action.name.bytes[(place + 6)...]))
    return Catalog.action(name)?.name ?? action.name
  }

  private static let version = ParameterPath("versionId")
}

extension PlannedAction {
  /// Whether a resource is one that the action makes: one without an identifier, or a key pair, which is named before.
  fileprivate func makes(_ resource: FoundResource) -> Bool {
    kinds.contains { alternatives in
      alternatives.contains {
        $0.rule.isMade && $0.format.matches(resource.arn)
          && (resource.certainty == .wildcard || $0.format.kind == "key-pair")
      }
    }
  }
}

extension ByteString {
  /// Whether it is the ARN of an EC2 resource of a kind.
  fileprivate func isEC2(kind: ByteString) -> Bool {
    let segments = bytes.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    guard segments.count == 6, segments[2].elementsEqual("ec2".utf8) else { return false }
    return segments[5].starts(with: kind.bytes + [UInt8(ascii: "/")])
  }
}
