/// One thing that an operator should know, with what to do about it.
struct StatusAlarm: Codable, Hashable, Sendable {
  /// How bad it is.
  enum Severity: String, Codable, Hashable, Sendable {
    /// The fleet is degraded: exit status 5.
    case alarm
    /// Worth knowing; the exit status stays 0.
    case notice
  }

  /// How bad it is.
  var severity: Severity
  /// A stable word for programs: `agent_unreachable`.
  var code: String
  /// The host; none when it is about the fleet.
  var host: String?
  /// What was observed.
  var observed: String
  /// What had to be observed.
  var required: String
  /// What to do next.
  var next: String
}
