/// The one error of this module: what happened on the way to, or on, a host that is reached by SSH.
///
/// `message` says what was observed, `cause` the lower level's own words where there are any, and `remedy` what the
/// operator does next. None of them holds key material or the input of a command.
public struct SSHError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of failure it is; callers switch on this, never on the text.
  public enum Code: String, Sendable, Equatable {
    /// The name could not be resolved to an address.
    case nameResolution
    /// The host answered that nothing listens on that port.
    case connectionRefused
    /// No connection within the time limit, or no route to the host.
    case unreachable
    /// The connection was made but the server said nothing, or stopped answering, within the time limit.
    case timeout
    /// The handshake failed: no common algorithm, or not an SSH server.
    case handshake
    /// The host's key is not in the known_hosts file.
    case hostKeyUnknown
    /// The known_hosts file has another key for this host.
    case hostKeyChanged
    /// The known_hosts file marks the presented key as revoked.
    case hostKeyRevoked
    /// The known_hosts file could not be read or written.
    case knownHostsFile
    /// No method and no key was accepted by the server.
    case authenticationRefused
    /// A channel could not be opened or failed while in use.
    case channel
    /// A file transfer failed on the host (for example: no space, no permission).
    case transfer
    /// A local file could not be read.
    case localFile
    /// A command ran on the host and failed.
    case commandFailed
    /// The connection was lost or has been closed.
    case disconnected
    /// The caller's task was cancelled.
    case cancelled
  }

  /// The kind of failure.
  public let code: Code
  /// What was observed and, where it helps, what was required.
  public let message: String
  /// The lower level's own words (libssh2, the operating system), or empty.
  public let cause: String
  /// What the operator does next.
  public let remedy: String

  /// Makes an error; see the properties for the meaning of each part.
  public init(_ code: Code, _ message: String, cause: String = "", remedy: String) {
    self.code = code
    self.message = message
    self.cause = cause
    self.remedy = remedy
  }

  /// One paragraph for logs and terminals: message, cause in brackets, remedy.
  public var description: String {
    let detail = cause.isEmpty ? "" : " (\(cause))"
    return "\(message)\(detail). \(remedy)"
  }

  /// Whether libssh2 was left in the middle of something, so that the connection is of no more use.
  var endsConnection: Bool {
    switch code {
    case .timeout, .cancelled, .disconnected, .handshake: true
    case .nameResolution, .connectionRefused, .unreachable, .hostKeyUnknown, .hostKeyChanged, .hostKeyRevoked,
      .knownHostsFile, .authenticationRefused, .channel, .transfer, .localFile, .commandFailed:
      false
    }
  }
}
