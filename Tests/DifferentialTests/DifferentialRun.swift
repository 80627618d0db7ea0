import Foundation

/// How many cases a run generates, and where its seeds begin.
enum DifferentialRun {
  /// 20,000 of each kind, or half of what `STOCKADE_DIFFERENTIAL_CASES` says.
  static let casesOfEachKind: Int = {
    let asked = ProcessInfo.processInfo.environment["STOCKADE_DIFFERENTIAL_CASES"].flatMap { Int($0) }
    return max(asked.map { $0 / 2 } ?? 20_000, 1)
  }()

  /// What is added to every seed, by `STOCKADE_DIFFERENTIAL_SEED`; 0 unless said.
  static let firstSeed = ProcessInfo.processInfo.environment["STOCKADE_DIFFERENTIAL_SEED"].flatMap { UInt64($0) } ?? 0

  /// The kinds of worlds that are generated, each with seeds of its own.
  enum Kind: UInt64, CaseIterable {
    case singleGate = 1_000_000_000
    case multiGate = 2_000_000_000

    /// The seed of the world of a number.
    func seed(_ number: Int) -> UInt64 { rawValue &+ DifferentialRun.firstSeed &+ UInt64(number) }

    /// The world of a number.
    func world(_ number: Int) throws -> GeneratedWorld {
      var generator = CaseGenerator(seed: seed(number))
      return switch self {
      case .singleGate: try generator.singleGateWorld()
      case .multiGate: try generator.multiGateWorld()
      }
    }

    /// Goes through so many cases; the text says how to make each again.
    func forEachCase(_ count: Int, _ body: (DifferentialCase, String) -> Bool) throws {
      var (number, done) = (0, 0)
      while done < count {
        for (index, candidate) in try world(number).cases.enumerated() where done < count {
          guard body(candidate, "\(self) case \(done): seed \(seed(number)), request \(index)") else {
            return
          }
          done += 1
        }
        number += 1
      }
    }
  }
}
