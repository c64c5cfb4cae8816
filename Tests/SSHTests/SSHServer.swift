/// A real OpenSSH server on a loopback port, with host and user keys of its own in a directory of its own.

import Foundation

@testable import SSH

/// Started by a test, ended with it. One server takes logins of the user that runs the tests.
final class SSHServer: Sendable {
  let directory: String
  let port: UInt16
  private let processIdentifier: Int32

  static let program = "/usr/sbin/sshd"
  /// Why these tests are skipped, or nil.
  static var missing: String? {
    guard FileManager.default.isExecutableFile(atPath: program) else { return "\(program) is not installed" }
    return getuid() == 0 ? nil : "sshd needs root here"
  }

  /// Starts sshd with host keys of these types; other lines of configuration come first and win.
  init(hostKeys: [String] = ["ed25519"], configuration: [String] = []) throws {
    let directory = FileManager.default.temporaryDirectory.path + "/sshd-\(UUID().uuidString)"
    self.directory = directory
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try? FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
    for type in hostKeys { try Self.makeKey(directory + "/host_\(type)", type: type) }
    try Self.makeKey(directory + "/user", type: "ed25519")
    try Self.run(["/bin/cp", directory + "/user.pub", directory + "/authorized_keys"])
    port = try Self.freePort()
    let lines =
      configuration + [
        "Port \(port)", "ListenAddress 127.0.0.1", "PidFile \(directory)/pid",
        "AuthorizedKeysFile \(directory)/authorized_keys", "StrictModes no", "UsePAM no", "PasswordAuthentication no",
        "KbdInteractiveAuthentication no", "PermitRootLogin prohibit-password", "Subsystem sftp internal-sftp",
        "LogLevel ERROR",
      ] + hostKeys.map { "HostKey \(directory)/host_\($0)" }
    try lines.joined(separator: "\n").appending("\n")
      .write(toFile: directory + "/config", atomically: true, encoding: .utf8)
    // Without -D sshd returns when it listens and leaves its process id in a file.
    try Self.run([Self.program, "-f", directory + "/config", "-E", directory + "/log"])
    processIdentifier = try Self.waitForProcess(directory + "/pid")
  }

  deinit {
    // Children of a test thread inherit its blocked signals; this one cannot be blocked.
    kill(processIdentifier, SIGKILL)
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// A target with the server's user key and a known_hosts file that has its host key.
  func target(knownHosts: String? = nil, identities: [String]? = nil) throws -> SSHTarget {
    let file = directory + "/known_hosts"
    if knownHosts == nil { try publicKeys().map(line).joined().write(toFile: file, atomically: true, encoding: .utf8) }
    return SSHTarget(
      host: "127.0.0.1", port: port, user: NSUserName(), identities: identities ?? [directory + "/user"],
      useAgent: false, knownHosts: knownHosts ?? file)
  }

  /// A known_hosts line for a public key.
  func line(_ key: String) -> String { "[127.0.0.1]:\(port) \(key)\n" }

  /// Type and key of every host key.
  func publicKeys() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory)
      .filter { $0.hasPrefix("host_") && $0.hasSuffix(".pub") }.sorted()
      .map { try Self.publicKey(directory + "/" + $0) }
  }

  /// Type and key of a public key file, without the comment.
  static func publicKey(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: " ").prefix(2).joined(separator: " ")
  }

  /// Makes a key pair at `path` and `path.pub`.
  static func makeKey(_ path: String, type: String, passphrase: String = "") throws {
    try run(["/usr/bin/ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", path])
  }

  /// Runs a program to its end; returns its standard output.
  @discardableResult
  static func run(_ words: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: words[0])
    process.arguments = Array(words.dropFirst())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw SSHError(.localFile, "\(words) ended with \(process.terminationStatus)", remedy: "")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private static func waitForProcess(_ path: String) throws -> Int32 {
    // The daemon writes the file before it listens, and its parent ends at about the same time.
    for _ in 0..<10_000 {
      if let text = try? String(contentsOfFile: path, encoding: .utf8), let id = Int32(text.filter(\.isNumber)) {
        return id
      }
      sched_yield()
    }
    throw SSHError(.connectionRefused, "sshd did not start", remedy: "")
  }

  private static func freePort() throws -> UInt16 {
    let listener = try MuteServer()
    return listener.port
  }
}
