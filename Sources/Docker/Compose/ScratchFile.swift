import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file of the agent's own that only it may read, gone at the end of its use: copies for a proof hold other secrets of
/// the environment file.
struct ScratchFile: ~Copyable {
  let path: FilePath

  /// Makes a new file in a directory.
  init(in directory: FilePath, named purpose: String, _ bytes: [UInt8]) throws(DockerError) {
    var generator = SystemRandomNumberGenerator()
    path = directory.appending("\(purpose)-\(String(generator.next(), radix: 16))")
    do {
      let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec, .noFollow], permissions: .ownerReadWrite)
      try file.closeAfter { _ = try file.writeAll(bytes) }
    } catch {
      throw DockerError(
        .storage, "cannot write \(path), a copy for a proof",
        remedy: "The directory must be the agent's own and have space: df -h \(directory)", cause: "\(error)")
    }
  }

  deinit {
    _ = unlink(path.string)
  }
}
