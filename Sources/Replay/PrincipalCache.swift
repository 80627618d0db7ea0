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
  private var implied: [Unmanaged<ImpliedContext>] = []

  /// Makes a cache for the keys of a program.
  ///
  /// - Parameter needsPrincipal: whether policies look at the principal itself, and not only at its keys.
  init(_ keys: KeyTable, needsPrincipal: Bool) {
    self.keys = keys
    self.needsPrincipal = needsPrincipal
    let names: [ByteString] = ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:username"]
    isUsed = needsPrincipal || names.contains { keys.index(of: $0) != nil }
  }

  deinit {
    for context in implied { context.release() }
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
    implied[number].takeUnretainedValue().fill(&frame)
  }

  private mutating func add(_ spelling: ByteSlice) -> Int {
    if numbers.byteCount > Self.byteLimit {
      numbers = ByteTable()
      principals.removeAll()
      for context in implied { context.release() }
      implied.removeAll()
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
    principals.append(principal)
    implied.append(.passRetained(ImpliedContext(context)))
    return numbers.insert(spelling)
  }
}
