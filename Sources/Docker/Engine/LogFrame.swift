/// One piece of a container's output, as the daemon frames it: a type, a length, and bytes that may end inside a line.
public struct LogFrame: Hashable, Sendable {
  /// Which of the process's outputs it came from.
  public enum Stream: UInt8, Hashable, Sendable {
    /// The daemon's echo of the input.
    case standardInput = 0
    /// Standard output.
    case standardOutput = 1
    /// Standard error.
    case standardError = 2
  }

  /// Which of the process's outputs it came from.
  public let stream: Stream
  /// The bytes, which need not be whole lines nor valid UTF-8.
  public let bytes: [UInt8]

  /// Makes a frame.
  public init(stream: Stream, bytes: [UInt8]) {
    self.stream = stream
    self.bytes = bytes
  }
}
