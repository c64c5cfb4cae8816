/// What stands around a Redis that is to be retired.
public struct RetirementFacts: Codable, Hashable, Sendable {
  /// Whether its container is there.
  public var exists: Bool
  /// Its volumes by their names in Docker; a bind mount is among the mounts only.
  public var volumes: [String]
  /// What is mounted where.
  public var mounts: [MountFacts]
  /// Where compose files still define it.
  public var definitions: [ComposeDefinition]
  /// Compose files that could not be read, each with the reason.
  public var unread: [String]
  /// Free bytes where backups go.
  public var backupRoom: Int

  /// Makes one from its fields.
  public init(
    exists: Bool, volumes: [String] = [], mounts: [MountFacts] = [], definitions: [ComposeDefinition] = [],
    unread: [String] = [], backupRoom: Int = 0
  ) {
    self.exists = exists
    self.volumes = volumes
    self.mounts = mounts
    self.definitions = definitions
    self.unread = unread
    self.backupRoom = backupRoom
  }
}
