extension GuardrailStatements {
  /// The families of narrow statements, drawn evenly.
  static let families: [@Sendable (inout SeededRandom) -> StatementText] = [
    deletionByTag, namedResources, namedResources, namedResources, accountRegions, resourceInAccount,
    requestKeyOnNames, tagKeysOnNames, missingRequestTag, deletionOutsideNetwork, withoutMultiFactor, freezeWindow,
    waitingPeriod, foreignTeam, allButOwnBuckets,
  ]

  private typealias Draw = PolicyDraw

  /// Denies deleting what bears one of some project tags.
  private static func deletionByTag(_ random: inout SeededRandom) -> StatementText {
    let services = random.picks(2 + random.below(3), of: Draw.services)
    return StatementText(
      sid: "DenyDeleteByProject", actions: services.map { "\($0):Delete*" },
      conditions: [("StringEquals", "aws:ResourceTag/project", Draw.projects(&random, 1 + random.below(3)))])
  }

  /// Denies changes to resources of some name to all but some roles.
  private static func namedResources(_ random: inout SeededRandom) -> StatementText {
    let type = Draw.type(&random, named: true)
    return StatementText(
      sid: "ProtectNamed", actions: Draw.writes(of: type, &random),
      resources: (0...random.below(3)).map { _ in type.arn.pattern(name: Draw.name(&random) + "-*") },
      conditions: [("ArnNotLike", "aws:PrincipalARN", Draw.roles(&random, 2))])
  }

  /// Denies a service's creations in an account outside its regions.
  private static func accountRegions(_ random: inout SeededRandom) -> StatementText {
    StatementText(
      sid: "RegionsOfAccount", actions: random.picks(2, of: Draw.services).map { "\($0):Create*" },
      conditions: [
        ("StringEquals", "aws:PrincipalAccount", [Draw.account(&random)]),
        ("StringNotEquals", "aws:RequestedRegion", Draw.usedRegions + [random.pick(Draw.otherRegions)]),
      ])
  }

  /// Denies changes to some resources of one account and region.
  private static func resourceInAccount(_ random: inout SeededRandom) -> StatementText {
    let type = Draw.type(&random, named: true)
    let pattern = type.arn.pattern(
      region: random.pick(Draw.usedRegions), account: Draw.account(&random), name: Draw.name(&random) + "-?????")
    return StatementText(sid: "ProtectInAccount", actions: ["\(type.prefix):*"], resources: [pattern])
  }

  /// Denies what a service's own key does not allow, on resources of some name.
  private static func requestKeyOnNames(_ random: inout SeededRandom) -> StatementText {
    var type = Draw.type(&random, named: true)
    while type.key == nil { type = Draw.type(&random, named: true) }
    let key = type.key ?? (name: "aws:PrincipalOrgID", values: ["o-exampleorg"])
    return StatementText(
      sid: "RequireApprovedValue", actions: Draw.writes(of: type, &random),
      resources: [type.arn.pattern(name: Draw.name(&random) + "*")],
      conditions: [("StringNotEqualsIfExists", key.name, random.picks(1 + random.below(2), of: key.values))])
  }

  /// Denies setting some tags on resources of some name.
  private static func tagKeysOnNames(_ random: inout SeededRandom) -> StatementText {
    let type = Draw.type(&random, named: true)
    let keys = random.picks(2, of: NameVocabulary.standard.tagKeys).map { String(decoding: $0, as: UTF8.self) }
    let isAny = random.chance(60)
    return StatementText(
      sid: "ProtectTags", actions: Draw.writes(of: type, &random),
      resources: [type.arn.pattern(name: Draw.name(&random) + "-*")],
      conditions: [
        (isAny ? "ForAnyValue:StringEquals" : "ForAllValues:StringNotLike", "aws:TagKeys", keys)
      ])
  }

