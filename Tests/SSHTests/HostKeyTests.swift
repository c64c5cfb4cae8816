import Foundation
import Testing

@testable import SSH

@Suite("a host proves itself", .enabled(if: SSHServer.missing == nil, "needs /usr/sbin/sshd and root"))
struct HostKeyTests {
  func refusal(_ target: SSHTarget) async throws -> SSHError {
    try #require(await #expect(throws: SSHError.self) { try await SSHConnection.connect(target) })
  }

  func fingerprint(_ path: String) throws -> String {
    try String(SSHServer.run(["/usr/bin/ssh-keygen", "-lf", path]).split(separator: " ")[1])
  }

  @Test("an unknown host is refused with its fingerprint and the option that accepts it")
  func unknown() async throws {
    let server = try SSHServer()
    let target = try server.target(knownHosts: server.directory + "/none")
    let error = try await refusal(target)
    let fingerprint = try fingerprint(server.directory + "/host_ed25519.pub")
    #expect(error.code == .hostKeyUnknown)
    #expect(
      error.message
        == "the key of 127.0.0.1 is not in \(target.knownHosts): it presents ssh-ed25519 \(fingerprint)")
    #expect(error.remedy.hasSuffix("run the command again with --accept-host-key \(fingerprint)"))
    #expect(!FileManager.default.fileExists(atPath: target.knownHosts))
  }

  @Test("the accepted fingerprint is added to the file and needed only once")
  func accepted() async throws {
    let server = try SSHServer()
    var target = try server.target(knownHosts: server.directory + "/new/known_hosts")
    target.acceptedFingerprint = try fingerprint(server.directory + "/host_ed25519.pub")
    await (try SSHConnection.connect(target)).close()
    target.acceptedFingerprint = nil
    await (try SSHConnection.connect(target)).close()
    let found = try SSHServer.run(
      ["/usr/bin/ssh-keygen", "-F", "[127.0.0.1]:\(server.port)", "-f", target.knownHosts])
    #expect(found.contains("ssh-ed25519"), "OpenSSH reads the line too")
  }

  @Test("another fingerprint than the accepted one is refused and both are named")
  func otherFingerprint() async throws {
    let server = try SSHServer()
    var target = try server.target(knownHosts: server.directory + "/none")
    target.acceptedFingerprint = "SHA256:somethingelse"
    let error = try await refusal(target)
    #expect(error.code == .hostKeyUnknown)
    #expect(error.message.hasSuffix(", accepted was SHA256:somethingelse"))
  }

  @Test("a changed key is refused, also with its fingerprint accepted")
  func changed() async throws {
    let server = try SSHServer()
    try SSHServer.makeKey(server.directory + "/other", type: "ed25519")
    let file = server.directory + "/known_hosts"
    try server.line(SSHServer.publicKey(server.directory + "/other.pub"))
      .write(toFile: file, atomically: true, encoding: .utf8)
    var target = try server.target(knownHosts: file)
    target.acceptedFingerprint = try fingerprint(server.directory + "/host_ed25519.pub")
    let error = try await refusal(target)
    #expect(error.code == .hostKeyChanged)
    #expect(error.message.hasPrefix("the key of 127.0.0.1 has changed: it presents ssh-ed25519 SHA256:"))
    #expect(error.remedy.contains("ssh-keygen -R '[127.0.0.1]:\(server.port)' -f \(file)"))
  }

  @Test("with one known type, the server's other keys neither match nor mislead", arguments: ["ed25519", "ecdsa"])
  func oneKnownType(type: String) async throws {
    let server = try SSHServer(hostKeys: ["ed25519", "ecdsa"])
    let file = server.directory + "/one"
    try server.line(SSHServer.publicKey(server.directory + "/host_\(type).pub"))
      .write(toFile: file, atomically: true, encoding: .utf8)
    await (try SSHConnection.connect(try server.target(knownHosts: file))).close()
  }

  @Test("a changed key of the known type is a change, though the server has keys of unknown types too")
  func changedAmongOthers() async throws {
    let server = try SSHServer(hostKeys: ["ed25519", "ecdsa"])
    try SSHServer.makeKey(server.directory + "/other", type: "ed25519")
    let file = server.directory + "/one"
    try server.line(SSHServer.publicKey(server.directory + "/other.pub"))
      .write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try await refusal(try server.target(knownHosts: file)).code == .hostKeyChanged)
  }

  @Test("a server without any key of the known types is a change, not an unknown host")
  func noKnownType() async throws {
    let server = try SSHServer(hostKeys: ["ecdsa"])
    try SSHServer.makeKey(server.directory + "/other", type: "ed25519")
    let file = server.directory + "/one"
    try server.line(SSHServer.publicKey(server.directory + "/other.pub"))
      .write(toFile: file, atomically: true, encoding: .utf8)
    let error = try await refusal(try server.target(knownHosts: file))
    #expect(error.code == .hostKeyChanged)
    #expect(error.message == "127.0.0.1 offers no key of the types that \(file) has for it (ssh-ed25519)")
  }

  @Test("hashed names, comments, other hosts and authorities in the file are read as OpenSSH reads them")
  func awkwardFile() async throws {
    let server = try SSHServer()
    let file = server.directory + "/awkward"
    let key = try SSHServer.publicKey(server.directory + "/host_ed25519.pub")
    let text = "# a comment\n\n@cert-authority *.example.com \(key)\nother.example.com \(key)\n\(server.line(key))"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    try SSHServer.run(["/usr/bin/ssh-keygen", "-q", "-H", "-f", file])
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("|1|"))
    await (try SSHConnection.connect(try server.target(knownHosts: file))).close()
  }

  @Test("a revoked key is refused though it is also known")
  func revoked() async throws {
    let server = try SSHServer()
    let file = server.directory + "/revoked"
    let key = try SSHServer.publicKey(server.directory + "/host_ed25519.pub")
    try (server.line(key) + "@revoked " + server.line(key)).write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try await refusal(try server.target(knownHosts: file)).code == .hostKeyRevoked)
  }

  @Test("a plain name on file does not vouch for another port")
  func otherPort() async throws {
    let server = try SSHServer()
    let file = server.directory + "/plain"
    let key = try SSHServer.publicKey(server.directory + "/host_ed25519.pub")
    try "127.0.0.1 \(key)\n".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try await refusal(try server.target(knownHosts: file)).code == .hostKeyUnknown)
  }
}
