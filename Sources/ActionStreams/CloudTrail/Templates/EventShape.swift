import Documents

/// The shape of an event: everything that a mapping looks at, as it stands or by its class.
///
/// ```
/// plan 17, caller of kind 3, "us-east-1", "111122223333", …, address: public        what every event has
/// { "volumeId" ① text of marks 0x2000 }                                             the parameters that matter
/// ```
/// Every piece stands behind its tag, and of known length, so that no two lists of pieces are one shape.
extension EventTemplates {
  private enum Tag {
    static let absent: UInt8 = 0
    static let text: UInt8 = 1
    static let hole: UInt8 = 2
    static let same: UInt8 = 3
    static let bare: UInt8 = 4
    static let raw: UInt8 = 5
    static let open: UInt8 = 6
    static let close: UInt8 = 7
    static let list: UInt8 = 8
    static let name: UInt8 = 9
  }

  /// Works out the shape of the event at hand; false where it has none.
  mutating func appendShape(_ plan: Int, _ rules: ShapeRules, _ caller: EventCaller.View) -> Bool {
    shape.removeAll()
    holeCount = 0
    hasHoles = true
    if !places.isEmpty { places.removeAll(keepingCapacity: true) }
    append(plan)
    append(caller.kind)
    appendText(.awsRegion)
    appendText(.recipientAccountId)
    appendText(.eventType)
    appendText(.eventCategory)
    appendText(.vpcEndpointId)
    guard appendOutcome(), appendAddress(), appendTimes(), appendAgent(), appendEncryption() else { return false }
    firstParameter = holeCount
    shape.append(rules.looksAtAll ? 1 : 0)
    guard appendParameters(rules) else { return false }
    if rules.looksAtResponse, !appendResponse(rules) { return false }
    if rules.looksAtResources, !appendResources(rules) { return false }
    return shape.count <= Self.longestShape
  }

  // MARK: What every event has

  private mutating func append(_ number: Int) {
    shape.append(UInt8(truncatingIfNeeded: number))
    shape.append(UInt8(truncatingIfNeeded: number >> 8))
    shape.append(UInt8(truncatingIfNeeded: number >> 16))
  }

  private mutating func append(_ tag: UInt8, _ text: ByteSlice) {
    shape.append(tag)
    shape.append(UInt8(truncatingIfNeeded: text.count))
    shape.append(UInt8(truncatingIfNeeded: text.count >> 8))
    shape.append(UInt8(truncatingIfNeeded: text.count >> 16))
    shape.append(text)
  }

  @inline(__always)
  private mutating func appendText(_ member: LocatedEvent.Member) {
    if located.has(member) { append(Tag.text, located.value(member)) } else { shape.append(Tag.absent) }
  }

  /// An error says something only where it is a denial, whose message names what was asked.
  private mutating func appendOutcome() -> Bool {
    guard located.has(.errorCode) else {
      shape.append(Tag.absent)
      return true
    }
    let code = located.value(.errorCode)
    append(Tag.text, code)
    guard isDenial(code) else { return true }
    guard located.has(.errorMessage) else {
      shape.append(Tag.absent)
      return true
    }
    guard !located.isEscaped(.errorMessage) else { return false }
    let message = located.value(.errorMessage)
    if CloudTrailDenial.mayName(message) {
      // What it names may be what the parameters name: nothing is a hole then.
      append(Tag.text, message)
      hasHoles = false
    } else {
      shape.append(Tag.bare)
    }
    return true
  }

  private mutating func isDenial(_ code: ByteSlice) -> Bool {
    if let known = errorCodes.find(code) { return denials[known] }
    let isDenial = CloudTrailRecord.isDenial(code.byteString)
    denials.append(isDenial)
    _ = errorCodes.insert(code)
    return isDenial
  }

  private mutating func appendAddress() -> Bool {
    guard located.has(.sourceIPAddress) else {
      shape.append(Tag.absent)
      return true
    }
    let text = located.value(.sourceIPAddress)
    let kind: AddressKind
    if let known = addressNumbers.find(text) {
      kind = addresses[known]
    } else {
      kind = Self.addressKind(text.byteString)
      addresses.append(kind)
      _ = addressNumbers.insert(text)
    }
    shape.append(kind.rawValue + 16)
    guard kind != .none, wanted.contains(.sourceIp) || wanted.contains(.vpcSourceIp) else { return true }
    if kind == .other {
      append(Tag.text, text)
      return true
    }
    return addHole(text, .address)
  }

  private mutating func appendTimes() -> Bool {
    guard wanted.contains(.currentTime) || wanted.contains(.epochTime) else { return true }
    guard !wanted.contains(.epochTime) else { return false }
    guard located.has(.eventTime) else {
      shape.append(Tag.absent)
      return true
    }
    return addHole(located.value(.eventTime), .time)
  }

