/// Where and how a host is reached by SSH: the address, the user, the keys to try and how the host proves itself.
public struct SSHTarget: Sendable, Equatable {
  /// Address or name of the host, as it stands in the known_hosts file.
  public var host: String
  /// TCP port of the SSH server.
  public var port: UInt16
  /// The user to log in as.
  public var user: String
  /// Paths of private keys, tried in this order before those of the ssh-agent.
  public var identities: [String]
  /// Whether keys of the ssh-agent at `SSH_AUTH_SOCK` are tried.
  public var useAgent: Bool
  /// Path of the known_hosts file that the host's key is checked against.
  public var knownHosts: String
  /// The fingerprint (`SHA256:…`) that the operator accepts for a host that is not in `knownHosts` yet; it is then
  /// added there. It never overrides a key that is on file.
  public var acceptedFingerprint: String?
  /// Time limit for everything up to an authenticated session.
  public var connectTimeout: Duration

  /// Makes a target; see the properties for the meaning of each part.
  public init(
    host: String, port: UInt16 = 22, user: String, identities: [String] = [], useAgent: Bool = true,
    knownHosts: String, acceptedFingerprint: String? = nil, connectTimeout: Duration = .seconds(10)
  ) {
    self.host = host
    self.port = port
    self.user = user
    self.identities = identities
    self.useAgent = useAgent
    self.knownHosts = knownHosts
    self.acceptedFingerprint = acceptedFingerprint
    self.connectTimeout = connectTimeout
  }

  /// `host`, or `[host]:port` for another port than 22: the name OpenSSH uses in known_hosts files (sshd(8)).
  var knownHostsName: String { port == 22 ? host : "[\(host)]:\(port)" }

  /// `user@host` and the port if it isn't 22, for messages.
  var label: String { "\(user)@\(host)" + (port == 22 ? "" : ":\(port)") }
}
