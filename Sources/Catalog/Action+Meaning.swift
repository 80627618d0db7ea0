import Documents

extension Action {
  /// Whether the action takes something away for good: a Write action that begins with one of the verbs of deletion.
  public var deletes: Bool {
    accessLevel == .write && Self.deletingVerbs.contains { nameInService.hasPrefix($0) }
  }

  /// Whether the action makes what it names: a Write action that begins with one of the verbs of creation.
  public var creates: Bool {
    accessLevel == .write && Self.creatingVerbs.contains { nameInService.hasPrefix($0) }
  }

  /// The name without its service prefix: `DeleteBucket`.
  public var nameInService: ByteString { ByteString(copying: name.bytes.dropFirst(prefix.count + 1)) }

  /// Whether the action can name a kind of resource of its service.
  public func names(_ kind: ByteString) -> Bool {
    resourceKinds.contains { $0.equalsIgnoringASCIICase(kind) }
  }

  private static let creatingVerbs: [ByteString] = [
    "Create", "Run", "Allocate", "Import", "Register", "Copy", "Restore", "Request",
  ]
  private static let deletingVerbs: [ByteString] = ["Delete", "Terminate", "ScheduleKeyDeletion", "Remove", "Purge"]
}

extension Catalog {
  /// The actions of deletion that can name a resource of that ARN, by name; empty where the catalog has none.
  public static func deletions(of arn: ByteString) -> [Action] {
    var found: [ByteString: Action] = [:]
    for format in resourceARNs(fitting: arn) {
      for action in actions(of: format.prefix) where action.deletes && action.names(format.kind) {
        found[action.name] = action
      }
    }
    return found.values.sorted { $0.name < $1.name }
  }

  /// The actions of creation that can name a resource of that ARN, by name; empty where the catalog has none.
  public static func creations(of arn: ByteString) -> [Action] {
    var found: [ByteString: Action] = [:]
    for format in resourceARNs(fitting: arn) {
      for action in actions(of: format.prefix) where action.creates && action.names(format.kind) {
        found[action.name] = action
      }
    }
    return found.values.sorted { $0.name < $1.name }
  }

  /// The action that sets tags of the resource of an ARN, or takes tags from it; nil where the catalog has none.
  ///
  /// - Parameter removes: whether tags are taken away.
  public static func taggingAction(of arn: ByteString, removes: Bool) -> Action? {
    let formats = resourceARNs(fitting: arn)
    guard let prefix = formats.first?.prefix else { return nil }
    let candidates = actions(of: prefix).filter { action in
      let name = action.nameInService
      let verbs = removes ? untaggingVerbs : taggingVerbs
      return action.accessLevel != .read && action.accessLevel != .list && verbs.contains { name.hasPrefix($0) }
        && name.asciiLowercased.bytes.firstRange(of: "tag".utf8) != nil
    }
    let ofKind = candidates.filter { action in formats.contains { action.names($0.kind) } }
    // Most services have TagResource and UntagResource for everything; the others name the kind.
    let general: ByteString = removes ? "UntagResource" : "TagResource"
    return ofKind.first { $0.nameInService == general } ?? ofKind.first
      ?? candidates.first { $0.nameInService == general } ?? candidates.first { $0.resourceKinds.isEmpty }
  }

  private static let taggingVerbs: [ByteString] = [
    "Tag", "AddTag", "CreateTags", "CreateOrUpdateTags", "ChangeTags", "PutBucketTagging", "PutObjectTagging",
  ]
  private static let untaggingVerbs: [ByteString] = [
    "Untag", "UnTag", "RemoveTag", "DeleteTags", "ChangeTags", "PutBucketTagging", "DeleteObjectTagging",
  ]
}
