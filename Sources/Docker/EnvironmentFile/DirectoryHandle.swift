import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open directory: every file below is reached from it without following a symbolic link, so that nobody who may
/// write there can point the agent's privileges at another file.
struct DirectoryHandle: ~Copyable {
  let descriptor: CInt
  let path: String

  /// Opens a directory; its own path may contain links, since the operator named it.
  init(opening path: String) throws(DockerError) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    self.path = path
    guard descriptor >= 0 else { throw Self.failure("open the directory", path) }
  }

  private init(descriptor: CInt, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
  }

  /// The directory of that name in this one.
  /// - Throws: `fileRefused` where it is a symbolic link or no directory.
  func directory(_ name: String) throws(DockerError) -> DirectoryHandle {
    let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard child >= 0 else { throw refusal("open the directory", name) }
    return DirectoryHandle(descriptor: child, path: path + "/" + name)
  }

  /// Reads a regular file of at most `limit` bytes with its identity; nil where there is none.
  /// - Throws: `fileRefused` for a symbolic link or anything that is no regular file.
  func read(_ name: String, limit: Int) throws(DockerError) -> (bytes: [UInt8], identity: FileIdentity)? {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw refusal("read", name)
    }
    defer { _ = close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw refusal("read", name) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw refused(name, "is not a regular file") }
    guard status.st_size <= limit else { throw refused(name, "is longer than \(limit) bytes") }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
    var count = 0
    while count < bytes.count {
      let step = bytes.withUnsafeMutableBytes { buffer in
        recv(file, into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      }
      guard step >= 0 else { throw refusal("read", name) }
      if step == 0 { break }
      count += step
    }
    guard count == Int(status.st_size) else { throw refused(name, "changed while it was read") }
    bytes.removeLast(bytes.count - count)
    return (bytes, Self.identity(status, bytes))
  }

  /// Makes a file that must not exist yet, with its mode and owner, and waits until it is on the disk.
  func create(_ name: String, _ bytes: [UInt8], _ access: FileAccess) throws(DockerError) {
    let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw refusal("make", name) }
    defer { _ = close(file) }
    do throws(DockerError) {
      try fill(file, name, bytes, access)
    } catch {
      _ = unlinkat(descriptor, name, 0)
      throw error
    }
    try synchronise()
  }

  private func fill(
    _ file: CInt, _ name: String, _ bytes: [UInt8], _ access: FileAccess
  ) throws(DockerError) {
    do {
      _ = try FileDescriptor(rawValue: file).writeAll(bytes)
    } catch {
      throw Self.failure("write", path + "/" + name)
    }
    try give(file, name, access)
    guard fsync(file) == 0 else { throw refusal("sync", name) }
  }

  /// Makes a directory where there is none, with its mode and owner.
  func makeDirectory(_ name: String, _ access: FileAccess) throws(DockerError) {
    guard mkdirat(descriptor, name, 0o700) == 0 else {
      guard errno == EEXIST else { throw refusal("make", name) }
      return
    }
    let child = try directory(name)
    try give(child.descriptor, name, access)
    try synchronise()
  }

  private func give(_ file: CInt, _ name: String, _ access: FileAccess) throws(DockerError) {
    // The mode while the file is still ours: changing another user's needs one capability more.
    guard fchmod(file, mode_t(access.mode)) == 0 else { throw refusal("set the mode of", name) }
    if getuid() != access.owner || getgid() != access.group {
      guard fchown(file, access.owner, access.group) == 0 else { throw refusal("give the owner to", name) }
    }
    var status = stat()
    guard fstat(file, &status) == 0, UInt32(status.st_mode & 0o7777) == access.mode else {
      throw refused(name, "did not keep its mode when it was given to its owner")
    }
  }

  /// Gives a file a second name; false where the file system or the kernel's hard-link protection does not allow it.
  func link(_ name: String, as second: String) throws(DockerError) -> Bool {
    if linkat(descriptor, name, descriptor, second, 0) == 0 {
      try synchronise()
      return true
    }
    switch errno {
    case EPERM, EOPNOTSUPP, EXDEV, EMLINK, ENOSYS: return false
    default: throw refusal("keep a copy of", name)
    }
  }

  /// Puts a file in another's place in one step.
  func rename(_ name: String, to other: String) throws(DockerError) {
    guard renameat(descriptor, name, descriptor, other) == 0 else { throw refusal("rename", name) }
    try synchronise()
  }

  /// Removes a file; nothing happens where there is none.
  func remove(_ name: String) throws(DockerError) {
    guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else { throw refusal("remove", name) }
    try synchronise()
  }

  private func synchronise() throws(DockerError) {
    guard fsync(descriptor) == 0 else { throw Self.failure("sync the directory", path) }
  }

  private func recv(_ file: CInt, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(file, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(file, buffer.baseAddress, buffer.count)
      #else
        let count = Darwin.read(file, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 || errno != EINTR { return count }
    }
  }

  private static func identity(_ status: stat, _ bytes: [UInt8]) -> FileIdentity {
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return FileIdentity(
      device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
      modified: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec), mode: UInt32(status.st_mode & 0o7777),
      owner: status.st_uid, group: status.st_gid, checksum: FileIdentity.checksum(bytes))
  }

  private func refused(_ name: String, _ reason: String) -> DockerError {
    DockerError(
      .fileRefused, "\(path)/\(name) \(reason); a regular file inside the project directory is required",
      remedy: "Put the variable into a regular file of the project.")
  }

  private func refusal(_ verb: String, _ name: String) -> DockerError {
    if errno == ELOOP || errno == ENOTDIR { return refused(name, "is a symbolic link or no directory") }
    return Self.failure(verb, path + "/" + name)
  }

  /// The failure of the last system call; reads `errno` first.
  private static func failure(_ verb: String, _ path: String) -> DockerError {
    let code = Errno(rawValue: errno)
    let remedy =
      switch code {
      case .permissionDenied, .notPermitted:
        "Let the agent's unit write there: the directory must be bound in the unit, and the agent needs the "
          + "capabilities to edit another user's file (cutover-agent's bootstrap sets both)."
      case .noSpace: "Free space on that file system: df -h"
      default: "Look at the directory on this host, then try again."
      }
    return DockerError(.storage, "cannot \(verb) \(path)", remedy: remedy, cause: "\(code)")
  }
}
