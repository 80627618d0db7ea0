/// The file system as commands use it, replaceable in tests.
public struct FileSystem: Sendable {
  /// What a path leads to.
  public enum Kind: Sendable {
    /// Something that can be read: a regular file, a pipe, a device.
    case file
    /// A folder.
    case folder
  }

  /// What is at a path; nil where nothing is.
  public var kind: @Sendable (_ path: String) -> Kind?
  /// Opens a file for reading.
  public var open: @Sendable (_ path: String) throws(SystemError) -> ByteSource
  /// Opens a file for writing, emptied and made if need be; it is never replaced, so that devices and pipes work.
  public var create: @Sendable (_ path: String) throws(SystemError) -> ByteSink
  /// The names in a folder, sorted by their bytes, without `.` and `..`.
  public var entries: @Sendable (_ folder: String) throws(SystemError) -> [String]

  /// Whether two paths lead to one regular file.
  public var isSameFile: @Sendable (_ path: String, _ other: String) -> Bool

  /// Makes a file system of its operations.
  public init(
    kind: @escaping @Sendable (String) -> Kind?,
    open: @escaping @Sendable (String) throws(SystemError) -> ByteSource,
    create: @escaping @Sendable (String) throws(SystemError) -> ByteSink,
    entries: @escaping @Sendable (String) throws(SystemError) -> [String],
    isSameFile: @escaping @Sendable (String, String) -> Bool
  ) {
    self.kind = kind
    self.open = open
    self.create = create
    self.entries = entries
    self.isSameFile = isSameFile
  }
}
