/// What the daemon says about its host (`GET /info`).
public struct EngineInformation: Decodable, Hashable, Sendable {
  /// The daemon's release.
  public let serverVersion: String
  /// The host's name.
  public let name: String
  /// `x86_64`, `aarch64`.
  public let architecture: String
  /// How many processors the host has.
  public let processors: Int
  /// The host's memory in bytes.
  public let memory: Int
  /// Where images and volumes lie, `/var/lib/docker`.
  public let rootDirectory: String
  /// Whether containers outlive a restart of the daemon.
  public let liveRestore: Bool?
  /// How many containers run.
  public let containersRunning: Int

  private enum CodingKeys: String, CodingKey {
    case serverVersion = "ServerVersion"
    case name = "Name"
    case architecture = "Architecture"
    case processors = "NCPU"
    case memory = "MemTotal"
    case rootDirectory = "DockerRootDir"
    case liveRestore = "LiveRestoreEnabled"
    case containersRunning = "ContainersRunning"
  }
}
