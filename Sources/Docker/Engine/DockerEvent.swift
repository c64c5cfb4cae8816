/// Something that happened to a container, a network or another object (`GET /events`).
public struct DockerEvent: Decodable, Hashable, Sendable {
  /// `container`, `network`, `image`, `volume`, `daemon`.
  public let type: String
  /// `start`, `die`, `create`, `health_status: healthy`, ….
  public let action: String
  /// The object's id.
  public let identifier: String
  /// What is known of the object: a container's name, image and labels, an exit code.
  public let attributes: [String: String]
  /// When it happened.
  public let time: DockerTimestamp

  /// The container's name, where it is one.
  public var name: String? { attributes["name"] }
  /// What compose says about the container; nil where compose did not make it.
  public var compose: ComposeLabels? { ComposeLabels(attributes) }

  private enum CodingKeys: String, CodingKey {
    case type = "Type"
    case action = "Action"
    case actor = "Actor"
    case time
    case nanoseconds = "timeNano"
  }

  private struct Actor: Decodable {
    let identifier: String
    let attributes: [String: String]?
    private enum CodingKeys: String, CodingKey {
      case identifier = "ID"
      case attributes = "Attributes"
    }
  }

  /// Reads one event.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    type = try container.decode(String.self, forKey: .type)
    action = try container.decode(String.self, forKey: .action)
    let actor = try container.decode(Actor.self, forKey: .actor)
    identifier = actor.identifier
    attributes = actor.attributes ?? [:]
    let nanoseconds = try container.decodeIfPresent(Int.self, forKey: .nanoseconds) ?? 0
    let seconds = try container.decodeIfPresent(Int.self, forKey: .time) ?? nanoseconds / 1_000_000_000
    time = DockerTimestamp(seconds: seconds, nanoseconds: nanoseconds % 1_000_000_000)
  }
}
