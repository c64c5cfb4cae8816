import NIOCore
import NIOHTTP1

/// The body of an answer as it arrives, piece by piece.
struct EngineBody {
  private var parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator

  init(_ parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator) {
    self.parts = parts
  }

  /// The next piece; nil at the end of the body.
  mutating func next() async throws -> ByteBuffer? {
    while let part = try await parts.next() {
      switch part {
      case .head: continue
      case .body(let buffer): return buffer
      case .end: return nil
      }
    }
    try Task.checkCancellation()
    return nil
  }

  /// The whole body.
  /// - Throws: `responseTooLarge` as soon as it is longer than `limit` bytes.
  mutating func collected(limit: Int) async throws -> ByteBuffer {
    var whole = ByteBuffer()
    while var piece = try await next() {
      guard whole.readableBytes + piece.readableBytes <= limit else {
        throw DockerError(
          .responseTooLarge, "the Docker daemon's answer is longer than \(limit) bytes",
          remedy: "Look at this object with the docker command on the host.")
      }
      whole.writeBuffer(&piece)
    }
    return whole
  }
}
