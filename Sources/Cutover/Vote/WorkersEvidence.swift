/// What an agent saw of its own workers when it was asked to vote.
public struct WorkersEvidence: Sendable, Hashable, Codable {
  /// Compose services that run, by name.
  public var running: [String]
  /// A stop was ordered and has not ended: it cannot be taken back (safety.md, trap 17).
  public var stopsInFlight: Bool
  /// Workers whose restart policy would bring them back (safety.md, trap 14).
  public var restartable: [String]
  /// The new env file lies beside the old one and `compose config` accepted it.
  public var environmentStaged: Bool

  /// As read in one pass.
  public init(running: [String], stopsInFlight: Bool, restartable: [String], environmentStaged: Bool) {
    self.running = running
    self.stopsInFlight = stopsInFlight
    self.restartable = restartable
    self.environmentStaged = environmentStaged
  }
}
