/// One mount of a container (`Mounts` of an inspection).
public struct ContainerMount: Decodable, Hashable, Sendable {
  /// `bind`, `volume`, `tmpfs`.
  public let type: String
  /// The volume's name; nil for a bind mount.
  public let name: String?
  /// The path on the host.
  public let source: String
  /// The path in the container.
  public let destination: String
  /// Whether the container may write to it.
  public let isWritable: Bool

  private enum CodingKeys: String, CodingKey {
    case type = "Type"
    case name = "Name"
    case source = "Source"
    case destination = "Destination"
    case isWritable = "RW"
  }

  /// Reads the daemon's form; a tmpfs has no source.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    type = try container.decode(String.self, forKey: .type)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    source = try container.decodeIfPresent(String.self, forKey: .source) ?? ""
    destination = try container.decode(String.self, forKey: .destination)
    isWritable = try container.decode(Bool.self, forKey: .isWritable)
  }
}
