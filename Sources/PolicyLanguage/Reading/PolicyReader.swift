import Documents

/// What came of reading a policy.
public struct PolicyReading: Sendable {
  /// The policy; nil when there is an error, since a policy with one is never evaluated (ruling 20).
  public let policy: Policy?
  /// Where there is an error, the statements that have none of their own: to be looked at, never to be evaluated.
  public let soundPart: Policy?
  /// All that was found, in the order of the text.
  public let diagnostics: [Diagnostic]

  init(policy: Policy?, soundPart: Policy? = nil, diagnostics: [Diagnostic]) {
    self.policy = policy
    self.soundPart = soundPart
    self.diagnostics = diagnostics
  }

  /// Whether there is an error among the diagnostics.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Reads policy documents by the grammar of one kind, and says everything that is wrong with them.
///
/// Source: rulings 5 to 8, 16, 20, 23 to 30, authorization.md section 1, stack-updates.md section 1.
public struct PolicyReader: Sendable {
  /// The kind whose grammar counts.
  public let kind: PolicyKind

  /// Makes a reader for one kind of policy.
  public init(kind: PolicyKind) {
    self.kind = kind
  }

  /// Reads a whole file: the plain document, or one of the AWS outputs that hold one (`PolicyContainer`).
  ///
  /// A document that stands as text inside another file is its own source, named after the file; its positions count
  /// from the start of that text, and the messages say so.
  ///
  /// - Parameter name: what decisions call the policy; the name of the source where it is left out.
  public func read(_ source: SourceText, name: String? = nil) -> PolicyReading {
    do throws(JSONError) {
      return read(source, tree: try JSONReader().read(source), name: name)
    } catch {
      return PolicyReading(policy: nil, diagnostics: [error.diagnostic(in: source)])
    }
  }

  /// Reads a whole file whose tree is at hand, as `JSONReader` made it.
  public func read(_ source: SourceText, tree: DocumentNode, name: String? = nil) -> PolicyReading {
    let name = name ?? source.name
    if let container = PolicyContainer(tree) { return read(container, in: source, name: name) }
    return read(tree, at: SourceRange(0, source.bytes.count), in: source, name: name, place: nil)
  }

  /// Reads a document that stands in another one, such as an inline policy of an environment file.
  ///
  /// A string is read as the text of a policy, percent-encoded or not, the way AWS's APIs carry them.
  public func read(_ node: DocumentNode, in source: SourceText, name: String) -> PolicyReading {
    if let text = node.text { return read(text: text, in: source, name: name, place: nil) }
    return read(node, at: node.range, in: source, name: name, place: nil)
  }

  /// What kind of policy a document is, judged by its content: for files that nobody named the kind of.
  ///
  /// Looks into containers. nil when it is no policy at all.
  public static func recognise(_ node: DocumentNode) -> PolicyKind? {
    PolicyRecognition.kind(of: node)
  }

  private func read(_ container: PolicyContainer, in source: SourceText, name: String) -> PolicyReading {
    if let kinds = container.kinds, !kinds.contains(kind) {
      let diagnostic = Diagnostic(
        PolicyDiagnosticCode.containerKind.severity, PolicyDiagnosticCode.containerKind.rawValue,
        "this is \(container.title), not \(kind.title)", in: source, at: container.document.range)
      return PolicyReading(policy: nil, diagnostics: [diagnostic])
    }
    if let text = container.document.text {
      return read(text: text, in: source, name: name, place: container.member)
    }
    return read(container.document, at: container.document.range, in: source, name: name, place: nil)
  }

  private func read(text: ByteString, in outer: SourceText, name: String, place: String?) -> PolicyReading {
    let inner = SourceText(name: outer.name, bytes: PolicyDocumentText.decoded(text).bytes)
    let place = "in the text of " + (place ?? ByteString(name).quoted())
    do throws(JSONError) {
      let node = try JSONReader().read(inner)
      return read(node, at: SourceRange(0, inner.bytes.count), in: inner, name: name, place: place)
    } catch {
      var diagnostic = error.diagnostic(in: inner)
      diagnostic.message += " (" + place + ")"
      return PolicyReading(policy: nil, diagnostics: [diagnostic])
    }
  }

  private func read(
    _ node: DocumentNode, at range: SourceRange, in source: SourceText, name: String, place: String?
  ) -> PolicyReading {
    let reader = PolicyDocumentReader(grammar: PolicyGrammar(kind), source: source, place: place)
    return reader.read(node, text: range, name: name)
  }
}
