import Documents

/// One CloudTrail event: where its fields stand in the bytes of the log.
///
/// ```
/// {"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::…",…},"eventName":"DeleteVolume",…
///                                                ^ userIdentity.type: start, end
/// ```
/// Nothing is copied. A record is valid only while the bytes it was read from are; `text` copies what must outlive them.
/// Fields are told apart by their path, never by their name at any depth: a request parameter called `eventName` is none.
/// Source: authorization.md section 6, and the CloudTrail user guide's record contents.
public struct CloudTrailRecord {
  /// The fields that are plain text.
  public enum Field: Int, CaseIterable, Sendable {
    case eventVersion, eventTime, eventSource, eventName, eventType, eventCategory, eventID, sharedEventID
    case awsRegion, sourceIPAddress, userAgent, errorCode, errorMessage, recipientAccountId, vpcEndpointId
    case readOnly, managementEvent
    case identityType, identityARN, identityAccount, identityPrincipalId, identityUserName, identityInvokedBy
    case identityAccessKeyId
    case issuerType, issuerARN, issuerAccount, issuerUserName
    case mfaAuthenticated, creationDate, sourceIdentity, assumedRoot, federatedProvider
  }

  /// The fields that are objects or lists, kept as they stand.
  public enum Part: Int, CaseIterable, Sendable {
    case requestParameters, responseElements, additionalEventData, resources, tlsDetails, requestContext, tagContext
    case sessionContext
  }

  /// The bytes that all offsets count from.
  let base: UnsafePointer<UInt8>
  var fields: [JSONString?]
  var parts: [SourceRange?]

  init(base: UnsafePointer<UInt8>) {
    self.base = base
    fields = Array(repeating: nil, count: Field.allCases.count)
    parts = Array(repeating: nil, count: Part.allCases.count)
  }

  /// Whether a field is there; null, and a value that is no text, count as not there.
  public func has(_ field: Field) -> Bool { fields[field.rawValue] != nil }

  /// The text of a field, without escapes; nil when the record does not have it.
  public func text(_ field: Field) -> ByteString? {
    guard let string = fields[field.rawValue] else { return nil }
    let buffer = UnsafeBufferPointer(start: base, count: string.end)
    return JSONCursor(buffer).text(string)
  }

  /// Whether a field holds exactly these bytes.
  func holds(_ field: Field, _ text: StaticString) -> Bool {
    guard let string = fields[field.rawValue], !string.hasEscapes else { return false }
    return ByteSlice(base + string.start, string.count).equals(ByteSlice(text))
  }

  /// The bytes of a field as they stand in the log, escapes and all; empty when the record does not have it.
  func slice(_ field: Field) -> ByteSlice {
    guard let string = fields[field.rawValue] else { return .empty }
    return ByteSlice(base + string.start, string.count)
  }

  /// The event's id as JSON text, quotes included; nil when the record has none.
  public var id: ByteSlice? {
    guard let string = fields[Field.eventID.rawValue] else { return nil }
    let isQuoted = base[string.start - 1] == UInt8(ascii: "\"")
    return isQuoted
      ? ByteSlice(base + string.start - 1, string.count + 2) : ByteSlice(base + string.start, string.count)
  }

  /// A part as a value to walk; nil when the record does not have it or it is null.
  func value(_ part: Part) -> JSONValue? {
    guard let range = parts[part.rawValue] else { return nil }
    return JSONValue(base + range.start, range.end - range.start)
  }
}
