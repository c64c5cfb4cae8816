/// How the App's containers are found on a host.
public enum AppSelector: Codable, Hashable, Sendable {
  /// Every container with this label, as `name=value`: Coolify's `coolify.applicationId=3` (contracts.md, section 1).
  case label(String)
  /// The one container of this name.
  case name(String)
}
