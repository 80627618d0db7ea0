import Catalog
import Documents
import Organizations
import PolicyLanguage
import Simulation

/// Turns a change of the world into the API requests that make it, as AWS would authorize them.
///
/// | step | action |
/// |---|---|
/// | tagResource, untagResource | what the catalog has for the resource: `ec2:CreateTags`, `kms:UntagResource`, … |
/// | setStackPolicy | `cloudformation:SetStackPolicy` on the stack |
/// | updateTerminationProtection | `cloudformation:UpdateTerminationProtection` on the stack |
/// | attachPolicy, detachPolicy | `organizations:AttachPolicy`, `organizations:DetachPolicy` on the target |
/// | moveAccount | `organizations:MoveAccount` on the account, its parent and the new one |
/// | createResource, deleteResource | the one action of the catalog that makes or deletes that kind of resource |
///
/// Tags that are set come as `aws:RequestTag/…` and `aws:TagKeys`, tags that are taken as `aws:TagKeys`; the tags that the
/// resource has are the world's business.
struct ChangeRequests {
  let world: World
  let principal: Principal
  let missingIsUnknown: Bool

  /// The requests of a change, all of which must pass; never empty.
  func requests(_ action: StepAction) throws(StepError) -> [Request] {
    switch action {
    case .tagResource(let resource, let tags): return [try tagging(resource, tags)]
    case .untagResource(let resource, let keys): return [try untagging(resource, keys)]
    case .setStackPolicy(let stack, _): return [try onStack("cloudformation:SetStackPolicy", stack)]
    case .updateTerminationProtection(let stack, _):
      return [try onStack("cloudformation:UpdateTerminationProtection", stack)]
    case .attachPolicy(let target, let policy): return [onTarget("organizations:AttachPolicy", target.text, policy)]
    case .detachPolicy(let target, let policy): return [onTarget("organizations:DetachPolicy", target.text, policy)]
    case .moveAccount(let account, let target): return moving(account.text, to: target.text)
    case .createResource(let resource, let range): return [try creating(resource, at: range)]
    case .deleteResource(let resource): return [try deleting(resource)]
    case .request, .update, .updateStack, .executeChangeSet, .deleteStack: return []
    }
  }

  private func request(_ action: ByteString, _ resource: ByteString) -> Request {
    Request(
      action: action, principal: principal, resource: resource,
      context: RequestContext(missingIsUnknown: missingIsUnknown))
  }

  // MARK: - Tags

  private func tagging(_ resource: ScenarioName, _ tags: Tags) throws(StepError) -> Request {
    var request = request(try tagAction(resource, removes: false), resource.text)
    carry(tags, in: &request.context)
    return request
  }

  private func untagging(_ resource: ScenarioName, _ keys: [ByteString]) throws(StepError) -> Request {
    var request = request(try tagAction(resource, removes: true), resource.text)
    request.context["aws:TagKeys"] = .list(keys)
    return request
  }

  private func carry(_ tags: Tags, in context: inout RequestContext) {
    for (key, value) in tags.values {
      context[ByteString(Array("aws:RequestTag/".utf8) + key.bytes)] = .single(value)
    }
    context["aws:TagKeys"] = .list(tags.values.keys.sorted())
  }

  private func tagAction(_ resource: ScenarioName, removes: Bool) throws(StepError) -> ByteString {
    let name = ResourceName(resource.text)
    if name.isS3Bucket {
      // With access control by attributes a bucket's tags are set by the general actions, else only as a whole.
      guard world.resource(resource.text)?.abac == true else { return "s3:PutBucketTagging" }
      return removes ? "s3:UntagResource" : "s3:TagResource"
    }
    if let action = Catalog.taggingAction(of: resource.text, removes: removes) { return action.name }
    throw .noAction(removes ? "untags" : "tags", resource.text, at: resource.range)
  }

  // MARK: - Stacks

  private func onStack(_ action: ByteString, _ stack: ScenarioName) throws(StepError) -> Request {
    do throws(WorldChangeError) {
      let index = try world.stackIndex(stack.text)
      return request(action, world.arn(of: world.stacks[index], for: principal))
    } catch {
      throw StepError(error, at: stack.range)
    }
  }

  // MARK: - Organization

  private func onTarget(_ action: ByteString, _ target: ByteString, _ policy: Policy) -> Request {
    var request = request(action, arn(ofNode: target))
    request.context["organizations:PolicyType"] = .single(
      policy.kind == .rcp ? "RESOURCE_CONTROL_POLICY" : "SERVICE_CONTROL_POLICY")
    return request
  }

  private func moving(_ account: ByteString, to target: ByteString) -> [Request] {
    let parent = world.organization?.chain(of: account).dropLast().last?.id
    return [account, parent, target].compactMap { $0.map { request("organizations:MoveAccount", arn(ofNode: $0)) } }
  }

  /// The ARN of a node, which belongs to the management account; `*` where the file does not name that account.
  private func arn(ofNode id: ByteString) -> ByteString {
    guard let organization = world.organization, let organizationID = organization.id,
      let owner = organization.managementAccount, let index = organization.index(of: id)
    else { return "*" }
    let kind: StaticString =
      switch organization.nodes[index].kind {
      case .root: "root"
      case .organizationalUnit: "ou"
      case .account: "account"
      }
    return ByteString("arn:aws:organizations::\(owner):\(kind)/\(organizationID)/\(id)")
  }

  // MARK: - Resources

  private func creating(_ resource: ListedResource, at range: SourceRange) throws(StepError) -> Request {
    guard let action = Self.only(Catalog.creations(of: resource.arn.text), of: resource.arn.text) else {
      throw .noAction("creates", resource.arn.text, at: range)
    }
    var request = request(action, resource.arn.text)
    if let tags = resource.tags, !tags.values.isEmpty { carry(tags, in: &request.context) }
    return request
  }

  private func deleting(_ resource: ScenarioName) throws(StepError) -> Request {
    guard let action = Self.only(Catalog.deletions(of: resource.text), of: resource.text) else {
      throw .noAction("deletes", resource.text, at: resource.range)
    }
    return request(action, resource.text)
  }

  /// The action whose name is a verb and the kind of the resource, else the only one there is.
  private static func only(_ actions: [Action], of arn: ByteString) -> ByteString? {
    let kinds = Catalog.resourceARNs(fitting: arn).map { letters($0.kind) }
    let named = actions.filter { action in
      let name = letters(action.nameInService)
      return kinds.contains { kind in
        name.hasSuffix(kind) || name.hasSuffix(ByteString(kind.bytes + [UInt8(ascii: "s")]))
      } || name == "schedulekeydeletion"
    }
    // DeleteVolume before DeleteSomethingOfVolume, CreateVolume before CopyVolumes.
    let plainVerbs: [ByteString] = ["Create", "Delete", "Terminate"]
    let plain = named.filter { action in plainVerbs.contains { action.nameInService.hasPrefix($0) } }
    let shortest = (plain.isEmpty ? named : plain).min { $0.name.count < $1.name.count }
    return (shortest ?? (actions.count == 1 ? actions.first : nil))?.name
  }

  private static func letters(_ text: ByteString) -> ByteString {
    ByteString(text.asciiLowercased.bytes.filter { $0 &- 0x61 < 26 || $0 &- 0x30 < 10 })
  }
}
