import Documents
import PolicyValidation
import Reporting

/// What keeps findings of `check` from counting: `--ignore`, the configuration file, the baseline.
struct CheckSuppression {
  static let ignore = OptionSpec(
    "ignore", value: .init("CODE"), isRepeatable: true, category: .decisions,
    summary: "Pass over findings of these codes",
    discussion: """
      Several codes are separated by commas, or the option is repeated. "stack.*" is every code of a family. What check \
      finds in files that it read can be passed over, and nothing else: docs/diagnostics.md says it of each code.
      """)
  static let config = OptionSpec(
    "config", value: .init("FILE", .file), category: .input,
    summary: "Read FILE instead of looking for .stockade.json",
    discussion: """
      Without it .stockade.json is looked for in the working folder and the folders above it, up to the one that holds \
      .git. "none" reads no file. See docs/formats/configuration.md.
      """)
  static let baseline = OptionSpec(
    "baseline", value: .init("FILE", .file), category: .decisions,
    summary: "Pass over the findings that FILE lists, until they expire",
    discussion: "See docs/formats/baseline.md. It wins over the baseline that the configuration names.")
  static let updateBaseline = OptionSpec(
    "update-baseline", category: .decisions, summary: "Write what is found into the baseline",
    discussion: """
      Findings that are listed keep their reason and day, new ones get those of --reason and --expires, and entries of \
      the checked files that are found no more go.
      """)
  static let reason = OptionSpec(
    "reason", value: .init("TEXT"), category: .decisions, summary: "The reason of new entries of the baseline")
  static let expires = OptionSpec(
    "expires", value: .init("DAY"), category: .decisions,
    summary: "The last day of new entries, as 2027-01-31; default none")
  static let all = [ignore, config, baseline, updateBaseline, reason, expires]

  /// The reason of entries that nobody gave one.
  static let noReason = "not reviewed yet"

