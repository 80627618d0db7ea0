import Documents
import PolicyDiff
import PolicyLanguage
import Replay
import Reporting
import Simulation

/// `stockade diff`: which decisions change between an old and a new policy set.
struct DiffCommand: Command {
  static let spec = CommandSpec(
    "diff", summary: "Show which decisions change between old and new policies",
    discussion: [
      """
      Decides every action of a stream by the old and by the new policies in one pass, and shows the decisions that \
      change: newly denied, newly allowed, now unknown; with both deciding statements, by principal, action and \
      account, each with its first record.
      """,
      """
      Without a STREAM it takes the full matrix: each resource of a template times Modify, Replace and Delete, and \
      each action that deletes, detaches or untags a listed resource or principal, by each listed principal and by \
      anyone of the resource's account, in the resource's region.
      """,
      """
      Each side is one or more files, recognised by their content: an environment, or stack policies ([NAME=]FILE) and \
      SCPs, which form one level, with templates ([NAME=]FILE) for the resources of the stacks.
      """,
    ],
    operand: .init("STREAM", isRequired: false, summary: "Records, files or folders; \"-\" is standard input"),
    options: [
      before, after, PolicyOptions.requireIdentity, .filesFrom, ContextOptions.missingContext, ContextOptions.assume,
      onBadRecord, failOn, report, format, .jobs,
    ],
    statuses: [
      "0  nothing that --fail-on lists was found",
      "1  a change that --fail-on lists",
      "2  a usage error, a policy with an error, no record at all, or an input or",
      "   record that cannot be read or decided (--on-bad-record line leaves records",
      "   out of this)",
      "3  --fail-on is given, and all that is found is decisions that are now Unknown",
      "70 internal error",
    ],
    examples: [
      .init(
        "stockade diff --before old/scp.json --after scp.json actions.ndjson --fail-on new-allow",
        "Does the new SCP let anything through that the old one stopped?"),
      .init(
        "stockade diff --before old/environment.json --after environment.json",
        "What do the new policies protect and expose, without any recording?"),
    ])

  enum Format: String { case text, json }
  enum FailOn: String {
    case newAllow = "new-allow"
    case newDeny = "new-deny"
    case unknown, any, none
  }

  static let before = OptionSpec(
    "before", value: .init("[NAME=]FILE", .file), isRepeatable: true, category: .policies,
    summary: "The old policies: an environment, or policies and templates")
  static let after = OptionSpec(
    "after", value: .init("[NAME=]FILE", .file), isRepeatable: true, category: .policies,
    summary: "The new policies: an environment, or policies and templates")
  static let format = OptionSpec.format(["text", "json"])
  static let failOn = OptionSpec.failOn(["new-allow", "new-deny", "unknown", "any", "none"], default: "none")
  static let onBadRecord = OptionSpec(
    "on-bad-record", value: .choice("WHAT", of: ["fail", "line"]), category: .decisions,
    summary: "What a record that cannot be decided does; default fail",
    discussion: "With \"fail\" the run goes on and ends with status 2, with \"line\" it ends as if nothing were wrong.")
  static let report = ReportOptions.option(also: ["text"])

