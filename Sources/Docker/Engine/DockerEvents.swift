import NIOCore

/// The daemon's events as they happen, for one reader, until the daemon closes or the task is cancelled.
public struct DockerEvents: AsyncSequence {
  /// One event.
  public typealias Element = DockerEvent
  /// What reading throws: a ``DockerError``, or the cancellation.
  public typealias Failure = any Error

  private let body: EngineBody

  init(_ body: EngineBody) {
    self.body = body
  }

  /// Starts to read; only the first iterator gets the events.
  public func makeAsyncIterator() -> Iterator { Iterator(body) }

  /// Reads JSON lines and gives events.
  public struct Iterator: AsyncIteratorProtocol {
    private var body: EngineBody
    private var splitter = LineSplitter(limit: DockerEngine.responseLimit)
    private var ready: [DockerEvent] = []

    init(_ body: EngineBody) {
      self.body = body
    }

    /// The next event; nil when the daemon has closed.
    /// - Throws: `responseInvalid` for a line that is no event.
    public mutating func next() async throws -> DockerEvent? {
      while ready.isEmpty {
        guard let piece = try await body.next() else { return nil }
        for line in splitter.append(piece.readableBytesView) where !line.isEmpty {
          ready.append(try DockerEngine.decoded(DockerEvent.self, ByteBuffer(bytes: line), call: "GET /events"))
        }
      }
      return ready.removeFirst()
    }
  }
}
