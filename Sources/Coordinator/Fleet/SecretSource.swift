/// Where a secret comes from. The file names the place only, never the secret.
enum SecretSource: Hashable, Sendable {
  /// The first line of this file (absolute path).
  case file(String)
  /// This environment variable of the coordinator.
  case env(String)
  /// Made by the coordinator, and kept beside the fleet's certificates.
  case generate
}
