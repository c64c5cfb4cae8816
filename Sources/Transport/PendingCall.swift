import NIOCore
import Protocol

/// A request on its way from a caller's task to the connection's event loop, with where its answers go.
struct PendingCall: Sendable {
  /// The request's id.
  let id: String
  /// The frame body to send.
  let body: ByteBuffer
  /// How long the caller waits.
  let deadline: TimeAmount
  /// Takes the body of each progress message.
  let progress: @Sendable (ByteBuffer) -> Void
  /// Takes the body of the reply, or a ``ProtocolError``. The first completion counts: the connection's own end and the
  /// failure of the write may both report.
  let answer: EventLoopPromise<ByteBuffer>
}

/// What a caller's task may hand to the connection.
enum OutboundMessage: Sendable {
  /// Send this request and remember it.
  case call(PendingCall)
  /// The caller no longer waits.
  case cancel(id: String)
}
