import NIOCore

/// Matches replies to calls in the order in which they were sent, on the connection's event loop. A reply that nobody
/// waits for, a timeout, or bytes that are not RESP end the connection: from then on replies could be matched wrongly.
final class ReplyHandler: ChannelInboundHandler {
  typealias InboundIn = RESPValue
  typealias OutboundOut = ByteBuffer

  /// A call whose replies are not all here yet. A cancelled one stays: its replies still come.
  private struct PendingCall {
    let call: RedisCall
    let count: Int
    let timer: Scheduled<Void>
    var replies: [RESPValue] = []
  }

  private let endpoint: RedisEndpoint
  private var pending = CircularBuffer<PendingCall>()
  private var context: ChannelHandlerContext?
  /// Why the connection ended, once it has.
  private var end: RedisError?

  init(endpoint: RedisEndpoint) {
    self.endpoint = endpoint
  }

  /// Sends a pipeline in one write.
  /// - Parameters:
  ///   - call: who waits for the replies.
  ///   - label: what errors call it.
  ///   - count: how many replies it has.
  ///   - encoded: the bytes of all its commands.
  ///   - timeout: how long the last reply may take.
  func send(_ call: RedisCall, label: String, count: Int, encoded: ByteBuffer, timeout: TimeAmount) {
    guard end == nil, let context else {
      call.finish(.failure(end ?? closed()))
      return
    }
    let timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { self.timeOut(label, timeout) }
    pending.append(PendingCall(call: call, count: count, timer: timer))
    context.writeAndFlush(wrapOutboundOut(encoded), promise: nil)
  }

  /// Ends the connection, whose calls fail with the error.
  func close(_ error: RedisError) {
    finish(error)
    context?.close(promise: nil)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    finish(closed())
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let reply = unwrapInboundIn(data)
    guard let first = pending.indices.first else {
      close(unasked(reply))
      return
    }
    pending[first].replies.append(reply)
    guard pending[first].replies.count == pending[first].count else { return }
    let finished = pending.removeFirst()
    finished.timer.cancel()
    finished.call.finish(.success(finished.replies))
  }

  func channelInactive(context: ChannelHandlerContext) {
    finish(closed())
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if var violation = error as? RedisError {
      violation.message = "redis at \(endpoint) sent \(violation.message)"
      close(violation)
    } else {
      close(closed(cause: "\(error)"))
    }
  }

  private func finish(_ error: RedisError) {
    let failure = end ?? error
    end = failure
    while let call = pending.popFirst() {
      call.timer.cancel()
      call.call.finish(.failure(failure))
    }
  }

  private func timeOut(_ label: String, _ timeout: TimeAmount) {
    close(
      RedisError(
        .timedOut,
        "redis at \(endpoint) did not answer \(label) within \(timeout.nanoseconds / 1_000_000) ms; the connection "
          + "was closed, and whether the command ran is not known",
        remedy: "check the load of that host, and SLOWLOG GET"))
  }

  /// A server that refuses a client says so unasked: `max number of clients reached`, protected mode.
  private func unasked(_ reply: RESPValue) -> RedisError {
    if case .error(let error) = reply { return .refused("the connection", error, by: endpoint) }
    return RedisError(
      .protocolViolation, "redis at \(endpoint) sent \(reply.kindName) that nothing asked for",
      remedy: "check that a Redis listens there, and no proxy")
  }

  private func closed(cause: String? = nil) -> RedisError {
    RedisError(
      .closed, "the connection to redis at \(endpoint) has ended; whether a command in flight ran is not known",
      remedy: "check that this Redis runs (docker ps, its log)", cause: cause)
  }
}
