/// A service as compose resolves it (`config --format json`).
public struct ComposeService: Decodable, Hashable, Sendable {
  /// A mount of a service.
  public struct Mount: Decodable, Hashable, Sendable {
    /// `bind`, `volume`, `tmpfs`.
    public let type: String
    /// The path on the host or the volume's name; nil for an anonymous volume.
    public let source: String?
    /// The path in the container.
    public let target: String
    /// Whether the container may only read it.
    public let isReadOnly: Bool

    private enum CodingKeys: String, CodingKey {
      case type, source, target
      case isReadOnly = "read_only"
    }

    /// Reads compose's form.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      type = try container.decode(String.self, forKey: .type)
      source = try container.decodeIfPresent(String.self, forKey: .source).map(ComposeService.undoubled)
      target = ComposeService.undoubled(try container.decode(String.self, forKey: .target))
      isReadOnly = try container.decodeIfPresent(Bool.self, forKey: .isReadOnly) ?? false
    }
  }

  /// The image; nil for a service that is only built.
  public let image: String?
  /// What its processes get.
  public let environment: EnvironmentVariables
  /// What happens when a container ends.
  public let restartPolicy: RestartPolicy
  /// How long a stopped container may take; nil for compose's default of 10 s.
  public let stopGracePeriod: Duration?
  /// The services that `up` without `--no-deps` would start or recreate as well, sorted.
  public let dependencies: [String]
  /// A fixed container name; nil where compose numbers them.
  public let containerName: String?
  /// Its mounts.
  public let mounts: [Mount]

  private enum CodingKeys: String, CodingKey {
    case image, environment, restart, volumes
    case stopGracePeriod = "stop_grace_period"
    case dependencies = "depends_on"
    case containerName = "container_name"
  }

  private struct Ignored: Decodable {
    init(from decoder: any Decoder) {}
  }

  /// Reads compose's form, in which every `$` is doubled.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    image = try container.decodeIfPresent(String.self, forKey: .image).map(Self.undoubled)
    let values = try container.decodeIfPresent([String: String?].self, forKey: .environment) ?? [:]
    environment = EnvironmentVariables(
      values.sorted { $0.key < $1.key }.compactMap { name, value in value.map { (name, Self.undoubled($0)) } })
    let restart = try container.decodeIfPresent(String.self, forKey: .restart) ?? "no"
    guard let policy = RestartPolicy(restart) else {
      throw DecodingError.dataCorruptedError(
        forKey: .restart, in: container, debugDescription: "unknown restart policy '\(restart)'")
    }
    restartPolicy = policy
    stopGracePeriod = try container.decodeIfPresent(String.self, forKey: .stopGracePeriod).flatMap(Self.duration)
    dependencies = try container.decodeIfPresent([String: Ignored].self, forKey: .dependencies)?.keys.sorted() ?? []
    containerName = try container.decodeIfPresent(String.self, forKey: .containerName).map(Self.undoubled)
    mounts = try container.decodeIfPresent([Mount].self, forKey: .volumes) ?? []
  }

  /// `config` doubles every `$`, so that its output is a compose file again.
  static func undoubled(_ text: String) -> String {
    var result = ""
    var isSecond = false
    for character in text {
      if character == "$", isSecond {
        isSecond = false
        continue
      }
      isSecond = character == "$"
      result.append(character)
    }
    return result
  }

  /// Reads Go's form of a duration, `1m30s`; nil for anything else.
  static func duration(_ text: String) -> Duration? {
    var total = Duration.zero
    var rest = text[...]
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let number = rest.prefix { $0.isNumber || $0 == "." }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard let value = Double(number) else { return nil }
      switch unit {
      case "h": total += .seconds(value * 3600)
      case "m": total += .seconds(value * 60)
      case "s": total += .seconds(value)
      case "ms": total += .seconds(value / 1000)
      case "us", "µs": total += .seconds(value / 1_000_000)
      case "ns": total += .seconds(value / 1_000_000_000)
      default: return nil
      }
    }
    return total
  }
}
