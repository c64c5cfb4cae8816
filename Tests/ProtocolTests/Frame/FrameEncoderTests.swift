/// How a body becomes a frame, and which bodies are not sent.
import NIOCore
import NIOEmbedded
import Protocol
import Testing

@Suite("frames to a byte stream")
struct FrameEncoderTests {
  @Test("a body goes out behind its length, most significant byte first")
  func frame() throws {
    let channel = EmbeddedChannel(handler: FrameEncoder())
    try channel.writeOutbound(ByteBuffer(string: "{}"))
    #expect(try channel.readOutbound(as: ByteBuffer.self) == ByteBuffer(bytes: [0, 0, 0, 2, 0x7B, 0x7D]))
    #expect(try channel.finish().isClean)
  }

  @Test("an empty body is not sent, and the writer is told")
  func empty() throws {
    let channel = EmbeddedChannel(handler: FrameEncoder())
    let error = #expect(throws: ProtocolError.self) { try channel.writeOutbound(ByteBuffer()) }
    #expect(error?.code == .frameEmpty)
    #expect(try channel.finish().isClean)
  }

  @Test("a body of 1 MiB is sent, one byte more is not, and the writer is told")
  func limit() throws {
    let largest = ByteBuffer(repeating: UInt8(ascii: "x"), count: FrameLimits.maximumBodyLength)
    let channel = EmbeddedChannel(handler: FrameEncoder())
    try channel.writeOutbound(largest)
    #expect(try channel.readOutbound(as: ByteBuffer.self)?.readableBytes == largest.readableBytes + 4)
    let larger = ByteBuffer(repeating: UInt8(ascii: "x"), count: FrameLimits.maximumBodyLength + 1)
    let error = #expect(throws: ProtocolError.self) { try channel.writeOutbound(larger) }
    #expect(error?.code == .frameTooLarge)
    #expect(error?.message == "a frame of 1048577 bytes; at most 1048576 are sent")
    #expect(try channel.finish().isClean)
  }

  @Test("what is encoded is what is decoded", arguments: [1, 255, 256, 65_535, 65_536])
  func roundTrip(length: Int) throws {
    let body = ByteBuffer(repeating: 0xA5, count: length)
    var frame = try FrameEncoder.frame(body)
    let decoded = try FrameDecoder.readFrame(from: &frame, maximumBodyLength: FrameLimits.maximumBodyLength)
    #expect(decoded == body)
    #expect(frame.readableBytes == 0)
  }
}
