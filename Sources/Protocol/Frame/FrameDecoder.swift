import NIOCore

/// Cuts a byte stream into frame bodies. The length is judged as soon as its four bytes are there, so a hostile peer
/// cannot make us wait for, or hold, more than one frame.
public struct FrameDecoder: ByteToMessageDecoder {
  /// The body of one frame, without its length.
  public typealias InboundOut = ByteBuffer

  private let maximumBodyLength: Int

  /// - Parameter maximumBodyLength: the largest body accepted, in bytes.
  public init(maximumBodyLength: Int = FrameLimits.maximumBodyLength) {
    self.maximumBodyLength = maximumBodyLength
  }

  /// Forwards at most one frame.
  /// - Throws: ``ProtocolError`` with `frameTooLarge` or `frameEmpty`.
  public mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
    guard let body = try Self.readFrame(from: &buffer, maximumBodyLength: maximumBodyLength) else {
      return .needMoreData
    }
    context.fireChannelRead(self.wrapInboundOut(body))
    return .continue
  }

  /// Whole frames at the end of the stream are forwarded; a torn one is an error, so that nobody takes it for an end.
  public mutating func decodeLast(
    context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
  ) throws -> DecodingState {
    if try self.decode(context: context, buffer: &buffer) == .continue { return .continue }
    if seenEOF, buffer.readableBytes > 0 {
      throw ProtocolError(.frameTruncated, "the stream ended inside a frame (\(buffer.readableBytes) bytes of it came)")
    }
    return .needMoreData
  }

  /// Takes one frame's body off the front of a buffer; `nil` while it is not there whole.
  /// - Throws: ``ProtocolError`` with `frameTooLarge` or `frameEmpty`.
  public static func readFrame(
    from buffer: inout ByteBuffer, maximumBodyLength: Int
  ) throws(ProtocolError) -> ByteBuffer? {
    guard let length = buffer.getInteger(at: buffer.readerIndex, endianness: .big, as: UInt32.self) else { return nil }
    guard length > 0 else { throw ProtocolError(.frameEmpty, "a frame of length 0") }
    guard Int(length) <= maximumBodyLength else {
      throw ProtocolError(.frameTooLarge, "a frame of \(length) bytes; at most \(maximumBodyLength) are accepted")
    }
    guard buffer.readableBytes >= FrameLimits.prefixLength + Int(length) else { return nil }
    buffer.moveReaderIndex(forwardBy: FrameLimits.prefixLength)
    return buffer.readSlice(length: Int(length))
  }
}
