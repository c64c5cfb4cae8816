import Logging
import NIOCore
import NIOSSL
import Protocol
import ServiceLifecycle
import Transport

/// One peer's connection: reads its messages, judges who may ask what, and writes the answers. A peer that does not keep
/// to the contract gets an error and a closed connection.
struct Connection: Sendable {
  typealias FrameChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>
  typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

  /// How many requests one peer may have under way.
  static let maximumInFlight = 64

  let router: VerbRouter
  let ledger: RequestLedger
  let logger: Logger

  /// Serves a connection to its end. Errors end it and are logged; they reach nobody else.
  func serve(_ channel: FrameChannel) async {
    do {
      try await channel.executeThenClose { inbound, outbound in
        try await withGracefulShutdownHandler {
          try await serve(channel.channel, inbound, outbound)
        } onGracefulShutdown: {
          Self.stopReading(channel.channel)
        }
      }
    } catch NIOSSLError.uncleanShutdown {
      // A laptop that was closed, or a process that ended: nothing to tell anybody.
      logger.debug("connection ended without a goodbye")
    } catch {
      logger.notice("connection ended", metadata: ["reason": "\(error)"])
    }
  }

  /// Nothing more is read; what is under way is answered, then the connection closes.
  private static func stopReading(_ channel: any Channel) {
    channel.eventLoop.execute {
      // Said behind TLS and the decoder: for both of them an end without a goodbye would be an error. A relay has taken
      // this handler out, and ends on its own.
      let context = try? channel.pipeline.syncOperations.context(name: FrameHandlers.encoder)
      context?.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
  }

  private func serve(
    _ channel: any Channel, _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: Outbound
  ) async throws {
    var isRelay = false
    do {
      var peer: PeerIdentity?
      var authority: [UInt8]?
      let requests = CancellationBoard()
      try await withThrowingDiscardingTaskGroup { group in
        for try await frame in inbound {
          // The handshake has ended by the time of the first frame.
          if peer == nil { authority = try await channel.nioSSL_peerCertificate().get()?.authorityKey }
          let identity = if let peer { peer } else { try await identify(channel) }
          peer = identity
          guard router.services.trust.isTrusted(authority) else {
            logger.notice("a revoked authority's connection ends", metadata: ["peer": "\(identity.name)"])
            break
          }
          guard let header = try await header(of: frame, from: identity, outbound, requests) else { continue }
          if header.verb == .relay {
            isRelay = true
            try await becomeRelay(channel, header, frame, identity, outbound)
            return
          }
          guard
            let ticket = requests.begin(header.id, reads: !header.verb.changesSomething, limit: Self.maximumInFlight)
          else {
            let error = ProtocolError(
              .busy, "\(Self.maximumInFlight) requests at once, or this id is under way already")
            try await fail(header.id, error, to: outbound)
            continue
          }
          group.addTask {
            await answer(header, frame, identity, outbound, requests, ticket)
            requests.end(ticket)
          }
        }
        // The asker has gone, or the agent is being stopped: what only reads ends now, what changes something is still
        // answered. (The tasks themselves stay uncancelled: a cancelled one could not write its answer.)
        requests.cancelReading()
      }
    } catch let error as ProtocolError where !isRelay {
      // Said without an id: it is about the connection, and its last word.
      try? await fail("", error, to: outbound)
      throw error
    }
  }

  /// Reads one message and answers what needs no work.
  /// - Returns: the header of a request that this peer may ask; `nil` for anything that is done with.
  /// - Throws: ``ProtocolError`` for what is not of the contract.
  private func header(
    of frame: ByteBuffer, from peer: PeerIdentity, _ outbound: Outbound, _ requests: CancellationBoard
  ) async throws -> RequestHeader? {
    let coder = MessageCoder()
    let message: AskerMessage
    do throws(ProtocolError) {
      message = try coder.decode(AskerMessage.self, from: frame)
    } catch {
      // A verb of a newer version is no reason to part: whoever asked is told, and may ask something else.
      guard error.code == .verbUnknown, let request = try? coder.decode(UnknownRequest.self, from: frame) else {
        throw error
      }
      try await fail(try Self.checked(request.header.id), request.refusal ?? error, to: outbound)
      return nil
    }
    switch message.kind {
    case .ping:
      try await outbound.write(try coder.encode(AnswererMessage(kind: .pong, id: try Self.checked(message.id ?? ""))))
    case .cancel: requests.cancel(message.id ?? "")
    case .request:
      guard let header = message.header else { throw ProtocolError(.malformed, "a request without a header") }
      let id = try Self.checked(header.id)
      do throws(ProtocolError) {
        try router.admit(header, peer: peer)
        return header
      } catch {
        logRefusal(header, peer, error)
        try await fail(id, error, to: outbound)
      }
    }
    return nil
  }

  private func becomeRelay(
    _ channel: any Channel, _ header: RequestHeader, _ frame: ByteBuffer, _ peer: PeerIdentity, _ outbound: Outbound
  ) async throws {
    try await withGracefulShutdownHandler {
      try await router.relay.becomeRelay(channel, header: header, frame: frame, peer: peer, outbound: outbound)
    } onGracefulShutdown: {
      channel.close(promise: nil)
    }
  }

  private func answer(
    _ header: RequestHeader, _ frame: ByteBuffer, _ peer: PeerIdentity, _ outbound: Outbound,
    _ requests: CancellationBoard, _ ticket: CancellationBoard.Ticket
  ) async {
    // Progress goes out in order through one stream; the answer follows the last of it.
    let (progress, sink) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(256))
    let result = await withTaskGroup(of: Result<ByteBuffer, ProtocolError>?.self) { group in
      group.addTask {
        for await body in progress { try? await outbound.write(body) }
        return nil
      }
      group.addTask {
        await ticket.cancelled()
        return .failure(ProtocolError(.cancelled, "the asker no longer waits"))
      }
      group.addTask {
        let result = await perform(header, frame, peer) { sink.yield($0) }
        sink.finish()
        return result
      }
      var first: Result<ByteBuffer, ProtocolError>?
      for await outcome in group where outcome != nil && first == nil {
        first = outcome
        sink.finish()
        requests.settle(ticket)
        if case .failure(let error) = outcome, error.code == .cancelled { group.cancelAll() }
      }
      return first ?? .failure(ProtocolError(.internalError, "a request without an answer"))
    }
    switch result {
    case .success(let body): try? await outbound.write(body)
    // Nobody waits; and the id may have been asked again, whose answer this must not seem to be.
    case .failure(let error) where error.code == .cancelled: break
    case .failure(let error):
      logRefusal(header, peer, error)
      try? await fail(header.id, error, to: outbound)
    }
  }

