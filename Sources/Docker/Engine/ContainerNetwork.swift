/// A container's place in one network (`NetworkSettings.Networks[*]` of an inspection). The top-level address is not
/// used: it goes away in API 1.52.
public struct ContainerNetwork: Decodable, Hashable, Sendable {
  /// The network's id.
  public let networkIdentifier: String
  /// The container's IPv4 address; empty while it is stopped.
  public let address: String
  /// The network's gateway: this host, as the container sees it; empty while it is stopped.
  public let gateway: String
  /// The names that other containers of the network may use.
  public let aliases: [String]
  /// An address that was asked for at `connect`; nil where the daemon chose.
  public let configuredAddress: String?

  private enum CodingKeys: String, CodingKey {
    case networkIdentifier = "NetworkID"
    case address = "IPAddress"
    case gateway = "Gateway"
    case aliases = "Aliases"
    case configuration = "IPAMConfig"
  }

  private struct Configuration: Decodable {
    let address: String?
    private enum CodingKeys: String, CodingKey { case address = "IPv4Address" }
  }

  /// Reads the daemon's form, in which `Aliases` and `IPAMConfig` may be null.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    networkIdentifier = try container.decode(String.self, forKey: .networkIdentifier)
    address = try container.decode(String.self, forKey: .address)
    gateway = try container.decode(String.self, forKey: .gateway)
    aliases = try container.decodeIfPresent([String].self, forKey: .aliases) ?? []
    configuredAddress = try container.decodeIfPresent(Configuration.self, forKey: .configuration)?.address
  }
}
