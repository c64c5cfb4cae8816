#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Files that only their owner may read: written whole or not at all, and refused when others may read them.
public enum PrivateFile {
  /// Whether something exists at the path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes a directory for its owner alone, with those above it.
  /// - Throws: `file` where one of them cannot be made.
  public static func makeDirectory(_ path: String) throws(CertificateError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, 0o700) == 0 || errno == EEXIST || errno == EISDIR || errno == EROFS else {
        throw failure("the directory \(made) cannot be made", "Make it, or set XDG_CONFIG_HOME to a place you own.")
      }
    }
  }

  /// Writes beside the path, flushes to the disk and renames: a crash leaves the old file or the new one.
  /// - Throws: `file` where that fails; what was at the path is there still.
  public static func write(_ text: String, to path: String, mode: mode_t) throws(CertificateError) {
    let temporary = path + ".new"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw unwritable(path) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes { piece in
        #if canImport(Darwin)
          Darwin.write(descriptor, piece.baseAddress, piece.count)
        #else
          Glibc.write(descriptor, piece.baseAddress, piece.count)
        #endif
      }
      guard count > 0 else { throw unwritable(path) }
      offset += count
    }
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw unwritable(path)
    }
  }

  /// Reads a text file.
  static func read(_ path: String) throws(CertificateError) -> String {
    var content: [UInt8] = []
    try forEachPiece(of: path) { (piece, count) in content += piece[..<count] }
    return String(decoding: content, as: UTF8.self)
  }

  /// Reads a key file, and refuses one that group or others may read.
  static func readKey(_ path: String) throws(CertificateError) -> PrivateKey {
    var status = stat()
    guard stat(path, &status) == 0 else { throw unreadable(path) }
    guard status.st_mode & 0o077 == 0 else {
      let mode = String(status.st_mode & 0o777, radix: 8)
      throw CertificateError(
        .exposedKey, "the private key \(path) has mode \(mode), required is 600: others may read it",
        remedy: "Run chmod 600 \(path). If somebody else may have read it, make a new fleet authority.")
    }
    return PrivateKey(pem: try read(path))
  }

  /// Calls `take` with every piece of a file and the number of bytes in it.
  static func forEachPiece(
    of path: String, _ take: ([UInt8], Int) throws(CertificateError) -> Void
  ) throws(CertificateError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      #if canImport(Darwin)
        let count = Darwin.read(descriptor, &buffer, buffer.count)
      #else
        let count = Glibc.read(descriptor, &buffer, buffer.count)
      #endif
      if count < 0 {
        if errno == EINTR { continue }
        throw unreadable(path)
      }
      if count == 0 { return }
      try take(buffer, count)
    }
  }

  /// Runs `body` while no other process of ours does so for the same directory.
  static func locked<Value>(
    _ directory: String, _ body: () throws(CertificateError) -> Value
  ) throws(CertificateError) -> Value {
    let path = directory + "/.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else { throw unwritable(path) }
    defer { close(descriptor) }
    return try body()
  }

  private static func unreadable(_ path: String) -> CertificateError {
    failure("\(path) cannot be read", "Check that it exists and belongs to you (ls -l \(path)).")
  }

  private static func unwritable(_ path: String) -> CertificateError {
    failure("\(path) cannot be written", "Check the space and the permissions of its directory.")
  }

  private static func failure(_ message: String, _ remedy: String) -> CertificateError {
    CertificateError(.file, message, cause: String(cString: strerror(errno)), remedy: remedy)
  }
}
