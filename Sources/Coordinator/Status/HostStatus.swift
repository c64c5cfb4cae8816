import Protocol

/// One host and its agent, as `status` shows them.
struct HostStatus: Codable, Hashable, Sendable {
  /// Its name in the fleet file.
  var id: String
  /// Its tailnet address.
  var address: String
  /// Whether the agent answered.
  var reachable: Bool
  /// Why it did not.
  var problem: ProtocolError?
  /// When it answered: milliseconds since 1970 by the laptop's clock.
  var readAt: Int
  /// The agent's version.
  var agentVersion: String?
  /// `x86_64` or `aarch64`.
  var architecture: String?
  /// The kernel's boot id.
  var bootID: String?
  /// The round trip of a hello, in microseconds.
  var latencyMicroseconds: Int?
  /// What the agent sees of its host.
  var facts: ReadHostFacts.Reply?
  /// By how much the host's clock is ahead of the laptop's at least, in milliseconds; negative: behind.
  var clockSkewMilliseconds: Int?
  /// What the agent's records say of the pen and the lease.
  var pen: PenFacts?
}
