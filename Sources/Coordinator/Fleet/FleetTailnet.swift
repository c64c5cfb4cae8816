/// Who may talk to the agents, as tailscaled knows them, in addition to the certificates.
struct FleetTailnet: Hashable, Sendable {
  /// Tags (`tag:ops`) and logins (`dev@example.com`); empty: certificates alone decide.
  var allow: [String] = []
  /// Whether an agent refuses to work where tailscaled does not answer.
  var require = false
}
