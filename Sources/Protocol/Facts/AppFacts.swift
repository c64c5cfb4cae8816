/// One container of the App, at one moment.
public struct AppFacts: Codable, Hashable, Sendable {
  /// The container's name.
  public var container: String
  /// Its id: another one after it was made anew.
  public var identifier: String
  /// Whether it runs.
  public var running: Bool
  /// The container's state in Docker's words, with its health where it has a check.
  public var state: String
  /// The addresses (`host:port`) that variables of its own environment lead to, by variable. No passwords.
  public var redis: [String: String]

  /// Makes one from its fields.
  public init(container: String, identifier: String, running: Bool, state: String, redis: [String: String]) {
    self.container = container
    self.identifier = identifier
    self.running = running
    self.state = state
    self.redis = redis
  }
}
