/// Statements of stack policies.
enum StackStatements {
  /// Makes statement `index`: one of the five broad ones below 5, a narrow one above.
  static func statement(_ index: Int, seed: UInt64, _ random: inout SeededRandom) -> StatementText {
    if index < broad.count { return broad[index] }
    var statement = narrow(seed: seed, &random)
    statement.sid += String(index)
    statement.hasPrincipal = true
    return statement
  }

  private static func statement(
    _ sid: String, _ effect: String, _ actions: [String], _ resources: [String], not: Bool = false, types: [String] = []
  ) -> StatementText {
    StatementText(
      sid: sid, effect: effect, hasPrincipal: true, actions: actions,
      resourceMember: not ? "NotResource" : "Resource", resources: resources,
      conditions: types.isEmpty ? [] : [("StringEquals", "ResourceType", types)])
  }

  private static let broad: [StatementText] = [
    statement("AllowModify", "Allow", ["Update:Modify"], ["*"]),
    statement(
      "AllowReplaceAndDelete", "Allow", ["Update:Replace", "Update:Delete"],
      ["LogicalResourceId/Audit*", "LogicalResourceId/Shared*", "LogicalResourceId/Public*"], not: true),
    statement(
      "ProtectData", "Deny", ["Update:Replace", "Update:Delete"], ["*"],
      types: ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DynamoDB::Table", "AWS::KMS::Key"]),
    statement(
      "ProtectProduction", "Deny", ["Update:Delete"], ["LogicalResourceId/Production*"]),
    StatementText(
      sid: "ProtectNetwork", effect: "Deny", hasPrincipal: true, actions: ["Update:*"], resources: ["*"],
      conditions: [("StringLike", "ResourceType", ["AWS::EC2::VPC*", "AWS::EC2::Subnet"])]),
  ]

  /// Draws a statement about a few resources of the stream's pool: by their logical ids, or all of some stem.
  private static func narrow(seed: UInt64, _ random: inout SeededRandom) -> StatementText {
    var types: [String] = []
    let ids = (0...random.below(3)).map { _ in
      var resource = SyntheticStream.poolRandom(seed: seed, index: random.below(500))
      var id: [UInt8] = []
      types.append(
        String(decoding: UpdateRecord.appendLogicalId(&resource, numbers: 100, to: &id), as: UTF8.self))
      let text = String(decoding: id, as: UTF8.self)
      return "LogicalResourceId/" + (random.chance(70) ? text : text.prefix { !$0.isNumber } + "*")
    }
    let actions = random.pick([
      ["Update:*"], ["Update:Replace", "Update:Delete"], ["Update:Modify"], ["Update:Delete"],
    ])
    return StatementText(
      sid: "Named", effect: random.chance(30) ? "Deny" : "Allow", actions: actions, resources: ids,
      conditions: random.chance(25) ? [("StringEquals", "ResourceType", Array(Set(types)).sorted())] : [])
  }
}
