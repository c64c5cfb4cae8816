/// Where things lie on a host (design, "Where things lie").
enum InstallationPaths {
  static let unitName = "cutover-agent.service"
  static let user = "cutover-agent"
  static let binary = "/usr/local/bin/cutover-agent"
  static let directory = "/etc/cutover"
  static let configuration = "/etc/cutover/agent.json"
  static let tls = "/etc/cutover/tls"
  static let authority = "/etc/cutover/tls/ca.pem"
  /// Authorities of further laptops (`bootstrap --adopt`), one a file; the agent looks there at every connection.
  static let trust = "/etc/cutover/trust.d"
  static let certificate = "/etc/cutover/tls/agent.pem"
  static let key = "/etc/cutover/tls/agent-key.pem"
  static let unit = "/etc/systemd/system/cutover-agent.service"
  /// Exists from the first change of a bootstrap to its successful end, so that the next one restarts the agent even
  /// where it finds every file as it should be.
  static let pending = "/etc/cutover/bootstrap-pending"
  /// Where uploads go, below the user's home.
  static let uploads = ".cutover-bootstrap"
  static let upload = ".cutover-bootstrap/cutover-agent"
  /// The agent's own copy of the target Redis's password, on the target's host.
  static let password = "/var/lib/cutover/redis-password"
  /// The file of a further laptop's authority.
  static func trusted(_ name: String) -> String { "\(trust)/\(name).pem" }
  /// The kept previous version of an installed file.
  static func previous(_ path: String) -> String { path + ".previous" }
}
