import NIOHTTP1

/// What runs in containers.
extension DockerEngine {
  /// The processes of a container: id on the host and short name, never the arguments.
  /// - Parameters:
  ///   - container: its id or name.
  ///   - deadline: the longest that the call may take.
  /// - Throws: `notFound` where it does not exist, `conflict` or `refused` where it does not run.
  public func processes(
    in container: String, deadline: Duration = .seconds(10)
  ) async throws(DockerError) -> [ContainerProcess] {
    let request = EngineRequest(
      .GET, "/containers/\(Self.segment(container))/top", query: [(name: "ps_args", value: "-eo pid,comm")])
    return try await decoded(ProcessTable.self, from: request, deadline: deadline).processes
  }
}
