/// A container's own restart policy before the run, to be put back.
public struct RestartPolicy: Sendable, Hashable, Codable {
  /// The container's compose service.
  public let service: String
  /// Docker's name of it: "unless-stopped", "on-failure:5".
  public let policy: String

  /// As inspected.
  public init(service: String, policy: String) {
    self.service = service
    self.policy = policy
  }
}
