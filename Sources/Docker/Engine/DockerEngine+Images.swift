import NIOCore
import NIOHTTP1

/// Images: present or pulled.
extension DockerEngine {
  /// An image that is on this host; nil where it is not.
  public func image(
    _ reference: ImageReference, deadline: Duration = .seconds(10)
  ) async throws(DockerError) -> ImageDetails? {
    let name = EngineRequest.percentEncoded(reference.description, keeping: "/:@")
    do {
      return try await decoded(
        ImageDetails.self, from: EngineRequest(.GET, "/images/\(name)/json"), deadline: deadline)
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  /// Pulls an image and waits for the end.
  /// - Throws: `refused` with the daemon's words where the registry does not give it. The daemon answers 200 first and
  ///   reports a failure in the stream.
  public func pull(_ reference: ImageReference, deadline: Duration = .seconds(600)) async throws(DockerError) {
    let request = EngineRequest(
      .POST, "/images/create", query: [("fromImage", reference.name), ("tag", reference.tag)])
    let failure: String? = try await Deadline(limit: deadline, call: "POST /images/create").run {
      try await transport.exchange(request, version: apiVersion) { head, body in
        guard head.status == .ok else {
          let answer = try await body.collected(limit: Self.responseLimit)
          return Self.message(in: answer)
        }
        var splitter = LineSplitter(limit: Self.responseLimit)
        var failure: String?
        while let piece = try await body.next() {
          for line in splitter.append(piece.readableBytesView) where !line.isEmpty {
            let step = try Self.decoded(PullStep.self, ByteBuffer(bytes: line), call: "POST /images/create")
            failure = failure ?? step.error
          }
        }
        return failure
      }
    }
    if let failure {
      throw DockerError(
        .refused, "the image \(reference) cannot be pulled: \(failure)",
        remedy: "Pull it by hand on this host, or name an image that is present: docker pull \(reference)")
    }
  }
}

/// One line of a pull's progress.
private struct PullStep: Decodable {
  let error: String?
}
