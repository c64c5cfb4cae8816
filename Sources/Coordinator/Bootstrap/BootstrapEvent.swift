/// What happens on a host while it is bootstrapped, for progress lines.
enum BootstrapEvent: Sendable, Equatable {
  /// A step begins: "connecting", "installing the unit".
  case began(host: String, step: String)
  /// Bytes of the agent binary sent, and in all.
  case uploaded(host: String, bytes: Int64, total: Int64)
  /// A part was compared, and changed if it had to be.
  case settled(host: String, part: BootstrapPart, outcome: BootstrapReport.Outcome)
  /// The new agent failed; the previous one is being put back.
  case goingBack(host: String)
}
