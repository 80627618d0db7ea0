import Catalog
import Documents

/// What can matter of the parameters of one call, and which texts in them are alike to its plan.
///
/// Two texts are alike when the mapping does the same with both but for writing one where it would have written the other.
/// It asks little of a text: whether it is an ARN, and one of which kinds; for some parameters whether there is a slash, a
/// colon, a capital letter in it; of EC2's, which prefix it has. Whatever else it could tell apart is not alike: such a
/// text counts as it stands.
/// ```
/// "fs-0a1b2c3d"                   any text without a slash
/// "arn:aws:kms:…:key/1f0c…"       an ARN that is a key and no alias
/// "vol-0123456789abcdef0"         EC2's identifier of a volume
/// "HIDDEN_DUE_TO_SECURITY_REASONS", "", "arn:…:alias/x"     counts as it stands
/// ```
final class ShapeRules {
  /// What a text is to a plan.
  enum TextClass: Equatable {
    /// Like all texts of the same marks.
    case alike(marks: UInt32)
    /// Like none but itself.
    case itself
  }

  /// The plan.
  let plan: EventPlan
  /// The stack operation that the call is.
  let stackOperation: CloudTrailStackOperation.Kind?
  /// Whether parameters are looked at that no rule names: identifiers of EC2, and guesses from the catalog's names.
  var looksAtAll: Bool
  /// Whether identifiers are known by their prefixes.
  let isEC2: Bool
  private var requestNames: Set<ByteString> = ["versionid"]
  private var responseNames: Set<ByteString> = []
  private let formats: [ARNFormat]
  private var stops: UInt8 = 0
  private var words: [ByteString] = [ValueSource.hidden]
  private var prefixes: [ByteString] = []
  private var arnsAreAlike: Bool
  private let asksForEncryption: Bool
  private var requestWeights: [UInt8] = []
  private var responseWeights: [UInt8] = []
  private var stopsAtAccounts = false
  private var stopsAtDotEnd = false

  init(_ plan: EventPlan, source: ByteString, name: ByteString, wanted: WantedKeys) {
    self.plan = plan
    stackOperation =
      source == "cloudformation.amazonaws.com"
      ? CloudTrailStackOperation.Kind.allCases.first { ByteString($0.rawValue).equalsIgnoringASCIICase(name) } : nil
    isEC2 = plan.prefix == "ec2" || plan.actions.contains { $0.prefix == "ec2" }
    looksAtAll = isEC2
    asksForEncryption =
      plan.prefix == "kms"
      && (wanted.contains(.kmsEncryptionContextKeys)
        || wanted.names?.contains { $0.hasPrefix("kms:encryptioncontext:") } ?? true)
    let kinds = plan.actions.flatMap { $0.kinds.flatMap { $0 } }
    formats = kinds.map(\.format)
    arnsAreAlike = !isEC2 && formats.count <= 12 && !formats.contains { $0.kind == "log-group" }
    for action in plan.actions {
      if let needed = action.rule.needs { look(at: needed) }
    }
    for kind in kinds {
      for assignment in (kind.rule.assignments ?? []) + kind.defaults {
        for source in assignment.sources { look(at: source) }
      }
      if let guarded = kind.rule.guarded {
        look(at: guarded.path)
        if !words.contains(guarded.word) { words.append(guarded.word) }
      }
      // What is made is told by matching the ARN that was put together.
      if kind.rule.isMade { stops |= Self.slash | Self.colon }
    }
    for rule in plan.context { look(at: rule.source) }
  }

  private func look(at source: ValueSource) {
    look(at: source.path)
    switch source.transform {
    case .none, .secret, .entity, .serviceLinked, .caller: break
    case .unslashed, .alias: stops |= Self.slash
    case .last, .queueURL:
      stops |= Self.slash | Self.colon
      arnsAreAlike = false
    case .key: stops |= Self.slash
    case .lower: stops |= Self.capital
    case .function, .revision: stops |= Self.colon
    case .copySource: stops |= Self.slash | Self.percent
    case .logGroup:
      stops |= Self.colon
      arnsAreAlike = false
    case .domain:
      stops |= Self.capital
      stopsAtDotEnd = true
      arnsAreAlike = false
    case .customBus:
      stops |= Self.slash
      if !words.contains("default") { words.append("default") }
      arnsAreAlike = false
    case .document: for prefix in ["AWS-", "AWSEC2-", "Amazon"] as [ByteString] { addPrefix(prefix) }
    case .account: stopsAtAccounts = true
    case .keep(let prefix): addPrefix(prefix)
    case .drop(let prefix):
      // What is left could be an ARN.
      stops |= Self.colon
      addPrefix(prefix)
    }
  }

  private func addPrefix(_ prefix: ByteString) { if !prefixes.contains(prefix) { prefixes.append(prefix) } }

  private func look(at path: ParameterPath) {
    guard let first = path.names.first else { return }
    if first == "*" || first == "@keys" {
      looksAtAll = true
    } else if path.root == .request {
      requestNames.insert(first.asciiLowercased)
    } else {
      responseNames.insert(first.asciiLowercased)
    }
  }

  /// Whether an event of this plan can be told by its shape at all.
  var isUsable: Bool { prefixes.count <= Self.mostPrefixes }

  /// Whether anything of the response matters.
  var looksAtResponse: Bool { !responseNames.isEmpty }

