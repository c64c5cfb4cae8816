import Cutover

/// The first question on a connection: which versions does the asker speak?
public struct Hello: Verb {
  /// The name on the wire.
  public static let name = VerbName.hello
  /// The oldest version that the asker speaks.
  public var oldestVersion: Int
  /// The newest version that the asker speaks.
  public var newestVersion: Int

  /// Makes a hello of this build.
  public init(oldestVersion: Int = ProtocolVersion.oldestServed, newestVersion: Int = ProtocolVersion.current) {
    self.oldestVersion = oldestVersion
    self.newestVersion = newestVersion
  }

  /// Who the agent is and what it speaks.
  public struct Reply: Codable, Hashable, Sendable {
    /// The version in common.
    public var version: Int
    /// The agent's own version.
    public var agentVersion: String
    /// The fleet that it belongs to.
    public var fleet: String
    /// Its host's id in the fleet file.
    public var host: HostID
    /// The kernel's boot id: it changes when the host was restarted.
    public var bootID: String
    /// `x86_64` or `aarch64`.
    public var architecture: String
    /// What it can do, by verb.
    public var capabilities: [String]

    /// Makes a reply.
    public init(
      version: Int, agentVersion: String, fleet: String, host: HostID, bootID: String, architecture: String,
      capabilities: [String]
    ) {
      self.version = version
      self.agentVersion = agentVersion
      self.fleet = fleet
      self.host = host
      self.bootID = bootID
      self.architecture = architecture
      self.capabilities = capabilities
    }
  }
}
