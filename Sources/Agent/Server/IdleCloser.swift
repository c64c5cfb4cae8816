import NIOCore

/// Closes a connection whose peer has been silent for too long: a coordinator asks every five seconds, so a silent one is
/// gone, or it never meant to speak.
final class IdleCloser: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent {
      context.close(promise: nil)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }
}