  private func perform(
    _ header: RequestHeader, _ frame: ByteBuffer, _ peer: PeerIdentity,
    _ progress: @escaping @Sendable (ByteBuffer) -> Void
  ) async -> Result<ByteBuffer, ProtocolError> {
    @Sendable func ask() async -> Result<ByteBuffer, ProtocolError> {
      do throws(ProtocolError) {
        return .success(try await router.answer(header, frame, peer: peer, progress: progress))
      } catch {
        return .failure(error)
      }
    }
    guard header.verb.changesSomething else { return await ask() }
    return await ledger.answer(RequestLedger.Key(peer: peer, id: header.id), ask)
  }

  private func identify(_ channel: any Channel) async throws -> PeerIdentity {
    guard let identity = try await channel.nioSSL_peerCertificate().get()?.peerIdentity else {
      throw ProtocolError(.identityRefused, "a certificate without a name of ours")
    }
    guard identity.fleet == router.fleet else {
      throw ProtocolError(.identityRefused, "\(identity) is not of fleet \(router.fleet)")
    }
    return identity
  }

  /// An id that may be kept: not empty, which would mean the whole connection, and not longer than the limit.
  private static func checked(_ id: String) throws(ProtocolError) -> String {
    guard (1...FrameLimits.maximumIDLength).contains(id.utf8.count) else {
      throw ProtocolError(
        .malformed, "an id of \(id.utf8.count) bytes; 1 to \(FrameLimits.maximumIDLength) are accepted")
    }
    return id
  }

  private func fail(_ id: String, _ error: ProtocolError, to outbound: Outbound) async throws {
    try await outbound.write(try MessageCoder().encode(AnswererMessage(kind: .failure, id: id, error: error)))
  }

  private func logRefusal(_ header: RequestHeader, _ peer: PeerIdentity, _ error: ProtocolError) {
    // A question whose subject is not there is an answer for the asker, and no event of this host.
    let isQuestion = !header.verb.changesSomething && error.code == .precondition
    logger.log(
      level: isQuestion ? .debug : .notice, "refused",
      metadata: ["verb": "\(header.verb.rawValue)", "peer": "\(peer.name)", "error": "\(error)"])
  }
}
