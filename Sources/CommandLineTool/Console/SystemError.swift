#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A failed system call.
public struct SystemError: Error, Equatable, Sendable {
  /// The value of `errno`.
  public let code: Int32

  /// Makes an error of a value of `errno`.
  public init(code: Int32) {
    self.code = code
  }

  /// The error of the call that just failed.
  public static var last: SystemError { SystemError(code: errno) }

  /// The error of reading a folder as a file.
  public static let isFolder = SystemError(code: EISDIR)

  /// The error of opening a file that is not there.
  public static let notFound = SystemError(code: ENOENT)
  /// The error of writing to a pipe whose reader went away.
  public static let brokenPipe = SystemError(code: EPIPE)

  /// Whether the reader of a pipe went away.
  public var isBrokenPipe: Bool { code == EPIPE }

  /// Whether there is no such file.
  public var isNotFound: Bool { code == ENOENT || code == ENOTDIR }

  /// The system's own words, such as `Permission denied`.
  public var message: String { String(cString: strerror(code)) }
}
