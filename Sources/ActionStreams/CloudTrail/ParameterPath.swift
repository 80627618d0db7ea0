import Documents

/// Where a rule looks for a value in an event: member names from the top of `requestParameters`.
///
/// ```
/// instancesSet.items.instanceId      lists are passed through: the member of every element
/// response.role.arn                  begins in responseElements instead
/// requestItems.@keys                 the member names of an object
/// transactItems.*.tableName          any member
/// ```
/// Names compare without ASCII case, since services disagree about it (`dBInstanceIdentifier`). A value that EC2 wraps,
/// `{"tag":1,"content":"vpc-1"}` or `{"value":"x"}`, counts as what is in it.
struct ParameterPath: Sendable {
  enum Root: Sendable {
    case request, response
  }

  let root: Root
  let names: [ByteString]

  /// Reads a path as rule tables spell it.
  init(_ text: ByteString) {
    var names = text.bytes.split(separator: UInt8(ascii: ".")).map { ByteString(copying: $0) }
    if names.count > 1, names[0] == "response" {
      names.removeFirst()
      root = .response
    } else {
      root = .request
    }
    self.names = names
  }

  /// All values that stand there, in the order of the log.
  func values(in record: CloudTrailRecord) -> [ByteString] {
    guard let top = record.value(root == .request ? .requestParameters : .responseElements) else { return [] }
    var values: [ByteString] = []
    collect(top, 0, into: &values)
    return values
  }

  /// Whether anything but null stands there.
  func exists(in record: CloudTrailRecord) -> Bool {
    var value = record.value(root == .request ? .requestParameters : .responseElements)
    for name in names { value = value?.member(named: name) }
    return value.map { !$0.isNull } ?? false
  }

  private func collect(_ value: JSONValue, _ depth: Int, into values: inout [ByteString]) {
    guard values.count < Self.maximumValues else { return }
    if value.isArray {
      value.forEachElement {
        collect($0, depth, into: &values)
        return values.count < Self.maximumValues
      }
      return
    }
    guard depth < names.count else {
      if let text = value.scalar {
        if !text.isEmpty { values.append(text) }
      } else if let inner = value.member("content") ?? value.member("value"), let text = inner.scalar, !text.isEmpty {
        values.append(text)
      }
      return
    }
    switch names[depth] {
    case "@keys":
      value.forEachMember { name, _ in
        values.append(name.byteString)
        return values.count < Self.maximumValues
      }
    case "*":
      value.forEachMember { _, member in
        collect(member, depth + 1, into: &values)
        return values.count < Self.maximumValues
      }
    default:
      if let member = value.member(named: names[depth]) { collect(member, depth + 1, into: &values) }
    }
  }

  /// More values than 100 KB of parameters, the most that is logged, can hold; a bound for hostile records.
  private static let maximumValues = 10_000
}
