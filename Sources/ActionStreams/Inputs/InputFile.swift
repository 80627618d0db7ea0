import Documents

/// One input as the user named it, or as it was found in a folder that the user named.
public struct InputFile: Sendable, Hashable {
  /// The path's bytes, which need be no UTF-8; `-` is standard input.
  public let path: ByteString

  /// Makes an input of a path.
  public init(_ path: ByteString) {
    self.path = path
  }

  /// The name that messages show.
  public var name: String { path == "-" ? "standard input" : path.string }

  /// Whether it is standard input.
  public var isStandardInput: Bool { path == "-" }
}
