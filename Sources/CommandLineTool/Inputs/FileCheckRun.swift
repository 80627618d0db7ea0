import CloudFormation
import Dispatch
import Documents
import Simulation
import Synchronization

/// Checks files on several threads, a batch at a time, and gives what it finds in the order of the files.
struct FileCheckRun: Sendable {
  /// What a file is, and what is wrong with it.
  typealias Result = (kind: CheckedKind?, findings: [Diagnostic])

  /// The bytes that a batch holds before it is checked, so that no more files than these are in memory for nothing.
  static let batchSize = 1 << 26
  /// The bytes that are worth a thread of their own: each looks published names up for itself.
  private static let bytesOfAThread = 1 << 17

  let kind: CheckedKind?
  let files: FileReader
  /// The template that the stack policies are about.
  let template: Template?
  let jobs: Int

  /// What is wrong with each of some files.
  func results(_ sources: [SourceText]) -> [Result] {
    let size = sources.reduce(0) { $0 + $1.bytes.count }
    let threads = max(1, min(jobs, sources.count, 1 + size / Self.bytesOfAThread))
    let next = Atomic(0)
    let results = Mutex([Result?](repeating: nil, count: sources.count))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      let check = FileCheck(kind: kind, files: files, template: template)
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < sources.count else { return }
        let result = check.findings(in: sources[index])
        results.withLock { $0[index] = result }
      }
    }
    return results.withLock { $0 }.map { $0 ?? (nil, []) }
  }
}
