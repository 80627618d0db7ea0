import Catalog
import CloudFormation
import Documents
import Evaluation
import PolicyLanguage
import Replay
import Scenarios
import Simulation

/// Asks a stack policy about every update action on every resource of a stack: what is protected, by which statement.
struct StackPolicyMatrix {
  /// The most resources of all stacks together.
  static let resourceLimit = 1_000

  /// A resource with what would become of it.
  struct Resource {
    /// What the row is called: the logical id, with those of enclosing stacks before it.
    let name: String
    /// The logical id.
    let logicalResourceId: ByteString
    /// The type that stack policies see.
    let type: ByteString
    /// What becomes of the old resource of a replacement; nil where no template tells.
    var replaced: PhysicalFate?
    /// What becomes of a resource that leaves the template; nil where no template tells.
    var deleted: PhysicalFate?
    /// The actions that the plan at hand asks.
    var asked: [UpdateAction] = []
  }

  /// The rows.
  private(set) var rows: [Report.Matrix.Label] = []
  private(set) var cells: [[Report.Matrix.Cell]] = []
  /// How often each statement matched and decided.
  private(set) var coverage = CoverageTally()
  /// The resources that there was no room for.
  private(set) var leftOut = 0

  /// The matrix of all that was added.
  var matrix: Report.Matrix {
    Report.Matrix(
      title: "What the stack policy protects", rowTitle: "Resource", columnTitle: "Update action", rows: rows,
      columns: [
        .init("Modify", detail: "change in place"), .init("Replace", detail: "a new resource, the old one goes"),
        .init("Delete", detail: "leaves the template"),
      ], cells: cells)
  }

  /// Adds the resources of one stack.
  mutating func add(_ resources: [Resource], policy: Policy?, to explanations: inout ExplanationList) {
    if let policy { coverage.add(CoverageTally([policy])) }
    let answers = StackPolicyExplainer(policy)
    for resource in resources {
      guard rows.count < Self.resourceLimit else {
        leftOut += 1
        continue
      }
      rows.append(.init(resource.name, detail: resource.type.string))
      cells.append(UpdateAction.allCases.map { cell($0, resource, answers, &explanations) })
    }
  }

  /// Adds the resources of a stack of a stream.
  ///
  /// - Parameter old: the stack by the old policies of a comparison; cells name both answers where they differ: `A→D`.
  mutating func add(
    _ binding: StackPolicyBinding, before old: StackPolicyBinding? = nil, to explanations: inout ExplanationList
  ) {
    let first = rows.count
    let prefix = binding.name.map { $0.string + "/" } ?? ""
    let known = Dictionary(
      (binding.template.map { Self.resources(of: $0) } ?? []).map { ($0.logicalResourceId, $0) },
      uniquingKeysWith: { first, _ in first })
    let resources = binding.resourceTypes.sorted { $0.key < $1.key }.map { id, type in
      Resource(
        name: prefix + id.string, logicalResourceId: id, type: type, replaced: known[id]?.replaced,
        deleted: known[id]?.deleted)
    }
    add(resources, policy: binding.policy, to: &explanations)
    guard let old else { return }
    let answers = StackPolicyExplainer(old.policy)
    for (row, resource) in zip(first..<rows.count, resources) {
      for (column, action) in UpdateAction.allCases.enumerated() {
        let was = Report.State(answers.explain(action, resource).decision.result)
        guard was != cells[row][column].state else { continue }
        cells[row][column].letter = was.letter + "→" + cells[row][column].letter
        cells[row][column].isAsked = true
      }
    }
  }

  private mutating func cell(
    _ action: UpdateAction, _ resource: Resource, _ answers: StackPolicyExplainer, _ explanations: inout ExplanationList
  ) -> Report.Matrix.Cell {
    let explanation = answers.explain(action, resource)
    coverage.add(explanation)
    let state = Report.State(explanation.decision.result)
    let (data, isLoss) = data(action, resource)
    return .init(
      letter: state.letter, state: state, isAsked: resource.asked.contains(action), data: data,
      losesData: isLoss && state != .deny, explanation: explanations.id(explanation.decision))
  }

  private func data(_ action: UpdateAction, _ resource: Resource) -> (String, isLoss: Bool) {
    let fate: PhysicalFate? =
      switch action {
      case .modify: nil
      case .replace: resource.replaced
      case .delete: resource.deleted
      }
    let isStateful = Catalog.resourceType(resource.type)?.isStateful == true
    switch fate {
    case .deleted: return (isStateful ? "data deleted" : "deleted", isStateful)
    case .snapshotted: return ("snapshot", false)
    case .retained: return ("kept", false)
    case .unknown: return ("not known", false)
    default: return ("", false)
    }
  }

  /// The resources of a template, with what would become of each.
  static func resources(of source: SourceText, prefix: String = "") -> [Resource] {
    guard let template = TemplateReader.read(source).template else { return [] }
    return ResolvedTemplate(template).resources.filter { !$0.isPresent.isNo }.map { resource in
      let change = ResourceChange(resource.logicalResourceId, type: resource.resource.type, .none)
      return Resource(
        name: prefix + resource.logicalResourceId.string, logicalResourceId: resource.logicalResourceId,
        type: change.provisionedType, replaced: DeletionOutcome(of: resource, when: .replaced).fate,
        deleted: DeletionOutcome(of: resource, when: .removedFromTemplate).fate)
    }.sorted { $0.logicalResourceId < $1.logicalResourceId }
  }
}

/// One stack policy, compiled once for all questions.
private struct StackPolicyExplainer {
  private let program: Program
  /// Nil without a policy, which allows everything (ruling 2).
  private let index: IndexedStack?

  init(_ policy: Policy?) {
    let program = Program(policy.map { [$0] } ?? [])
    self.program = program
    index = policy.map { policy in
      IndexedStack(CompiledStack(stackPolicy: policy, program: program), program: program)
    }
  }

  func explain(_ action: UpdateAction, _ resource: StackPolicyMatrix.Resource) -> Explanation {
    let request = Request(
      action: ByteString(action.rawValue),
      resource: ByteString(Array("LogicalResourceId/".utf8) + resource.logicalResourceId.bytes),
      context: RequestContext(["ResourceType": .single(resource.type)]))
    guard let index else { return Explanation(request, byStackPolicy: nil) }
    return Explanation(request, under: index, program: program)
  }
}

extension Report {
  /// Adds a matrix of stack policies, and the policies' sources with what it showed of them.
  mutating func add(_ matrix: StackPolicyMatrix, _ explanations: ExplanationList) {
    guard !matrix.rows.isEmpty else { return }
    matrices.append(matrix.matrix)
    self.explanations = explanations.explanations
    add(matrix.coverage.policies.map { PolicySource($0, isWhole: matrix.leftOut == 0) })
    if matrix.leftOut > 0 { leaveOut("\(Plural.count(matrix.leftOut, "resource")) of the matrix") }
  }
}
