import Logging
import NIOCore

/// Stands in the plain end's channel and lets through only what ``RelayHandshake`` allows, in both directions. A refusal
/// closes the channel, and the splice behind it closes the other one.
final class RelayFilter: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var handshake: RelayHandshake
  private let meter: RelayMeter
  private let logger: Logger
  private let lost: @Sendable () -> Void

  /// - Parameters:
  ///   - policy: what the answer to PSYNC may be.
  ///   - meter: is told what passes.
  ///   - lost: called when the follower cannot go on without a full copy, which the policy forbids.
  init(policy: RelayHandshake.Policy, meter: RelayMeter, logger: Logger, lost: @escaping @Sendable () -> Void) {
    self.handshake = RelayHandshake(policy: policy)
    self.lost = lost
    self.meter = meter
    self.logger = logger
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let step = handshake.receivedFromFollower(unwrapInboundIn(data))
    meter.set(toLeader: handshake.bytesToLeader, toFollower: handshake.bytesToFollower)
    if step.forward.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(step.forward)) }
    report(step.events, context)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let step = handshake.receivedFromLeader(unwrapOutboundIn(data))
    meter.set(toLeader: handshake.bytesToLeader, toFollower: handshake.bytesToFollower)
    context.write(wrapOutboundOut(step.forward), promise: promise)
    report(step.events, context)
  }

  private func report(_ events: [RelayHandshake.Event], _ context: ChannelHandlerContext) {
    for event in events {
      meter.note(event)
      switch event {
      case .psyncSent, .continued, .fullResync, .deferred: logger.notice("relay", metadata: ["event": "\(event)"])
      case .refused(let refusal):
        logger.warning("relay refused", metadata: ["reason": "\(refusal)", "next": "\(refusal.remedy)"])
        if refusal.code == .fullCopy { lost() }
        context.close(promise: nil)
      }
    }
  }
}
