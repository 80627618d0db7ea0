import Documents

/// Finds the scenario files that a command line names: files as they are, folders with all that is below them.
struct ScenarioFiles {
  /// What the names of scenario files end in.
  static let ending = ".scenario.json"
  /// More folders than any repository has; links that lead back to themselves would be followed for ever.
  private static let mostFolders = 100_000
  private static let deepest = 64

  private let files: FileSystem
  private var found: [String] = []
  private var seen: Set<String> = []
  private var folders = 0
  /// How many scenario files were come by, those that were seen before included.
  private var hits = 0

  private init(_ files: FileSystem) {
    self.files = files
  }

  /// The files, in the order of the command line, each folder's in the order of their names; each once.
  ///
  /// - Throws: a folder that cannot be listed, and a path or folder without any scenario.
  static func find(_ paths: [String], in session: Session) throws -> [String] {
    var search = ScenarioFiles(session.console.files)
    for path in paths {
      let before = search.hits
      switch session.console.files.kind(path) {
      case nil: throw session.unreadable(path, .notFound)
      case .file: search.add(path)
      case .folder: try search.list(path, depth: 0)
      }
      if search.hits == before { throw noScenario(path) }
    }
    return search.found
  }

  private mutating func add(_ path: String) {
    hits += 1
    if seen.insert(path).inserted { found.append(path) }
  }

  private mutating func list(_ folder: String, depth: Int) throws {
    folders += 1
    guard depth < Self.deepest, folders <= Self.mostFolders else { throw Self.tooMany(folder) }
    let names: [String]
    do throws(SystemError) {
      names = try files.entries(folder)
    } catch {
      throw Diagnostic(file: folder, code: "file.unreadable", message: "cannot list: \(error.message)")
    }
    let prefix = folder == "." ? "" : folder.utf8.last == UInt8(ascii: "/") ? folder : folder + "/"
    for name in names where name.utf8.first != UInt8(ascii: ".") {
      let path = prefix + name
      switch files.kind(path) {
      case .folder: try list(path, depth: depth + 1)
      case .file: if ByteString(name).hasSuffix(ByteString(Self.ending)) { add(path) }
      case nil: break
      }
    }
  }

  private static func noScenario(_ path: String) -> Diagnostic {
    Diagnostic(
      file: path, code: "scenario.none", message: "there is no scenario here: no file whose name ends in \(ending)")
  }

  private static func tooMany(_ folder: String) -> Diagnostic {
    Diagnostic(
      file: folder, code: "scenario.folders",
      message: "there are too many folders here, or links that lead back to themselves")
  }
}
