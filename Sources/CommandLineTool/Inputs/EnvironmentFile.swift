import CloudFormation
import Documents
import PolicyLanguage
import Replay
import Simulation

/// Reads the environment that a command line names, and everything that it names in turn.
struct EnvironmentFile {
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  /// The environment as a world that answers for requests. Warnings are reported at once.
  ///
  /// - Throws: everything that is wrong with it, as one `DiagnosticsError` (ruling 20).
  func world(_ path: String, requiresIdentity: Bool = false) throws -> World {
    let reading = EnvironmentReader.read(try session.read(path), files: session.fileReader)
    guard let environment = reading.environment else { throw DiagnosticsError(reading.diagnostics) }
    for diagnostic in reading.diagnostics { session.report(diagnostic) }
    return World(environment, requiresIdentity: requiresIdentity)
  }

  /// The stack policies of a world's stacks, with the types of their resources where they have a template.
  func bindings(_ world: World) throws -> [StackPolicyBinding] {
    try world.stacks.map { stack in
      StackPolicyBinding(
        name: stack.name, policy: stack.stackPolicy, resourceTypes: try stack.template.map(resourceTypes) ?? [:],
        template: stack.template)
    }
  }

  private func resourceTypes(_ source: SourceText) throws -> [ByteString: ByteString] {
    let (template, diagnostics) = TemplateReader.read(source)
    guard let template else { throw DiagnosticsError(diagnostics) }
    return Dictionary(
      template.resources.map { ($0.logicalResourceId, $0.type) }, uniquingKeysWith: { first, _ in first })
  }
}
