/// The names of the workload's organization: accounts, regions, principals, tags, and the words of resource names.
struct NameVocabulary: Sendable {
  /// The vocabulary, made once.
  static let standard = NameVocabulary()

  /// First words of resource names.
  let products = words(
    "payments orders catalog search identity billing ledger fraud pricing inventory shipping returns reviews mobile web partner analytics reporting datalake research genomics imaging platform network"
  )
  /// Second words of resource names.
  let components = words(
    "api worker queue cache store events audit backup export import ingest index model batch stream proxy gateway scheduler loader archive session profile media metrics"
  )
  /// First parts of object keys.
  let folders = words("raw/2026/11 raw/2026/10 curated/daily curated/hourly exports/csv home/ana home/ben logs/app tmp")
  /// Twelve accounts of one organization.
  let accounts = (0..<12).map { Array("\(111_122_223_333 + $0 * 17_171_717_171)".utf8) }
  /// Regions with the share of requests that go to each, in percent; the first four are those in use.
  let regions: [(name: [UInt8], percent: Int)] = [
    ("us-east-1", 36), ("eu-west-1", 24), ("us-west-2", 14), ("eu-central-1", 11), ("ap-southeast-2", 3),
    ("ap-northeast-1", 3), ("ca-central-1", 3), ("sa-east-1", 1), ("eu-north-1", 1), ("ap-south-1", 1),
    ("us-east-2", 3),
  ].map { (Array($0.0.utf8), $0.1) }
  /// Role names, with their paths; the first four are exempt from guardrails.
  let roles = words(
    "OrganizationAccountAccessRole AWSControlTowerExecution platform/BreakGlass platform/Deployer SecurityAudit ReadOnly DataEngineer BackupOperator app/OrdersService app/PaymentsService app/SearchService MLResearch NetworkAdmin DatabaseAdmin SupportTier1 ci/BuildAgent"
  )
  /// User names.
  let users = words("ana ben chloe dmitri erin farid")
  /// Session names.
  let sessions = words("ana ben i-0f1e2d3c deploy-4711 botocore aws-go")
  /// Values of `team` tags.
  var teams: [[UInt8]] { products }
  /// Values of `environment` tags.
  let environments = words("production staging development sandbox")
  /// Names of tags that requests set.
  let tagKeys = words("owner project environment cost-center team data-class retention codeocean:protected")
  /// The number of values that the `project` tag takes, `prj-0` and up.
  let projects = 2_000

  /// All principals of the organization as their ARNs: of each account its roles, then its users.
  let principals: [[UInt8]]
  /// The session ARNs of the principals: of each account its roles under each session name.
  let roleSessions: [[UInt8]]

  private init() {
    var principals: [[UInt8]] = []
    var roleSessions: [[UInt8]] = []
    for account in accounts {
      for role in roles {
        principals.append(Array("arn:aws:iam::".utf8) + account + Array(":role/".utf8) + role)
        let name = role.split(separator: UInt8(ascii: "/")).last ?? []
        for session in sessions {
          roleSessions.append(
            Array("arn:aws:sts::".utf8) + account + Array(":assumed-role/".utf8) + name + [UInt8(ascii: "/")] + session)
        }
      }
      for user in users { principals.append(Array("arn:aws:iam::".utf8) + account + Array(":user/".utf8) + user) }
    }
    self.principals = principals
    self.roleSessions = roleSessions
  }

  private static func words(_ text: String) -> [[UInt8]] { text.split(separator: " ").map { Array($0.utf8) } }

  /// Draws a region by its share.
  func region(_ random: inout SeededRandom) -> [UInt8] {
    var left = random.below(100)
    for (name, percent) in regions {
      left -= percent
      if left < 0 { return name }
    }
    return regions[0].name
  }

  /// Draws a principal: of ten, two sessions, seven roles and one user. Service and root principals do not occur.
  func principal(account: Int, _ random: inout SeededRandom) -> [UInt8] {
    let kind = random.below(10)
    if kind < 2 {
      let perAccount = roles.count * sessions.count
      return roleSessions[account * perAccount + random.below(perAccount)]
    }
    let perAccount = roles.count + users.count
    let index = kind < 9 ? random.below(roles.count) : roles.count + random.below(users.count)
    return principals[account * perAccount + index]
  }
}
