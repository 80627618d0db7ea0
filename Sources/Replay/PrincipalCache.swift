import Documents
import Evaluation
import PolicyLanguage

/// What the spellings of principals imply, for streams without an environment.
struct PrincipalCache: ~Copyable {
  private static let byteLimit = 4 << 20

  private let keys: KeyTable
  private let isUsed: Bool
  private let needsPrincipal: Bool
  private var numbers = ByteTable()
  private var principals: [Principal] = []
  /// What they imply, by their numbers.
  private var implied: UnsafeMutablePointer<ImpliedContext>
  private var capacity = 16

  /// Makes a cache for the keys of a program.
  ///
  /// - Parameter needsPrincipal: whether policies look at the principal itself, and not only at its keys.
  init(_ keys: KeyTable, needsPrincipal: Bool) {
    self.keys = keys
    implied = .allocate(capacity: capacity)
    self.needsPrincipal = needsPrincipal
    let names: [ByteString] = ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:username"]
    isUsed = needsPrincipal || names.contains { keys.index(of: $0) != nil }
  }

  deinit {
    for number in 0..<numbers.count { implied[number].deallocate() }
    implied.deallocate()
  }

  /// Fills in what a principal's spelling implies and the record does not carry.
  mutating func fill(_ frame: inout RequestFrame, _ spelling: ByteSlice?) {
    guard isUsed else { return }
    guard let spelling else {
      if needsPrincipal { frame.principal = nil }
      return
    }
    let number = numbers.find(spelling) ?? add(spelling)
    if needsPrincipal { frame.principal = principals[number] }
    implied[number].fill(&frame)
  }

  private mutating func add(_ spelling: ByteSlice) -> Int {
    if numbers.byteCount > Self.byteLimit {
      for number in 0..<numbers.count { implied[number].deallocate() }
      numbers = ByteTable()
      principals.removeAll()
    }
    if numbers.count == capacity {
      let larger = UnsafeMutablePointer<ImpliedContext>.allocate(capacity: capacity * 2)
      larger.update(from: implied, count: capacity)
      implied.deallocate()
      implied = larger
      capacity *= 2
    }
    let principal = Principal(spelling.byteString)
    let account = principal.kind == .anonymous ? "anonymous" : principal.account
    let values: [(ByteString, ByteString?)] = [
      ("aws:PrincipalArn", principal.arn), ("aws:PrincipalAccount", account),
      ("aws:PrincipalType", principal.principalType),
      ("aws:username", principal.kind == .user ? principal.name : nil),
    ]
    let context = values.compactMap { name, value in
      keys.index(of: name).map { (key: $0, value: value.map { ContextValue.single($0) } ?? .absent) }
    }
    if needsPrincipal { principals.append(principal) }
    (implied + numbers.count).initialize(to: ImpliedContext(context))
    return numbers.insert(spelling)
  }
}
