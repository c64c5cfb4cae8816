import Cutover

/// A Redis that `finalize` has retired: what is left of it on its host.
public struct RetiredRedis: Codable, Hashable, Sendable {
  /// Its container's name.
  public var container: String
  /// The run that retired it.
  public var run: RunID
  /// The backup of its last data.
  public var backup: BackUpFacts
  /// Its volumes that are still there, by their names in Docker.
  public var volumes: [String]
  /// What was mounted where.
  public var mounts: [MountFacts]
  /// Whether its container is gone; until then the retirement is under way.
  public var isRemoved: Bool

  /// Makes one from its fields.
  public init(
    container: String, run: RunID, backup: BackUpFacts, volumes: [String], mounts: [MountFacts], isRemoved: Bool
  ) {
    self.container = container
    self.run = run
    self.backup = backup
    self.volumes = volumes
    self.mounts = mounts
    self.isRemoved = isRemoved
  }
}
