import NIOCore

/// Joins two channels of one event loop into one byte stream: what one reads, the other writes, no faster than the other
/// can. The end of one is the end of the other, after what was under way has been written; where both channels allow it,
/// the end of one direction ends that direction only.
final class SpliceHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var partner: SpliceHandler?
  private var context: ChannelHandlerContext?
  private var readHeld = false

  /// Two handlers that know each other; each goes to the end of its channel's pipeline.
  static func pair() -> (SpliceHandler, SpliceHandler) {
    let (first, second) = (SpliceHandler(), SpliceHandler())
    first.partner = second
    second.partner = first
    return (first, second)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    // The partner may have held its reads until somebody could take them.
    partner?.resumeReading()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    partner = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    partner?.write(unwrapInboundIn(data))
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    partner?.context?.flush()
  }

  func channelInactive(context: ChannelHandlerContext) {
    partner?.end()
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { partner?.end(.output) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    partner?.end()
    context.close(promise: nil)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { partner?.resumeReading() }
    context.fireChannelWritabilityChanged()
  }

  func read(context: ChannelHandlerContext) {
    if partner?.isWritable ?? true { context.read() } else { readHeld = true }
  }

  private var isWritable: Bool { context?.channel.isWritable ?? false }

  private func write(_ bytes: ByteBuffer) {
    context?.write(wrapOutboundOut(bytes), promise: nil)
  }

  private func end(_ mode: CloseMode = .all) {
    guard let context else { return }
    // A flush before the close hands over what was written; the close waits for it in the channel's own queue.
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).hop(to: context.eventLoop).assumeIsolated().whenComplete { _ in
      context.close(mode: mode, promise: nil)
    }
  }

  private func resumeReading() {
    guard readHeld, let context else { return }
    readHeld = false
    context.read()
  }
}
