import NIOHTTP1

/// What happens on the host, as it happens.
extension DockerEngine {
  /// Follows the daemon's events while `body` runs; the connection is closed when it returns or throws.
  /// - Parameters:
  ///   - since: also events since this time, so that none is missed between two connections.
  ///   - until: end there; nil goes on until `body` returns or the daemon closes.
  ///   - filters: `["type": ["container"], "event": ["start", "die"]]`, as in the API's `EventList`.
  ///   - body: reads the events.
  /// - Throws: a ``DockerError``, or what `body` throws.
  public func withEvents<Value: Sendable>(
    since: DockerTimestamp? = nil, until: DockerTimestamp? = nil, filters: [String: [String]] = [:],
    body: (DockerEvents) async throws -> Value
  ) async throws -> Value {
    var query: [(name: String, value: String)] = []
    if let since { query.append(("since", since.description)) }
    if let until { query.append(("until", until.description)) }
    if !filters.isEmpty { query.append(try EngineRequest.filters(filters)) }
    let request = EngineRequest(.GET, "/events", query: query)
    return try await transport.exchange(request, version: apiVersion) { head, stream in
      guard head.status == .ok else {
        let answer = try await stream.collected(limit: Self.responseLimit)
        try Self.check(head, answer, expecting: [], call: "GET /events")
        throw DockerError(.responseInvalid, "GET /events was refused without a reason")
      }
      return try await body(DockerEvents(stream))
    }
  }
}
