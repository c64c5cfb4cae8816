import NIOCore

/// Puts the length before each frame body; the other half of ``FrameDecoder``. It can be taken out of a pipeline, since
/// a connection becomes a plain byte stream after an accepted `relay` request.
public final class FrameEncoder: ChannelOutboundHandler, RemovableChannelHandler {
  /// The body of one frame.
  public typealias OutboundIn = ByteBuffer
  /// The frame.
  public typealias OutboundOut = ByteBuffer

  /// Makes an encoder; it has no settings, the limit is the contract's.
  public init() {}

  /// Writes the length and the body, or fails the promise with ``ProtocolError``: a body that the peer would refuse is
  /// not sent.
  public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let body = unwrapOutboundIn(data)
    do {
      context.write(wrapOutboundOut(try Self.frame(body, allocator: context.channel.allocator)), promise: promise)
    } catch {
      promise?.fail(error)
    }
  }

  /// One frame: the length and the body.
  /// - Throws: ``ProtocolError`` with `frameTooLarge` or `frameEmpty`.
  public static func frame(
    _ body: ByteBuffer, allocator: ByteBufferAllocator = ByteBufferAllocator()
  ) throws(ProtocolError) -> ByteBuffer {
    guard body.readableBytes > 0 else { throw ProtocolError(.frameEmpty, "a frame of length 0") }
    guard body.readableBytes <= FrameLimits.maximumBodyLength else {
      throw ProtocolError(
        .frameTooLarge, "a frame of \(body.readableBytes) bytes; at most \(FrameLimits.maximumBodyLength) are sent")
    }
    var frame = allocator.buffer(capacity: FrameLimits.prefixLength + body.readableBytes)
    frame.writeInteger(UInt32(body.readableBytes), endianness: .big)
    frame.writeImmutableBuffer(body)
    return frame
  }
}
