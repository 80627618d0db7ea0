#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension FileSystem {
  /// The file system of the machine.
  public static let system = FileSystem(
    kind: { path in
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    },
    open: { path throws(SystemError) in
      let descriptor = try FileDescriptor.open(path, O_RDONLY | O_CLOEXEC)
      return ByteSource(
        name: path, descriptor: descriptor,
        read: { buffer throws(SystemError) in try FileDescriptor.read(descriptor, into: buffer) },
        close: { _ = close(descriptor) })
    },
    create: { path throws(SystemError) in
      let descriptor = try FileDescriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)
      return ByteSink(
        name: path,
        write: { buffer throws(SystemError) in try FileDescriptor.write(descriptor, buffer) },
        close: { _ = close(descriptor) })
    },
    entries: { folder throws(SystemError) in
      guard let handle = opendir(folder) else { throw .last }
      defer { closedir(handle) }
      var names: [String] = []
      while let entry = readdir(handle) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
          String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
      }
      return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    },
    isSameFile: { path, other in
      var first = stat()
      var second = stat()
      guard stat(path, &first) == 0, stat(other, &second) == 0, first.st_mode & S_IFMT == S_IFREG else { return false }
      return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    },
    size: { path in
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      return Int(status.st_size)
    },
    resume: { path, length throws(SystemError) in
      let descriptor = try FileDescriptor.open(path, O_WRONLY | O_CREAT | O_CLOEXEC)
      guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, off_t(length), SEEK_SET) == length else {
        let error = SystemError.last
        _ = close(descriptor)
        throw error
      }
      return ByteSink(
        name: path,
        write: { buffer throws(SystemError) in try FileDescriptor.write(descriptor, buffer) },
        close: { _ = close(descriptor) })
    },
    replace: { path, bytes throws(SystemError) in
      let temporary = path + ".new"
      let descriptor = try FileDescriptor.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)
      defer { _ = close(descriptor) }
      let written = bytes.withUnsafeBytes { buffer -> Result<Void, SystemError> in
        do throws(SystemError) { return .success(try FileDescriptor.write(descriptor, buffer)) } catch {
          return .failure(error)
        }
      }
      try written.get()
      guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw .last }
    },
    sync: { path in
      guard let descriptor = try? FileDescriptor.open(path, O_WRONLY | O_CLOEXEC) else { return }
      _ = fsync(descriptor)
      _ = close(descriptor)
    },
    remove: { path in _ = unlink(path) })
}

/// Reads and writes whole buffers through descriptors, whatever interrupts.
enum FileDescriptor {
  /// Goes back to the beginning; false for a pipe.
  static func rewind(_ descriptor: Int32) -> Bool { lseek(descriptor, 0, SEEK_SET) == 0 }

  static func open(_ path: String, _ flags: Int32) throws(SystemError) -> Int32 {
    while true {
      let descriptor = systemOpen(path, flags)
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { throw .last }
    }
  }

  static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    guard let base = buffer.baseAddress, buffer.count > 0 else { return 0 }
    while true {
      let count = systemRead(descriptor, base, buffer.count)
      if count >= 0 { return count }
      if errno == EAGAIN { try wait(descriptor, for: Int16(POLLIN)) } else if errno != EINTR { throw .last }
    }
  }

  static func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) throws(SystemError) {
    guard let base = buffer.baseAddress else { return }
    var written = 0
    while written < buffer.count {
      let count = systemWrite(descriptor, base + written, buffer.count - written)
      if count >= 0 {
        written += count
      } else if errno == EAGAIN {
        try wait(descriptor, for: Int16(POLLOUT))
      } else if errno != EINTR {
        throw .last
      }
    }
  }

  /// Fills the places of standard streams that the process was started without, so that no file that is opened later
  /// takes them. Reading and writing them still fails, as it should.
  static func reserveStandard() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = systemOpen("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Waits on a descriptor that somebody else made non-blocking, as shells and test runners do with terminals.
  private static func wait(_ descriptor: Int32, for events: Int16) throws(SystemError) {
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    while poll(&entry, 1, -1) < 0 {
      if errno != EINTR { throw .last }
    }
  }
}

// The members above hide the functions of the same names.
private func systemOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags, 0o666) }
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
