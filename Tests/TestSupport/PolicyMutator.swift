import Documents

/// Breaks policies: three in four on the tree, so that they stay JSON, the rest on the bytes.
public struct PolicyMutator {
  /// One policy of each kind and container, to be broken.
  public static let policies: [String] = [
    #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"},{"Sid":"Db","Effect":"Deny","Action":["Update:Replace","Update:Delete"],"Principal":"*","Resource":["LogicalResourceId/Db","LogicalResourceId/Critical*"],"Condition":{"StringLike":{"ResourceType":["AWS::RDS::*"]}}}]}"#,
    #"{"Statement":[{"Effect":"Allow","NotAction":"Update:Delete","Principal":"*","NotResource":"LogicalResourceId/Db"}]}"#,
    #"{"Version":"2012-10-17","Statement":[{"Sid":"Regions","Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1"]},"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/Admin"]}}}]}"#,
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":["s3:*","sts:AssumeRole"],"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false},"ForAnyValue:StringNotEquals":{"aws:TagKeys":["a","b"]},"NumericLessThan":{"s3:TlsVersion":1.2}}}]}"#,
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*"],"Resource":["arn:aws:s3:::b/${aws:username}/*","arn:aws:s3:::${aws:PrincipalTag/team, 'none'}"],"Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","::1"]},"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"},"Null":{"aws:TokenIssueTime":"true"}}}]}"#,
    #"{"Version":"2012-10-17","Id":"p","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root","*"],"Service":"s3.amazonaws.com"},"Action":"s3:*","Resource":"arn:aws:s3:::b/*"},{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:Delete*","Resource":"*"}]}"#,
    #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"accounts.google.com:aud":"x"}}}}"#,
    #"{"StackPolicyBody":"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"Update:*\",\"Principal\":\"*\",\"Resource\":\"*\"}]}"}"#,
  ]

  private var random: SplitMix64
  private let originals: [[UInt8]]

  /// Makes a mutator of some policies.
  public init(seed: UInt64, originals: [String]) {
    random = SplitMix64(seed: seed)
    self.originals = originals.map { Array($0.utf8) }
  }

  /// The next broken policy.
  public mutating func next() throws -> [UInt8] {
    let original = originals[Int.random(in: 0..<originals.count, using: &random)]
    if Int.random(in: 0..<4, using: &random) == 0 { return mutated(original) }
    var tree = try JSONReader().read(original)
    for _ in 0...Int.random(in: 0..<3, using: &random) {
      var steps = Int.random(in: 1...7, using: &random)
      mutate(&tree, &steps)
    }
    var output = ByteBuffer()
    Self.write(tree, to: &output)
    return output.array()
  }

  private mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let at = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes.removeLast(bytes.count - at)
    case 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
    case 3:
      let depth = [1, 3, 511, 512, 600, 20_000][Int.random(in: 0..<6, using: &random)]
      let bracket = [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "]")][Int.random(in: 0..<3, using: &random)]
      bytes.insert(contentsOf: repeatElement(bracket, count: depth), at: at)
    default:
      let other = Int.random(in: 0..<bytes.count, using: &random)
      let length = min(Int.random(in: 1...20, using: &random), bytes.count - max(at, other))
      for offset in 0..<length { bytes.swapAt(at + offset, other + offset) }
    }
    return bytes
  }

  /// Walks down some steps at random and changes what it finds there.
  private mutating func mutate(_ node: inout DocumentNode, _ steps: inout Int) {
    switch node.content {
    case .object(var members) where !members.isEmpty:
      let index = Int.random(in: 0..<members.count, using: &random)
      steps -= 1
      if steps > 0 {
        mutate(&members[index].value, &steps)
      } else {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: members.remove(at: index)
        case 1: members[index].key = Self.recased(members[index].key)
        case 2: members[index].key = Self.names.randomElement(using: &random) ?? ""
        case 3:
          members.append(
            DocumentMember(
              key: Self.recased(members[index].key), keyRange: members[index].keyRange, value: members[index].value))
        case 4:
          let other = Int.random(in: 0..<members.count, using: &random)
          (members[index].value, members[other].value) = (members[other].value, members[index].value)
        default: members[index].value = Self.values.randomElement(using: &random) ?? node
        }
      }
      node.content = .object(Self.distinct(members))
    case .array(var elements) where !elements.isEmpty:
      let index = Int.random(in: 0..<elements.count, using: &random)
      steps -= 1
      if steps > 0 {
        mutate(&elements[index], &steps)
      } else {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: elements.remove(at: index)
        case 1: elements.append(elements[index])
        default: elements[index] = Self.values.randomElement(using: &random) ?? node
        }
      }
      node.content = .array(elements)
    default:
      if let text = node.text?.bytes, !text.isEmpty, Bool.random(using: &random) {
        let odd = Self.texts.randomElement(using: &random) ?? ""
        let at = Int.random(in: 0...text.count, using: &random)
        node.content = .string(
          ByteString(copying: String(decoding: Array(text[..<at]) + odd.bytes + text[at...], as: UTF8.self).utf8))
      } else {
        node = Self.values.randomElement(using: &random) ?? node
      }
    }
  }

  private static func recased(_ key: ByteString) -> ByteString {
    ByteString(
      key.bytes.enumerated().map { $0.offset == 0 && ($0.element | 0x20) &- 0x61 < 26 ? $0.element ^ 0x20 : $0.element }
    )
  }

  /// The members without the later ones of a name, which the reader would refuse before any policy was seen.
  private static func distinct(_ members: [DocumentMember]) -> [DocumentMember] {
    var seen: Set<ByteString> = []
    return members.filter { seen.insert($0.key).inserted }
  }

  private static let names: [ByteString] = [
    "Statement", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition",
    "Sid", "Version", "Id", "StringEquals", "Null", "NullIfExists", "ForAllValues:Bool", "ResourceType", "aws:TagKeys",
    "", "AWS", "StackPolicyBody", "Content", "é\u{0}",
  ]

  private static let texts: [ByteString] = [
    "*", "?", ":", "::::::", "${", "${aws:username}", "${a, '", "}", "'", "\u{0}", "\u{202E}", "😀", "Ā", "%7B", "arn:",
    "LogicalResourceId/", "Update:", "\\", "\"", "/", "-1e999", "IfExists",
  ]

  private static let values: [DocumentNode] = {
    var nested = DocumentNode(.array([]), at: SourceRange(0, 0))
    for _ in 0..<300 { nested = DocumentNode(.array([nested]), at: SourceRange(0, 0)) }
    let contents: [DocumentNode.Content] = [
      .null, .bool(true), .number("0"), .number("1e400"), .string(""), .string("*"), .string("Allow"), .array([]),
      .object([]), .string("arn:aws:s3:::b"), .string("Update:*"), .string("2012-10-17"), .string("s3:*"),
      .string("true"),
      nested.content,
    ]
    return contents.map { DocumentNode($0, at: SourceRange(0, 0)) }
  }()

  private static func write(_ node: DocumentNode, to output: inout ByteBuffer) {
    switch node.content {
    case .null: output.append("null")
    case .bool(let truth): output.append(truth ? "true" : "false")
    case .number(let text): output.append(text.bytes)
    case .string(let text): output.appendJSONString(text)
    case .array(let elements):
      output.append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(", ") }
        write(element, to: &output)
      }
      output.append("]")
    case .object(let members):
      output.append("{")
      for (index, member) in members.enumerated() {
        if index > 0 { output.append(",\n") }
        output.appendJSONString(member.key)
        output.append(": ")
        write(member.value, to: &output)
      }
      output.append("}")
    }
  }
}
