import Documents

extension CloudTrailRecord {
  /// Reads one event at the cursor, checking all of it, and leaves the cursor behind it.
  ///
  /// Members that are not needed are passed over, but must be JSON. An event as EventBridge delivers it, inside
  /// `detail`, is read too.
  /// - Throws: the first place where the bytes are not JSON.
  /// - Returns: the record; or why the value, which is JSON, is no CloudTrail event.
  public static func read(_ cursor: inout JSONCursor) throws(JSONError) -> Result<CloudTrailRecord, RecordError> {
    cursor.skipWhitespace()
    let start = cursor.position
    guard try cursor.kind() == .object else {
      try cursor.skipValue()
      return .failure(.notAnObject(at: start))
    }
    var reading = CloudTrailReading(base: cursor.base)
    try reading.object(&cursor, .event)
    if let fault = reading.fault { return .failure(fault) }
    for required in [Field.eventSource, .eventName] where !reading.record.has(required) {
      return .failure(.missing("\(required)", at: start))
    }
    return .success(reading.record)
  }
}

/// The state of reading one event: the record so far and the first thing that was wrong with it.
private struct CloudTrailReading {
  var record: CloudTrailRecord
  var fault: RecordError?
  /// Whether the event was found inside a wrapper, whose own members count no more.
  var isWrapped = false

  init(base: UnsafePointer<UInt8>) { record = CloudTrailRecord(base: base) }

  mutating func object(_ cursor: inout JSONCursor, _ shape: MemberShape) throws(JSONError) {
    guard try cursor.enter(0x7B) else { return }
    repeat {
      let key = try cursor.key()
      guard !isWrapped, let target = shape.target(of: ByteSlice(cursor.base + key.start, key.count)) else {
        try cursor.skipValue()
        continue
      }
      let kind = try cursor.kind()
      switch (target, kind) {
      case (_, .null): try cursor.null()
      case (.field(let field), .string):
        let string = try cursor.string()
        set(field, string, at: key)
      case (.field(let field), .truth):
        let start = cursor.position
        _ = try cursor.truth()
        set(field, JSONString(start: start, end: cursor.position, hasEscapes: false), at: key)
      case (.field(let field), .number):
        let range = try cursor.number()
        set(field, JSONString(start: range.start, end: range.end, hasEscapes: false), at: key)
      case (.field(let field), _):
        if fault == nil { fault = .wrongKind("\(field)", "text", at: cursor.position) }
        try cursor.skipValue()
      case (.part(let part), _):
        let start = cursor.position
        try cursor.skipValue()
        if record.parts[part.rawValue] != nil, fault == nil { fault = .duplicate("\(part)", at: key.start - 1) }
        record.parts[part.rawValue] = SourceRange(start, cursor.position)
      case (.object(.wrapped), .object):
        var inner = CloudTrailReading(base: cursor.base)
        try inner.object(&cursor, .wrapped)
        if inner.record.has(.eventName) {
          self = inner
          isWrapped = true
        }
      case (.object(let inner), .object):
        let start = cursor.position
        try object(&cursor, inner)
        if inner == .session {
          record.parts[CloudTrailRecord.Part.sessionContext.rawValue] = SourceRange(start, cursor.position)
        }
      case (.object(let inner), _):
        // An empty string stands for an empty object in logs that went through other tools.
        if fault == nil, inner == .identity { fault = .wrongKind("userIdentity", "an object", at: cursor.position) }
        try cursor.skipValue()
      }
    } while try cursor.nextElement(of: 0x7B)
  }

  private mutating func set(_ field: CloudTrailRecord.Field, _ string: JSONString, at key: JSONString) {
    if record.fields[field.rawValue] != nil, fault == nil { fault = .duplicate("\(field)", at: key.start - 1) }
    record.fields[field.rawValue] = string
  }
}

/// Which members of one of the objects of an event are kept, and as what.
private enum MemberShape {
  /// `wrapped` is an event inside the `detail` of an EventBridge event.
  case event, wrapped, identity, session, issuer, attributes, federation, eventContext

  enum Target {
    case field(CloudTrailRecord.Field)
    case part(CloudTrailRecord.Part)
    case object(MemberShape)
  }

