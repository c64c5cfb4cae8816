import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An append-only file of records, each durable before ``append(_:)`` returns. Coordinator and agents write here before
/// they act (design, "Journals"); what was written is what a restarted process knows.
public final class Journal<Record: Codable & Sendable>: Sendable {
  /// The records that were in the file when it was opened, in order.
  public let records: [Record]

  private let path: FilePath
  private let file: Mutex<FileDescriptor>

  /// Opens or makes a journal, reads it, and cuts a torn tail off.
  /// - Parameter path: the file; its directory must exist.
  /// - Throws: ``JournalError`` with `unavailable` or `corrupt`.
  public init(path: String) throws(JournalError) {
    self.path = FilePath(path)
    do {
      let existed = (try? FileDescriptor.open(self.path, .readOnly)).map { try? $0.close() } != nil
      let file = try FileDescriptor.open(
        self.path, .readWrite, options: [.create, .append, .closeOnExec], permissions: [.ownerReadWrite])
      var status = stat()
      guard fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        try file.close()
        throw JournalError(.unavailable, "\(path) is not a regular file", remedy: "move away what has that name")
      }
      guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
        try file.close()
        throw JournalError(
          .unavailable, "\(path) is in use by another process", remedy: "end the other process, or wait for it")
      }
      if !existed { try Self.synchronizeDirectory(of: self.path) }
      do {
        let (records, wholeLength) = try Self.read(file, path: path)
        if try file.seek(offset: 0, from: .end) > Int64(wholeLength) { try file.resize(to: Int64(wholeLength)) }
        self.records = records
      } catch {
        try? file.close()
        throw error
      }
      self.file = Mutex(file)
    } catch let error as JournalError {
      throw error
    } catch {
      throw JournalError(
        .unavailable, "the journal \(path) cannot be opened", cause: "\(error)",
        remedy: "check that the directory exists and that this user may write there")
    }
  }

  /// Reads the records of a journal that another process may be writing: nothing is locked or cut off.
  /// - Throws: ``JournalError`` with `unavailable` or `corrupt`.
  public static func records(at path: String) throws(JournalError) -> [Record] {
    do {
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
      return try file.closeAfter { try read(file, path: path).0 }
    } catch let error as JournalError {
      throw error
    } catch {
      throw JournalError(
        .unavailable, "the journal \(path) cannot be read", cause: "\(error)", remedy: "check its owner and mode")
    }
  }

  deinit {
    file.withLock { try? $0.close() }
  }

  /// Writes records and waits until the disk has them. It blocks: call it from an actor on a ``JournalExecutor``, or from
  /// a thread of your own.
  /// - Throws: ``JournalError`` with `notDurable`: then the caller must not act on the records.
  public func append(_ records: [Record]) throws(JournalError) {
    guard !records.isEmpty else { return }
    var bytes: [UInt8] = []
    for record in records { bytes += try JournalLine.encode(record) }
    do {
      try file.withLock { file in
        let length = try file.seek(offset: 0, from: .end)
        do {
          try file.writeAll(bytes)
          guard fdatasync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
        } catch {
          // Half a record would be a torn tail in the middle as soon as the next one is appended.
          try? file.resize(to: length)
          throw error
        }
      }
    } catch {
      throw JournalError(
        .notDurable, "the journal \(path) could not be written", cause: "\(error)",
        remedy: "make room on that file system (df -h \(path.removingLastComponent())), then try again")
    }
  }

  /// Reads whole lines; the length of what is whole comes with them.
  private static func read(_ file: FileDescriptor, path: String) throws -> ([Record], Int) {
    let bytes = try readAll(file)
    var records: [Record] = []
    var start = 0
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      guard let record = JournalLine.decode(Record.self, from: bytes[start..<end]) else {
        // A damaged last line is a torn tail; a damaged one with another behind it is something else.
        guard bytes[(end + 1)...].firstIndex(of: 0x0A) == nil else {
          throw JournalError(
            .corrupt, "record \(records.count + 1) of the journal \(path) is damaged, with others behind it",
            remedy: "keep the file for a look, and restore it from the other side: `coordinator doctor`")
        }
        break
      }
      records.append(record)
      start = end + 1
    }
    return (records, start)
  }

  private static func readAll(_ file: FileDescriptor) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var offset: Int64 = 0
    while true {
      let chunk = try [UInt8](unsafeUninitializedCapacity: 64 * 1024) { buffer, count in
        count = try file.read(fromAbsoluteOffset: offset, into: UnsafeMutableRawBufferPointer(buffer))
      }
      guard !chunk.isEmpty else { return bytes }
      bytes += chunk
      offset += Int64(chunk.count)
    }
  }

  private static func synchronizeDirectory(of path: FilePath) throws {
    let directory = try FileDescriptor.open(path.removingLastComponent(), .readOnly)
    defer { try? directory.close() }
    guard fsync(directory.rawValue) == 0 else { throw Errno(rawValue: errno) }
  }
}