  private let arguments: ParsedArguments
  private let before: DiffSide
  private let after: DiffSide
  private let context: ContextOptions
  private let format: Format
  private let failOn: [FailOn]
  private let badRecords: BadRecordPolicy
  private let jobs: Int?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    let requiresIdentity = arguments.has(PolicyOptions.requireIdentity)
    before = try DiffSide(arguments, Self.before, requiresIdentity: requiresIdentity)
    after = try DiffSide(arguments, Self.after, requiresIdentity: requiresIdentity)
    context = try ContextOptions(arguments)
    format = try arguments.choice(Self.format, default: .text)
    failOn = try arguments.choices(Self.failOn) ?? []
    badRecords = try arguments.choice(Self.onBadRecord, default: .fail)
    jobs = try arguments.integer(.jobs, in: 1...1024)
  }

  func run(in session: Session) throws -> ExitStatus {
    let old = try session.leavingOutWarnings { try before.load(session) }
    let new = try after.load(session)
    var run = DiffRun(before: old, after: new)
    run.comparison.missingContext = context.missingContext
    run.comparison.jobs = jobs ?? session.console.processorCount
    let paths = try session.inputPaths(arguments)
    var result: DiffResult
    if paths.isEmpty, !arguments.has(.filesFrom) {
      result = run.run(try matrix(old, new))
    } else {
      let inputs = try session.recordInputs(paths, namesFiles: arguments.has(.filesFrom), asRecords: false)
      run.comparison.namesFiles = inputs.namesFiles
      switch inputs.kind {
      case .lines(let lines): result = run.run(lines)
      case .records(let files):
        var trailContext = context.missingContext
        if !arguments.has(ContextOptions.missingContext) { trailContext.isUnknown = true }
        result = run.run(files, trailContext: trailContext)
      }
      result.failures = inputs.failures + result.failures
    }
    for failure in result.failures { session.report(session.located(failure)) }
    if result.recordCount == 0, result.failures.isEmpty { session.report(.nothingCompared) }
    switch format {
    case .text: try session.write(DiffText(style: session.outputStyle).render(result))
    case .json: try session.write(DiffJSON.render(result))
    }
    let status = status(result)
    try session.writeReports(status) { origin, status in
      Report.diff(
        result, of: paths.first ?? Report.unnamedStream, before: old, after: new, origin: origin, status: status,
        objections: objections,
        diagnostics: session.diagnostics)
    } other: { _ in
      Array(DiffText(style: .plain).render(result).utf8)
    }
    return status
  }

  /// What the run is told to object to.
  private var objections: Set<Report.Objection> {
    if failOn.contains(.any) { return [.newAllow, .newDeny, .unknown, .badRecord] }
    var objections: Set<Report.Objection> = badRecords == .line ? [] : [.badRecord]
    if failOn.contains(.newAllow) { objections.insert(.newAllow) }
    if failOn.contains(.newDeny) { objections.insert(.newDeny) }
    if failOn.contains(.unknown) { objections.insert(.unknown) }
    return objections
  }

  /// The full matrix of both sides' resources.
  private func matrix(_ old: StreamPolicies, _ new: StreamPolicies) throws -> MatrixRecords {
    var matrix = MatrixRecords()
    var types: [(name: ByteString?, types: [ByteString: ByteString])] = []
    for binding in old.stacks + new.stacks {
      if let index = types.firstIndex(where: { $0.name == binding.name }) {
        types[index].types.merge(binding.resourceTypes) { _, newer in newer }
      } else {
        types.append((binding.name, binding.resourceTypes))
      }
    }
    for (name, types) in types { matrix.addUpdates(stack: name, types: types) }
    let assumed = context.missingContext.assumptions.map(\.key.asciiLowercased)
    matrix.addDeletions(of: [old, new].compactMap { if case .world(let world) = $0.requests { world } else { nil } }) {
      assumed.contains($0.asciiLowercased)
    }
    if matrix.count == 0 {
      throw UsageError.other(
        code: "noStream",
        message: "there is nothing to compare: give a STREAM, a template, or environments that list resources")
    }
    return matrix
  }

  private func status(_ result: DiffResult) -> ExitStatus {
    // Where nothing was compared, nothing was shown to stay as it is.
    if !result.failures.isEmpty || result.recordCount == 0 { return .inputError }
    if result.errorCount > 0, badRecords != .line { return .inputError }
    let asked = failOn.filter { $0 != .none }
    let counted: [(FailOn, DecisionChange)] = [
      (.newAllow, .newlyAllowed), (.newDeny, .newlyDenied), (.unknown, .nowUnknown),
    ]
    for (word, change) in counted where result.table.count(change) > 0 {
      if asked.contains(word) || asked.contains(.any) { return .finding }
    }
    return result.table.count(.nowUnknown) > 0 && !asked.isEmpty ? .inconclusive : .success
  }
}

extension Diagnostic {
  fileprivate static let nothingCompared = Diagnostic(
    file: "", code: "diff.nothingCompared",
    message: "no record was compared: the streams hold none that asks something")
}
