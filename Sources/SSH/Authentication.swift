/// The proof of who we are: `none` where the server asks for nothing more (Tailscale SSH), then the given keys, then
/// those of the ssh-agent.

import CLibSSH2

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

extension Session {
  /// Authenticates, or says which methods the server offers and why each key was not good enough.
  func authenticate(until deadline: ContinuousClock.Instant) throws(SSHError) {
    guard let methods = try offeredMethods(until: deadline) else { return }
    var attempts: [String] = []
    if methods.split(separator: ",").contains("publickey") {
      for path in target.identities {
        if let refusal = try tryIdentity(path, until: deadline) { attempts.append(refusal) } else { return }
      }
      if target.useAgent {
        let refusals = try tryAgent(until: deadline)
        if libssh2_userauth_authenticated(handle) == 1 { return }
        attempts += refusals
      }
      if attempts.isEmpty { attempts.append("no key to try: no identity is named and the ssh-agent is not used") }
    }
    throw refused(methods: methods, attempts: attempts)
  }

  /// The methods the server would take, or nil when it has let us in by `none` (contracts.md, section 5).
  private func offeredMethods(until deadline: ContinuousClock.Instant) throws(SSHError) -> String? {
    let user = target.user
    while true {
      if let list = libssh2_userauth_list(handle, user, UInt32(user.utf8.count)) { return String(cString: list) }
      if libssh2_userauth_authenticated(handle) == 1 { return nil }
      guard libssh2_session_last_errno(handle) == LIBSSH2_ERROR_EAGAIN else { throw failure("authentication") }
      try wait("authentication", until: deadline)
    }
  }

  /// Tries a key file; nil means that it was accepted, else the reason why not.
  private func tryIdentity(_ path: String, until deadline: ContinuousClock.Instant) throws(SSHError) -> String? {
    let content: [UInt8]
    do {
      content = try SystemCall.readFile(path) { SSHError(.localFile, SystemCall.message($0), remedy: "") }
    } catch {
      return "\(path): cannot be read (\(error.message))"
    }
    let key = IdentityFile(content: content)
    guard !key.isEncrypted else {
      return "\(path): protected by a passphrase, which is not asked for here (ssh-add \(path))"
    }
    let user = target.user
    var status: Int32
    repeat {
      status = libssh2_userauth_publickey_fromfile_ex(handle, user, UInt32(user.utf8.count), nil, path, "")
      if status == LIBSSH2_ERROR_EAGAIN { try wait("authentication", until: deadline) }
    } while status == LIBSSH2_ERROR_EAGAIN
    if status == 0 { return nil }
    try throwIfDisconnected(status)
    let type = key.type.map { " (\($0))" } ?? ""
    if key.type == "ssh-rsa" && libssh2_version(0x01_0b00) == nil {
      return "\(path)\(type): refused; RSA keys need libssh2 1.11 with today's servers, this is \(Self.libraryVersion)"
    }
    if status == LIBSSH2_ERROR_FILE { return "\(path)\(type): not a private key that libssh2 can use" }
    return "\(path)\(type): refused by the server"
  }

  /// Tries every key of the ssh-agent; the session tells whether one was accepted.
  private func tryAgent(until deadline: ContinuousClock.Instant) throws(SSHError) -> [String] {
    guard getenv("SSH_AUTH_SOCK") != nil else { return ["ssh-agent: SSH_AUTH_SOCK is not set"] }
    guard let agent = libssh2_agent_init(handle) else { return ["ssh-agent: cannot be used"] }
    defer { libssh2_agent_free(agent) }
    guard libssh2_agent_connect(agent) == 0 else { return ["ssh-agent: does not answer at SSH_AUTH_SOCK"] }
    defer { libssh2_agent_disconnect(agent) }
    guard libssh2_agent_list_identities(agent) == 0 else { return ["ssh-agent: does not list its keys"] }
    var refusals: [String] = []
    var previous: UnsafeMutablePointer<libssh2_agent_publickey>?
    var identity: UnsafeMutablePointer<libssh2_agent_publickey>?
    while libssh2_agent_get_identity(agent, &identity, previous) == 0, let current = identity {
      var status: Int32
      repeat {
        status = libssh2_agent_userauth(agent, target.user, current)
        if status == LIBSSH2_ERROR_EAGAIN { try wait("authentication", until: deadline) }
      } while status == LIBSSH2_ERROR_EAGAIN
      if status == 0 { return [] }
      try throwIfDisconnected(status)
      let comment = current.pointee.comment.map { String(cString: $0) } ?? "without a comment"
      refusals.append("ssh-agent key \(comment): refused by the server")
      previous = current
    }
    return refusals.isEmpty ? ["ssh-agent: has no keys (ssh-add)"] : refusals
  }

  /// A server that has hung up (too many attempts) answers no further key.
  private func throwIfDisconnected(_ status: Int32) throws(SSHError) {
    switch status {
    case LIBSSH2_ERROR_SOCKET_DISCONNECT, LIBSSH2_ERROR_SOCKET_SEND, LIBSSH2_ERROR_SOCKET_RECV:
      throw failure("authentication")
    default: return
    }
  }

  private func refused(methods: String, attempts: [String]) -> SSHError {
    let tried = attempts.isEmpty ? "no key was tried" : attempts.joined(separator: "; ")
    let remedy =
      methods.split(separator: ",").contains("publickey")
      ? """
      Name the right key with ssh.key in the fleet file or add it to the ssh-agent (ssh-add), and its public half to \
      ~/.ssh/authorized_keys of \(target.user) on the host. Test with: ssh -p \(target.port) \
      \(target.user)@\(target.host) true
      """
      : "Allow public keys on the host (PubkeyAuthentication yes in sshd_config), or turn Tailscale SSH on there."
    return SSHError(
      .authenticationRefused, "\(target.label) lets nobody in with: \(tried). The server takes: \(methods)",
      remedy: remedy)
  }
}
