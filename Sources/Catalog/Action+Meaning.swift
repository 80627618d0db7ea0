import Documents

extension Action {
  /// Whether the action takes something away for good: it changes things or permissions, and its name is a verb of
  /// deletion (`Delete`, `Terminate`, `Remove`, `Purge`, …), or one of the few names that mean the same.
  public var deletes: Bool { changesThings && (begins(with: Self.deletingVerbs) || Self.deletions.contains(name)) }

  /// Whether the action takes something from something else, or gives it up: a bond, a permission, an address
  /// (`Detach`, `Disassociate`, `Deregister`, `Revoke`, `Release`, …).
  public var detaches: Bool {
    changesThings && begins(with: Self.detachingVerbs) && !Self.notDetachments.contains(name)
      || Self.detachments.contains(name)
  }

  /// Whether the action takes tags away.
  public var untags: Bool {
    accessLevel == .tagging && begins(with: ["Delete", "Remove"])
      || (accessLevel == .tagging || changesThings) && begins(with: ["Untag", "UnTag"])
  }

  /// Whether the action makes what it names: it changes things or permissions, and its name is a verb of creation.
  public var creates: Bool { changesThings && begins(with: Self.creatingVerbs) }

  /// The name without its service prefix: `DeleteBucket`.
  public var nameInService: ByteString { ByteString(copying: name.bytes.dropFirst(prefix.count + 1)) }

  /// Whether the action can name a kind of resource of its service.
  public func names(_ kind: ByteString) -> Bool {
    resourceKinds.contains { $0.equalsIgnoringASCIICase(kind) }
  }

  private static let creatingVerbs: [ByteString] = [
    "Create", "Run", "Allocate", "Import", "Register", "Copy", "Restore", "Request",
  ]
  private static let deletingVerbs: [ByteString] = [
    "Delete", "Terminate", "Remove", "Purge", "Drop", "Wipe", "Dispose", "Discard", "BatchDelete", "BatchRemove",
    "AdminDelete", "AdminRemove", "ScheduleKeyDeletion",
  ]
  /// What deletes under a name of another kind.
  private static let deletions: Set<ByteString> = [
    "a4b:ForgetSmartHomeAppliances", "account:CloseAccount", "apigateway:DELETE", "cognito-idp:AdminForgetDevice",
    "cognito-idp:ForgetDevice", "discovery:StartBatchDeleteConfigurationTask", "dynamodb:PartiQLDelete",
    "es:ESHttpDelete", "healthlake:CancelFHIRExportJobWithDelete", "healthlake:MemberRemove",
    "healthlake:StartFHIRBulkDeleteJob", "medialive:StartDeleteMonitorDeployment",
    "mgn:StartNetworkMigrationDeployedStacksDeletion", "mpa:StartActiveApprovalTeamDeletion",
    "neptune-db:ResetDatabase", "neptune-graph:ResetGraph", "organizations:CloseAccount",
    "personalize:CreateDataDeletionJob", "qldb:PartiQLDelete", "qldb:PartiQLDropIndex", "qldb:PartiQLDropTable",
    "s3-outposts:ReplicateDelete", "s3:ReplicateDelete", "transfer:StartRemoteDelete",
  ]
  private static let detachingVerbs: [ByteString] = [
    "Detach", "Disassociate", "Dissociate", "Deregister", "Release", "Revoke", "Retire", "Unassign", "Unlink",
    "Unshare", "Ungroup", "Unpeer", "Unsubscribe", "Deprovision", "BatchDisassociate", "BatchRevoke",
  ]
  /// What detaches under a name of another kind.
  private static let detachments: Set<ByteString> = [
    "iam:DeactivateMFADevice", "iotwireless:StartBulkDisassociateWirelessDeviceFromMulticastGroup",
    "ivs:BatchStartViewerSessionRevocation", "ivs:StartViewerSessionRevocation",
    "securityhub:StartConfigurationPolicyDisassociation",
  ]
  /// What gives up a lock, and takes nothing away.
  private static let notDetachments: Set<ByteString> = ["fsx:ReleaseFileSystemNfsV3Locks"]

  /// Whether it changes things or permissions: it does not only read, list or tag.
  private var changesThings: Bool { accessLevel == .write || accessLevel == .permissionsManagement }

  /// Whether its name begins with one of some words.
  private func begins(with verbs: [ByteString]) -> Bool {
    let name = nameInService
    return verbs.contains { verb in
      // The word ends where the next begins: `Release` is no beginning of `Released`.
      name.hasPrefix(verb) && (name.count == verb.count || name.bytes[name.bytes.startIndex + verb.count] < 0x61)
    }
  }
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

  /// All actions that take something from a resource of that ARN, or the resource itself, by name: those that delete,
  /// that detach and that untag; empty where the catalog has none.
  public static func removals(of arn: ByteString) -> [Action] {
    var found: [ByteString: Action] = [:]
    for format in resourceARNs(fitting: arn) {
      for action in actions(of: format.prefix)
      where action.names(format.kind) && (action.deletes || action.detaches || action.untags) {
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
