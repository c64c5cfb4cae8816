/// The strict check of a host's key: read the types on file, ask for exactly those, compare, never guess.

import CLibSSH2

extension Session {
  /// Handshake and check of the host's key. A key that is not on file is accepted only by its fingerprint.
  ///
  /// The types on file are asked for in the handshake, since a key of another type would look unknown instead of
  /// changed (building.md, "known_hosts trap").
  func verifyHost(until deadline: ContinuousClock.Instant) throws(SSHError) {
    let known = try KnownHosts(path: target.knownHosts, host: target.knownHostsName, session: handle)
    do {
      try handshake(preferring: known.algorithms, until: deadline)
    } catch let error where error.code == .handshake && !known.keys.isEmpty {
      throw noCommonKeyType(known, error)
    }
    var length = 0
    var type: Int32 = 0
    guard let bytes = libssh2_session_hostkey(handle, &length, &type),
      let key = bytes.withMemoryRebound(
        to: UInt8.self, capacity: length, { HostKey(blob: [UInt8](UnsafeBufferPointer(start: $0, count: length))) })
    else { throw failure("reading the host's key") }
    switch known.verdict(on: key) {
    case .matches: return
    case .changed: throw changed(known, key)
    case .revoked:
      throw SSHError(
        .hostKeyRevoked, "\(target.host) presents a \(key.algorithm) key that \(target.knownHosts) marks as revoked",
        cause: fingerprint, remedy: "Do not connect. Find out who answers at this address.")
    case .unknown: try acceptIfAsked(key)
    }
  }

  /// The fingerprint of the presented key, as `ssh-keygen -lf` prints it.
  var fingerprint: String {
    guard let hash = libssh2_hostkey_hash(handle, LIBSSH2_HOSTKEY_HASH_SHA256) else { return "unknown" }
    let digest = hash.withMemoryRebound(to: UInt8.self, capacity: 32) {
      [UInt8](UnsafeBufferPointer(start: $0, count: 32))
    }
    return HostKey.fingerprint(digest: digest)
  }

  private func acceptIfAsked(_ key: HostKey) throws(SSHError) {
    if target.acceptedFingerprint == fingerprint {
      return try KnownHosts.append(key, host: target.knownHostsName, path: target.knownHosts)
    }
    var message =
      "the key of \(target.host) is not in \(target.knownHosts): it presents \(key.algorithm) \(fingerprint)"
    if let accepted = target.acceptedFingerprint { message += ", accepted was \(accepted)" }
    throw SSHError(
      .hostKeyUnknown, message,
      remedy: """
        Compare it on the host itself (for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $f; done), then run \
        the command again with --accept-host-key \(fingerprint)
        """)
  }

  private func changed(_ known: KnownHosts, _ key: HostKey) -> SSHError {
    let types = known.keys.map(\.algorithm).joined(separator: ", ")
    return SSHError(
      .hostKeyChanged,
      """
      the key of \(target.host) has changed: it presents \(key.algorithm) \(fingerprint), which is not the key in \
      \(target.knownHosts) (\(types))
      """,
      remedy: """
        Find out why before anything else: another host may be answering. If the host was reinstalled: ssh-keygen -R \
        '\(target.knownHostsName)' -f \(target.knownHosts), then run the command again with --accept-host-key \
        \(fingerprint)
        """)
  }

  private func noCommonKeyType(_ known: KnownHosts, _ error: SSHError) -> SSHError {
    let types = Set(known.keys.map(\.algorithm)).sorted().joined(separator: ", ")
    let old = Self.libraryVersion
    let rsaOnly =
      types == "ssh-rsa"
      ? "libssh2 \(old) may be too old for RSA host keys (1.11 is needed): add the host's ed25519 or ECDSA key to the file. "
      : ""
    return SSHError(
      .hostKeyChanged, "\(target.host) offers no key of the types that \(target.knownHosts) has for it (\(types))",
      cause: error.cause,
      remedy: rsaOnly + "List what it offers with: ssh-keyscan -p \(target.port) \(target.host)")
  }
}
