import NIOHTTP1

/// Containers: found, inspected, stopped, started, and kept from coming back.
extension DockerEngine {
  /// Lists containers.
  /// - Parameters:
  ///   - all: also those that do not run.
  ///   - labels: only those that have all of these, each `name` or `name=value`.
  ///   - name: only the one of exactly this name (the daemon filters by substring; the rest is dropped here).
  ///   - deadline: the longest that the call may take.
  public func containers(
    all: Bool = true, labels: [String] = [], name: String? = nil, deadline: Duration = .seconds(10)
  ) async throws(DockerError) -> [ContainerSummary] {
    var filters: [String: [String]] = [:]
    if !labels.isEmpty { filters["label"] = labels }
    if let name { filters["name"] = [name] }
    var query = [(name: "all", value: all ? "1" : "0")]
    if !filters.isEmpty { query.append(try EngineRequest.filters(filters)) }
    let found = try await decoded(
      [ContainerSummary].self, from: EngineRequest(.GET, "/containers/json", query: query), deadline: deadline)
    guard let name else { return found }
    return found.filter { $0.names.contains(name) }
  }

  /// Everything that is used of one container.
  /// - Parameter container: its id or name.
  /// - Throws: `notFound` where it does not exist.
  public func inspect(
    _ container: String, deadline: Duration = .seconds(10)
  ) async throws(DockerError) -> ContainerDetails {
    try await decoded(
      ContainerDetails.self, from: EngineRequest(.GET, Self.path(container, "json")), deadline: deadline)
  }

  /// Stops a container: its stop signal, and SIGKILL after the grace.
  /// - Parameters:
  ///   - container: its id or name.
  ///   - grace: whole seconds between the two; longer than its longest job.
  ///   - margin: how much longer than the grace the daemon may take to answer.
  /// - Returns: whether it ran; false where it was stopped already.
  @discardableResult
  public func stop(
    _ container: String, grace: Int, margin: Duration = .seconds(15)
  ) async throws(DockerError) -> Bool {
    let request = EngineRequest(.POST, Self.path(container, "stop"), query: [("t", String(grace))])
    return try await changes(request, deadline: .seconds(grace) + margin)
  }

  /// Starts a container as it is: with the environment that it was made with.
  /// - Returns: whether it was stopped; false where it ran already.
  @discardableResult
  public func start(_ container: String, deadline: Duration = .seconds(30)) async throws(DockerError) -> Bool {
    try await changes(EngineRequest(.POST, Self.path(container, "start")), deadline: deadline)
  }

  /// Sends a signal to a container's first process.
  /// - Parameters:
  ///   - container: its id or name.
  ///   - signal: `SIGTERM`, `SIGKILL`, ….
  /// - Throws: `conflict` where it does not run.
  public func kill(
    _ container: String, signal: String, deadline: Duration = .seconds(10)
  ) async throws(DockerError) {
    let request = EngineRequest(.POST, Self.path(container, "kill"), query: [("signal", signal)])
    _ = try await answer(to: request, expecting: [.noContent], deadline: deadline)
  }

  /// Removes a container that is stopped; its named volumes stay.
  /// - Throws: `conflict` where it runs.
  public func remove(_ container: String, deadline: Duration = .seconds(30)) async throws(DockerError) {
    let request = EngineRequest(.DELETE, "/containers/" + Self.segment(container))
    _ = try await answer(to: request, expecting: [.noContent], deadline: deadline)
  }

  /// Changes what the daemon does when the container ends, and reads it back.
  /// - Throws: `notApplied` where it reads back differently.
  @discardableResult
  public func updateRestartPolicy(
    of container: String, to policy: RestartPolicy, deadline: Duration = .seconds(10)
  ) async throws(DockerError) -> ContainerDetails {
    let request = try EngineRequest(.POST, Self.path(container, "update"), json: ["RestartPolicy": policy])
    _ = try await answer(to: request, expecting: [.ok], deadline: deadline)
    let details = try await inspect(container, deadline: deadline)
    guard details.host.restartPolicy == policy else {
      throw DockerError(
        .notApplied,
        "the restart policy of \(details.name) reads back as '\(details.host.restartPolicy)', not as '\(policy)'",
        remedy: "Set it by hand and look at what else manages this container: "
          + "docker update --restart=\(policy) \(details.name)")
    }
    return details
  }

  private func changes(_ request: EngineRequest, deadline: Duration) async throws(DockerError) -> Bool {
    let status = try await answer(to: request, expecting: [.noContent, .notModified], deadline: deadline).status
    return status == .noContent
  }

  static func path(_ container: String, _ action: String) -> String {
    "/containers/\(segment(container))/\(action)"
  }
}
