import NIOHTTP1

/// Containers that are made for one purpose and removed after it, each marked by a label: only what has the label is ever
/// removed by force.
extension DockerEngine {
  /// What a throw-away container is made of.
  public struct ThrowAway: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The label that marks it.
    public var label: (name: String, value: String) { (labelName, labelValue) }
    /// The id or name of its image, which must be present.
    public var image: String
    /// The program and its arguments.
    public var command: [String]
    /// Its limit of memory in bytes.
    public var memory: Int
    private let labelName: String
    private let labelValue: String

    /// Describes a container without a network, capabilities or restarts.
    public init(name: String, label: (name: String, value: String), image: String, command: [String], memory: Int) {
      self.name = name
      self.labelName = label.name
      self.labelValue = label.value
      self.image = image
      self.command = command
      self.memory = memory
    }
  }

  /// Makes a throw-away container; it is not started.
  /// - Returns: its id.
  /// - Throws: `notFound` where the image is not present, `conflict` where the name is taken.
  public func create(_ container: ThrowAway, deadline: Duration = .seconds(30)) async throws(DockerError) -> String {
    var request = try EngineRequest(.POST, "/containers/create", json: Creation(container))
    request.query = [("name", container.name)]
    return try await decoded(Created.self, from: request, deadline: deadline).id
  }

  /// Removes every container that has this label with this value, running or not, and the volumes without a name that were
  /// made with it.
  public func removeThrowAways(
    label: (name: String, value: String), deadline: Duration = .seconds(60)
  ) async throws(DockerError) {
    for found in try await containers(labels: ["\(label.name)=\(label.value)"])
    where found.labels[label.name] == label.value {
      let request = EngineRequest(
        .DELETE, "/containers/" + Self.segment(found.id), query: [("force", "1"), ("v", "1")])
      // One that is being removed already is as good as gone.
      _ = try await answer(to: request, expecting: [.noContent, .notFound, .conflict], deadline: deadline)
    }
  }

  /// Removes a volume that no container uses.
  /// - Returns: whether it was there.
  /// - Throws: `conflict` where a container uses it.
  public func removeVolume(_ volume: String, deadline: Duration = .seconds(60)) async throws(DockerError) -> Bool {
    let request = EngineRequest(.DELETE, "/volumes/" + Self.segment(volume))
    return try await answer(to: request, expecting: [.noContent, .notFound], deadline: deadline).status == .noContent
  }
}

/// The body of `POST /containers/create`.
private struct Creation: Encodable {
  struct Host: Encodable {
    let memory: Int
    let networkMode = "none"
    let droppedCapabilities = ["ALL"]
    let securityOptions = ["no-new-privileges"]

    private enum CodingKeys: String, CodingKey {
      case memory = "Memory"
      case networkMode = "NetworkMode"
      case droppedCapabilities = "CapDrop"
      case securityOptions = "SecurityOpt"
    }
  }

  let image: String
  let entrypoint: [String]
  let command: [String]
  /// Nobody, by number: an image need not know the name.
  let user = "65534:65534"
  let labels: [String: String]
  let host: Host

  init(_ container: DockerEngine.ThrowAway) {
    image = container.image
    entrypoint = Array(container.command.prefix(1))
    command = Array(container.command.dropFirst())
    labels = [container.label.name: container.label.value]
    host = Host(memory: container.memory)
  }

  private enum CodingKeys: String, CodingKey {
    case image = "Image"
    case entrypoint = "Entrypoint"
    case command = "Cmd"
    case user = "User"
    case labels = "Labels"
    case host = "HostConfig"
  }
}

/// Its answer.
private struct Created: Decodable {
  let id: String
  private enum CodingKeys: String, CodingKey { case id = "Id" }
}
