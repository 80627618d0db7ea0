/// A statement of a made-up policy on its way to JSON text.
///
/// Policies are made once a run, so this is written for reading, with strings.
struct StatementText {
  /// One operator block: the operator, the key, the values.
  typealias Block = (operator: String, key: String, values: [String])

  /// The Sid.
  var sid: String
  /// `Allow` or `Deny`.
  var effect = "Deny"
  /// Whether it holds `"Principal": "*"`, as stack policies must.
  var hasPrincipal = false
  /// The member name of the actions: `Action` or `NotAction`.
  var actionMember = "Action"
  /// The action patterns.
  var actions: [String]
  /// The member name of the resources: `Resource` or `NotResource`.
  var resourceMember = "Resource"
  /// The resource patterns.
  var resources = ["*"]
  /// The operator blocks, no operator twice.
  var conditions: [Block] = []

  /// The statement as one line of JSON.
  var json: String {
    var members = ["\"Sid\":\(quoted(sid))", "\"Effect\":\(quoted(effect))"]
    if hasPrincipal { members.append("\"Principal\":\"*\"") }
    members.append("\"\(actionMember)\":\(list(actions))")
    members.append("\"\(resourceMember)\":\(list(resources))")
    if !conditions.isEmpty {
      let blocks = conditions.map { "\(quoted($0.operator)):{\(quoted($0.key)):\(list($0.values))}" }
      members.append("\"Condition\":{\(blocks.joined(separator: ","))}")
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  private func list(_ values: [String]) -> String {
    values.count == 1 ? quoted(values[0]) : "[" + values.map(quoted).joined(separator: ",") + "]"
  }

  /// The vocabulary holds no character that JSON escapes.
  private func quoted(_ text: String) -> String { "\"\(text)\"" }
}

extension SeededRandom {
  /// Draws one element of a list of names as text.
  mutating func pickText(_ list: [[UInt8]]) -> String { String(decoding: pick(list), as: UTF8.self) }
}
