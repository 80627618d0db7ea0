import Documents

/// What `.stockade.json` says about checks: codes that are not wanted, for all files or for some, and a baseline.
public struct CheckConfiguration: Sendable {
  /// Codes that are not wanted of the files that a pattern fits.
  public struct FileRule: Sendable {
    /// The path relative to the configuration's folder, with `*` inside a name, `**` across folders, and `?`.
    public let path: ByteString
    /// The codes.
    public let ignored: IgnoredCodes

    /// Whether a file, by its path from the configuration's folder, is meant.
    public func fits(_ file: String) -> Bool { PathPattern(path).matches(ByteString(file)) }
  }

  /// The name that is looked for.
  public static let fileName = ".stockade.json"

  /// Codes that are not wanted of any file.
  public var ignored = IgnoredCodes()
  /// Codes that are not wanted of some files.
  public var files: [FileRule] = []
  /// The baseline's path, relative to the configuration's folder; nil where it names none.
  public var baseline: String?

  /// A configuration that says nothing.
  public init() {}

  /// Whether a code is not wanted of a file, by its path from the configuration's folder.
  public func ignores(_ code: String, in file: @autoclosure () -> String) -> Bool {
    ignored.contains(code) || !files.isEmpty && files.contains { $0.ignored.contains(code) && $0.fits(file()) }
  }
}

/// Reads `.stockade.json`; an unknown member or code is an error.
public struct CheckConfigurationReader {
  private var reader: MemberReader

  private init(_ source: SourceText) {
    reader = MemberReader(source, family: "configuration")
  }

  /// Reads a configuration.
  ///
  /// - Returns: the configuration, nil when something is wrong; and all that is wrong.
  public static func read(_ source: SourceText) -> (configuration: CheckConfiguration?, diagnostics: [Diagnostic]) {
    var reader = CheckConfigurationReader(source)
    do throws(JSONError) {
      let configuration = reader.configuration(try JSONReader().read(source))
      return (reader.reader.hasErrors ? nil : configuration, reader.reader.diagnostics)
    } catch {
      return (nil, [error.diagnostic(in: source)])
    }
  }

  private mutating func configuration(_ node: DocumentNode) -> CheckConfiguration {
    var configuration = CheckConfiguration()
    guard let members = reader.members(of: node, known: ["ignore", "files", "baseline"], what: "a configuration") else {
      return configuration
    }
    configuration.ignored = codes(members["ignore"])
    for element in reader.elements(members["files"], "'files'") ?? [] {
      guard let rule = reader.members(of: element, known: ["path", "ignore", "reason"], what: "an entry of 'files'"),
        let path = reader.requiredText(rule, "path", of: element, "an entry of 'files'")
      else { continue }
      _ = reader.text(rule["reason"], "'reason'")
      if rule["ignore"] == nil {
        reader.report("member.missing", "an entry of 'files' needs the member 'ignore'", at: element.range)
      }
      configuration.files.append(.init(path: path, ignored: codes(rule["ignore"])))
    }
    configuration.baseline = reader.text(members["baseline"], "'baseline'")?.string
    return configuration
  }

  private mutating func codes(_ node: DocumentNode?) -> IgnoredCodes {
    var codes = IgnoredCodes()
    for element in reader.elements(node, "'ignore'") ?? [] {
      guard let text = reader.text(element, "a code") else { continue }
      do throws(IgnoredCodes.UnknownCode) {
        try codes.insert(text.string)
      } catch {
        reader.report(
          "code",
          error.isKnown
            ? "\(text.quoted()) \(IgnoredCodes.UnknownCode.notIgnorable)" : "there is no code \(text.quoted())",
          at: element.range, suggestion: error.isKnown ? nil : error.nearest)
      }
    }
    return codes
  }
}
