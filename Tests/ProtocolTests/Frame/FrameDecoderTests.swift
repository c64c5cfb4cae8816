/// How a byte stream becomes frames: whole ones whatever the pieces, hostile lengths refused before the body.
import NIOCore
import NIOEmbedded
import NIOTestUtils
import Protocol
import Testing

@Suite("frames from a byte stream")
struct FrameDecoderTests {
  /// A frame with any length that the caller claims.
  static func bytes(length: UInt32, _ body: [UInt8] = []) -> ByteBuffer {
    var buffer = ByteBuffer()
    buffer.writeInteger(length, endianness: .big)
    buffer.writeBytes(body)
    return buffer
  }

  /// A channel that cuts what it reads into frames.
  static func channel(maximumBodyLength: Int = FrameLimits.maximumBodyLength) throws -> EmbeddedChannel {
    let channel = EmbeddedChannel()
    let handler = ByteToMessageHandler(FrameDecoder(maximumBodyLength: maximumBodyLength))
    try channel.pipeline.syncOperations.addHandler(handler)
    return channel
  }

  /// The code with which reading these bytes fails; `nil` when they are accepted.
  static func refusal(of bytes: ByteBuffer, by channel: EmbeddedChannel) -> ProtocolError.Code? {
    do {
      try channel.writeInbound(bytes)
      return nil
    } catch {
      return (error as? ProtocolError)?.code
    }
  }

  @Test("whatever the pieces, the same frames come out")
  func verified() throws {
    let bodies: [[UInt8]] = [[0x7B, 0x7D], [0], Array(repeating: 0xFF, count: 300)]
    let pairs = bodies.map { (Self.bytes(length: UInt32($0.count), $0), [ByteBuffer(bytes: $0)]) }
    try ByteToMessageDecoderVerifier.verifyDecoder(inputOutputPairs: pairs, decoderFactory: { FrameDecoder() })
  }

  @Test("two frames split at any byte are two frames")
  func everySplit() throws {
    var stream = Self.bytes(length: 3, [1, 2, 3])
    stream.writeImmutableBuffer(Self.bytes(length: 1, [4]))
    for split in 0...stream.readableBytes {
      let channel = try Self.channel()
      var rest = stream
      let head = rest.readSlice(length: split)
      try channel.writeInbound(try #require(head))
      try channel.writeInbound(rest)
      #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(bytes: [1, 2, 3]), "split at \(split)")
      #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(bytes: [4]), "split at \(split)")
      #expect(try channel.finish().isClean)
    }
  }

  @Test("a frame of length 0 is refused")
  func empty() throws {
    let channel = try Self.channel()
    #expect(Self.refusal(of: Self.bytes(length: 0), by: channel) == .frameEmpty)
    _ = try? channel.finish()
  }

  @Test("a frame at the limit is read, one byte more is refused by its length alone")
  func limit() throws {
    let body = Array(repeating: UInt8(ascii: "x"), count: 16)
    let accepting = try Self.channel(maximumBodyLength: 16)
    #expect(Self.refusal(of: Self.bytes(length: 16, body), by: accepting) == nil)
    #expect(try accepting.readInbound(as: ByteBuffer.self) == ByteBuffer(bytes: body))
    #expect(try accepting.finish().isClean)

    let refusing = try Self.channel(maximumBodyLength: 16)
    #expect(Self.refusal(of: Self.bytes(length: 17), by: refusing) == .frameTooLarge)
    _ = try? refusing.finish()
  }

  @Test("the contract's limit is 1 MiB, and a length with the highest bit set is too large, not negative")
  func contractLimit() throws {
    #expect(FrameLimits.maximumBodyLength == 1_048_576)
    for length in [UInt32(1_048_577), 0x8000_0000, .max] {
      let channel = try Self.channel()
      #expect(Self.refusal(of: Self.bytes(length: length), by: channel) == .frameTooLarge, "\(length)")
      _ = try? channel.finish()
    }
  }

  @Test("the refusal of a large frame names its length and the limit")
  func limitMessage() {
    var buffer = Self.bytes(length: 17)
    let error = #expect(throws: ProtocolError.self) {
      _ = try FrameDecoder.readFrame(from: &buffer, maximumBodyLength: 16)
    }
    #expect(error?.message == "a frame of 17 bytes; at most 16 are accepted")
  }

  @Test("a stream that ends inside a frame is an error that says how much of it came")
  func torn() throws {
    let channel = try Self.channel()
    try channel.writeInbound(Self.bytes(length: 9, [1, 2]))
    let error = #expect(throws: ProtocolError.self) { _ = try channel.finish() }
    #expect(error?.code == .frameTruncated)
    #expect(error?.message == "the stream ended inside a frame (6 bytes of it came)")
  }

  @Test("a stream that ends inside a length is an error too")
  func tornLength() throws {
    let channel = try Self.channel()
    try channel.writeInbound(ByteBuffer(bytes: [0, 0]))
    let error = #expect(throws: ProtocolError.self) { _ = try channel.finish() }
    #expect(error?.code == .frameTruncated)
  }

  @Test("a stream that ends between two frames is an end")
  func end() throws {
    let channel = try Self.channel()
    try channel.writeInbound(Self.bytes(length: 1, [1]))
    #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(bytes: [1]))
    #expect(try channel.finish().isClean)
  }

  @Test("random bytes in random pieces give frames or one refusal, never more bytes than came", arguments: 0..<200)
  func random(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let channel = try Self.channel(maximumBodyLength: 512)
    var sent = 0
    var refused = false
    for _ in 0..<20 where !refused {
      var piece = (0..<Int.random(in: 1...64, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      // Small lengths now and then, or nearly every first length would be over the limit.
      if Bool.random(using: &generator) { piece.replaceSubrange(0..<min(3, piece.count), with: [0, 0, 0]) }
      sent += piece.count
      let code = Self.refusal(of: ByteBuffer(bytes: piece), by: channel)
      if let code {
        #expect([.frameEmpty, .frameTooLarge].contains(code))
        refused = true
      }
    }
    var received = 0
    while let frame = try channel.readInbound(as: ByteBuffer.self) {
      #expect((1...512).contains(frame.readableBytes))
      received += FrameLimits.prefixLength + frame.readableBytes
    }
    #expect(received <= sent)
    _ = try? channel.finish()
  }
}
