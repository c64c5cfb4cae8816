import NIOCore
import NIOSSL
import NIOTLS
import Protocol

/// The client's end of a connection: keeps the calls that wait, gives each answer to its own, lets each run into its own
/// deadline, and asks a silent peer whether it still lives. It is confined to its channel's event loop.
final class CallHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = OutboundMessage
  typealias OutboundOut = ByteBuffer

  private struct Waiting {
    var call: PendingCall
    var timeout: Scheduled<Void>
  }

  private let handshake: EventLoopPromise<PeerIdentity?>
  private var handshakeEnded = false
  private let keepalive: TimeAmount
  private let peer: String
  private var waiting: [String: Waiting] = [:]
  private var keepaliveTask: Scheduled<Void>?
  private var heardSinceKeepalive = true
  private let end: ConnectionEnd

  init(handshake: EventLoopPromise<PeerIdentity?>, keepalive: TimeAmount, peer: String, end: ConnectionEnd) {
    self.end = end
    self.handshake = handshake
    self.keepalive = keepalive
    self.peer = peer
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .some(TLSUserEvent.handshakeCompleted) = event as? TLSUserEvent {
      let certificate = try? context.channel.pipeline.syncOperations.nioSSL_peerCertificate()
      handshakeEnded = true
      handshake.succeed(certificate?.peerIdentity)
      scheduleKeepalive(context: context)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .call(let call): begin(call, context: context, promise: promise)
    case .cancel(let id):
      guard let entry = waiting.removeValue(forKey: id) else {
        promise?.succeed()
        return
      }
      entry.timeout.cancel()
      sendCancel(id, context: context)
      entry.call.answer.fail(ProtocolError(.cancelled, "the request was cancelled"))
      promise?.succeed()
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    heardSinceKeepalive = true
    let body = unwrapInboundIn(data)
    do throws(ProtocolError) {
      let message = try MessageCoder().decode(AnswererMessage.self, from: body)
      switch message.kind {
      case .pong: break
      case .progress: waiting[message.id]?.call.progress(body)
      case .reply: finish(message.id, .success(body))
      case .failure:
        let error = message.error ?? ProtocolError(.malformed, "\(peer) failed without an error")
        // Without an id it is about the whole connection: who we are, or what we sent.
        if message.id.isEmpty { throw error }
        finish(message.id, .failure(error))
      }
    } catch {
      failAll(with: error)
      context.close(promise: nil)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    failAll(with: Self.describe(error, peer: peer))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    failAll(with: ProtocolError(.unreachable, "\(peer) closed the connection"))
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    keepaliveTask?.cancel()
    failAll(with: ProtocolError(.unreachable, "the connection to \(peer) is used for something else now"))
  }

  private func begin(_ call: PendingCall, context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
    if let reason = end.reason {
      call.answer.fail(reason)
      promise?.fail(reason)
      return
    }
    guard waiting[call.id] == nil else {
      let error = ProtocolError(.internalError, "two requests with the id \(call.id) at once")
      call.answer.fail(error)
      promise?.fail(error)
      return
    }
    let loop = context.eventLoop.assumeIsolated()
    let timeout = loop.scheduleTask(in: call.deadline) { self.deadlinePassed(call.id, context: context) }
    waiting[call.id] = Waiting(call: call, timeout: timeout)
    context.writeAndFlush(wrapOutboundOut(call.body), promise: promise)
  }

  private func deadlinePassed(_ id: String, context: ChannelHandlerContext) {
    guard let entry = waiting.removeValue(forKey: id) else { return }
    sendCancel(id, context: context)
    entry.call.answer.fail(
      ProtocolError(
        .deadlineExceeded, "\(peer) did not answer within \(entry.call.deadline.nanoseconds / 1_000_000) ms"))
  }

  private func sendCancel(_ id: String, context: ChannelHandlerContext) {
    guard let body = try? MessageCoder().encode(AskerMessage(kind: .cancel, id: id)) else { return }
    context.writeAndFlush(wrapOutboundOut(body), promise: nil)
  }

  private func finish(_ id: String, _ result: Result<ByteBuffer, ProtocolError>) {
    // An answer to a request that nobody waits for any more was overtaken by its deadline: dropped.
    guard let entry = waiting.removeValue(forKey: id) else { return }
    entry.timeout.cancel()
    entry.call.answer.completeWith(result.mapError { $0 as any Error })
  }

  private func failAll(with error: ProtocolError) {
    end.note(error)
    if !handshakeEnded {
      handshakeEnded = true
      handshake.fail(error)
    }
    let entries = waiting.values
    waiting = [:]
    for entry in entries {
      entry.timeout.cancel()
      entry.call.answer.fail(end.reason ?? error)
    }
  }

  private func scheduleKeepalive(context: ChannelHandlerContext) {
    keepaliveTask = context.eventLoop.assumeIsolated().scheduleTask(in: keepalive) {
      guard self.heardSinceKeepalive else {
        self.failAll(with: ProtocolError(.unreachable, "\(self.peer) fell silent"))
        context.close(promise: nil)
        return
      }
      self.heardSinceKeepalive = false
      if let ping = try? MessageCoder().encode(AskerMessage(kind: .ping, id: "keepalive")) {
        context.writeAndFlush(self.wrapOutboundOut(ping), promise: nil)
      }
      self.scheduleKeepalive(context: context)
    }
  }

  /// Puts a transport failure into the operator's words. With TLS 1.3 a refused client certificate shows only here, on
  /// the first read (`building.md`, "NIO and TLS").
  private static func describe(_ error: any Error, peer: String) -> ProtocolError {
    switch error {
    case let error as ProtocolError: return error
    // The stream ended without the word of TLS that ends one: the peer died, or somebody cut the line.
    case NIOSSLError.uncleanShutdown:
      return ProtocolError(.unreachable, "the connection to \(peer) broke", cause: "\(error)")
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
      return ProtocolError(
        .identityRefused, "no trust between us and \(peer): one side refused the other's certificate",
        next: "run `coordinator bootstrap` to renew the certificates, and check the clocks of both", cause: "\(error)")
    default: return ProtocolError(.unreachable, "the connection to \(peer) broke", cause: "\(error)")
    }
  }
}
