import NIOHTTP1

/// A container that lives in the network of another one.
extension DockerEngine {
  /// What a sidecar is made of.
  public struct Sidecar: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// The label that marks it, and the label's value.
    public var label: String
    /// The value of the label.
    public var labelValue: String
    /// The id or name of its image, which must be present.
    public var image: String
    /// The id of the container whose network namespace it shares.
    public var network: String
    /// A file of the host, by its absolute path, that is its program.
    public var program: String
    /// The program's arguments; never a secret.
    public var arguments: [String]
    /// Its limit of memory in bytes.
    public var memory: Int

    /// Describes a container without capabilities or restarts, whose program is mounted read-only.
    public init(
      name: String, label: String, labelValue: String, image: String, network: String, program: String,
      arguments: [String], memory: Int
    ) {
      self.name = name
      self.label = label
      self.labelValue = labelValue
      self.image = image
      self.network = network
      self.program = program
      self.arguments = arguments
      self.memory = memory
    }
  }

  /// Where a sidecar's program is mounted.
  public static let sidecarProgram = "/cutover-program"

  /// Makes a sidecar; it is not started. It is removed as a throw-away is, by its label.
  /// - Returns: its id.
  /// - Throws: `notFound` where the image or the other container is not present, `conflict` where the name is taken,
  ///   `parameterInvalid` where the daemon does not see the program.
  public func create(_ sidecar: Sidecar, deadline: Duration = .seconds(30)) async throws(DockerError) -> String {
    var request = try EngineRequest(.POST, "/containers/create", json: SidecarCreation(sidecar))
    request.query = [("name", sidecar.name)]
    return try await decoded(SidecarCreated.self, from: request, deadline: deadline).id
  }
}

/// The body of `POST /containers/create`.
private struct SidecarCreation: Encodable {
  struct Mount: Encodable {
    let type = "bind"
    let source: String
    let target = DockerEngine.sidecarProgram
    let isReadOnly = true

    private enum CodingKeys: String, CodingKey {
      case type = "Type"
      case source = "Source"
      case target = "Target"
      case isReadOnly = "ReadOnly"
    }
  }

  /// Its descriptors are limited as the daemon limits everybody's: a limit above the daemon's own is refused when the
  /// container is started (seen with runc: "error setting rlimits").
  struct Host: Encodable {
    let memory: Int
    let networkMode: String
    let mounts: [Mount]
    let droppedCapabilities = ["ALL"]
    let securityOptions = ["no-new-privileges"]

    private enum CodingKeys: String, CodingKey {
      case memory = "Memory"
      case networkMode = "NetworkMode"
      case mounts = "Mounts"
      case droppedCapabilities = "CapDrop"
      case securityOptions = "SecurityOpt"
    }
  }

  let image: String
  let entrypoint = [DockerEngine.sidecarProgram]
  let command: [String]
  /// Nobody, by number: an image need not know the name.
  let user = "65534:65534"
  let labels: [String: String]
  let host: Host

  init(_ sidecar: DockerEngine.Sidecar) {
    image = sidecar.image
    command = sidecar.arguments
    labels = [sidecar.label: sidecar.labelValue]
    host = Host(
      memory: sidecar.memory, networkMode: "container:\(sidecar.network)",
      mounts: [Mount(source: sidecar.program)])
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
private struct SidecarCreated: Decodable {
  let id: String
  private enum CodingKeys: String, CodingKey { case id = "Id" }
}