  /// Denies a role in an account to create without a tag.
  private static func missingRequestTag(_ random: inout SeededRandom) -> StatementText {
    let tag = random.pick(["owner", "project", "cost-center"])
    return StatementText(
      sid: "RequireTag", actions: random.picks(2, of: Draw.services).map { "\($0):Create*" },
      conditions: [
        ("Null", "aws:RequestTag/\(tag)", ["true"]),
        ("ArnLike", "aws:PrincipalArn", [Draw.role(&random, account: Draw.account(&random))]),
      ])
  }

  /// Denies deletions from outside a network to a role's sessions.
  private static func deletionOutsideNetwork(_ random: inout SeededRandom) -> StatementText {
    StatementText(
      sid: "NetworkOfRole", actions: random.picks(3, of: Draw.services).map { "\($0):Delete*" },
      conditions: [
        ("NotIpAddress", "aws:SourceIp", ["10.\(8 * random.below(2)).0.0/13", "10.\(random.below(256)).16.0/20"]),
        ("ArnEquals", "aws:PrincipalArn", [Draw.role(&random, account: Draw.account(&random))]),
      ])
  }

  /// Denies changes to a project's resources without a second factor.
  private static func withoutMultiFactor(_ random: inout SeededRandom) -> StatementText {
    let type = Draw.type(&random, named: false)
    return StatementText(
      sid: "RequireMultiFactor", actions: Draw.writes(of: type, &random),
      conditions: [
        ("BoolIfExists", "aws:MultiFactorAuthPresent", ["false"]),
        ("StringEquals", "aws:ResourceTag/project", Draw.projects(&random, 3)),
      ])
  }

  /// Denies changes to a project's resources within a window of time.
  private static func freezeWindow(_ random: inout SeededRandom) -> StatementText {
    let month = 1 + random.below(11)
    return StatementText(
      sid: "Freeze", actions: random.picks(3, of: Draw.services).flatMap { ["\($0):Update*", "\($0):Modify*"] },
      conditions: [
        ("DateGreaterThan", "aws:CurrentTime", ["2026-\(month < 10 ? "0" : "")\(month)-\(10 + random.below(18))"]),
        ("DateLessThan", "aws:CurrentTime", ["2026-12-\(10 + random.below(18))T22:00:00Z"]),
        ("StringLike", "aws:ResourceTag/project", ["prj-\(100 + random.below(100))?"]),
      ])
  }

  /// Denies what needs a recent sign-in or a long waiting period.
  private static func waitingPeriod(_ random: inout SeededRandom) -> StatementText {
    let type = Draw.type(&random, named: true)
    return StatementText(
      sid: "RequireRecentSignIn", actions: Draw.writes(of: type, &random),
      resources: [type.arn.pattern(account: Draw.account(&random), name: Draw.name(&random) + "-*")],
      conditions: [("NumericGreaterThan", "aws:MultiFactorAuthAge", ["\(900 * (1 + random.below(12)))"])])
  }

  /// Denies changes to named resources of another team.
  private static func foreignTeam(_ random: inout SeededRandom) -> StatementText {
    let type = Draw.type(&random, named: true)
    return StatementText(
      sid: "OwnTeamOnly", actions: Draw.writes(of: type, &random),
      resources: [type.arn.pattern(name: Draw.name(&random) + "-*")],
      conditions: [("StringNotEquals", "aws:ResourceTag/team", ["${aws:PrincipalTag/team}"])])
  }

  /// Denies a role in an account to write to all buckets but its own.
  private static func allButOwnBuckets(_ random: inout SeededRandom) -> StatementText {
    StatementText(
      sid: "OwnBucketsOnly", actions: ["s3:PutObject", "s3:PutObjectAcl", "s3:DeleteObject"],
      resourceMember: "NotResource",
      resources: [
        "arn:aws:s3:::\(Draw.name(&random))-*", "arn:aws:s3:::\(Draw.name(&random))-*/exports/*",
      ],
      conditions: [("ArnEquals", "aws:PrincipalArn", [Draw.role(&random, account: Draw.account(&random))])])
  }
}