  private let ignored: IgnoredCodes
  private let configPath: String?
  private let baselinePath: String?
  private let isUpdating: Bool
  private let newReason: String
  private let newDay: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    var ignored = IgnoredCodes()
    for list in arguments.allValues(Self.ignore) {
      for word in list.split(separator: ",", omittingEmptySubsequences: false) {
        do throws(IgnoredCodes.UnknownCode) {
          try ignored.insert(String(word))
        } catch {
          guard error.isKnown else {
            throw UsageError.unknownChoice(Self.ignore, String(word), nearest: error.nearest)
          }
          throw UsageError.other(
            code: "notIgnorable", message: "'\(word)' \(IgnoredCodes.UnknownCode.notIgnorable)")
        }
      }
    }
    self.ignored = ignored
    configPath = arguments.value(Self.config)
    baselinePath = arguments.value(Self.baseline)
    isUpdating = arguments.has(Self.updateBaseline)
    if !isUpdating {
      for option in [Self.reason, Self.expires] where arguments.has(option) {
        throw .requires(option, Self.updateBaseline)
      }
    }
    newReason = arguments.value(Self.reason) ?? Self.noReason
    newDay = arguments.value(Self.expires)
    if let newDay, !FindingBaseline.isDay(ByteString(newDay)) {
      throw .invalidValue(Self.expires, newDay, expected: "a day such as 2027-01-31")
    }
  }

  /// What a run needs of it, read.
  struct Loaded {
    var filter: FindingFilter
    fileprivate let baseline: FindingBaseline
    fileprivate let baselinePath: String?
  }

  /// Reads the configuration and the baseline.
  ///
  /// - Throws: everything that is wrong with them.
  func load(_ session: Session) throws -> Loaded {
    var configuration = CheckConfiguration()
    let configFile = configPath == "none" ? nil : configPath ?? Self.discover(session)
    if let configFile {
      let (read, diagnostics) = CheckConfigurationReader.read(try session.read(configFile))
      guard let read else { throw DiagnosticsError(diagnostics) }
      configuration = read
      session.detail("configuration: \(TerminalText.escaped(configFile))\n")
    }
    let folder = configFile.map(Self.folder) ?? ""
    let path = baselinePath ?? configuration.baseline.map { $0.hasPrefix("/") ? $0 : folder + $0 }
    if isUpdating, path == nil { throw UsageError.requires(Self.updateBaseline, Self.baseline) }
    var baseline = FindingBaseline()
    if let path, !isUpdating || session.console.files.kind(path) != nil {
      let (read, diagnostics) = FindingBaselineReader.read(try session.read(path))
      guard let read else { throw DiagnosticsError(diagnostics) }
      baseline = read
    }
    let working = session.console.files.workingFolder() ?? ""
    let root = Self.absolute(folder, in: working)
    let filter = FindingFilter(
      ignored: ignored, configuration: configuration, path: { Self.path(of: $0, from: root, in: working) },
      baseline: baseline, day: Self.day(session.console.secondsSinceEpoch()), isUpdating: isUpdating)
    return Loaded(filter: filter, baseline: baseline, baselinePath: path)
  }

  /// Writes the baseline anew where that was asked for, and says what was passed over.
  ///
  /// - Returns: whether the baseline now holds all that was found.
  func finish(_ loaded: Loaded, checked: Set<String>, _ session: Session) throws -> Bool {
    let filter = loaded.filter
    if isUpdating, let path = loaded.baselinePath {
      let entries = filter.current.map { entry in
        var entry = entry
        if entry.reason.isEmpty { (entry.reason, entry.expires) = (newReason, newDay) }
        // An expired entry is accepted anew.
        if filter.expired.contains(where: { $0.fingerprint == entry.fingerprint }) { entry.expires = newDay }
        return entry
      }
      let others = loaded.baseline.entries.filter { !checked.contains($0.file) }
      let updated = FindingBaseline(
        entries: others.filter { other in !entries.contains { $0.fingerprint == other.fingerprint } } + entries)
      try session.write(BaselineJSON.render(updated), toFile: path)
      session.note("\(TerminalText.escaped(path)): \(Plural.count(updated.entries.count, "finding")) let be\n")
      return true
    }
    var parts: [String] = []
    if filter.ignoredCount > 0 { parts.append("\(filter.ignoredCount) ignored by code") }
    if filter.baselinedCount > 0 { parts.append("\(filter.baselinedCount) in the baseline") }
    if !parts.isEmpty { session.note("passed over: \(parts.joined(separator: ", "))\n") }
    // All of them would bury the findings that they no longer hide.
    let shown = session.general.verbosity > .normal ? filter.expired[...] : filter.expired.prefix(3)
    for entry in shown {
      session.note(
        "the baseline's entry for \(entry.code) in \(TerminalText.escaped(entry.file)) expired on"
          + " \(entry.expires ?? ""): \(TerminalText.escaped(entry.reason))\n")
    }
    if filter.expired.count > shown.count {
      let rest = filter.expired.count - shown.count
      session.note(
        "\(Plural.grouped(rest)) more \(rest == 1 ? "entry has" : "entries have") expired; --verbose names them\n")
    }
    let found = Set(filter.current.map(\.fingerprint))
    let stale = loaded.baseline.entries.filter { checked.contains($0.file) && !found.contains($0.fingerprint) }.count
    if stale > 0 {
      let (verb, pronoun) = stale == 1 ? ("is", "it") : ("are", "them")
      session.note(
        "\(Plural.count(stale, "finding")) of the baseline \(verb) found no more; --update-baseline takes \(pronoun) out\n"
      )
    }
    return false
  }

  // MARK: - Paths

  /// The configuration file nearest to the working folder, no farther up than the repository goes.
  ///
  /// Outside a repository only the working folder is looked at: what lies above is somebody else's.
  private static func discover(_ session: Session) -> String? {
    let files = session.console.files
    let depth = (files.workingFolder() ?? "").utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "/") ? 1 : 0) }
    var prefix = ""
    var found: String?
    for _ in 0...min(depth, 64) {
      if found == nil, files.kind(prefix + CheckConfiguration.fileName) == .file {
        found = prefix + CheckConfiguration.fileName
      }
      if files.kind(prefix + ".git") != nil { return found }
      prefix += "../"
    }
    return found == CheckConfiguration.fileName ? found : nil
  }

  /// What stands before the last part of a path, with its slash.
  private static func folder(_ path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
  }

  /// A path without `.` and `..`, with a slash before it and none behind it.
  private static func absolute(_ path: String, in working: String) -> String {
    let whole = path.utf8.first == UInt8(ascii: "/") ? path : working + "/" + path
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The path of a file from a folder; its absolute path where it is not below.
  private static func path(of file: String, from root: String, in working: String) -> String {
    let path = absolute(file, in: working)
    let prefix = root == "/" ? root : root + "/"
    return path.utf8.starts(with: prefix.utf8) ? String(path.dropFirst(prefix.count)) : path
  }

  /// The day of a second, in UTC, as 2026-11-21.
  static func day(_ seconds: Int) -> String {
    // Days are counted from the first of March of the year 0, so that leap days come last (Howard Hinnant's algorithm).
    let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400 + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func padded(_ number: Int, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}
