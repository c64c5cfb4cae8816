/// The role that a Redis reports of itself. Evidence only: a restart forges `master` (safety.md).
public enum RedisRole: String, Sendable, Hashable, Codable, CaseIterable {
  /// `role:master`.
  case master
  /// `role:slave`.
  case replica
}
