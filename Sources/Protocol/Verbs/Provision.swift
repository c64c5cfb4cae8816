/// Brings the target Redis up by compose from the template, or finds it as it should be.
public struct Provision: Verb {
  /// The name on the wire.
  public static let name = VerbName.provision
  /// The container's name.
  public var container: String
  /// The image, with the source's exact version.
  public var image: String
  /// Its directory on the host.
  public var directory: String
  /// The tailnet address to publish on.
  public var address: String
  /// The port to publish on.
  public var port: Int
  /// `maxmemory`, in bytes.
  public var maximumMemory: Int
  /// Its password.
  public var password: Secret

  /// Makes one from its fields.
  public init(
    container: String, image: String, directory: String, address: String, port: Int, maximumMemory: Int,
    password: Secret
  ) {
    self.container = container
    self.image = image
    self.directory = directory
    self.address = address
    self.port = port
    self.maximumMemory = maximumMemory
    self.password = password
  }

  /// What was done.
  public struct Reply: Codable, Hashable, Sendable {
    /// True when this run made it, false when it was there as it should be.
    public var created: Bool
    /// What runs now.
    public var redis: RedisFacts

    /// Makes one from its fields.
    public init(created: Bool, redis: RedisFacts) {
      self.created = created
      self.redis = redis
    }
  }
}
