import NIOCore
import Protocol
import Redis

/// Authenticates a raw connection to the leading Redis before anything is relayed, then stops reading and takes itself
/// out: the first byte after it belongs to the follower.
final class LeadingAuthentication: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let password: RedisPassword?
  private let done: EventLoopPromise<Void>
  private var answer = ByteBuffer()

  init(password: RedisPassword?, done: EventLoopPromise<Void>) {
    self.password = password
    self.done = done
  }

  func channelActive(context: ChannelHandlerContext) {
    guard let password else {
      finish(context, nil)
      return
    }
    context.writeAndFlush(wrapOutboundOut(RedisCommand.auth(password).encoded), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var part = unwrapInboundIn(data)
    answer.writeBuffer(&part)
    guard let text = answer.getString(at: answer.readerIndex, length: answer.readableBytes), text.hasSuffix("\r\n")
    else { return }
    let refusal = ProtocolError(
      .redis, "the leading Redis refused the password that this host keeps: \(text.dropLast(2))",
      next: "deliver the password again: `coordinator provision`")
    finish(context, text == "+OK\r\n" ? nil : refusal)
  }

  func channelInactive(context: ChannelHandlerContext) {
    done.fail(ProtocolError(.redis, "the leading Redis closed the connection"))
    context.fireChannelInactive()
  }

  private func finish(_ context: ChannelHandlerContext, _ error: ProtocolError?) {
    if let error {
      done.fail(error)
      context.close(promise: nil)
      return
    }
    do {
      try context.channel.syncOptions?.setOption(.autoRead, value: false)
      context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
      done.succeed()
    } catch {
      done.fail(error)
    }
  }
}
