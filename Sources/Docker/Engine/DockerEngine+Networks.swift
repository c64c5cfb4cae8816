import NIOHTTP1

/// Networks: inspected for their gateway, and left and joined again around a fenced return (safety.md, trap 9).
extension DockerEngine {
  /// One network by name or id.
  /// - Throws: `notFound` where it does not exist.
  public func network(_ network: String, deadline: Duration = .seconds(10)) async throws(DockerError) -> NetworkDetails
  {
    try await decoded(
      NetworkDetails.self, from: EngineRequest(.GET, "/networks/" + Self.segment(network)), deadline: deadline)
  }

  /// Takes a container out of a network, also while it runs.
  public func disconnect(
    _ container: String, from network: String, deadline: Duration = .seconds(10)
  ) async throws(DockerError) {
    let body = NetworkChange(container: container, endpoint: nil, force: true)
    _ = try await answer(
      to: try EngineRequest(.POST, "/networks/\(Self.segment(network))/disconnect", json: body), expecting: [.ok],
      deadline: deadline)
  }

  /// Puts a container back into a network under the names and, where one was configured, the address that it had.
  public func connect(
    _ container: String, to network: String, aliases: [String], address: String? = nil,
    deadline: Duration = .seconds(10)
  ) async throws(DockerError) {
    let endpoint = NetworkChange.Endpoint(aliases: aliases, configuration: address.map { .init(address: $0) })
    let body = NetworkChange(container: container, endpoint: endpoint, force: nil)
    _ = try await answer(
      to: try EngineRequest(.POST, "/networks/\(Self.segment(network))/connect", json: body), expecting: [.ok],
      deadline: deadline)
  }
}

/// The body of `connect` and `disconnect`.
private struct NetworkChange: Encodable {
  let container: String
  let endpoint: Endpoint?
  let force: Bool?

  struct Endpoint: Encodable {
    let aliases: [String]
    let configuration: Configuration?

    struct Configuration: Encodable {
      let address: String
      private enum CodingKeys: String, CodingKey { case address = "IPv4Address" }
    }

    private enum CodingKeys: String, CodingKey {
      case aliases = "Aliases"
      case configuration = "IPAMConfig"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case container = "Container"
    case endpoint = "EndpointConfig"
    case force = "Force"
  }
}
