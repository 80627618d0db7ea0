import CloudFormation
import Documents
import SyntheticStreams

/// `stockade generate`: made-up streams and policies, the same bytes for the same seed.
struct GenerateCommand: Command {
  static let spec = CommandSpec(
    "generate", summary: "Make up action streams and policies",
    discussion: [
      "Writes a stream of made-up actions with realistic names, tags and regions, or with --policies the policies "
        + "and the environment that such actions meet. The same seed gives the same bytes on every machine.",
      "Record N depends on the seed and N alone, so large streams can be made in parts with --start.",
      "With --template it writes what nobody has to make up: every update action on every resource of a template.",
    ],
    operand: nil,
    options: [
      kindOption, recordsOption, startOption, resourcesOption, seedOption, templateOption, stackOption, policiesOption,
      statementsOption,
      formatOption,
    ],
    examples: [
      .init("stockade generate --kind updates --records 3", "Three update actions on the resources of a stack"),
      .init(
        "stockade generate --template template.yaml | stockade evaluate --stack-policy stack-policy.json -",
        "What the stack policy says to every update of every resource"),
      .init(
        "stockade generate --policies workload --statements 1000", "Policies of 1,000 statements, and an environment"),
      .init(
        "stockade generate -n 1000000 | stockade evaluate --scp scp.json -f ndjson",
        "A million requests, decided by an SCP"),
    ])

  enum Format: String { case ndjson, records }

  static let kindOption = OptionSpec(
    "kind", value: .choice("KIND", of: SyntheticStream.Kind.allCases.map(\.rawValue)), category: .request,
    summary: "Make requests, updates or cloudtrail records; default requests",
    discussion: "Requests and updates are action records.")
  static let recordsOption = OptionSpec(
    "records", short: "n", value: Value("N"), category: .request, summary: "Make N records; default 1000")
  static let startOption = OptionSpec(
    "start", value: Value("N"), category: .request, summary: "Begin with record N instead of record 0")
  static let resourcesOption = OptionSpec(
    "resources", value: Value("N"), category: .request,
    summary: "Name N different resources in all",
    discussion: "Requests and cloudtrail records name a new resource in nearly every record, updates 500, unless said.")
  static let seedOption = OptionSpec(
    "seed", value: Value("N"), category: .request, summary: "Make other names and numbers; default 42")
  static let templateOption = OptionSpec(
    "template", value: Value("FILE", .file), category: .input,
    summary: "Write Modify, Replace and Delete of every resource in FILE",
    discussion: "FILE is a CloudFormation template, YAML or JSON; \"-\" is standard input.")
  static let stackOption = OptionSpec(
    "stack", value: Value("NAME"), category: .input, summary: "Name the stack in the records of --template")
  static let policiesOption = OptionSpec(
    "policies", value: Value("FOLDER", .folder), category: .policies,
    summary: "Write policies into FOLDER instead of a stream",
    discussion:
      "scp-*.json, identity-*.json and stack-policy-*.json hold documents within AWS's quotas; environment.json "
      + "attaches the first to an organization within its quotas, and every identity policy to every principal. Up to "
      + "1,000 statements each account has all SCPs; of more each has its part, and of more than about 16,000 some are "
      + "attached nowhere, which is said. FOLDER must exist.")
  static let statementsOption = OptionSpec(
    "statements", value: Value("N"), category: .policies,
    summary: "Make N statements of each type of policy; default 100")
  static let formatOption = OptionSpec.format(
    ["ndjson", "records"],
    discussion: "\"ndjson\" is one record a line, \"records\" one document, {\"Records\": [...]}.")

  private typealias Value = OptionSpec.Value

  private let kind: SyntheticStream.Kind
  private let records: Int
  private let start: Int
  private let resources: Int?
  private let seed: Int
  private let template: String?
  private let stack: String?
  private let folder: String?
  private let statements: Int
  private let format: Format

