/// One network (`GET /networks/{id}`): where the relay's plain end listens is its gateway.
public struct NetworkDetails: Decodable, Hashable, Sendable {
  /// The full id.
  public let id: String
  /// Its name.
  public let name: String
  /// `bridge`, `host`, `overlay`, ….
  public let driver: String
  /// Its ranges of addresses.
  public let ranges: [Range]
  /// Who is connected, by container id.
  public let members: [String: Member]

  /// A range of addresses (`IPAM.Config[*]`).
  public struct Range: Decodable, Hashable, Sendable {
    /// `172.18.0.0/16`.
    public let subnet: String
    /// `172.18.0.1`; nil where none is configured.
    public let gateway: String?

    private enum CodingKeys: String, CodingKey {
      case subnet = "Subnet"
      case gateway = "Gateway"
    }
  }

  /// A running container of the network.
  public struct Member: Decodable, Hashable, Sendable {
    /// The container's name.
    public let name: String
    /// Its address with the prefix length, `172.18.0.3/16`.
    public let address: String

    private enum CodingKeys: String, CodingKey {
      case name = "Name"
      case address = "IPv4Address"
    }
  }

  private struct Management: Decodable {
    let ranges: [Range]?
    private enum CodingKeys: String, CodingKey { case ranges = "Config" }
  }

  private enum CodingKeys: String, CodingKey {
    case id = "Id"
    case name = "Name"
    case driver = "Driver"
    case management = "IPAM"
    case members = "Containers"
  }

  /// Reads an inspection of a network.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    name = try container.decode(String.self, forKey: .name)
    driver = try container.decode(String.self, forKey: .driver)
    ranges = try container.decodeIfPresent(Management.self, forKey: .management)?.ranges ?? []
    members = try container.decodeIfPresent([String: Member].self, forKey: .members) ?? [:]
  }
}
