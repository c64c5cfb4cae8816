/// One row of a list of containers (`GET /containers/json`).
public struct ContainerSummary: Decodable, Hashable, Sendable {
  /// The full id.
  public let id: String
  /// Its names without the leading slash; links of other containers are left out.
  public let names: [String]
  /// The image as it was named.
  public let image: String
  /// `running`, `exited`, ….
  public let state: String
  /// `Up 3 hours (healthy)`.
  public let status: String
  /// Its labels.
  public let labels: [String: String]
  /// Its addresses, one a network that it is connected to and has one in.
  public let addresses: [String]

  /// What compose says about it; nil where compose did not make it.
  public var compose: ComposeLabels? { ComposeLabels(labels) }
  /// Whether its process runs.
  public var isRunning: Bool { state == "running" }

  private enum CodingKeys: String, CodingKey {
    case id = "Id"
    case names = "Names"
    case image = "Image"
    case state = "State"
    case status = "Status"
    case labels = "Labels"
    case networkSettings = "NetworkSettings"
  }

  private struct NetworkSettings: Decodable {
    struct Network: Decodable {
      let address: String?
      private enum CodingKeys: String, CodingKey { case address = "IPAddress" }
    }
    let networks: [String: Network]?
    private enum CodingKeys: String, CodingKey { case networks = "Networks" }
  }

  /// Reads the daemon's form, in which names begin with a slash and a link is `/other/alias`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    let slashed = try container.decodeIfPresent([String].self, forKey: .names) ?? []
    names = slashed.map { String($0.drop { $0 == "/" }) }.filter { !$0.contains("/") }
    image = try container.decode(String.self, forKey: .image)
    state = try container.decode(String.self, forKey: .state)
    status = try container.decode(String.self, forKey: .status)
    labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
    let settings = try container.decodeIfPresent(NetworkSettings.self, forKey: .networkSettings)
    addresses = (settings?.networks ?? [:]).values.compactMap(\.address).filter { !$0.isEmpty }.sorted()
  }
}
