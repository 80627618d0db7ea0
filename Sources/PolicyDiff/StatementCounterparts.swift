import Documents
import PolicyLanguage

/// What became of a statement between two policy sets, where it is not the same in both.
public enum StatementChange: Sendable {
  /// The other set has it with another text.
  case changed(StatementReference)
  /// The other set has no such statement.
  case missing
}

/// Finds the statements of one policy set in another.
///
/// A statement is the same wherever its text is, however it is laid out. One of another text is the one with the same
/// Sid, or, without a Sid, the one at its index in the policy of the same file name and with the same Effect; policies of
/// the same file name go first.
public struct StatementCounterparts: Sendable {
  private struct Name: Hashable {
    let kind: PolicyKind
    let file: ByteString
    let sid: ByteString
  }
  private struct Text: Hashable {
    let kind: PolicyKind
    let text: ByteString
  }

  private var texts: Set<Text> = []
  private var named: [Name: StatementReference] = [:]
  private var files: [Name: Policy] = [:]

  /// Makes the statements of a policy set findable.
  public init(_ policies: [Policy]) {
    var seen: Set<ObjectIdentifier> = []
    for policy in policies where seen.insert(ObjectIdentifier(policy)).inserted {
      let file = Self.file(policy)
      let place = Name(kind: policy.kind, file: file, sid: "")
      if files[place] == nil { files[place] = policy }
      for index in policy.statements.indices {
        let reference = StatementReference(policy, index)
        texts.insert(Text(kind: policy.kind, text: CollapsedStatement(reference).text))
        guard let sid = reference.statement.sid, !sid.isEmpty else { continue }
        for file in [file, ""] {
          let name = Name(kind: policy.kind, file: file, sid: sid)
          if named[name] == nil { named[name] = reference }
        }
      }
    }
  }

  /// What became of a statement of the other set here; nil when it is the same, and for AWS's own policies.
  public func change(of reference: StatementReference) -> StatementChange? {
    let policy = reference.policy
    guard !policy.source.bytes.isEmpty else { return nil }
    if texts.contains(Text(kind: policy.kind, text: CollapsedStatement(reference).text)) { return nil }
    let file = Self.file(policy)
    if let sid = reference.statement.sid, !sid.isEmpty {
      let found =
        named[Name(kind: policy.kind, file: file, sid: sid)] ?? named[Name(kind: policy.kind, file: "", sid: sid)]
      return found.map { .changed($0) } ?? .missing
    }
    guard let other = files[Name(kind: policy.kind, file: file, sid: "")],
      other.statements.indices.contains(reference.index),
      other.statements[reference.index].effect == reference.statement.effect,
      other.statements[reference.index].sid?.isEmpty ?? true
    else { return .missing }
    return .changed(StatementReference(other, reference.index))
  }

  /// The last part of the path that a policy was read from.
  private static func file(_ policy: Policy) -> ByteString {
    ByteString(copying: policy.source.name.utf8.split(separator: UInt8(ascii: "/")).last ?? Substring("").utf8[...])
  }
}

/// A statement's own text with white space between tokens collapsed, and where its bytes stand in the source.
public struct CollapsedStatement: Sendable {
  /// The text.
  public let text: ByteString
  /// For each of its bytes, the offset in the policy's source.
  public let offsets: [Int]

  /// Collapses a statement.
  public init(_ reference: StatementReference) {
    let source = reference.policy.source.bytes
    let start = max(0, min(reference.statement.range.start, source.count))
    let end = max(start, min(reference.statement.range.end, source.count))
    var bytes: [UInt8] = []
    var offsets: [Int] = []
    var isInString = false
    var isEscaped = false
    for at in start..<end {
      let byte = source[at]
      if !isInString, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
        if bytes.last == 0x20 { continue }
        bytes.append(0x20)
        offsets.append(at)
        continue
      }
      if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
      isEscaped = isInString && byte == UInt8(ascii: "\\") && !isEscaped
      bytes.append(byte)
      offsets.append(at)
    }
    text = ByteString(bytes)
    self.offsets = offsets
  }

  /// The place in both texts where they begin to differ, moved back to the start of the word it is in: a string,
  /// or what stands behind a colon in one.
  public func firstDifference(from other: CollapsedStatement) -> Int {
    let mine = text.bytes
    let theirs = other.text.bytes
    var at = 0
    while at < mine.count, at < theirs.count, mine[at] == theirs[at] { at += 1 }
    let delimiters = Array("\"[]{},: ".utf8)
    while at > 0, at >= min(mine.count, theirs.count) || !delimiters.contains(mine[at - 1]) { at -= 1 }
    if at > 0, mine[at - 1] == UInt8(ascii: "\"") { at -= 1 }
    return at
  }
}
