import Documents

extension ResolvedValue {
  /// Whether the two can never be equal, whatever their unknown parts turn out to be.
  func differsForCertain(from other: ResolvedValue) -> Bool {
    switch (self, other) {
    case (.scalar(let left), .scalar(let right)): return !left.isSame(as: right)
    case (.list(let left), .list(let right)):
      return left.count != right.count || zip(left, right).contains { $0.differsForCertain(from: $1) }
    case (.object(let left), .object(let right)):
      guard left.count == right.count else { return true }
      return zip(left, right).contains { $0.key != $1.key || $0.value.differsForCertain(from: $1.value) }
    case (.unresolved(let left), .unresolved(let right)): return left.differsForCertain(from: right)
    case (.unresolved(let unknown), .scalar(let known)), (.scalar(let known), .unresolved(let unknown)):
      return unknown.excludes(known.text)
    case (.unresolved, _), (_, .unresolved): return false
    case (.scalar, _), (.list, _), (.object, _): return true
    }
  }
}

extension ResolvedValue {
  /// Whether one of an object's own members is that text, or may turn out to be.
  func mayHold(_ text: ByteString) -> Bool {
    guard case .object(let members) = self else { return true }
    return members.contains { member in
      switch member.value {
      case .scalar(let scalar): scalar.text == text
      case .unresolved(let unresolved): !unresolved.excludes(text)
      case .list, .object: false
      }
    }
  }
}

extension ResolvedValue.Unresolved {
  fileprivate func differsForCertain(from other: ResolvedValue.Unresolved) -> Bool {
    switch (source, other.source) {
    case (.resource(let left), .resource(let right)): return left != right
    case (.concatenation, .concatenation): return concatenationDiffers(from: other)
    default: return false
    }
  }

  /// Two texts with the same unknown parts differ when one known part does, or the known parts differ in length.
  private func concatenationDiffers(from other: ResolvedValue.Unresolved) -> Bool {
    let left = arguments.filter { $0.knownText == nil }
    let right = other.arguments.filter { $0.knownText == nil }
    guard left.count == right.count, zip(left, right).allSatisfy({ $0.isSame(as: $1) }) else { return false }
    if knownCount != other.knownCount { return true }
    guard arguments.count == other.arguments.count else { return false }
    let differing = zip(arguments, other.arguments).filter { !$0.isSame(as: $1) }
    return differing.count == 1 && differing.allSatisfy { $0.0.knownText != nil && $0.1.knownText != nil }
  }

  private var knownCount: Int { arguments.reduce(0) { $0 + ($1.knownText?.count ?? 0) } }

  /// Whether it can never be this text.
  fileprivate func excludes(_ text: ByteString) -> Bool {
    switch source {
    case .resource: return text.isEmpty
    case .concatenation:
      if knownCount > text.count { return true }
      if let first = arguments.first?.knownText, !text.hasPrefix(first) { return true }
      if let last = arguments.last?.knownText, !text.bytes.suffix(last.count).elementsEqual(last.bytes) { return true }
      return false
    default: return false
    }
  }
}
