/// One libssh2 session on one socket: the handshake, and the loop that turns libssh2's "try again" into a wait with a
/// deadline. Every libssh2 pointer of the session is reached through this class and only from its actor's thread.

import CLibSSH2

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// A non-blocking libssh2 session. Not `Sendable`: it belongs to the actor that made it.
final class Session {
  let target: SSHTarget
  let socket: Socket
  /// The libssh2 handle; valid as long as this object.
  let handle: OpaquePointer

  /// libssh2's global state, set up once for the process.
  private static let libraryStatus = libssh2_init(0)

  /// Connects and makes the handle; ``handshake(preferring:until:)`` is next.
  init(_ target: SSHTarget, wake: WakePipe, until deadline: ContinuousClock.Instant) throws(SSHError) {
    guard Self.libraryStatus == 0, let handle = libssh2_session_init_ex(nil, nil, nil, nil) else {
      throw SSHError(.channel, "libssh2 could not be started", remedy: "Check the memory of this machine.")
    }
    do {
      socket = try Socket.connect(to: target, wake: wake, until: deadline)
    } catch {
      libssh2_session_free(handle)
      throw error
    }
    self.target = target
    self.handle = handle
    libssh2_session_set_blocking(handle, 0)
  }

  deinit {
    // With the socket shut down nothing libssh2 still wants to send can block, so freeing ends.
    socket.shutDown()
    var attempts = 0
    while libssh2_session_free(handle) == LIBSSH2_ERROR_EAGAIN && attempts < 100 { attempts += 1 }
  }

  /// Version of the libssh2 that is loaded, such as `1.10.0`.
  static var libraryVersion: String {
    libssh2_version(0).map { String(cString: $0) } ?? "unknown"
  }

  /// Exchanges keys, with the host key algorithms in this order of preference.
  func handshake(preferring algorithms: [String], until deadline: ContinuousClock.Instant) throws(SSHError) {
    _ = libssh2_session_method_pref(handle, LIBSSH2_METHOD_HOSTKEY, algorithms.joined(separator: ","))
    try repeating("the SSH handshake", until: deadline) { libssh2_session_handshake(handle, socket.descriptor) }
  }

  /// Says goodbye to the server; what the server makes of it doesn't matter.
  func disconnect(until deadline: ContinuousClock.Instant) {
    _ = try? repeating("the goodbye", until: deadline) {
      libssh2_session_disconnect_ex(handle, SSH_DISCONNECT_BY_APPLICATION, "done", "")
    }
  }

  /// Repeats a libssh2 call that returns a negative number on failure until it no longer says "try again".
  @discardableResult
  func repeating<Count: BinaryInteger>(
    _ activity: String, until deadline: ContinuousClock.Instant, _ call: () -> Count
  ) throws(SSHError) -> Count {
    while true {
      let result = call()
      if result >= 0 { return result }
      guard result == LIBSSH2_ERROR_EAGAIN else { throw failure(activity) }
      try wait(activity, until: deadline)
    }
  }

  /// Repeats a libssh2 call that returns nil on failure until it no longer says "try again".
  func repeating(
    _ activity: String, until deadline: ContinuousClock.Instant, _ call: () -> OpaquePointer?
  ) throws(SSHError) -> OpaquePointer {
    while true {
      if let result = call() { return result }
      guard libssh2_session_last_errno(handle) == LIBSSH2_ERROR_EAGAIN else { throw failure(activity) }
      try wait(activity, until: deadline)
    }
  }

  /// Waits for the direction that libssh2 waits for.
  func wait(_ activity: String, until deadline: ContinuousClock.Instant) throws(SSHError) {
    let directions = libssh2_session_block_directions(handle)
    var events: Int16 = 0
    if directions & LIBSSH2_SESSION_BLOCK_INBOUND != 0 { events |= Int16(POLLIN) }
    if directions & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0 { events |= Int16(POLLOUT) }
    if events == 0 { events = Int16(POLLIN) }
    switch socket.wait(for: events, until: deadline) {
    case .ready: return
    case .cancelled: throw .cancelled
    case .timedOut:
      throw SSHError(
        .timeout, "\(target.label) did not answer in time during \(activity)",
        remedy: "Check the load of the host and the tailnet path (tailscale ping \(target.host)), then try again.")
    }
  }

  /// libssh2's number and text for the last failure.
  var lastFailure: (number: Int32, text: String) {
    var text: UnsafeMutablePointer<CChar>?
    let number = libssh2_session_last_error(handle, &text, nil, 0)
    return (number, text.map { String(cString: $0) } ?? "")
  }

  /// The error for a libssh2 call that failed during `activity`.
  func failure(_ activity: String) -> SSHError {
    let (number, text) = lastFailure
    let cause = "libssh2 \(number): \(text)"
    switch number {
    case LIBSSH2_ERROR_SOCKET_DISCONNECT, LIBSSH2_ERROR_SOCKET_SEND, LIBSSH2_ERROR_SOCKET_RECV,
      LIBSSH2_ERROR_SOCKET_NONE:
      return SSHError(
        .disconnected, "\(target.label) closed the connection during \(activity)", cause: cause,
        remedy: "Look at the SSH server's log on the host (journalctl -u ssh), then try again.")
    case LIBSSH2_ERROR_BANNER_RECV, LIBSSH2_ERROR_KEX_FAILURE, LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE,
      LIBSSH2_ERROR_PROTO, LIBSSH2_ERROR_HOSTKEY_INIT, LIBSSH2_ERROR_HOSTKEY_SIGN:
      return SSHError(
        .handshake, "no SSH session with \(target.host) port \(target.port): \(activity) failed", cause: cause,
        remedy: "Check that an SSH server answers there (ssh -v -p \(target.port) \(target.user)@\(target.host) true).")
    default:
      return SSHError(
        .channel, "\(activity) failed on \(target.label)", cause: cause,
        remedy: "Try again; if it stays, look at the SSH server's log on the host.")
    }
  }
}
