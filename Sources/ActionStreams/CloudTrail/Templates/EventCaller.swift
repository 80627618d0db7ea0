import Documents
import PolicyLanguage

/// Who is behind the events with the same `userIdentity`.
final class EventCaller {
  /// The principal; nil where the identity names none that policies could name.
  let principal: Principal?
  /// The number of the kind of caller: mappings do the same for callers of one kind, but for the principal.
  let kind: Int
  /// The principal as deciders take it: a service-linked role by its path, all others by their identifier.
  let spelling: ByteSlice?
  /// The ARN of a session's role, with its path, which the session's own ARN does not hold.
  let roleARN: ByteSlice?
  /// The value of `aws:PrincipalArn`.
  let arn: ByteSlice?
  private let bytes: UnsafeMutablePointer<UInt8>

  /// What a worker needs of a caller for each event; valid as long as the caller is.
  struct View {
    let kind: Int
    let spelling: ByteSlice?
    let roleARN: ByteSlice?
    let arn: ByteSlice?
  }

  /// The caller without its owner.
  var view: View { View(kind: kind, spelling: spelling, roleARN: roleARN, arn: arn) }

  init(_ principal: Principal?, kind: Int) {
    self.principal = principal
    self.kind = kind
    guard let principal else {
      bytes = .allocate(capacity: 8)
      (spelling, roleARN, arn) = (nil, nil, nil)
      return
    }
    let name = principal.spelling
    let own = principal.arn
    let room = name.count + (own?.count ?? 0)
    bytes = .allocate(capacity: room + 8)
    bytes.initialize(repeating: 0, count: room + 8)
    bytes.update(from: name.bytes, count: name.count)
    spelling = ByteSlice(bytes, name.count)
    if let own { (bytes + name.count).update(from: own.bytes, count: own.count) }
    let copy = ByteSlice(bytes + name.count, room - name.count)
    arn = own == nil ? nil : copy
    roleARN = principal.kind == .assumedRole && own != nil ? copy : nil
  }

  deinit { bytes.deallocate() }

  /// What of an identity a mapping looks at beside the principal itself: as it stands, or only whether it is there.
  ///
  /// Each piece stands behind a byte that tells what it is and its length, so that no two lists of pieces are one.
  static func kindKey(
    _ record: CloudTrailRecord, _ principal: Principal?, _ wanted: WantedKeys
  ) -> ByteString {
    var key = ByteBuffer(capacity: 256)
    func append(_ text: ByteString?, _ number: UInt8) {
      key.append(number)
      guard let text else { return key.append(UInt8(ascii: "-")) }
      key.append(UInt8(ascii: "+"))
      key.append(text.count)
      key.append(UInt8(ascii: ":"))
      key.append(text.bytes)
    }
    func presence(_ field: CloudTrailRecord.Field) -> ByteString? { record.has(field) ? "" : nil }
    append(record.text(.identityType), 1)
    append(record.text(.identityAccount), 2)
    append(record.text(.identityInvokedBy), 3)
    append(principal.map { ByteString($0.kind.rawValue) }, 4)
    append(principal?.account, 5)
    append(principal?.isServiceLinkedRole == true ? "" : nil, 6)
    append(principal?.kind == .service ? principal?.identifier : nil, 7)
    append(record.holds(.identityType, "IAMUser") ? record.text(.identityARN) : nil, 8)
    append(wanted.contains(.username) ? record.text(.identityUserName) ?? principal?.name : nil, 9)
    append(wanted.contains(.userid) ? record.text(.identityPrincipalId) : nil, 10)
    append(record.text(.mfaAuthenticated), 11)
    append(wanted.contains(.tokenIssueTime) ? record.text(.creationDate) : presence(.creationDate), 12)
    append(wanted.contains(.sourceIdentity) ? record.text(.sourceIdentity) : presence(.sourceIdentity), 13)
    append(record.text(.federatedProvider), 14)
    append(record.text(.assumedRoot), 15)
    let session = record.value(.sessionContext)
    append(session.map { _ in "" }, 16)
    append(session?.member("ec2RoleDelivery")?.scalar, 17)
    return ByteString(key.array())
  }
}

extension Principal {
  /// The principal as deciders take it.
  ///
  /// By its path alone a service-linked role is told from others, and no SCP reaches it (ruling 22).
  public var spelling: ByteString { isServiceLinkedRole ? arn ?? identifier : identifier }
}
