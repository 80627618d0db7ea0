import Documents
import PolicyLanguage
import Simulation

/// What reading a scenario file gave.
public struct ScenarioReading: Sendable {
  /// The scenario; nil when something is wrong with it or with its environment.
  public let scenario: Scenario?
  /// All findings, those of the environment and of the policies included.
  public let diagnostics: [Diagnostic]
}

/// Reads `*.scenario.json` files, as `docs/formats/scenarios.md` has them.
///
/// Every member is checked here, so that nothing misspelt is passed over; the names of resources, stacks and accounts
/// are checked when their step runs, since steps make and remove them.
public struct ScenarioReader {
  /// How a file is read.
  public struct Options: Sendable {
    /// Whether a step that asks may lack an expectation, to be written by `--update`.
    public var allowsMissingExpectations: Bool

    /// Makes options; a missing expectation is an error unless said.
    public init(allowsMissingExpectations: Bool = false) {
      self.allowsMissingExpectations = allowsMissingExpectations
    }
  }

  var reader: MemberReader
  var library: PolicyLibrary
  let options: Options
  /// The policies that steps name.
  var stepPolicies: [Policy] = []
  /// What the expectations of this file can name.
  var names = ExpectedNames()
  private let environments: (String) -> EnvironmentReading

  static let members = ["name", "environment", "missingContext", "steps"]

  private init(
    _ source: SourceText, library: PolicyLibrary, options: Options,
    environments: @escaping (String) -> EnvironmentReading
  ) {
    reader = MemberReader(source, family: "scenario")
    self.library = library
    self.options = options
    self.environments = environments
  }

  /// Reads a scenario file from where files are read.
  ///
  /// - Parameter environments: reads an environment file by its path; the same file may be asked for by many scenarios.
  public static func read(
    path: String, files: FileReader = .disk, options: Options = Options(),
    environments: ((String) -> EnvironmentReading)? = nil
  ) -> ScenarioReading {
    do throws(FileReader.Failure) {
      let source = SourceText(name: path, bytes: try files.read(path))
      return read(source, files: files, options: options, environments: environments)
    } catch {
      let diagnostic = Diagnostic(file: path, code: "scenario.file", message: "cannot read it: \(error.reason)")
      return ScenarioReading(scenario: nil, diagnostics: [diagnostic])
    }
  }

  /// Reads the text of a scenario file; what it names is found relative to the text's name.
  public static func read(
    _ source: SourceText, files: FileReader = .disk, options: Options = Options(),
    environments: ((String) -> EnvironmentReading)? = nil
  ) -> ScenarioReading {
    var reader = ScenarioReader(
      source, library: PolicyLibrary(files: files), options: options,
      environments: environments ?? { EnvironmentReader.read(path: $0, files: files) })
    do throws(JSONError) {
      let node = try JSONReader().read(source)
      let scenario = reader.scenario(node)
      return ScenarioReading(
        scenario: reader.reader.hasErrors ? nil : scenario, diagnostics: reader.reader.diagnostics)
    } catch {
      return ScenarioReading(scenario: nil, diagnostics: [error.diagnostic(in: source)])
    }
  }

  private mutating func scenario(_ node: DocumentNode) -> Scenario? {
    guard let members = reader.members(of: node, known: Self.members, what: "a scenario") else { return nil }
    let name = reader.text(members["name"], "'name'")
    let missingIsUnknown = missingContext(members["missingContext"]) ?? false
    guard let environment = environment(members, of: node) else { return nil }
    let before = library.warnings.count
    names = ExpectedNames(environment)
    let nodes = reader.elements(members["steps"], "'steps'")
    if members["steps"] == nil {
      reader.report("member.missing", "a scenario needs the member 'steps'", at: node.range)
    }
    let drafts = (nodes ?? []).compactMap { step($0, missingIsUnknown: missingIsUnknown) }
    names.add(stepPolicies)
    // Expectations come last: they may name what a later step attaches.
    let steps = drafts.map { draft in
      ScenarioStep(
        name: draft.name, kind: draft.kind, action: draft.action, principal: draft.principal,
        expectation: expectation(draft), range: draft.range)
    }
    reader.report(Array(library.warnings.dropFirst(before)))
    checkExpectations(steps, of: members["steps"] ?? node)
    return Scenario(
      name: name ?? Self.stem(reader.source.name), source: reader.source, environment: environment,
      missingIsUnknown: missingIsUnknown, steps: steps, policies: names.policies)
  }

  /// A scenario without steps, or whose steps expect nothing, would pass whatever the policies say.
  private mutating func checkExpectations(_ steps: [ScenarioStep], of node: DocumentNode) {
    guard !reader.hasErrors, steps.allSatisfy({ $0.expectation == nil }) else { return }
    if options.allowsMissingExpectations, steps.contains(where: { !$0.kind.isChange }) { return }
    reader.report("expect.none", Message.noExpectation, at: node.range)
  }

  private mutating func environment(_ members: [ByteString: DocumentNode], of node: DocumentNode) -> Environment? {
    guard let path = reader.requiredText(members, "environment", of: node, "a scenario"),
      let pathNode = members["environment"]
    else { return nil }
    let reading = environments(FileReader.path(path.string, namedBy: reader.source.name))
    reader.report(reading.diagnostics)
    library = reading.library
    if reading.environment == nil {
      reader.report("environment", Message.unusable(path), at: pathNode.range)
    }
    return reading.environment
  }

  /// Whether missing context is unknown; nil where the file does not say.
  mutating func missingContext(_ node: DocumentNode?) -> Bool? {
    guard let node, let word = reader.text(node, "'missingContext'") else { return nil }
    let words: [ByteString] = ["absent", "unknown"]
    guard words.contains(word) else {
      reader.report(
        "value", "'missingContext' is absent or unknown, not \(word.quoted())", at: node.range,
        suggestion: NearestSpelling.of(word, among: words)?.string)
      return nil
    }
    return word == "unknown"
  }

  private static func stem(_ path: String) -> ByteString {
    let file = ByteString(copying: path.utf8.split(separator: UInt8(ascii: "/")).last ?? path.utf8[...])
    for ending in [".scenario.json", ".json"] as [ByteString] where file.count > ending.count && file.hasSuffix(ending)
    {
      return ByteString(copying: file.bytes.dropLast(ending.count))
    }
    return file
  }

  private enum Message {
    static let noExpectation = "no step of this scenario expects anything, so it would pass under any policy"

    static func unusable(_ path: ByteString) -> String {
      "the environment \(path.quoted(limit: 200)) cannot be used"
    }
  }
}

/// A step whose expectation has not been read yet.
struct StepDraft {
  var name: ByteString?
  let kind: StepKind
  let action: StepAction
  let principal: ScenarioName?
  let expect: DocumentNode?
  let range: SourceRange
}
