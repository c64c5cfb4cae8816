/// What a check is about.
public enum CheckGroup: String, Sendable, Hashable, Codable, CaseIterable {
  /// The hosts: Docker, disk, memory, clock.
  case host
  /// The two Redis servers, their data and their clients.
  case redis
  /// The worker containers and where they get their Redis's URL from.
  case workers
  /// Whether the workers run from their image alone (the runbook's phase 1.5).
  case portability
  /// The App, and the Coolify that deploys it.
  case app
  /// How the hosts reach each other.
  case tailnet
  /// Whether the old Redis may go; looked at by `coordinator finalize` alone.
  case finalize
}
