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

  /// The bytes of a regular file; nil for anything else.
  public var size: @Sendable (_ path: String) -> Int?
  /// Opens a file for writing behind its first bytes, what stands behind them cut off.
  public var resume: @Sendable (_ path: String, _ length: Int) throws(SystemError) -> ByteSink
  /// Puts a file of some bytes in the place of another, so that there is one or the other at any moment.
  public var replace: @Sendable (_ path: String, _ bytes: [UInt8]) throws(SystemError) -> Void
  /// Waits until what was written to a file is on its disk.
  public var sync: @Sendable (_ path: String) -> Void
  /// Removes a file, if there is one.
  public var remove: @Sendable (_ path: String) -> Void

  /// Makes a file system of its operations.
  public init(
    kind: @escaping @Sendable (String) -> Kind?,
    open: @escaping @Sendable (String) throws(SystemError) -> ByteSource,
    create: @escaping @Sendable (String) throws(SystemError) -> ByteSink,
    entries: @escaping @Sendable (String) throws(SystemError) -> [String],
    isSameFile: @escaping @Sendable (String, String) -> Bool,
    size: @escaping @Sendable (String) -> Int? = { _ in nil },
    resume: @escaping @Sendable (String, Int) throws(SystemError) -> ByteSink = { _, _ throws(SystemError) in
      throw .notFound
    },
    replace: @escaping @Sendable (String, [UInt8]) throws(SystemError) -> Void = { _, _ throws(SystemError) in
      throw .notFound
    },
    sync: @escaping @Sendable (String) -> Void = { _ in }, remove: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.kind = kind
    self.open = open
    self.create = create
    self.entries = entries
    self.isSameFile = isSameFile
    self.size = size
    self.resume = resume
    self.replace = replace
    self.sync = sync
    self.remove = remove
  }
}
