import NIOCore
import Redis

/// Stands in a new connection to the Redis behind the stand-in: authenticates it, and proves that a master answers there
/// that carries the pen. Then it stops reading and takes itself out; the connection is as good as new, and the first byte
/// after it belongs to the client.
final class StandInProof: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Why a connection is not passed on.
  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  private let hasPassword: Bool
  private let pen: PenMarker?
  private let commands: [RedisCommand]
  private let done: EventLoopPromise<Void>
  private var decoder = RESPDecoder()
  private var buffer = ByteBuffer()
  private var replies: [RESPValue] = []

  init(password: RedisPassword?, pen: PenMarker?, done: EventLoopPromise<Void>) {
    self.hasPassword = password != nil
    self.pen = pen
    self.done = done
    var commands = password.map { [RedisCommand.auth($0)] } ?? []
    commands.append(.role)
    if pen != nil { commands.append(.get(PenMarker.key)) }
    self.commands = commands
  }

  func channelActive(context: ChannelHandlerContext) {
    for command in commands { context.write(wrapOutboundOut(command.encoded), promise: nil) }
    context.flush()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var part = unwrapInboundIn(data)
    buffer.writeBuffer(&part)
    do {
      while replies.count < commands.count, let reply = try decoder.decode(buffer: &buffer) { replies.append(reply) }
      guard replies.count == commands.count else { return }
      try judge()
      try context.channel.syncOptions?.setOption(.autoRead, value: false)
      context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
      done.succeed()
    } catch {
      fail(context, error)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { fail(context, Refusal(description: "the Redis closed the connection")) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    done.fail(Refusal(description: "the connection ended before the Redis had answered"))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(context, error)
  }

  private func judge() throws {
    guard buffer.readableBytes == 0 else { throw Refusal(description: "the Redis said more than it was asked") }
    var rest = replies[...]
    if hasPassword, let reply = rest.popFirst(), !reply.isOK {
      throw Refusal(description: "the Redis refused the password: \(reply.error?.text ?? "no error")")
    }
    guard let role = rest.popFirst(), role.array?.first?.string == "master" else {
      throw Refusal(description: "the Redis is no master")
    }
    guard let pen else { return }
    guard let marker = PenMarker(text: rest.popFirst()?.string), marker.fleet == pen.fleet, marker.pen >= pen.pen else {
      throw Refusal(description: "the Redis does not carry the pen of epoch \(pen.pen)")
    }
  }

  private func fail(_ context: ChannelHandlerContext, _ error: any Error) {
    done.fail(error)
    context.close(promise: nil)
  }
}
