/// A host of the fleet, and how SSH reaches it for `bootstrap`.
struct FleetHost: Hashable, Sendable, Identifiable {
  /// How SSH reaches a host; what is nil follows the operator's own SSH set-up.
  struct SSH: Hashable, Sendable {
    /// Absolute path of the private key; nil: the ssh-agent, then the usual files in `~/.ssh`.
    var key: String?
    /// Absolute path of the known_hosts file; nil: `~/.ssh/known_hosts`.
    var knownHosts: String?
    /// TCP port of sshd.
    var port: UInt16 = 22
  }

  /// The name used in the file, in certificates and in output: `[a-z0-9-]`.
  let id: String
  /// The address in the tailnet. The agent listens here and nowhere else.
  let address: IPAddress
  /// The user that SSH logs in as; it needs sudo.
  let user: String
  /// The `ssh` section.
  let ssh: SSH
}
