import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Finds the files of a run: files as they are named, folders with all that is in them, in an order that never changes.
///
/// ```
/// logs/                                            every file below, entries of a folder by the bytes of their names
///   AWSLogs/111122223333/CloudTrail/us-east-1/2023/07/10/…json.gz
///   AWSLogs/111122223333/CloudTrail-Digest/…       left out: digests are no logs
/// ```
/// Hidden entries are left out. A folder that links lead back to is entered once.
public struct InputDiscovery: Sendable {
  /// The files, in order; one that is named twice is there twice.
  public private(set) var files: [InputFile] = []
  /// What could not be opened, in order.
  public private(set) var failures: [InputFailure] = []

  /// Finds the files of some paths, `-` meaning standard input.
  public init(_ paths: [ByteString]) {
    for path in paths { add(path) }
  }

  /// Reads a list of files, one a line, or separated by zero bytes as `find -print0` writes them.
  ///
  /// Blank lines are left out; a carriage return at the end of a line is no part of the name.
  public static func paths(inList text: [UInt8]) -> [ByteString] {
    if text.contains(0) { return text.split(separator: 0).map { ByteString(copying: $0) } }
    return text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let name = line.last == 0x0D ? line.dropLast() : line
      return name.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) ? nil : ByteString(copying: name)
    }
  }

  private mutating func add(_ path: ByteString) {
    guard path != "-" else {
      files.append(InputFile(path))
      return
    }
    guard !path.isEmpty, !path.bytes.contains(0) else {
      failures.append(InputFailure(file: path.string, code: "input.unreadable", "this is no path"))
      return
    }
    guard let info = Self.status(path) else {
      failures.append(InputFailure(file: path.string, code: "input.unreadable", String(cString: strerror(errno))))
      return
    }
    if !info.isFolder {
      files.append(InputFile(path))
      return
    }
    walk(path, info)
  }

  /// Depth first, the entries of each folder in order; a stack, since folders nest as deep as somebody likes.
  private mutating func walk(_ root: ByteString, _ info: Status) {
    var seen: Set<Status.Identity> = [info.identity]
    var pending: [ByteString] = entries(of: root).reversed()
    while let path = pending.popLast() {
      guard let info = Self.status(path) else {
        failures.append(InputFailure(file: path.string, code: "input.unreadable", String(cString: strerror(errno))))
        continue
      }
      if info.isFolder {
        if seen.insert(info.identity).inserted { pending += entries(of: path).reversed() }
      } else if info.isFile {
        files.append(InputFile(path))
      }
    }
  }

  private mutating func entries(of folder: ByteString) -> [ByteString] {
    guard let directory = folder.withCString({ opendir($0) }) else {
      failures.append(InputFailure(file: folder.string, code: "input.unreadable", String(cString: strerror(errno))))
      return []
    }
    defer { closedir(directory) }
    var names: [ByteString] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        let bytes = UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
        return ByteString(
          copying: UnsafeBufferPointer(
            start: bytes, count: strlen(UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self))))
      }
      if !name.hasPrefix("."), name != "CloudTrail-Digest" { names.append(name) }
    }
    let base = folder.bytes.last == UInt8(ascii: "/") ? folder.bytes : folder.bytes + [UInt8(ascii: "/")]
    return names.sorted().map { ByteString(base + $0.bytes) }
  }

  private struct Status {
    struct Identity: Hashable {
      let device: UInt64
      let inode: UInt64
    }

    let identity: Identity
    let isFolder: Bool
    let isFile: Bool
  }

  private static func status(_ path: ByteString) -> Status? {
    var info = stat()
    guard path.withCString({ stat($0, &info) }) == 0 else { return nil }
    let kind = UInt32(info.st_mode) & UInt32(S_IFMT)
    return Status(
      identity: Status.Identity(
        device: UInt64(truncatingIfNeeded: info.st_dev), inode: UInt64(truncatingIfNeeded: info.st_ino)),
      isFolder: kind == UInt32(S_IFDIR), isFile: kind == UInt32(S_IFREG))
  }
}

extension ByteString {
  /// Lends the bytes as a C string; they must hold no zero.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (bytes + [0]).withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return body("") }
      return body(base.assumingMemoryBound(to: CChar.self))
    }
  }
}
