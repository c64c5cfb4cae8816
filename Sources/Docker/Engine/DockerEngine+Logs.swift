import NIOHTTP1

/// The output of containers.
extension DockerEngine {
  /// What a container has written since a time.
  /// - Parameters:
  ///   - container: its inspection, which says whether its output is framed.
  ///   - since: nil for since its start; older output is that of earlier runs, whose errors are false alarms.
  ///   - tail: only so many last lines.
  ///   - limit: the most bytes that are read; the rest is left out and said to be.
  ///   - deadline: the longest that the call may take.
  public func logs(
    of container: ContainerDetails, since: DockerTimestamp? = nil, tail: Int? = nil, limit: Int = 1 << 20,
    deadline: Duration = .seconds(15)
  ) async throws(DockerError) -> ContainerLogs {
    let start = since ?? container.state.startedAt
    var query = [(name: "stdout", value: "1"), ("stderr", "1"), ("since", start.description)]
    if let tail { query.append(("tail", String(tail))) }
    let request = EngineRequest(.GET, Self.path(container.id, "logs"), query: query)
    let isFramed = !container.configuration.hasTerminal
    let output = try await output(of: request, isFramed: isFramed, limit: limit, deadline: deadline)
    return ContainerLogs(lines: output.lines(), isTruncated: output.isTruncated)
  }

  /// Reads the output that answers a request, up to the limit.
  func output(
    of request: EngineRequest, isFramed: Bool, limit: Int, deadline: Duration
  ) async throws(DockerError) -> OutputCollector {
    let call = "\(request.method.rawValue) \(request.path)"
    return try await Deadline(limit: deadline, call: call).run {
      try await transport.exchange(request, version: apiVersion) { head, body in
        guard head.status == .ok else {
          let answer = try await body.collected(limit: Self.responseLimit)
          try Self.check(head, answer, expecting: [], call: call)
          throw DockerError(.responseInvalid, "\(call) was refused without a reason")
        }
        var output = OutputCollector(isFramed: isFramed, limit: limit)
        while let piece = try await body.next() {
          guard try output.append(piece) else { break }
        }
        return output
      }
    }
  }
}
