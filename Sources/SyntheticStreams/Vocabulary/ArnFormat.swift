/// The format of the ARNs of one resource type, split into literal bytes and places to fill.
struct ArnFormat: Sendable {
  /// A part of a format.
  enum Part: Sendable {
    case literal([UInt8])
    case region, account, name, hexadecimal, uuid, objectKey
  }

  /// The parts, in order.
  let parts: [Part]

  /// Reads a format with the places `{r}`, `{a}`, `{n}`, `{h}`, `{u}`, `{k}` of the service table.
  init(_ format: String) {
    var parts: [Part] = []
    var literal: [UInt8] = []
    var bytes = Array(format.utf8)[...]
    while let byte = bytes.popFirst() {
      guard byte == UInt8(ascii: "{"), let letter = bytes.popFirst() else {
        literal.append(byte)
        continue
      }
      _ = bytes.popFirst()
      if !literal.isEmpty { parts.append(.literal(literal)) }
      literal = []
      switch letter {
      case UInt8(ascii: "r"): parts.append(.region)
      case UInt8(ascii: "a"): parts.append(.account)
      case UInt8(ascii: "n"): parts.append(.name)
      case UInt8(ascii: "h"): parts.append(.hexadecimal)
      case UInt8(ascii: "u"): parts.append(.uuid)
      default: parts.append(.objectKey)
      }
    }
    if !literal.isEmpty { parts.append(.literal(literal)) }
    self.parts = parts
  }

  /// Appends the ARN of one made-up resource.
  func append(
    region: [UInt8], account: [UInt8], random: inout SeededRandom, to output: inout [UInt8]
  ) {
    for part in parts {
      switch part {
      case .literal(let bytes): output.append(contentsOf: bytes)
      case .region: output.append(contentsOf: region)
      case .account: output.append(contentsOf: account)
      case .name: Self.appendName(&random, to: &output)
      case .hexadecimal: output.appendHexadecimal(random.next(), random.next(), digits: 17)
      case .uuid: output.appendUUID(&random)
      case .objectKey: Self.appendObjectKey(&random, to: &output)
      }
    }
  }

  /// Appends a name such as `payments-api-48213`.
  static func appendName(_ random: inout SeededRandom, to output: inout [UInt8]) {
    let words = NameVocabulary.standard
    output.append(contentsOf: random.pick(words.products))
    output.append(UInt8(ascii: "-"))
    output.append(contentsOf: random.pick(words.components))
    output.append(UInt8(ascii: "-"))
    output.appendDecimal(UInt64(random.below(100_000)))
  }

  private static func appendObjectKey(_ random: inout SeededRandom, to output: inout [UInt8]) {
    output.append(contentsOf: random.pick(NameVocabulary.standard.folders))
    output.append(UInt8(ascii: "/"))
    output.append(contentsOf: "part-".utf8)
    output.appendDecimal(UInt64(random.below(100_000)))
  }

  /// The format as a pattern of a policy, with `*` in every place that the caller leaves open.
  ///
  /// - Parameter name: what stands for a name, `payments-api-*` for example.
  func pattern(region: String = "*", account: String = "*", name: String = "*") -> String {
    var pattern = ""
    for part in parts {
      switch part {
      case .literal(let bytes): pattern += String(decoding: bytes, as: UTF8.self)
      case .region: pattern += region
      case .account: pattern += account
      case .name: pattern += name
      case .hexadecimal, .uuid, .objectKey: pattern += "*"
      }
    }
    return pattern
  }

  /// Whether its resources bear names and not ids alone.
  var hasName: Bool { parts.contains { if case .name = $0 { true } else { false } } }

  /// Whether its resources belong to a region.
  var hasRegion: Bool { parts.contains { if case .region = $0 { true } else { false } } }

  /// Whether its resources name their account.
  var hasAccount: Bool { parts.contains { if case .account = $0 { true } else { false } } }
}
