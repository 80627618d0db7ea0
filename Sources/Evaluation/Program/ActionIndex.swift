import Documents

/// Finds which of the statements that can admit actions of one service admit an action, without asking each.
///
/// ```
/// statements   0: s3:GetObject, s3:Put*   1: s3:Put*   2: *   3: NotAction s3:Put*
/// names        s3:getobject -> 0
/// patterns     s3:put* -> 0 1 3   * -> 2                     each asked once
/// s3:PutObject is named by 0 1 2 3, and 3 is negated: 0 1 2
/// ```
struct ActionIndex {
  private struct Pattern {
    let glob: Glob
    var places: [Int32]
  }

  /// The statements that name an action whole, by its name in lower case.
  private var names: [ByteString: [Int32]] = [:]
  private var patterns: [Pattern] = []
  /// A bit for each statement with NotAction.
  private var negated: [UInt64]

  /// Makes the index of the actions of statements.
  ///
  /// - Parameter service: the ASCII-lowercased service of all actions that will be asked for; nil for any.
  init(_ actions: some Collection<CompiledAction>, of service: ByteString?) {
    negated = [UInt64](repeating: 0, count: (actions.count + 63) / 64)
    let head = service.map { ByteString($0.bytes + [UInt8(ascii: ":")]) } ?? ByteString([])
    var placeOfPattern: [GlobName: Int] = [:]
    for (place, action) in actions.enumerated() {
      if action.isNegated { negated[place >> 6] |= 1 << UInt64(place & 63) }
      // Those of other services have another name before the colon, without a wildcard (ruling 29).
      for glob in action.globs where !glob.foldsCase || glob.agrees(with: head) {
        if glob.foldsCase, let literal = glob.literal {
          names[ByteString(literal), default: []].append(Int32(truncatingIfNeeded: place))
        } else {
          let name = GlobName(tokens: glob.tokens, isMarked: glob.foldsCase)
          if let known = placeOfPattern[name] {
            patterns[known].places.append(Int32(truncatingIfNeeded: place))
          } else {
            placeOfPattern[name] = patterns.count
            patterns.append(Pattern(glob: glob, places: [Int32(truncatingIfNeeded: place)]))
          }
        }
      }
    }
  }

  /// The places of the statements that admit an action of the service, in order.
  func places(admitting action: ByteSlice) -> [Int] {
    var named = [UInt64](repeating: 0, count: negated.count)
    for place in names[action.byteString.asciiLowercased] ?? [] {
      named[Int(place) >> 6] |= 1 << UInt64(place & 63)
    }
    for pattern in patterns where pattern.glob.matches(action) {
      for place in pattern.places { named[Int(place) >> 6] |= 1 << UInt64(place & 63) }
    }
    var places: [Int] = []
    for word in named.indices {
      var rest = named[word] ^ negated[word]
      while rest != 0 {
        places.append(word << 6 + rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
    }
    return places
  }
}
