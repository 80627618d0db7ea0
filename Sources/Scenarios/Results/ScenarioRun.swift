import Dispatch
import Documents
import Simulation
import Synchronization

/// Runs scenario files, several at a time, and gives their results in the order of the files.
public struct ScenarioRun: Sendable {
  /// What a run gave.
  public struct Result: Sendable {
    /// The results of the scenarios, in the order of the files.
    public var scenarios: [ScenarioResult] = []
    /// Coverage of the policies that scenarios name; nil where it was not measured.
    public var coverage: CoverageTally?
    /// New texts for files whose expectations were not met, by path, where they are to be updated.
    public var updates: [FileUpdate] = []
  }

  /// A scenario file whose expectations were rewritten.
  public struct FileUpdate: Sendable {
    /// The path.
    public let file: String
    /// The whole new text.
    public let text: [UInt8]
    /// The number of expectations that were rewritten or added.
    public let changes: Int
  }

  /// Where files are read from.
  public var files: FileReader
  /// The number of files that are run at the same time, from 1.
  public var jobs = 1
  /// Whether coverage is measured.
  public var measuresCoverage = false
  /// Whether expectations that are not met are rewritten.
  public var updatesExpectations = false
  /// Which scenarios run: those whose path or name holds this text, ASCII case aside; all where it is nil.
  public var filter: ByteString?

  /// Makes a run.
  public init(files: FileReader = .disk) {
    self.files = files
  }

  /// Runs the scenarios of files.
  public func run(_ paths: [String]) -> Result {
    let environments = EnvironmentCache(files)
    let next = Atomic(0)
    let results = Mutex([Part?](repeating: nil, count: paths.count))
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, paths.count))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < paths.count else { return }
        let part = run(paths[index], environments)
        results.withLock { $0[index] = part }
      }
    }
    var result = Result()
    if measuresCoverage { result.coverage = CoverageTally() }
    for part in results.withLock({ $0 }) {
      guard let part else { continue }
      result.scenarios.append(part.scenario)
      if let coverage = part.coverage { result.coverage?.add(coverage) }
      if let update = part.update { result.updates.append(update) }
    }
    return result
  }

  private struct Part: Sendable {
    let scenario: ScenarioResult
    var coverage: CoverageTally?
    var update: FileUpdate?
  }

  private func run(_ path: String, _ environments: EnvironmentCache) -> Part? {
    let reading = ScenarioReader.read(
      path: path, files: files, options: .init(allowsMissingExpectations: updatesExpectations),
      environments: { environments.reading($0) })
    guard let scenario = reading.scenario else {
      guard isMeant(path, name: nil) else { return nil }
      return Part(
        scenario: ScenarioResult(name: ByteString(path), file: path, steps: [], diagnostics: reading.diagnostics))
    }
    guard isMeant(path, name: scenario.name) else { return nil }
    var runner = ScenarioRunner(scenario, measuresCoverage: measuresCoverage)
    let steps = runner.run()
    let result = ScenarioResult(
      name: scenario.name, file: path, steps: steps, diagnostics: reading.diagnostics)
    let update = updatesExpectations ? ExpectationRewriter(scenario, steps).update : nil
    return Part(scenario: result, coverage: runner.coverage, update: update)
  }

  private func isMeant(_ path: String, name: ByteString?) -> Bool {
    guard let filter else { return true }
    let needle = filter.asciiLowercased.bytes
    return [ByteString(path), name ?? ""].contains { $0.asciiLowercased.bytes.firstRange(of: needle) != nil }
  }
}

/// Environments by path, each read once, however many scenarios name it.
private final class EnvironmentCache: Sendable {
  private let files: FileReader
  private let readings = Mutex<[String: EnvironmentReading]>([:])

  init(_ files: FileReader) {
    self.files = files
  }

  func reading(_ path: String) -> EnvironmentReading {
    if let known = readings.withLock({ $0[path] }) { return known }
    // Two workers may read one file at the same time; either reading is as good, and nobody waits.
    let reading = EnvironmentReader.read(path: path, files: files)
    return readings.withLock { readings in
      if let known = readings[path] { return known }
      readings[path] = reading
      return reading
    }
  }
}