  private mutating func appendAgent() -> Bool {
    guard wanted.contains(.userAgent) else { return true }
    guard !located.isEscaped(.userAgent) else { return false }
    appendText(.userAgent)
    return true
  }

  /// Whether the call was encrypted, which either of two members shows.
  private mutating func appendEncryption() -> Bool {
    guard wanted.contains(.secureTransport) else { return true }
    for (member, name) in [(LocatedEvent.Member.tlsDetails, "tlsVersion"), (.additionalEventData, "CipherSuite")]
      as [(LocatedEvent.Member, StaticString)]
    {
      guard located.has(member) else {
        shape.append(Tag.absent)
        continue
      }
      let value = located.value(member)
      guard let text = JSONValue(value.base, value.count).member(name)?.scalar else {
        shape.append(Tag.bare)
        continue
      }
      text.withSlice { append(Tag.text, $0) }
    }
    return true
  }

  // MARK: Parameters

  private mutating func appendParameters(_ rules: ShapeRules) -> Bool {
    guard located.has(.requestParameters) else {
      shape.append(Tag.absent)
      return true
    }
    var cursor = MarkedCursor(values, located.value(.requestParameters), located.mark(.requestParameters))
    return appendMembers(&cursor, rules, inResponse: false)
  }

  private mutating func appendResponse(_ rules: ShapeRules) -> Bool {
    guard located.has(.responseElements) else {
      shape.append(Tag.absent)
      return true
    }
    var cursor = MarkedCursor(values, located.value(.responseElements), located.mark(.responseElements))
    return appendMembers(&cursor, rules, inResponse: true)
  }

  /// The members of the object at a cursor that matter; false for what is no object.
  private mutating func appendMembers(
    _ cursor: inout MarkedCursor, _ rules: ShapeRules, inResponse: Bool
  ) -> Bool {
    guard cursor.pass(UInt8(ascii: "{")) else { return false }
    shape.append(Tag.open)
    guard !cursor.pass(UInt8(ascii: "}")) else {
      shape.append(Tag.close)
      return true
    }
    repeat {
      guard let name = cursor.name() else { return false }
      let number = nameNumbers.find(name) ?? nameNumbers.insert(name)
      switch rules.weight(of: name, number: number, inResponse: inResponse) {
      case .nothing:
        guard cursor.passValue(until: values.count) else { return false }
      case .itself:
        append(Tag.name, name)
        guard appendRaw(&cursor) else { return false }
      case .shape:
        append(Tag.name, name)
        guard appendValue(&cursor, rules, isAboutTags: false) else { return false }
      case .tags:
        append(Tag.name, name)
        guard appendValue(&cursor, rules, isAboutTags: true) else { return false }
      }
    } while cursor.passComma()
    shape.append(Tag.close)
    return shape.count <= Self.longestShape
  }

  private mutating func appendRaw(_ cursor: inout MarkedCursor) -> Bool {
    let start = cursor.at
    guard cursor.passValue(until: values.count) else { return false }
    append(Tag.raw, ByteSlice(cursor.base + start, cursor.at - start))
    return true
  }

  /// A value by its shape: names, numbers, lists and objects as they are, texts by their class.
  ///
  /// Of tags, the value of a member is a text like others; what may be a key counts as it stands.
  private mutating func appendValue(
    _ cursor: inout MarkedCursor, _ rules: ShapeRules, isAboutTags: Bool
  ) -> Bool {
    var depth = 0
    // One bit a level, the lowest for the innermost: whether it is an object.
    var objects: UInt64 = 0
    var mayBeKey = true
    while true {
      cursor.skipSpaces()
      var isOpen = false
      switch cursor.next {
      case UInt8(ascii: "\""):
        guard let text = cursor.plainString() else { return false }
        if isAboutTags, mayBeKey {
          append(Tag.text, text)
        } else if !appendClass(of: text, rules) {
          return false
        }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let isObject = cursor.next == UInt8(ascii: "{")
        shape.append(isObject ? Tag.open : Tag.list)
        cursor.at += 1
        if cursor.pass(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
          shape.append(Tag.close)
        } else {
          guard depth < 32 else { return false }
          depth += 1
          objects = objects << 1 | (isObject ? 1 : 0)
          isOpen = true
        }
      default:
        guard let bare = cursor.bareValue() else { return false }
        append(Tag.bare, bare)
      }
      mayBeKey = true
      if !isOpen, !passBrackets(&cursor, &depth, &objects) { return false }
      while depth > 0, objects & 1 == 1 {
        guard let name = cursor.name() else { return false }
        append(Tag.name, name)
        if isAboutTags || !name.mayBeAboutTags {
          mayBeKey = Self.mayHoldKey(name)
          break
        }
        guard appendValue(&cursor, rules, isAboutTags: true), passBrackets(&cursor, &depth, &objects) else {
          return false
        }
      }
      if depth == 0 { return true }
      guard shape.count <= Self.longestShape else { return false }
    }
  }

