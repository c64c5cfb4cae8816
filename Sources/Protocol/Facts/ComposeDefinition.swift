/// A service of a compose file that defines a Redis.
public struct ComposeDefinition: Codable, Hashable, Sendable {
  /// The compose file.
  public var file: String
  /// The service's name in it.
  public var service: String
  /// The service's lines, counted from 1; none where the file is not written in lines that a person would.
  public var firstLine: Int?
  /// Its last line.
  public var lastLine: Int?
  /// Services that name it in `depends_on`: those entries must go too, or compose refuses the file.
  public var dependents: [String]
  /// Named volumes that it uses, as the file calls them.
  public var volumes: [String]

  /// Makes one from its fields.
  public init(
    file: String, service: String, firstLine: Int? = nil, lastLine: Int? = nil, dependents: [String] = [],
    volumes: [String] = []
  ) {
    self.file = file
    self.service = service
    self.firstLine = firstLine
    self.lastLine = lastLine
    self.dependents = dependents
    self.volumes = volumes
  }
}
