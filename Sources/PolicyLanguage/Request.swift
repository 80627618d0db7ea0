import Documents

/// What a request says of one context key.
public enum ContextValue: Hashable, Sendable {
  /// The key has one value.
  case single(ByteString)
  /// The key is multi-valued, with one value too (ruling 27). An empty list is an absent key.
  case list([ByteString])
  /// The key is known not to be there.
  case absent
  /// Nobody knows whether the key is there, or what it holds (authorization.md section 5).
  case unknown

  /// The values, none for an absent or unknown key.
  public var values: [ByteString] {
    switch self {
    case .single(let value): [value]
    case .list(let values): values
    case .absent, .unknown: []
    }
  }
}

/// The context keys of one request; names compare without regard to ASCII case.
public struct RequestContext: Sendable, Hashable {
  /// Whether a key that is not listed is unknown instead of absent (ruling 21).
  public var missingIsUnknown: Bool
  /// The listed keys by their ASCII-lowercased name.
  public private(set) var entries: [ByteString: ContextValue]

  /// Makes a context of keys and values.
  public init(_ entries: [ByteString: ContextValue] = [:], missingIsUnknown: Bool = false) {
    self.missingIsUnknown = missingIsUnknown
    self.entries = [:]
    for (key, value) in entries { self[key] = value }
  }

  /// What the request says of a key, however the key is cased. Setting an empty list makes the key absent.
  public subscript(key: ByteString) -> ContextValue {
    get { entries[key.asciiLowercased] ?? (missingIsUnknown ? .unknown : .absent) }
    set { entries[key.asciiLowercased] = newValue == .list([]) ? .absent : newValue }
  }

  /// Whether the key is listed, be it as absent or unknown.
  public func mentions(_ key: ByteString) -> Bool { entries[key.asciiLowercased] != nil }
}

/// One action on one resource, as policies see it.
///
/// A record that names several resources is several requests, all of which must pass.
public struct Request: Sendable, Hashable {
  /// `Update:Replace` for a stack policy, `s3:DeleteBucket` for all others.
  public var action: ByteString
  /// Who asks; nil when only SCPs are asked.
  public var principal: Principal?
  /// The ARN, `*` for an action without one; for a stack policy `LogicalResourceId/…`.
  public var resource: ByteString
  /// The context keys; `ResourceType` for a stack policy.
  public var context: RequestContext

  /// Makes a request.
  public init(
    action: ByteString, principal: Principal? = nil, resource: ByteString = "*",
    context: RequestContext = RequestContext()
  ) {
    self.action = action
    self.principal = principal
    self.resource = resource
    self.context = context
  }
}