  init(_ arguments: ParsedArguments) throws(UsageError) {
    kind = try arguments.choice(Self.kindOption, default: .requests)
    records = try arguments.integer(Self.recordsOption, in: 0...1_000_000_000_000) ?? 1_000
    start = try arguments.integer(Self.startOption, in: 0...1_000_000_000_000) ?? 0
    resources = try arguments.integer(Self.resourcesOption, in: 1...1_000_000_000)
    seed = try arguments.integer(Self.seedOption, in: 0...Int.max) ?? 42
    template = arguments.value(Self.templateOption)
    stack = arguments.value(Self.stackOption)
    folder = arguments.value(Self.policiesOption)
    statements = try arguments.integer(Self.statementsOption, in: 1...100_000) ?? 100
    format = try arguments.choice(Self.formatOption, default: .ndjson)
    if folder == nil, arguments.has(Self.statementsOption) {
      throw .requires(Self.statementsOption, Self.policiesOption)
    }
    if template == nil, stack != nil { throw .requires(Self.stackOption, Self.templateOption) }
    if template != nil, folder != nil { throw .conflict(Self.templateOption, Self.policiesOption) }
    let ofStreams = [Self.kindOption, Self.recordsOption, Self.startOption, Self.resourcesOption, Self.formatOption]
    if folder != nil || template != nil, let option = ofStreams.first(where: { arguments.has($0) }) {
      throw .conflict(folder != nil ? Self.policiesOption : Self.templateOption, option)
    }
    if template != nil, arguments.has(Self.seedOption) { throw .conflict(Self.templateOption, Self.seedOption) }
  }

  func run(in session: Session) throws -> ExitStatus {
    if let folder {
      try writePolicies(to: folder, session)
    } else if let template {
      try writeUpdates(of: template, session)
    } else {
      try writeStream(session)
    }
    return .success
  }

  private func writeStream(_ session: Session) throws {
    var stream = SyntheticStream(
      seed: UInt64(seed), kind: kind, resources: resources.map { .pool($0) }, startingAt: UInt64(start))
    let separator = UInt8(ascii: format == .records ? "," : "\n")
    var block: [UInt8] = []
    block.reserveCapacity(Self.blockSize + 4_096)
    if format == .records { block.append(contentsOf: "{\"Records\":[".utf8) }
    for number in 0..<records {
      if format == .records, number > 0 { block.append(separator) }
      stream.appendRecord(to: &block)
      if format == .ndjson { block.append(separator) }
      if block.count >= Self.blockSize {
        try session.write(block)
        block.removeAll(keepingCapacity: true)
      }
    }
    if format == .records { block.append(contentsOf: "]}\n".utf8) }
    try session.write(block)
  }

  private func writeUpdates(of path: String, _ session: Session) throws {
    let source = try session.read(path)
    let (found, diagnostics) = TemplateReader.read(source)
    guard let template = found, template.faults.isEmpty else { throw DiagnosticsError(diagnostics) }
    for diagnostic in diagnostics { session.report(diagnostic) }
    for generator in template.generators {
      session.report(
        Diagnostic(
          .warning, "generate.noLogicalResourceId", Self.generatedResources, in: source, at: generator.keyRange))
    }
    var output = ByteBuffer()
    TemplateUpdates.appendLines(of: template, stack: stack.map { ByteString($0) }, to: &output)
    try session.write(output.array())
  }

  private func writePolicies(to folder: String, _ session: Session) throws {
    let policies = SyntheticPolicies(seed: UInt64(seed))
    let controls = policies.serviceControlPolicies(statements: statements)
    let grants = policies.identityPolicies(statements: statements)
    var files = (controls + grants + policies.stackPolicies(statements: statements)).map { ($0.name, $0.bytes) }
    files.append(
      ("environment.json", SyntheticPolicies.environment(serviceControlPolicies: controls, identityPolicies: grants)))
    for (name, bytes) in files {
      try session.write(bytes, toFile: folder + "/" + name)
    }
    let unattached = SyntheticPolicies.unattachedCount(of: controls)
    if unattached > 0 {
      var warning = Diagnostic(
        file: folder + "/environment.json", code: "generate.notAttached",
        message: "\(unattached) of \(controls.count) service control policies are attached nowhere: AWS takes"
          + " \(SyntheticPolicies.attachmentQuota) at a node, and there are twelve accounts")
      warning.severity = .warning
      session.report(warning)
    }
    session.note("\(files.count) files written to \(folder)\n")
  }

  private static let blockSize = 1 << 18

  private static let generatedResources =
    "this stands for resources whose logical ids are known only when it is expanded; they are left out"
}