  typealias Entry = (name: StaticString, target: Target)

  func target(of name: ByteSlice) -> Target? {
    for entry in entries where entry.name.utf8CodeUnitCount == name.count && name.equals(ByteSlice(entry.name)) {
      return entry.target
    }
    return nil
  }

  private var entries: [Entry] {
    switch self {
    case .event: Self.outerEntries
    case .wrapped: Self.eventEntries
    case .identity: Self.identityEntries
    case .session: Self.sessionEntries
    case .issuer: Self.issuerEntries
    case .attributes: Self.attributesEntries
    case .federation: Self.federationEntries
    case .eventContext: Self.eventContextEntries
    }
  }

  private static let eventEntries: [Entry] = [
    ("eventVersion", .field(.eventVersion)), ("eventTime", .field(.eventTime)),
    ("eventSource", .field(.eventSource)), ("eventName", .field(.eventName)), ("eventType", .field(.eventType)),
    ("eventCategory", .field(.eventCategory)), ("eventID", .field(.eventID)),
    ("sharedEventID", .field(.sharedEventID)), ("awsRegion", .field(.awsRegion)),
    ("sourceIPAddress", .field(.sourceIPAddress)), ("userAgent", .field(.userAgent)),
    ("errorCode", .field(.errorCode)), ("errorMessage", .field(.errorMessage)),
    ("recipientAccountId", .field(.recipientAccountId)), ("vpcEndpointId", .field(.vpcEndpointId)),
    ("readOnly", .field(.readOnly)), ("managementEvent", .field(.managementEvent)),
    ("requestParameters", .part(.requestParameters)), ("responseElements", .part(.responseElements)),
    ("additionalEventData", .part(.additionalEventData)), ("resources", .part(.resources)),
    ("tlsDetails", .part(.tlsDetails)), ("userIdentity", .object(.identity)),
    ("eventContext", .object(.eventContext)),
  ]
  private static let outerEntries: [Entry] = eventEntries + [("detail", .object(.wrapped))]
  private static let identityEntries: [Entry] = [
    ("type", .field(.identityType)), ("arn", .field(.identityARN)), ("accountId", .field(.identityAccount)),
    ("principalId", .field(.identityPrincipalId)), ("userName", .field(.identityUserName)),
    ("invokedBy", .field(.identityInvokedBy)), ("accessKeyId", .field(.identityAccessKeyId)),
    ("sessionContext", .object(.session)),
  ]
  private static let sessionEntries: [Entry] = [
    ("sessionIssuer", .object(.issuer)), ("attributes", .object(.attributes)),
    ("webIdFederationData", .object(.federation)), ("sourceIdentity", .field(.sourceIdentity)),
    ("assumedRoot", .field(.assumedRoot)),
  ]
  private static let issuerEntries: [Entry] = [
    ("type", .field(.issuerType)), ("arn", .field(.issuerARN)), ("accountId", .field(.issuerAccount)),
    ("userName", .field(.issuerUserName)),
  ]
  private static let attributesEntries: [Entry] = [
    ("mfaAuthenticated", .field(.mfaAuthenticated)), ("creationDate", .field(.creationDate)),
  ]
  private static let federationEntries: [Entry] = [("federatedProvider", .field(.federatedProvider))]
  private static let eventContextEntries: [Entry] = [
    ("requestContext", .part(.requestContext)), ("tagContext", .part(.tagContext)),
  ]
}

extension RecordError {
  fileprivate static func notAnObject(at offset: Int) -> RecordError {
    RecordError("cloudtrail.object", "a CloudTrail event is an object", at: offset)
  }

  fileprivate static func missing(_ member: String, at offset: Int) -> RecordError {
    RecordError("cloudtrail.member", "a CloudTrail event has a member '\(member)'", at: offset)
  }

  fileprivate static func wrongKind(_ member: String, _ kind: String, at offset: Int) -> RecordError {
    RecordError("cloudtrail.kind", "'\(member)' of a CloudTrail event is \(kind)", at: offset)
  }

  fileprivate static func duplicate(_ member: String, at offset: Int) -> RecordError {
    RecordError("cloudtrail.duplicate", "this event says '\(member)' twice", at: offset)
  }
}
