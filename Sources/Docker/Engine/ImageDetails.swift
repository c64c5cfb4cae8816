/// What is used of an image (`GET /images/{name}/json`).
public struct ImageDetails: Decodable, Hashable, Sendable {
  /// Its id.
  public let id: String
  /// `amd64`, `arm64`.
  public let architecture: String
  /// Its names on this host.
  public let tags: [String]
  /// Its size in bytes.
  public let size: Int

  private enum CodingKeys: String, CodingKey {
    case id = "Id"
    case architecture = "Architecture"
    case tags = "RepoTags"
    case size = "Size"
  }

  /// Reads the daemon's form, in which the names may be null.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    architecture = try container.decode(String.self, forKey: .architecture)
    tags = try container.decodeIfPresent([String].self, forKey: .tags) ?? []
    size = try container.decode(Int.self, forKey: .size)
  }
}
