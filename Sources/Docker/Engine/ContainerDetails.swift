/// Everything that is used of one container (`GET /containers/{id}/json`).
public struct ContainerDetails: Decodable, Hashable, Sendable {
  /// The full id.
  public let id: String
  /// The name without its leading slash.
  public let name: String
  /// The id of the image that it was made from.
  public let imageIdentifier: String
  /// How it is doing.
  public let state: ContainerState
  /// How often the daemon has started it again by itself.
  public let restartCount: Int
  /// What is mounted where.
  public let mounts: [ContainerMount]
  /// What its process was given.
  public let configuration: Configuration
  /// What its host gives it.
  public let host: Host
  /// Its place in each network, by the network's name.
  public let networks: [String: ContainerNetwork]

  /// What its process was given (`Config`).
  public struct Configuration: Decodable, Hashable, Sendable {
    /// The image as it was named.
    public let image: String
    /// Its variables: the truth about what its process got.
    public let environment: EnvironmentVariables
    /// Its labels.
    public let labels: [String: String]
    /// Whether it has a terminal; its logs then have no frames.
    public let hasTerminal: Bool
    /// The arguments of the entry point.
    public let command: [String]
    /// The entry point.
    public let entrypoint: [String]
    /// How long a stop waits, in seconds, where it was set (compose's `stop_grace_period`).
    public let stopTimeout: Int?

    private enum CodingKeys: String, CodingKey {
      case image = "Image"
      case environment = "Env"
      case labels = "Labels"
      case hasTerminal = "Tty"
      case command = "Cmd"
      case entrypoint = "Entrypoint"
      case stopTimeout = "StopTimeout"
    }

    /// Reads the daemon's form, in which lists may be null.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      image = try container.decode(String.self, forKey: .image)
      let assignments = try container.decodeIfPresent([String].self, forKey: .environment) ?? []
      environment = EnvironmentVariables(assignments: assignments)
      labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
      hasTerminal = try container.decode(Bool.self, forKey: .hasTerminal)
      command = try container.decodeIfPresent([String].self, forKey: .command) ?? []
      entrypoint = try container.decodeIfPresent([String].self, forKey: .entrypoint) ?? []
      stopTimeout = try container.decodeIfPresent(Int.self, forKey: .stopTimeout)
    }
  }

  /// What its host gives it (`HostConfig`).
  public struct Host: Decodable, Hashable, Sendable {
    /// What the daemon does when it ends.
    public let restartPolicy: RestartPolicy
    /// `bridge`, `host`, a network's name, `container:ID`.
    public let networkMode: String
    /// Its limit of memory in bytes; 0 for none.
    public let memory: Int

    private enum CodingKeys: String, CodingKey {
      case restartPolicy = "RestartPolicy"
      case networkMode = "NetworkMode"
      case memory = "Memory"
    }
  }

  /// What compose says about it; nil where compose did not make it.
  public var compose: ComposeLabels? { ComposeLabels(configuration.labels) }

  /// Its variables in their order.
  public var environment: EnvironmentVariables { configuration.environment }

  /// The value that its process got for a variable; nil where it has none.
  public func value(of variable: String) -> String? { configuration.environment[variable] }

  private enum CodingKeys: String, CodingKey {
    case id = "Id"
    case name = "Name"
    case imageIdentifier = "Image"
    case state = "State"
    case restartCount = "RestartCount"
    case mounts = "Mounts"
    case configuration = "Config"
    case host = "HostConfig"
    case networkSettings = "NetworkSettings"
  }

  private struct NetworkSettings: Decodable {
    let networks: [String: ContainerNetwork]?
    private enum CodingKeys: String, CodingKey { case networks = "Networks" }
  }

  /// Reads an inspection.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    name = String(try container.decode(String.self, forKey: .name).drop { $0 == "/" })
    imageIdentifier = try container.decode(String.self, forKey: .imageIdentifier)
    state = try container.decode(ContainerState.self, forKey: .state)
    restartCount = try container.decode(Int.self, forKey: .restartCount)
    mounts = try container.decodeIfPresent([ContainerMount].self, forKey: .mounts) ?? []
    configuration = try container.decode(Configuration.self, forKey: .configuration)
    host = try container.decode(Host.self, forKey: .host)
    networks = try container.decode(NetworkSettings.self, forKey: .networkSettings).networks ?? [:]
  }
}
