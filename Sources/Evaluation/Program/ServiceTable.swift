import Documents

/// What is known of each service that some policy of a stack names, and of all others together, which a hostile log may
/// make up by the thousand.
struct ServiceTable<Value> {
  private let stack: CompiledStack
  private var named: [ByteString: Value] = [:]
  private var others: Value?

  /// Makes a table of nothing for a stack.
  init(_ stack: CompiledStack) { self.stack = stack }

  /// Whether a service, which is ASCII-lowercased, is another than those that nobody names.
  func isNamed(_ service: ByteString) -> Bool { stack.names(service) }

  /// What is known of a service, which is ASCII-lowercased; nil for nothing.
  func find(_ service: ByteString) -> Value? { named[service] ?? (isNamed(service) ? nil : others) }

  /// Remembers what is known of a service.
  mutating func set(_ service: ByteString, to value: Value) {
    if isNamed(service) { named[service] = value } else { others = value }
  }

  /// All that is known.
  var values: some Sequence<Value> { [Array(named.values), others.map { [$0] } ?? []].joined() }

  mutating func removeAll() {
    named.removeAll()
    others = nil
  }
}
