/// Statements of stack policies.
enum StackStatements {
  /// Makes statement `index`: one of the five broad ones below 5, a narrow one above.
  static func statement(_ index: Int, _ random: inout SeededRandom) -> StatementText {
    if index < broad.count { return broad[index] }
    var statement = narrow(&random)
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

  /// Draws a statement about a few logical ids, with or without their type.
  private static func narrow(_ random: inout SeededRandom) -> StatementText {
    let types = StackVocabulary.standard.types
    let type = random.pick(types)
    let noun = String(decoding: type.noun, as: UTF8.self)
    let ids = (0...random.below(3)).map { _ in
      let stem = random.pickText(UpdateRecord.purposes) + random.pickText(UpdateRecord.roles) + noun
      return "LogicalResourceId/" + stem + (random.chance(70) ? String(random.below(100)) : "\(random.below(10))*")
    }
    let actions = random.pick([
      ["Update:*"], ["Update:Replace", "Update:Delete"], ["Update:Modify"], ["Update:Delete"],
    ])
    return StatementText(
      sid: "Named", effect: random.chance(60) ? "Deny" : "Allow", actions: actions, resources: ids,
      conditions: random.chance(25)
        ? [("StringEquals", "ResourceType", [String(decoding: type.name, as: UTF8.self)])] : [])
  }
}
