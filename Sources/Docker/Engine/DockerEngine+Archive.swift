import NIOCore
import NIOHTTP1

/// Files of containers, in and out, as streams: a data set is never in memory as a whole.
extension DockerEngine {
  /// Reads a regular file of a container, running or not.
  /// - Parameters:
  ///   - path: the file's path in the container.
  ///   - container: its id or name.
  ///   - deadline: the longest that all of it may take.
  ///   - sink: takes the content, piece by piece in order; the next one is read when it returns.
  /// - Returns: the file's length.
  /// - Throws: `notFound` where the container has no such file, `responseInvalid` for what is no regular file, or one
  ///   that broke off.
  public func readFile(
    _ path: String, of container: String, deadline: Duration,
    sink: @escaping @Sendable (ByteBuffer) async throws -> Void
  ) async throws(DockerError) -> Int {
    let request = EngineRequest(.GET, Self.path(container, "archive"), query: [("path", path)])
    let call = "GET \(request.path)"
    return try await Deadline(limit: deadline, call: call).run {
      try await transport.exchange(request, version: apiVersion) { head, body in
        guard head.status == .ok else {
          let answer = try await body.collected(limit: Self.responseLimit)
          try Self.check(head, answer, expecting: [], call: call)
          throw DockerError(.responseInvalid, "\(call) was refused without a reason")
        }
        var reader = TarFileReader()
        while !reader.isComplete, let piece = try await body.next() {
          for content in try reader.append(piece) { try await sink(content) }
        }
        guard reader.isComplete else {
          throw DockerError(
            .responseInvalid, "the daemon's archive of \(path) broke off after \(reader.length) bytes",
            remedy: "Try again; look at the daemon: systemctl status docker")
        }
        return reader.length
      }
    }
  }

  /// Writes a regular file into a container that does not run.
  /// - Parameters:
  ///   - file: its name, length and permissions.
  ///   - directory: where in the container.
  ///   - container: its id or name.
  ///   - deadline: the longest that all of it may take.
  ///   - source: gives the content, piece by piece; nil at its end.
  public func writeFile(
    _ file: TarFileWriter, to directory: String, of container: String, deadline: Duration,
    source: @escaping @Sendable () async throws -> ByteBuffer?
  ) async throws(DockerError) {
    var request = EngineRequest(.PUT, Self.path(container, "archive"), query: [("path", directory)])
    request.upload = EngineRequest.Upload(length: file.streamLength) { write in
      try await write(ByteBuffer(bytes: file.header))
      while let piece = try await source() { try await write(piece) }
      try await write(ByteBuffer(bytes: file.trailer))
    }
    let prepared = request
    let call = "PUT \(request.path)"
    try await Deadline(limit: deadline, call: call).run {
      try await transport.exchange(prepared, version: apiVersion) { head, body in
        let answer = try await body.collected(limit: Self.responseLimit)
        try Self.check(head, answer, expecting: [.ok], call: call)
      }
    }
  }
}
