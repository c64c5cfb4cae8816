import Journal
import NIOCore
import Protocol
import SystemPackage

/// Reads a backup's file from its beginning to its end, and hashes what it reads.
actor BackUpSource {
  private static let pieceLength = 256 << 10

  private let executor = JournalExecutor(label: "backup-source")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let path: String
  private let file: SystemPackage.FileDescriptor
  private var digest = SHA256Digest()
  private var offset: Int64 = 0

  /// Opens the file.
  /// - Throws: ``ProtocolError`` with `storage`.
  init(path: String) throws(ProtocolError) {
    self.path = path
    do {
      self.file = try SystemPackage.FileDescriptor.open(FilePath(path), .readOnly, options: [.noFollow, .closeOnExec])
    } catch {
      throw ProtocolError(
        .storage, "the backup \(path) cannot be read", next: "coordinator finalize, which takes a new one",
        cause: "\(error)")
    }
  }

  /// The next piece; `nil` at the end.
  /// - Throws: ``ProtocolError`` with `storage`.
  func next() throws(ProtocolError) -> ByteBuffer? {
    do {
      let bytes = try [UInt8](unsafeUninitializedCapacity: Self.pieceLength) { buffer, count in
        count = try file.read(fromAbsoluteOffset: offset, into: UnsafeMutableRawBufferPointer(buffer))
      }
      guard !bytes.isEmpty else { return nil }
      offset += Int64(bytes.count)
      bytes.withUnsafeBytes { digest.update($0) }
      return ByteBuffer(bytes: bytes)
    } catch {
      throw ProtocolError(.storage, "the backup \(path) cannot be read", cause: "\(error)")
    }
  }

  /// Closes the file.
  /// - Returns: the SHA-256 of what was read.
  func finish() -> String {
    try? file.close()
    return digest.finalize()
  }
}
