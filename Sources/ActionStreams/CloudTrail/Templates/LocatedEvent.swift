import Documents

/// Where the members of one event stand, found by going from mark to mark.
///
/// It takes the events that CloudTrail writes: compact JSON, each member once and of its usual kind, text without
/// escapes. At anything else it gives up, and `CloudTrailRecord.read`, whose word is the last, reads the event; a test
/// holds the two together. One of these is used again and again.
///
/// Services write the members in one order, so that the member behind the last one is guessed first:
/// ```
/// "eventName":…      known; behind it `awsRegion` came last time
/// "awsRegion":…      compared with that name only
/// ```
struct LocatedEvent: ~Copyable {
  /// The members that are looked at; what is not listed is passed over.
  enum Member: Int, CaseIterable {
    case eventVersion, userIdentity, eventTime, eventSource, eventName, awsRegion, sourceIPAddress, userAgent
    case errorCode, errorMessage, requestParameters, responseElements, additionalEventData, requestID, eventID
    case readOnly, resources, eventType, managementEvent, recipientAccountId, sharedEventID, vpcEndpointId
    case eventCategory, tlsDetails, eventContext, detail

    /// Whether the value is text; else it is kept as it stands.
    var isText: Bool {
      switch self {
      case .userIdentity, .requestParameters, .responseElements, .additionalEventData, .resources, .tlsDetails,
        .eventContext, .detail, .requestID:
        false
      default: true
      }
    }
  }

  private static let names: [StaticString] = [
    "eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress",
    "userAgent", "errorCode", "errorMessage", "requestParameters", "responseElements", "additionalEventData",
    "requestID", "eventID", "readOnly", "resources", "eventType", "managementEvent", "recipientAccountId",
    "sharedEventID", "vpcEndpointId", "eventCategory", "tlsDetails", "eventContext", "detail",
  ]

  /// One member: its name, its value in the event at hand, and which member came behind it last time.
  private struct Entry {
    let name: ByteSlice
    let isText: Bool
    var value = ByteSlice.empty
    var mark: UnsafePointer<UInt32>
    var successor: Int
  }

  private let entries: UnsafeMutablePointer<Entry>
  private var present: UInt32 = 0
  private var escaped: UInt32 = 0
  /// Whether the event's id is a string.
  private(set) var idIsText = false

  init() {
    let count = Member.allCases.count
    entries = .allocate(capacity: count)
    for member in Member.allCases {
      (entries + member.rawValue).initialize(
        to: Entry(
          name: ByteSlice(Self.names[member.rawValue]), isText: member.isText,
          mark: UnsafePointer(bitPattern: 4).unsafelyUnwrapped, successor: (member.rawValue + 1) % count))
    }
  }

  deinit { entries.deallocate() }

  /// Whether the event has a member, and it is not null.
  @inline(__always)
  borrowing func has(_ member: Member) -> Bool { present >> UInt32(member.rawValue) & 1 == 1 }

  /// Whether a member's text holds more than plain bytes, so that it must not be taken for what it means.
  borrowing func isEscaped(_ member: Member) -> Bool { escaped >> UInt32(member.rawValue) & 1 == 1 }

  /// The bytes of a member: text without its quotes, all else as it stands; of no meaning where there is none.
  @inline(__always)
  borrowing func value(_ member: Member) -> ByteSlice { entries[member.rawValue].value }

  /// The text of a member; empty where there is none.
  @inline(__always)
  borrowing func text(_ member: Member) -> ByteSlice { has(member) ? value(member) : .empty }

  /// The first mark of a member's value.
  @inline(__always)
  borrowing func mark(_ member: Member) -> UnsafePointer<UInt32> { entries[member.rawValue].mark }

  /// The event's id as JSON text, quotes included; nil when there is none.
  borrowing func id() -> ByteSlice? {
    guard has(.eventID) else { return nil }
    let id = value(.eventID)
    return idIsText ? ByteSlice(id.base - 1, id.count + 2) : id
  }

  /// Reads the event at a cursor and leaves the cursor behind it; false where it gives up.
  mutating func read(_ cursor: inout MarkedCursor, until limit: Int) -> Bool {
    present = 0
    escaped = 0
    var known: UInt32 = 0
    var last = Member.allCases.count - 1
    guard cursor.pass(UInt8(ascii: "{")) else { return false }
    repeat {
      guard let name = cursor.name() else { return false }
      let guess = entries[last].successor
      let found = Self.isSame(name, entries[guess].name) ? guess : find(name, behind: last)
      guard found >= 0 else {
        guard cursor.passValue(until: limit) else { return false }
        continue
      }
      last = found
      let bit: UInt32 = 1 << UInt32(truncatingIfNeeded: found)
      guard known & bit == 0 else { return false }
      known |= bit
      guard readValue(of: found, bit, &cursor, until: limit) else { return false }
    } while cursor.passComma()
    return cursor.pass(UInt8(ascii: "}")) && has(.eventSource) && has(.eventName) && !has(.detail)
  }

  @inline(__always)
  private mutating func readValue(
    of found: Int, _ bit: UInt32, _ cursor: inout MarkedCursor, until limit: Int
  ) -> Bool {
    let entry = entries + found
    let start = cursor.at
    if cursor.next == UInt8(ascii: "n") {
      // Null counts as nothing said.
      return cursor.bareValue() != nil
    }
    guard entry.pointee.isText else {
      entry.pointee.mark = cursor.mark
      guard cursor.passValue(until: limit) else { return false }
      entry.pointee.value = ByteSlice(cursor.base + start, cursor.at - start)
      present |= bit
      return true
    }
    if cursor.next == UInt8(ascii: "\"") {
      if found == Member.eventID.rawValue { idIsText = true }
      if let text = cursor.plainString() {
        entry.pointee.value = text
      } else {
        guard Self.mayBeEscaped(found), cursor.passOtherString(until: limit) else { return false }
        entry.pointee.value = ByteSlice(cursor.base + start + 1, cursor.at - start - 2)
        escaped |= bit
      }
    } else {
      if found == Member.eventID.rawValue { idIsText = false }
      guard let bare = cursor.bareValue() else { return false }
      entry.pointee.value = bare
    }
    present |= bit
    return true
  }

  /// The texts that people and their programs make up.
  private static func mayBeEscaped(_ found: Int) -> Bool {
    found == Member.userAgent.rawValue || found == Member.errorMessage.rawValue
  }

  /// The member of a name, which is guessed behind this one from now on; -1 when it is none.
  private func find(_ name: ByteSlice, behind last: Int) -> Int {
    for index in 0..<Member.allCases.count where Self.isSame(name, entries[index].name) {
      entries[last].successor = index
      return index
    }
    return -1
  }

  /// Whether a name of an event, behind which eight bytes are readable, is one of ours.
  @inline(__always)
  private static func isSame(_ name: ByteSlice, _ ours: ByteSlice) -> Bool {
    guard name.count == ours.count else { return false }
    let left = UnsafeRawPointer(name.base)
    let right = UnsafeRawPointer(ours.base)
    guard name.count >= 8 else { return name.equals(ours) }
    let first = left.loadUnaligned(as: UInt64.self) ^ right.loadUnaligned(as: UInt64.self)
    let end = name.count - 8
    let last =
      left.loadUnaligned(fromByteOffset: end, as: UInt64.self)
      ^ right.loadUnaligned(fromByteOffset: end, as: UInt64.self)
    if first | last != 0 { return false }
    // No name of ours is longer than 24 bytes.
    return name.count <= 16
      || left.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        == right.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
  }
}
