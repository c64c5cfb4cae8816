/// The keys that a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT") has for one host.
///
/// The lines are split here, names are matched by libssh2 (plain, comma-separated and hashed ones). Keys of certificate
/// authorities and patterns are not used: such a host is unknown until its own key is accepted.

import CLibSSH2

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// What is on file for one host.
struct KnownHosts {
  /// Keys the host may present.
  private(set) var keys: [HostKey] = []
  /// Keys it must not present (`@revoked`).
  private(set) var revoked: [HostKey] = []

  /// How a presented key compares.
  enum Verdict: Equatable {
    case matches
    case unknown
    case changed
    case revoked
  }

  /// Reads the lines that name this host; a missing file has none.
  init(path: String, host: String, session: OpaquePointer) throws(SSHError) {
    guard access(path, F_OK) == 0 else { return }
    let content = try SystemCall.readFile(path) { number in
      SSHError(
        .knownHostsFile, "the known_hosts file \(path) cannot be read", cause: SystemCall.message(number),
        remedy: "Make it readable, or name another one with ssh.known_hosts in the fleet file.")
    }
    for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
      add(String(line), host: host, session: session)
    }
  }

  /// Algorithms for the handshake: those of the keys on file, or all in our order where none is.
  var algorithms: [String] {
    let types = HostKey.preference.filter { type in keys.contains { $0.algorithm == type } }
    return (types.isEmpty ? HostKey.preference : types).flatMap(HostKey.signatureAlgorithms)
  }

  /// Compares the key that the host presented.
  func verdict(on key: HostKey) -> Verdict {
    if revoked.contains(key) { return .revoked }
    if keys.contains(key) { return .matches }
    return keys.isEmpty ? .unknown : .changed
  }

  private mutating func add(_ line: String, host: String, session: OpaquePointer) {
    var text = Substring(line).drop(while: \.isWhitespace)
    guard let first = text.first, first != "#" else { return }
    var isRevoked = false
    if first == "@" {
      guard text.hasPrefix("@revoked") else { return }
      isRevoked = true
      text = text.dropFirst("@revoked".count).drop(while: \.isWhitespace)
    }
    guard let key = Self.key(in: String(text), host: host, session: session) else { return }
    if isRevoked { revoked.append(key) } else { keys.append(key) }
  }

  /// The key of a line if one of its names is this host.
  private static func key(in line: String, host: String, session: OpaquePointer) -> HostKey? {
    guard let collection = libssh2_knownhost_init(session) else { return nil }
    defer { libssh2_knownhost_free(collection) }
    let length = line.utf8.count
    guard libssh2_knownhost_readline(collection, line, length, LIBSSH2_KNOWNHOST_FILE_OPENSSH) == 0 else { return nil }
    var entry: UnsafeMutablePointer<libssh2_knownhost>?
    guard libssh2_knownhost_get(collection, &entry, nil) == 0, let entry, let text = entry.pointee.key,
      let key = HostKey(base64: String(cString: text))
    else { return nil }
    let type = (entry.pointee.typemask & LIBSSH2_KNOWNHOST_KEY_MASK)
    let mask = LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_BASE64 | type
    let check = libssh2_knownhost_check(collection, host, text, 0, mask, nil)
    return check == LIBSSH2_KNOWNHOST_CHECK_MATCH ? key : nil
  }

  /// Adds a line for a host whose key the operator has accepted.
  static func append(_ key: HostKey, host: String, path: String) throws(SSHError) {
    if let slash = path.lastIndex(of: "/") { mkdir(String(path[..<slash]), 0o700) }
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw unwritable(path, errno) }
    defer { close(descriptor) }
    // A file whose last line has no end would swallow ours; an empty line is ignored by every reader.
    let line = Array("\n\(host) \(key.algorithm) \(key.base64)\n".utf8)
    guard write(descriptor, line, line.count) == line.count else { throw unwritable(path, errno) }
  }

  private static func unwritable(_ path: String, _ number: Int32) -> SSHError {
    SSHError(
      .knownHostsFile, "the accepted host key cannot be added to \(path)", cause: SystemCall.message(number),
      remedy: "Make it writable, or name another one with ssh.known_hosts in the fleet file.")
  }
}
