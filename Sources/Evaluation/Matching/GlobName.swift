/// What tells patterns apart by their tokens, hashed in one piece; a mark keeps those apart that mean different things by
/// the same tokens.
struct GlobName: Hashable {
  let tokens: [Glob.Token]
  var isMarked = false

  func hash(into hasher: inout Hasher) {
    tokens.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}
