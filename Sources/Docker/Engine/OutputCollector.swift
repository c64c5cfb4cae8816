import NIOCore

/// Collects the output of a container or of a command in it up to a limit of bytes, framed or not.
struct OutputCollector: Sendable {
  private(set) var frames: [LogFrame] = []
  private(set) var isTruncated = false
  private var remaining: Int
  private let isFramed: Bool
  private var decoder = LogFrameDecoder()

  init(isFramed: Bool, limit: Int) {
    self.isFramed = isFramed
    remaining = limit
  }

  /// Takes a piece.
  /// - Returns: whether more is wanted.
  mutating func append(_ piece: ByteBuffer) throws(DockerError) -> Bool {
    if isFramed {
      decoder.append(piece)
      while let frame = try decoder.next() { keep(frame.stream, frame.bytes) }
    } else {
      keep(.standardOutput, Array(piece.readableBytesView))
    }
    return !isTruncated
  }

  /// The bytes of one output, joined.
  func bytes(of stream: LogFrame.Stream) -> [UInt8] {
    frames.filter { $0.stream == stream }.flatMap(\.bytes)
  }

  /// The lines of both outputs; a line is placed where it ends.
  func lines() -> [ContainerLogs.Line] {
    var splitters: [LogFrame.Stream: LineSplitter] = [:]
    var lines: [ContainerLogs.Line] = []
    for frame in frames {
      for line in splitters[frame.stream, default: LineSplitter(limit: 1 << 16)].append(frame.bytes) {
        lines.append(.init(stream: frame.stream, text: String(decoding: line, as: UTF8.self)))
      }
    }
    for stream in [LogFrame.Stream.standardOutput, .standardError] {
      if let line = splitters[stream]?.finish() {
        lines.append(.init(stream: stream, text: String(decoding: line, as: UTF8.self)))
      }
    }
    return lines
  }

  private mutating func keep(_ stream: LogFrame.Stream, _ bytes: [UInt8]) {
    if bytes.count > remaining { isTruncated = true }
    let kept = Array(bytes.prefix(remaining))
    remaining -= kept.count
    if !kept.isEmpty { frames.append(LogFrame(stream: stream, bytes: kept)) }
  }
}
