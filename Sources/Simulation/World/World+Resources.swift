import Documents
import PolicyLanguage

extension World {
  /// What the world says of a resource that a principal asks for.
  public func resourceFacts(_ resource: ByteString, for asking: PrincipalFacts) -> ResourceFacts {
    let name = ResourceName(resource)
    let listed = listed(name)
    let container = name.container.flatMap { resources[$0] }
    let own = listed?.account ?? name.account ?? container?.account
    let account = own ?? asking.principal.account
    let tags = tags(of: name, listed)
    return ResourceFacts(
      name: name, account: account,
      resourceControlPolicies: account.flatMap { organization?.resourceControlPolicyLevels(of: $0) },
      policy: listed?.policy ?? container?.policy,
      isCrossAccount: name.isARN && (asking.principal.account == nil || account != asking.principal.account),
      context: context(account: account, tags: tags),
      tagsAreComplete: tags != nil)
  }

  /// What is listed of a resource, under whichever of its ARNs.
  func listed(_ name: ResourceName) -> ListedResource? {
    if let listed = resources[name.text] { return listed }
    return name.listedNames.lazy.compactMap { resources[$0] }.first
  }

  /// The tags that reach `aws:ResourceTag`; nil where they are not known. A bucket has none without access control by
  /// attributes, and objects have keys of their own (section 3.3).
  private func tags(of name: ResourceName, _ listed: ListedResource?) -> Tags? {
    guard let listed else { return nil }
    if name.isS3Bucket, !listed.abac { return Tags() }
    return name.isS3Object ? Tags() : listed.tags
  }

  private func context(account: ByteString?, tags: Tags?) -> [ContextEntry] {
    var entries: [ContextEntry] = []
    if let account { entries.append(ContextEntry(key: "aws:resourceaccount", value: .single(account))) }
    entries += organizationContext(of: account, id: "aws:resourceorgid", paths: "aws:resourceorgpaths")
    return entries + (tags?.contextEntries(prefix: "aws:resourcetag/") ?? [])
  }
}
