import Catalog
import CloudFormation
import Documents

/// What is known of the physical resource behind a logical id, before or after an operation.
struct PhysicalResource: Sendable {
  /// The type in the processed template.
  let type: ByteString
  /// The resource as its template has it; nil where no template is known.
  let resource: ResolvedResource?
  /// The ARN or id that the environment or the change set names; nil where none does.
  let physicalResourceId: ByteString?
  /// Where the stack is.
  let place: PseudoParameters
  /// The kinds of resource that the type is, with their service.
  private let ownKinds: [(prefix: ByteString, kind: ByteString)]

  init(type: ByteString, resource: ResolvedResource?, physicalResourceId: ByteString?, place: PseudoParameters) {
    self.type = type
    self.resource = resource
    self.physicalResourceId = physicalResourceId
    self.place = place
    ownKinds = Self.ownKinds(of: type)
  }

  /// What an action on a resource names.
  enum Target: Hashable, Sendable {
    /// The action names no resource: `*`.
    case everything
    /// The resource's ARN.
    case arn(ByteString)
    /// The resource's name is not known yet: the formats that it may have, `*` for what is unknown.
    case oneOf([ByteString])
  }

  /// The tags written in the template; empty where there is none.
  var templateTags: [ByteString: ByteString] { resource?.tags ?? [:] }

  /// The ARN of the resource itself: the environment's, else the one that its names make; nil where it is not known.
  var arn: ByteString? {
    if let physicalResourceId, ResourceName(physicalResourceId).isARN { return physicalResourceId }
    for (prefix, kind) in ownKinds {
      if let format = Catalog.resourceARN(prefix, kind)?.format, let arn = own(ARNFormat(format)).arn { return arn }
    }
    return nil
  }

  /// What an action names when CloudFormation calls it for this resource.
  func target(of name: ByteString) -> Target {
    guard let action = Catalog.action(name) else { return .oneOf(["*"]) }
    let kinds = action.resourceKinds
    if kinds.isEmpty { return .everything }
    let own = ownKinds(of: action)
    if !own.isEmpty, let arn { return .arn(arn) }
    var formats: [ByteString] = []
    for kind in own.isEmpty ? kinds : own.map(\.kind) {
      guard let format = Catalog.resourceARN(action.prefix, kind)?.format else { continue }
      let filled = own.isEmpty ? other(ARNFormat(format)) : self.own(ARNFormat(format))
      if own.isEmpty, let physicalResourceId, PatternOverlap.exists(filled.pattern, physicalResourceId),
        ResourceName(physicalResourceId).isARN
      {
        return .arn(physicalResourceId)
      }
      formats.append(filled.pattern)
    }
    // A format without variables is an ARN: that of the account, for one.
    if formats.count == 1, let format = formats.first, !format.bytes.contains(UInt8(ascii: "*")) { return .arn(format) }
    return formats.isEmpty ? .oneOf(["*"]) : .oneOf(formats.sorted())
  }

  /// Whether an action names the resource itself, and not another one that it has to do with.
  func isNamed(by name: ByteString) -> Bool { Catalog.action(name).map { !ownKinds(of: $0).isEmpty } ?? false }

  /// The resource's own kinds among those that an action names.
  private func ownKinds(of action: Action) -> [(prefix: ByteString, kind: ByteString)] {
    ownKinds.filter { own in
      own.prefix.equalsIgnoringASCIICase(action.prefix)
        && action.resourceKinds.contains { $0.equalsIgnoringASCIICase(own.kind) }
    }
  }

  /// The kinds of resource that a type is: of those that its delete action names, the ones whose name is most of the
  /// type's; none where the catalog has no such action.
  private static func ownKinds(of type: ByteString) -> [(prefix: ByteString, kind: ByteString)] {
    let noun = plain(type.bytes.split(separator: UInt8(ascii: ":")).last ?? [])
    guard let action = deletion(of: type, noun) else { return [] }
    let kinds = action.resourceKinds
    let likeness = kinds.map { kind -> Int in
      // Load balancers have a kind for each sort: `loadbalancer/app/`.
      let kind = plain(kind.bytes.prefix { $0 != UInt8(ascii: "/") })
      return noun.firstRange(of: kind) == nil ? 0 : kind.count
    }
    guard let best = likeness.max(), best > 0 else { return [] }
    return zip(kinds, likeness).filter { $0.1 == best }.map { (action.prefix, $0.0) }
  }

  /// The action that deletes a resource of the type: that of ruling 15, else the one of its very name, which for IAM
  /// is no write action.
  private static func deletion(of type: ByteString, _ noun: [UInt8]) -> Action? {
    if let name = DeleteAction.of(type) { return Catalog.action(name) }
    let name = Array("delete".utf8) + noun
    return Catalog.resourceType(type)?.deletePermissions.first {
      $0.asciiLowercased.bytes.split(separator: UInt8(ascii: ":")).last?.elementsEqual(name) ?? false
    }.flatMap { Catalog.action($0) }
  }

  /// The letters and digits of a name, lower case: `SecurityGroup` and `security-group` are the same.
  private static func plain(_ name: ArraySlice<UInt8>) -> [UInt8] {
    ByteString(copying: name).asciiLowercased.bytes.filter { $0 &- 0x61 < 26 || $0 &- 0x30 < 10 }
  }

  /// The format of another resource: only the place and properties of the very name are filled in.
  private func other(_ format: ARNFormat) -> ARNFormat {
    format.filled { variable in placeValue(variable) ?? resource?.properties[variable]?.knownText }
  }

  /// The format of the resource itself: its physical id and its name count, too.
  private func own(_ format: ARNFormat) -> ARNFormat {
    let placed = other(format)
    guard let variable = placed.variables.first, placed.variables.count == 1 else { return placed }
    return placed.filled { _ in
      if let physicalResourceId { return physicalResourceId }
      return nameProperty(for: variable)
    }
  }

  private func placeValue(_ variable: ByteString) -> ByteString? {
    switch variable {
    case "Partition": place.partition ?? "aws"
    case "Region": place.region
    case "Account": place.accountId
    default: nil
    }
  }

  /// The name that the template gives the resource, where the type's name tells which property it is.
  ///
  /// A property that ends in Name fills variables that do, so that the name of a user pool is not taken for its id.
  private func nameProperty(for variable: ByteString) -> ByteString? {
    guard let properties = resource?.properties,
      let noun = type.bytes.split(separator: UInt8(ascii: ":")).last.map({ ByteString(copying: $0) })
    else { return nil }
    if type == "AWS::SecretsManager::Secret" { return nil }
    if let identifier = properties[ByteString(noun.bytes + Array("Identifier".utf8))]?.knownText {
      // The services that call their names identifiers keep them in lower case.
      return identifier.asciiLowercased
    }
    let isName = variable.bytes.firstRange(of: Array("Name".utf8)) != nil
    guard isName,
      let name = (properties[ByteString(noun.bytes + Array("Name".utf8))] ?? properties["Name"])?.knownText
    else { return nil }
    let bare = ByteString(copying: name.bytes.drop { $0 == UInt8(ascii: "/") })
    guard variable.hasSuffix("WithPath"), let path = properties["Path"] else { return bare }
    guard let path = path.knownText else { return nil }
    return ByteString(Array(path.bytes.drop { $0 == UInt8(ascii: "/") }) + bare.bytes)
  }
}

extension PseudoParameters {
  /// `AWS::Partition`, where it follows from the region.
  var partition: ByteString? {
    guard let region else { return nil }
    if region.hasPrefix("cn-") { return "aws-cn" }
    return region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
  }
}