  /// Passes what closes behind a value, up to the comma before the next one or to the end of the outermost value.
  private mutating func passBrackets(
    _ cursor: inout MarkedCursor, _ depth: inout Int, _ objects: inout UInt64
  ) -> Bool {
    while depth > 0, !cursor.passComma() {
      guard cursor.pass(objects & 1 == 1 ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return false }
      shape.append(Tag.close)
      depth -= 1
      objects >>= 1
    }
    return true
  }

  /// Whether a member's text tells what a tag is called or what it is for.
  private static func mayHoldKey(_ name: ByteSlice) -> Bool {
    name.isOneOf(["key", "tagKey", "resourceType", "xmlns"])
  }

  private mutating func appendClass(of text: ByteSlice, _ rules: ShapeRules) -> Bool {
    guard text.count <= Self.longestText else { return false }
    switch hasHoles ? rules.classify(text) : .itself {
    case .itself: append(Tag.text, text)
    case .alike(let marks):
      for hole in firstParameter..<holeCount where holes[hole].equals(text) {
        shape.append(Tag.same)
        shape.append(UInt8(truncatingIfNeeded: hole))
        places.append(HolePlace(hole: hole, text: text, kind: .parameter))
        return true
      }
      shape.append(UInt8(truncatingIfNeeded: marks))
      shape.append(UInt8(truncatingIfNeeded: marks >> 8))
      shape.append(UInt8(truncatingIfNeeded: marks >> 16))
      shape.append(UInt8(truncatingIfNeeded: marks >> 24))
      return addHole(text, .parameter)
    }
    return true
  }

  private mutating func addHole(_ text: ByteSlice, _ kind: HoleKind) -> Bool {
    guard holeCount < Self.mostHoles, text.count > 0 else { return false }
    shape.append(Tag.hole)
    holes[holeCount] = text
    places.append(HolePlace(hole: holeCount, text: text, kind: kind))
    holeCount += 1
    return true
  }

  // MARK: Resources

  /// The ARNs and owners of the logged resources.
  private mutating func appendResources(_ rules: ShapeRules) -> Bool {
    guard located.has(.resources) else {
      shape.append(Tag.absent)
      return true
    }
    var cursor = MarkedCursor(values, located.value(.resources), located.mark(.resources))
    guard cursor.pass(UInt8(ascii: "[")) else { return false }
    shape.append(Tag.list)
    if cursor.pass(UInt8(ascii: "]")) { return true }
    repeat {
      cursor.skipSpaces()
      guard cursor.pass(UInt8(ascii: "{")) else { return false }
      shape.append(Tag.open)
      if cursor.pass(UInt8(ascii: "}")) { continue }
      repeat {
        guard let name = cursor.name() else { return false }
        if name.equalsIgnoringASCIICase(ByteSlice("ARN")) {
          shape.append(Tag.name)
          guard cursor.next == UInt8(ascii: "\""), let text = cursor.plainString(), appendClass(of: text, rules) else {
            return false
          }
        } else if name.equalsIgnoringASCIICase(ByteSlice("accountId")) {
          guard appendRaw(&cursor) else { return false }
        } else {
          guard !name.equalsIgnoringASCIICase(ByteSlice("ARNPrefix")), cursor.passValue(until: values.count) else {
            return false
          }
        }
      } while cursor.passComma()
      guard cursor.pass(UInt8(ascii: "}")) else { return false }
      shape.append(Tag.close)
    } while cursor.passComma()
    return cursor.pass(UInt8(ascii: "]")) && shape.count <= Self.longestShape
  }
}

extension MarkedCursor {
  /// Makes a cursor at a value whose first mark is known.
  @inline(__always)
  init(_ values: borrowing MarkedValues, _ value: ByteSlice, _ mark: UnsafePointer<UInt32>) {
    base = values.base
    at = values.base.distance(to: value.base)
    self.mark = mark
  }
}

extension ByteSlice {
  /// Whether some bytes stand in it.
  func contains(_ needle: StaticString) -> Bool { place(of: needle) != nil }

  /// The offset of the first place at which some bytes stand in it.
  func place(of needle: StaticString) -> Int? {
    let length = needle.utf8CodeUnitCount
    guard count >= length else { return nil }
    let first = needle.utf8Start[0]
    for offset in 0...(count - length) where base[offset] == first {
      if ByteSlice(base + offset, length).equals(ByteSlice(needle)) { return offset }
    }
    return nil
  }
}
