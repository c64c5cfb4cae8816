import Certificates
import SSH

/// Why a host could not be bootstrapped: what was observed there, what is required, and what to do next.
struct BootstrapError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of failure it is; the command's exit status and the tests depend on this, never on the text.
  enum Code: String, Sendable, Equatable, Codable, CaseIterable {
    /// No connection to the host's SSH server, or it broke.
    case connection
    /// The host's key is unknown, has changed, or is revoked.
    case hostKey = "host_key"
    /// The SSH server takes none of the keys.
    case authentication
    /// sudo is missing or asks for a password.
    case sudo
    /// The agent's file is no program, or one for another processor or system.
    case architecture
    /// The host does not run systemd.
    case systemd
    /// Docker, its daemon, its group or its compose plugin is missing.
    case docker
    /// The host does not have the address of the fleet file.
    case address
    /// Another program listens on the agent's port.
    case port
    /// Too little space.
    case disk
    /// A directory that the fleet file names is missing, or its name cannot stand in a unit.
    case directory
    /// The host belongs to another authority.
    case authority
    /// A certificate could not be made.
    case certificate
    /// The binary could not be read or arrived changed.
    case binary
    /// A command of the installation failed.
    case install
    /// The agent did not report that it is ready.
    case start
    /// The agent started but did not answer an authenticated request.
    case health
    /// The operator stopped it.
    case cancelled
  }

  /// The kind of failure.
  let code: Code
  /// Host id in the fleet file.
  let host: String
  /// What was observed.
  let observed: String
  /// What is required.
  let required: String
  /// What to do next.
  let next: String

  /// One paragraph for the terminal.
  var description: String { "\(host): \(observed). Required: \(required). Next: \(next)" }

  /// An SSH failure during bootstrap; its own text already says what was observed and what to do.
  init(_ error: SSHError, host: String) {
    let (code, required): (Code, String) =
      switch error.code {
      case .hostKeyUnknown: (.hostKey, "a host key that is in the known_hosts file, or is accepted by its fingerprint")
      case .hostKeyChanged, .hostKeyRevoked: (.hostKey, "the host key that the known_hosts file has for the host")
      case .knownHostsFile: (.hostKey, "a known_hosts file that can be read and written")
      case .authenticationRefused: (.authentication, "a key that the host accepts")
      case .localFile: (.binary, "a readable agent binary")
      case .transfer: (.disk, "a home directory with space for the agent binary")
      case .cancelled: (.cancelled, "time to end")
      case .nameResolution, .connectionRefused, .unreachable, .timeout, .handshake, .channel, .disconnected,
        .commandFailed:
        (.connection, "an SSH connection to the host")
      }
    let cause = error.cause.isEmpty ? "" : " (\(error.cause))"
    // SSH knows no host ids, and a first bootstrap has a fingerprint to accept for each of several hosts.
    let next = error.remedy.replacing("--accept-host-key SHA256:", with: "--accept-host-key \(host)=SHA256:")
    self.init(code, host: host, observed: error.message + cause, required: required, next: next)
  }

  /// A certificate failure during bootstrap.
  init(_ error: CertificateError, host: String) {
    let cause = error.cause.isEmpty ? "" : " (\(error.cause))"
    self.init(
      .certificate, host: host, observed: error.message + cause, required: "a certificate for the agent",
      next: error.remedy)
  }

  /// Makes an error; see the properties for the meaning of each part.
  init(_ code: Code, host: String, observed: String, required: String, next: String) {
    self.code = code
    self.host = host
    self.observed = observed
    self.required = required
    self.next = next
  }
}
