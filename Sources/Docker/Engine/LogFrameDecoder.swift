import NIOCore

/// Takes the daemon's multiplexed output apart: frames of `[type, 0, 0, 0, length as 4 bytes big-endian]` and as many
/// bytes (contracts.md section 3). Frames, lines and HTTP chunks do not end at the same places, so it keeps what is not
/// whole yet.
public struct LogFrameDecoder: Sendable {
  /// The longest frame that is accepted, in bytes; the daemon's own copies are of 16 and 32 KiB.
  public static let frameLimit = 1 << 20

  private var pending = ByteBuffer()

  /// Makes a decoder at the start of a stream.
  public init() {}

  /// Whether the stream ended between two frames.
  public var isAtBoundary: Bool { pending.readableBytes == 0 }

  /// Takes what has arrived.
  public mutating func append(_ bytes: ByteBuffer) {
    var bytes = bytes
    pending.discardReadBytes()
    pending.writeBuffer(&bytes)
  }

  /// The next whole frame; nil until more has arrived.
  /// - Throws: `responseInvalid` for a header that is none, and for a frame longer than ``frameLimit``.
  public mutating func next() throws(DockerError) -> LogFrame? {
    let start = pending.readerIndex
    guard let type = pending.getInteger(at: start, as: UInt8.self),
      let padding = pending.getBytes(at: start + 1, length: 3),
      let length = pending.getInteger(at: start + 4, as: UInt32.self)
    else { return nil }
    guard let stream = LogFrame.Stream(rawValue: type), padding == [0, 0, 0] else {
      throw DockerError(
        .responseInvalid, "the container's output is not framed as the API describes (a container with a terminal?)")
    }
    guard length <= UInt32(Self.frameLimit) else {
      throw DockerError(
        .responseInvalid, "the container's output has a frame of \(length) bytes; at most \(Self.frameLimit) are read")
    }
    guard let bytes = pending.getBytes(at: start + 8, length: Int(length)) else { return nil }
    pending.moveReaderIndex(forwardBy: 8 + Int(length))
    return LogFrame(stream: stream, bytes: bytes)
  }
}
