#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Times how long this host takes to make a few bytes durable, as a journal's record must be before it counts.
enum DiskProbe {
  /// Writes a file of its own into a directory, syncs it and removes it.
  /// - Returns: microseconds from the write to the end of the sync; nil where it cannot be done.
  static func fsyncMicroseconds(in directory: String) -> Int? {
    let path = "\(directory)/.measure-\(UInt64.random(in: 0 ... .max))"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    defer {
      close(descriptor)
      unlink(path)
    }
    let bytes = [UInt8](repeating: 0, count: 256)
    let began = ContinuousClock.now
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else { return nil }
    return Int((ContinuousClock.now - began) / .microseconds(1))
  }
}