  /// Whether the logged resources matter.
  var looksAtResources: Bool { !formats.isEmpty }

  /// How a member of the parameters counts.
  enum Weight: UInt8 {
    /// Nobody asks for it.
    case nothing
    /// By its shape: names, lists and objects as they are, texts by their classes.
    case shape
    /// The same, the keys of tags as they stand.
    case tags
    /// As it stands.
    case itself
  }

  /// How a member at the top of the request parameters, or of the response elements, counts.
  func weight(of name: ByteSlice, inResponse: Bool) -> Weight {
    let folded = name.byteString.asciiLowercased
    if inResponse { return responseNames.contains(folded) ? .shape : .nothing }
    if folded == "path" || folded == "encryptioncontext" && asksForEncryption { return .itself }
    if name.mayBeAboutTags { return .tags }
    return looksAtAll || requestNames.contains(folded) || name.endsWith("Request") ? .shape : .nothing
  }

  /// The same, worked out once for each name.
  ///
  /// - Parameter number: the number of the name among those of a log.
  func weight(of name: ByteSlice, number: Int, inResponse: Bool) -> Weight {
    let known = inResponse ? Self.known(responseWeights, number) : Self.known(requestWeights, number)
    if let known { return known }
    let weight = weight(of: name, inResponse: inResponse)
    if inResponse {
      Self.note(weight, number, in: &responseWeights)
    } else {
      Self.note(weight, number, in: &requestWeights)
    }
    return weight
  }

  /// Forgets what names weigh, where their numbers or their weights change.
  func forgetWeights() {
    requestWeights.removeAll()
    responseWeights.removeAll()
  }

  @inline(__always)
  private static func known(_ weights: [UInt8], _ number: Int) -> Weight? {
    number < weights.count ? Weight(rawValue: weights[number] &- 1) : nil
  }

  private static func note(_ weight: Weight, _ number: Int, in weights: inout [UInt8]) {
    while weights.count <= number { weights.append(0) }
    weights[number] = weight.rawValue + 1
  }

  // MARK: Texts

  private static let slash: UInt8 = 1
  private static let colon: UInt8 = 2
  private static let capital: UInt8 = 4
  private static let percent: UInt8 = 8
  private static let mostPrefixes = 8

  private static let flags: [UInt8] = (0..<256).map { byte in
    switch UInt8(byte) {
    case UInt8(ascii: "/"): slash
    case UInt8(ascii: ":"): colon
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): capital
    case UInt8(ascii: "%"), UInt8(ascii: "?"): percent
    default: 0
    }
  }

  /// What a plain text is to this plan.
  func classify(_ text: ByteSlice) -> TextClass {
    guard text.count > 0 else { return .itself }
    if text.count > 4, text.base[3] == UInt8(ascii: ":"), ByteSlice(text.base, 4).equals(ByteSlice("arn:")) {
      return classify(arn: text)
    }
    if stops != 0 {
      var found: UInt8 = 0
      Self.flags.withUnsafeBufferPointer { flags in
        for offset in 0..<text.count { found |= flags[Int(text.base[offset])] }
      }
      if found & stops != 0 { return .itself }
    }
    if stopsAtDotEnd, text.base[text.count - 1] == UInt8(ascii: ".") { return .itself }
    if stopsAtAccounts, text.count == 12, text.byteString.isAccount { return .itself }
    for word in words where word.count == text.count {
      if word.withSlice({ text.equalsIgnoringASCIICase($0) }) { return .itself }
    }
    var marks: UInt32 = 0
    for (place, prefix) in prefixes.enumerated() where text.begins(with: prefix) { marks |= 1 << UInt32(place) }
    if isEC2 { marks |= EC2Identifier.mark(of: text) << 8 }
    return .alike(marks: marks)
  }

  private func classify(arn: ByteSlice) -> TextClass {
    guard arnsAreAlike, stops & Self.capital == 0 || !hasCapital(arn) else { return .itself }
    if arn.contains(":alias/") { return .itself }
    var marks: UInt32 = 0x8000_0000
    for (place, format) in formats.enumerated() {
      if format.matches(arn) { marks |= 1 << UInt32(place * 2) }
      if format.hasService(of: arn) { marks |= 2 << UInt32(place * 2) }
    }
    return .alike(marks: marks)
  }

  private func hasCapital(_ text: ByteSlice) -> Bool {
    for offset in 0..<text.count where text.base[offset] &- 0x41 < 26 { return true }
    return false
  }

  /// The longest part at the front of a text that its class hangs on: what comes behind it may be anything plain.
  func front(of text: ByteSlice) -> Int {
    var front = 0
    if text.begins(with: "arn:") {
      for offset in 0..<text.count where text.base[offset] == 0x2F || text.base[offset] == 0x3A { front = offset + 1 }
      return front
    }
    if isEC2, EC2Identifier.mark(of: text) != 0 {
      for offset in 0..<text.count where text.base[offset] == UInt8(ascii: "-") { front = offset + 1 }
      return front
    }
    for prefix in prefixes where text.begins(with: prefix) { front = max(front, prefix.count) }
    return front
  }
}

extension ByteSlice {
  /// Whether the first bytes are those of a prefix.
  func begins(with prefix: ByteString) -> Bool {
    count >= prefix.count && prefix.withSlice { ByteSlice(base, prefix.count).equals($0) }
  }
}
