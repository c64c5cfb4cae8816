import Docker
import NIOCore
import Testing

@Suite("The frames of a container's output")
struct LogFrameDecoderTests {
  static func frame(_ type: UInt8, _ text: String) -> [UInt8] {
    let length = UInt32(text.utf8.count)
    return [type, 0, 0, 0] + withUnsafeBytes(of: length.bigEndian) { Array($0) } + Array(text.utf8)
  }

  @Test("whole frames come out with their stream")
  func whole() throws {
    var decoder = LogFrameDecoder()
    decoder.append(ByteBuffer(bytes: Self.frame(1, "out\n") + Self.frame(2, "err\n") + Self.frame(1, "")))
    #expect(try decoder.next() == LogFrame(stream: .standardOutput, bytes: Array("out\n".utf8)))
    #expect(try decoder.next() == LogFrame(stream: .standardError, bytes: Array("err\n".utf8)))
    #expect(try decoder.next() == LogFrame(stream: .standardOutput, bytes: []))
    #expect(try decoder.next() == nil)
    #expect(decoder.isAtBoundary)
  }

  @Test("however the bytes are cut, the same frames come out", arguments: 1...17)
  func split(size: Int) throws {
    let bytes = Self.frame(1, "first line\nsec") + Self.frame(2, "an error") + Self.frame(1, "ond line\n")
    var decoder = LogFrameDecoder()
    var texts: [String] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      decoder.append(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
      while let frame = try decoder.next() { texts.append(String(decoding: frame.bytes, as: UTF8.self)) }
    }
    #expect(texts == ["first line\nsec", "an error", "ond line\n"])
    #expect(decoder.isAtBoundary)
  }

  @Test("a stream that ends inside a frame is not at a boundary")
  func torn() throws {
    var decoder = LogFrameDecoder()
    decoder.append(ByteBuffer(bytes: Self.frame(1, "torn").dropLast()))
    #expect(try decoder.next() == nil)
    #expect(!decoder.isAtBoundary)
  }

  @Test("output without frames is refused, not guessed at")
  func unframed() {
    var decoder = LogFrameDecoder()
    decoder.append(ByteBuffer(string: "plain text of a terminal"))
    let error = #expect(throws: DockerError.self) { try decoder.next() }
    #expect(
      error?.message
        == "the container's output is not framed as the API describes (a container with a terminal?)")
  }

  @Test("a frame longer than the limit is refused before it is read")
  func tooLong() {
    var decoder = LogFrameDecoder()
    decoder.append(ByteBuffer(bytes: [1, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF]))
    let error = #expect(throws: DockerError.self) { try decoder.next() }
    #expect(error?.message == "the container's output has a frame of 2147483647 bytes; at most 1048576 are read")
  }
}
