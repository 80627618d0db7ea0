import Documents

/// One input as the user named it, or as it was found in a folder that the user named.
public struct InputFile: Sendable, Hashable {
  /// The path's bytes, which need be no UTF-8; `-` is standard input.
  public let path: ByteString
  /// What reads it, where it is not opened by its path.
  let read: (@Sendable (UnsafeMutableRawBufferPointer) -> Int)?

  /// Makes an input of a path.
  public init(_ path: ByteString) {
    self.path = path
    read = nil
  }

  /// Makes an input that a function reads: it fills a buffer and returns the number of bytes, 0 at the end, or the error
  /// number with a minus sign.
  public static func reading(
    name: String, _ read: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Int
  ) -> InputFile {
    InputFile(name: ByteString(name), read: read)
  }

  private init(name: ByteString, read: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Int) {
    path = name
    self.read = read
  }

  /// The name that messages show.
  public var name: String { isStandardInput ? "standard input" : path.string }

  /// Whether it is standard input, to be opened by its descriptor.
  public var isStandardInput: Bool { path == "-" && read == nil }

  /// Whether it is a file that is opened by its path.
  var isFile: Bool { read == nil && path != "-" }

  /// Whether both have the same name.
  public static func == (left: InputFile, right: InputFile) -> Bool { left.path == right.path }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(path) }
}
