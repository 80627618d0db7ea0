import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where the files that other files name are read from: the disk, or a table in memory for tests and embedders.
public struct FileReader: Sendable {
  /// Why a file cannot be read, as a phrase that goes behind the path: `no such file`.
  public struct Failure: Error, Sendable, Equatable {
    /// The phrase.
    public let reason: String

    /// Makes a failure.
    public init(_ reason: String) {
      self.reason = reason
    }
  }

  private let content: @Sendable (String) throws(Failure) -> [UInt8]

  /// Makes a reader of a function from a path to the file's bytes.
  public init(_ content: @escaping @Sendable (String) throws(Failure) -> [UInt8]) {
    self.content = content
  }

  /// Makes a reader of files in memory, by their paths.
  public init(files: [String: String]) {
    self.init { (path: String) throws(Failure) in
      guard let text = files[path] else { throw Failure("no such file") }
      return Array(text.utf8)
    }
  }

  /// The reader of the real files.
  public static let disk = FileReader { (path: String) throws(Failure) in try readFromDisk(path) }

  /// The bytes of a file.
  public func read(_ path: String) throws(Failure) -> [UInt8] { try content(path) }

  /// The path of what a file names, relative to the file that names it; without `.` and `..` where they can go.
  ///
  /// Two spellings of one path become one, so that a file is read once however it is named.
  public static func path(_ path: String, namedBy file: String) -> String {
    guard !path.utf8.starts(with: "/".utf8) else { return normalized(path) }
    guard let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")) else { return normalized(path) }
    return normalized(String(file[...slash]) + path)
  }

  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !isAbsolute {
        parts.append(part)
      }
    }
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }
}

private func readFromDisk(_ path: String) throws(FileReader.Failure) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw failure(errno) }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if count == 0 { return bytes }
    if count < 0 {
      if errno == EINTR { continue }
      throw failure(errno)
    }
    bytes.append(contentsOf: chunk[..<count])
  }
}

private func failure(_ code: CInt) -> FileReader.Failure {
  switch code {
  case ENOENT, ENOTDIR: FileReader.Failure("no such file")
  case EISDIR: FileReader.Failure("this is a folder")
  case EACCES: FileReader.Failure("permission denied")
  default: FileReader.Failure(String(cString: strerror(code)))
  }
}
