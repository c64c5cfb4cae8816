import NIOCore
import NIOTestUtils
import Testing

@testable import Redis

@Suite("RESP2 is read from a byte stream, and hostile bytes give an error")
struct RESPDecoderTests {
  /// Every kind of reply, one after another.
  static let stream =
    "+OK\r\n-READONLY You can't write against a read only replica.\r\n:-42\r\n$5\r\na\r\nbc\r\n$0\r\n\r\n$-1\r\n*-1\r\n"
    + "*0\r\n*3\r\n:1\r\n*2\r\n+a\r\n*0\r\n$1\r\nb\r\n:9223372036854775807\r\n:-9223372036854775808\r\n+\r\n"
  static let values: [RESPValue] = [
    .simpleString("OK"), .error(RedisErrorReply(line: "READONLY You can't write against a read only replica.")),
    .integer(-42), .bulkString(ByteBuffer(string: "a\r\nbc")), .bulkString(ByteBuffer()), .null, .null, .array([]),
    .array([.integer(1), .array([.simpleString("a"), .array([])]), .bulkString(ByteBuffer(string: "b"))]),
    .integer(.max), .integer(.min), .simpleString(""),
  ]

  /// What comes out of chunks, and the error that ended it.
  private func decode(_ chunks: [[UInt8]], limits: RESPLimits = RESPLimits()) -> ([RESPValue], RedisError?) {
    var decoder = RESPDecoder(limits: limits)
    var buffer = ByteBuffer()
    var values: [RESPValue] = []
    do {
      for chunk in chunks {
        buffer.writeBytes(chunk)
        while let value = try decoder.decode(buffer: &buffer) { values.append(value) }
      }
      while let value = try decoder.decodeLast(buffer: &buffer, seenEOF: true) { values.append(value) }
      return (values, nil)
    } catch {
      return (values, error)
    }
  }

  private func failure(_ text: String, limits: RESPLimits = RESPLimits()) throws -> String {
    let (_, error) = decode([Array(text.utf8)], limits: limits)
    let failure = try #require(error)
    #expect(failure.code == .protocolViolation)
    return failure.message
  }

  @Test("every kind of reply, in one read, in any two, and byte by byte")
  func splits() {
    let bytes = Array(Self.stream.utf8)
    for split in 0...bytes.count {
      let (values, error) = decode([Array(bytes[..<split]), Array(bytes[split...])])
      #expect(values == Self.values)
      #expect(error == nil)
    }
    let (values, error) = decode(bytes.map { [$0] })
    #expect(values == Self.values)
    #expect(error == nil)
  }

  @Test("the pipeline's own verifier finds no fault")
  func verifier() throws {
    let pairs = Self.values.map { value in
      var encoded = ByteBuffer()
      encode(value, into: &encoded)
      return (encoded, [value])
    }
    try ByteToMessageDecoderVerifier.verifyDecoder(inputOutputPairs: pairs, decoderFactory: { RESPDecoder() })
  }

  private func encode(_ value: RESPValue, into buffer: inout ByteBuffer) {
    switch value {
    case .simpleString(let text): buffer.writeString("+\(text)\r\n")
    case .error(let error): buffer.writeString("-\(error.text)\r\n")
    case .integer(let number): buffer.writeString(":\(number)\r\n")
    case .bulkString(let bytes):
      buffer.writeString("$\(bytes.readableBytes)\r\n")
      buffer.writeImmutableBuffer(bytes)
      buffer.writeString("\r\n")
    case .null: buffer.writeString("$-1\r\n")
    case .array(let elements):
      buffer.writeString("*\(elements.count)\r\n")
      for element in elements { encode(element, into: &buffer) }
    }
  }

  @Test("a length beyond the limits is refused before its bytes have come")
  func limits() throws {
    let limits = RESPLimits(lineLength: 8, replyLength: 10, elements: 4, depth: 2)
    #expect(
      try failure("$11\r\n", limits: limits)
        == "a reply with more than 10 bytes in its strings, which is not RESP2 within the limits")
    #expect(try failure("*2\r\n$6\r\nabcdef\r\n$5\r\n", limits: limits).hasPrefix("a reply with more than 10 bytes"))
    #expect(try failure("*5\r\n", limits: limits).hasPrefix("a reply with more than 4 elements"))
    #expect(try failure("*3\r\n*2\r\n", limits: limits).hasPrefix("a reply with more than 4 elements"))
    #expect(try failure("*1\r\n*1\r\n*1\r\n", limits: limits).hasPrefix("arrays nested more than 2 deep"))
    #expect(try failure("+123456789\r\n", limits: limits).hasPrefix("a line of more than 8 bytes"))
    #expect(try failure("+123456789", limits: limits).hasPrefix("a line of more than 8 bytes"))
    let (values, error) = decode(
      [Array("$10\r\n0123456789\r\n*4\r\n:1\r\n:2\r\n:3\r\n:4\r\n$10\r\n0123456789\r\n".utf8)], limits: limits)
    #expect(values.count == 3)
    #expect(error == nil)
  }

  @Test(
    "what is not RESP2 is an error that says what was seen",
    arguments: [
      ("$-2\r\n", "a bulk string of length -2"), ("*-2\r\n", "an array of length -2"), ("\r\n", "an empty line"),
      (":9223372036854775808\r\n", "a number that is not one"), (":\r\n", "a number that is not one"),
      (":-\r\n", "a number that is not one"), (":+1\r\n", "a number that is not one"),
      ("$ 1\r\n", "a number that is not one"), ("*99999999999999999999\r\n", "a number that is not one"),
      ("$3\r\nabcd\r\n", "a bulk string of 3 bytes does not end with CR LF"), ("+a\rb\r\n", "a CR without LF"),
      ("HTTP/1.1 400 Bad Request\r\n", "a reply of type byte 72"), ("\u{15}\u{3}\u{1}", "a reply of type byte 21"),
      ("+OK", "the stream ended inside a reply"), ("*2\r\n:1\r\n", "the stream ended inside a reply"),
      ("$3\r\n", "the stream ended inside a reply"),
    ])
  func violations(input: String, message: String) throws {
    #expect(try failure(input).hasPrefix(message))
  }

  @Test("random bytes, and random faults in real replies, never crash or go beyond the limits")
  func random() {
    var generator = SeededGenerator(state: 7)
    let limits = RESPLimits(lineLength: 64, replyLength: 256, elements: 16, depth: 3)
    let alphabet = Array("+-:$*0123456789\r\n\r\nab".utf8)
    for round in 0..<4000 {
      var bytes: [UInt8]
      switch round % 3 {
      case 0: bytes = (0..<64).map { _ in .random(in: 0...255, using: &generator) }
      case 1: bytes = (0..<64).map { _ in alphabet[.random(in: alphabet.indices, using: &generator)] }
      case _:
        bytes = Array(Self.stream.utf8)
        for _ in 0..<3 {
          bytes[.random(in: bytes.indices, using: &generator)] =
            alphabet[.random(in: alphabet.indices, using: &generator)]
        }
      }
      let split = Int.random(in: 0...bytes.count, using: &generator)
      let whole = decode([bytes], limits: limits)
      let parts = decode([Array(bytes[..<split]), Array(bytes[split...])], limits: limits)
      #expect(whole.0 == parts.0)
      #expect((whole.1 == nil) == (parts.1 == nil))
    }
  }
}

/// Numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
