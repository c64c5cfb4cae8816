import FoundationEssentials
import Journal
import NIOCore
import Protocol
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file of a backup while it is written: under another name until it is whole and on disk, hashed as it is written.
/// It has a thread of its own, since it waits for the disk.
actor BackUpFile {
  /// How much is written before the disk is waited for: one long wait at the end would be felt by everybody else.
  private static let stride = 16 << 20

  private let executor = JournalExecutor(label: "backup")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let path: FilePath
  private let temporary: FilePath
  private let file: SystemPackage.FileDescriptor
  private var digest = SHA256Digest()
  private var length = 0
  private var waiting = 0
  private var magic: [UInt8] = []

  /// Begins a file that nobody else may read; its directory is made where there is none.
  /// - Throws: ``ProtocolError`` with `storage`.
  init(path: String) throws(ProtocolError) {
    self.path = FilePath(path)
    self.temporary = FilePath(path + ".part-\(UInt32.random(in: .min ... .max))")
    do {
      let directory = self.path.removingLastComponent()
      guard mkdir(directory.string, 0o700) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
      self.file = try SystemPackage.FileDescriptor.open(
        temporary, .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: [.ownerReadWrite])
    } catch {
      throw Self.failure(path, error)
    }
  }

  /// Writes the next bytes.
  /// - Throws: ``ProtocolError`` with `storage`.
  func append(_ bytes: ByteBuffer) throws(ProtocolError) {
    do {
      try bytes.withUnsafeReadableBytes { bytes in
        if magic.count < 8 { magic += bytes.prefix(8 - magic.count) }
        digest.update(bytes)
        _ = try file.writeAll(bytes)
      }
      length += bytes.readableBytes
      waiting += bytes.readableBytes
      if waiting >= Self.stride {
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
        waiting = 0
      }
    } catch {
      throw Self.failure(path.string, error)
    }
  }

  /// Gives the file its name, once it is on disk.
  /// - Returns: its length and its SHA-256.
  /// - Throws: ``ProtocolError`` with `storage`, or with `redis` for what is no snapshot of a Redis.
  func commit() throws(ProtocolError) -> (bytes: Int, sha256: String) {
    guard magic.starts(with: Array("REDIS".utf8)) || magic.starts(with: Array("VALKEY".utf8)) else {
      throw ProtocolError(
        .redis, "what was copied is no snapshot of a Redis: \(length) bytes",
        next: "look at its `dir` and `dbfilename`, and at its container's log")
    }
    do {
      guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
      try file.close()
      guard rename(temporary.string, path.string) == 0 else { throw Errno(rawValue: errno) }
      let directory = try SystemPackage.FileDescriptor.open(path.removingLastComponent(), .readOnly)
      defer { try? directory.close() }
      guard fsync(directory.rawValue) == 0 else { throw Errno(rawValue: errno) }
    } catch {
      throw Self.failure(path.string, error)
    }
    return (length, digest.finalize())
  }

  /// Removes what a backup left that was never ended: its agent was killed meanwhile.
  static func removeRemains(in directory: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] where name.contains(".part-") {
      _ = unlink("\(directory)/\(name)")
    }
  }

  /// Removes what was written; it has failed.
  func discard() {
    try? file.close()
    _ = unlink(temporary.string)
  }

  private static func failure(_ path: String, _ error: any Error) -> ProtocolError {
    ProtocolError(
      .storage, "the backup \(path) cannot be written", next: "check the free room and the owner of its directory",
      cause: "\(error)")
  }
}
