import Foundation
import Testing

@testable import SSH

@Suite(
  "we prove ourselves", .serialized, .enabled(if: SSHServer.missing == nil, "needs /usr/sbin/sshd and root"))
struct AuthenticationTests {
  func refusal(_ target: SSHTarget) async throws -> SSHError {
    try #require(await #expect(throws: SSHError.self) { try await SSHConnection.connect(target) })
  }

  @Test("an ECDSA key is accepted, after a key that the server refuses")
  func secondKey() async throws {
    let server = try SSHServer()
    let (wrong, right) = (server.directory + "/wrong", server.directory + "/right")
    try SSHServer.makeKey(wrong, type: "ed25519")
    try SSHServer.makeKey(right, type: "ecdsa")
    try SSHServer.run(["/bin/cp", right + ".pub", server.directory + "/authorized_keys"])
    await (try SSHConnection.connect(try server.target(identities: [wrong, right]))).close()
  }

  @Test("a wrong key, an encrypted one and a missing one are each named with the reason")
  func refused() async throws {
    let server = try SSHServer()
    let (wrong, locked, missing) = (server.directory + "/w", server.directory + "/l", server.directory + "/m")
    try SSHServer.makeKey(wrong, type: "ed25519")
    try SSHServer.makeKey(locked, type: "ed25519", passphrase: "secret words")
    let target = try server.target(identities: [wrong, locked, missing])
    let error = try await refusal(target)
    #expect(error.code == .authenticationRefused)
    #expect(
      error.message == """
        \(target.label) lets nobody in with: \(wrong) (ssh-ed25519): refused by the server; \
        \(locked): protected by a passphrase, which is not asked for here (ssh-add \(locked)); \
        \(missing): cannot be read (No such file or directory). The server takes: publickey
        """)
    #expect(error.remedy.hasPrefix("Name the right key with ssh.key in the fleet file"))
  }

  @Test("an RSA key that libssh2 1.10 cannot use is refused with that reason; 1.11 uses it")
  func rsa() async throws {
    let server = try SSHServer()
    let key = server.directory + "/rsa"
    try SSHServer.makeKey(key, type: "rsa")
    try SSHServer.run(["/bin/cp", key + ".pub", server.directory + "/authorized_keys"])
    let target = try server.target(identities: [key])
    if Session.libraryVersion.hasPrefix("1.10") {
      let error = try await refusal(target)
      #expect(error.message.contains("(ssh-rsa): refused; RSA keys need libssh2 1.11 with today's servers"))
    } else {
      await (try SSHConnection.connect(target)).close()
    }
  }

  @Test("without any key to try, that is what the error says")
  func noKey() async throws {
    let server = try SSHServer()
    let error = try await refusal(try server.target(identities: []))
    #expect(error.message.contains("no key to try: no identity is named and the ssh-agent is not used"))
  }

  @Test("a server that takes no keys names what it takes")
  func noPublicKeys() async throws {
    let server = try SSHServer(configuration: [
      "PubkeyAuthentication no", "PasswordAuthentication yes", "PermitRootLogin yes",
    ])
    let error = try await refusal(try server.target())
    #expect(error.message.hasSuffix("lets nobody in with: no key was tried. The server takes: password"))
    #expect(error.remedy.contains("PubkeyAuthentication yes"))
  }

  @Test("a server that asks for nothing lets us in by the method none, as Tailscale SSH does")
  func none() async throws {
    let server = try SSHServer(configuration: [
      "PermitEmptyPasswords yes", "PasswordAuthentication yes", "PermitRootLogin yes",
    ])
    let user = "cutover-none"
    _ = try? SSHServer.run(["/usr/sbin/userdel", user])
    try SSHServer.run(["/usr/sbin/useradd", "--no-create-home", "--home-dir", "/", "--password", "", user])
    defer { _ = try? SSHServer.run(["/usr/sbin/userdel", user]) }
    var target = try server.target(identities: [])
    target.user = user
    let connection = try await SSHConnection.connect(target)
    #expect(try await connection.run("id -un").output == "cutover-none\n")
    await connection.close()
  }

  @Test("a key of the ssh-agent opens the door that the named key does not")
  func agent() async throws {
    let server = try SSHServer()
    let key = server.directory + "/in-agent"
    try SSHServer.makeKey(key, type: "ed25519")
    try SSHServer.run(["/bin/cp", key + ".pub", server.directory + "/authorized_keys"])
    let socket = server.directory + "/agent"
    // In the foreground: a daemon would inherit the descriptor by which Foundation notices the end of its children.
    let agent = Process()
    let output = Pipe()
    agent.executableURL = URL(filePath: "/usr/bin/ssh-agent")
    agent.arguments = ["-D", "-a", socket]
    agent.standardOutput = output
    try agent.run()
    // Children of a test thread inherit its blocked signals; this one cannot be blocked.
    defer { kill(agent.processIdentifier, SIGKILL) }
    #expect(!output.fileHandleForReading.availableData.isEmpty, "it names its socket once it listens")
    setenv("SSH_AUTH_SOCK", socket, 1)
    defer { unsetenv("SSH_AUTH_SOCK") }
    var target = try server.target()
    target.useAgent = true
    #expect(
      try await refusal(target).message.hasSuffix("ssh-agent: has no keys (ssh-add). The server takes: publickey"))
    try SSHServer.run(["/usr/bin/ssh-add", "-q", key])
    await (try SSHConnection.connect(target)).close()
  }
}
