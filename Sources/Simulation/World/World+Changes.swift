import Documents
import Organizations
import PolicyLanguage

/// Why a step cannot change the world: a name that exists nowhere is an error, never a pass.
public enum WorldChangeError: Error, Sendable, Equatable {
  /// No resource of this ARN is listed.
  case resourceNotFound(ByteString, suggestion: ByteString?)
  /// A resource of this ARN is there already.
  case resourceExists(ByteString)
  /// This is not an ARN.
  case notAnARN(ByteString)
  /// No stack of this name is listed.
  case stackNotFound(ByteString, suggestion: ByteString?)
  /// Several stacks of this name are listed, in different accounts or regions.
  case stackAmbiguous(ByteString)
  /// There is no organization to change.
  case noOrganization
  /// The organization does not take the change.
  case organization(OrganizationChangeError)

  /// One sentence without a full stop.
  public var message: String {
    switch self {
    case .resourceNotFound(let arn, let suggestion):
      "no resource \(arn.quoted(limit: 200)) is listed" + hint(suggestion)
    case .resourceExists(let arn): "the resource \(arn.quoted(limit: 200)) is there already"
    case .notAnARN(let text): "\(text.quoted(limit: 200)) is not an ARN"
    case .stackNotFound(let name, let suggestion): "no stack \(name.quoted()) is listed" + hint(suggestion)
    case .stackAmbiguous(let name): "several stacks are named \(name.quoted())"
    case .noOrganization: "the environment has no organization"
    case .organization(let error): error.message
    }
  }

  private func hint(_ suggestion: ByteString?) -> String {
    suggestion.map { ", did you mean \($0.quoted(limit: 200))?" } ?? ""
  }
}

extension World {
  /// Sets tags of a listed resource, over those of the same key.
  public mutating func tagResource(_ arn: ByteString, _ tags: Tags) throws(WorldChangeError) {
    try change(arn) { listed in
      var all = listed.tags ?? Tags()
      for (key, value) in tags.values { all[key] = value }
      listed.tags = all
    }
  }

  /// Takes tags from a listed resource; a key that it does not have is no error, as it is none for AWS.
  public mutating func untagResource(_ arn: ByteString, keys: [ByteString]) throws(WorldChangeError) {
    try change(arn) { listed in
      var all = listed.tags ?? Tags()
      for key in keys { all[key] = nil }
      listed.tags = all
    }
  }

  /// Adds a resource.
  public mutating func createResource(_ resource: ListedResource) throws(WorldChangeError) {
    guard resource.arn.isARN else { throw .notAnARN(resource.arn.text) }
    guard resources[resource.arn.text] == nil else { throw .resourceExists(resource.arn.text) }
    resources[resource.arn.text] = resource
    if let policy = resource.policy { noteTagKeys(of: policy) }
  }

  /// Removes a listed resource.
  public mutating func deleteResource(_ arn: ByteString) throws(WorldChangeError) {
    guard resources.removeValue(forKey: arn) != nil else { throw notFound(arn) }
  }

  /// The listed resource of that ARN.
  public func resource(_ arn: ByteString) -> ListedResource? { resources[arn] }

  /// Attaches an SCP or RCP to the root, an organizational unit or an account.
  public mutating func attachPolicy(_ policy: Policy, to target: ByteString) throws(WorldChangeError) {
    try changeOrganization { (organization) throws(OrganizationChangeError) in
      try organization.attach(policy, to: target)
    }
    noteTagKeys(of: policy)
  }

  /// Detaches an SCP or RCP.
  public mutating func detachPolicy(_ policy: Policy, from target: ByteString) throws(WorldChangeError) {
    try changeOrganization { (organization) throws(OrganizationChangeError) in
      try organization.detach(policy, from: target)
    }
  }

  /// Moves an account to the root or to another organizational unit.
  public mutating func moveAccount(_ account: ByteString, to target: ByteString) throws(WorldChangeError) {
    try changeOrganization { (organization) throws(OrganizationChangeError) in
      try organization.move(account, to: target)
    }
  }

  /// Gives a stack a stack policy, in place of the one it has.
  public mutating func setStackPolicy(_ policy: Policy?, of stack: ByteString) throws(WorldChangeError) {
    stacks[try stackIndex(stack)].stackPolicy = policy
  }

  /// Switches a stack's termination protection on or off.
  public mutating func updateTerminationProtection(
    _ isEnabled: Bool, of stack: ByteString
  ) throws(WorldChangeError) {
    stacks[try stackIndex(stack)].terminationProtection = isEnabled
  }

  /// Adds a stack behind those that are there.
  public mutating func addStack(_ stack: Stack) { stacks.append(stack) }

  /// Puts a stack in place of the one at an index, as an operation on it left it.
  public mutating func replaceStack(at index: Int, with stack: Stack) {
    guard stacks.indices.contains(index) else { return }
    stacks[index] = stack
  }

  /// Removes a stack that was deleted.
  public mutating func removeStack(at index: Int) {
    guard stacks.indices.contains(index) else { return }
    stacks.remove(at: index)
  }

  /// The index in `stacks` of the stack of that name, in an account and region where several have it.
  public func stackIndex(
    _ name: ByteString, account: ByteString? = nil, region: ByteString? = nil
  ) throws(WorldChangeError) -> Int {
    let found = stacks.indices.filter {
      stacks[$0].name == name && (account == nil || stacks[$0].account == account)
        && (region == nil || stacks[$0].region == region)
    }
    guard let first = found.first else {
      throw .stackNotFound(name, suggestion: NearestSpelling.of(name, among: stacks.map(\.name)))
    }
    guard found.count == 1 else { throw .stackAmbiguous(name) }
    return first
  }

  private mutating func change(
    _ arn: ByteString, _ body: (inout ListedResource) -> Void
  ) throws(WorldChangeError) {
    guard var listed = resources[arn] else { throw notFound(arn) }
    body(&listed)
    resources[arn] = listed
  }

  private mutating func changeOrganization(
    _ body: (inout Organization) throws(OrganizationChangeError) -> Void
  ) throws(WorldChangeError) {
    guard var changed = organization else { throw .noOrganization }
    do throws(OrganizationChangeError) {
      try body(&changed)
    } catch {
      throw .organization(error)
    }
    organization = changed
  }

  private func notFound(_ arn: ByteString) -> WorldChangeError {
    .resourceNotFound(arn, suggestion: NearestSpelling.of(arn, among: resources.keys.sorted()))
  }
}
