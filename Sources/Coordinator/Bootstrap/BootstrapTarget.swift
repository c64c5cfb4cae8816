import SSH

/// One host to bootstrap: how to reach it and what its agent is to be.
struct BootstrapTarget: Sendable, Equatable {
  /// How to reach the host; its user needs sudo without a password, or is root.
  var ssh: SSHTarget
  /// What the agent is told.
  var configuration: AgentConfiguration
  /// Existing directories that the agent may change: those of the compose projects. Absolute paths.
  var projectDirectories: [String] = []
  /// Directories that are the agent's own, created where they are missing: the target Redis's. Absolute paths.
  var ownedDirectories: [String] = []
  /// Whether the agent edits env files that belong to other users; it then gets the three capabilities for that.
  var needsEnvironmentCapabilities: Bool = false
  /// Whether Docker must be there. A host without Redis and workers can do without.
  var requiresDocker: Bool = true
  /// Networks the agent may talk to, for systemd's IPAddressAllow.
  var allowedNetworks: [String] = BootstrapTarget.defaultNetworks

  /// The host itself, the tailnet (RFC 6598) and the private networks (RFC 1918), where Docker puts containers.
  static let defaultNetworks = ["localhost", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "10.0.0.0/8"]

  /// Host id in the fleet file.
  var host: String { configuration.host }
}
