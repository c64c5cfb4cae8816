/// What a container has written: whole lines, in the order in which the daemon gives them.
public struct ContainerLogs: Hashable, Sendable {
  /// One line.
  public struct Line: Hashable, Sendable {
    /// Where it was written to; everything is standard output where the container has a terminal.
    public let stream: LogFrame.Stream
    /// The line without its end; bytes that are no UTF-8 are replaced.
    public let text: String
  }

  /// The lines.
  public let lines: [Line]
  /// Whether there was more than was read.
  public let isTruncated: Bool
}
