import Testing

@testable import SSH

@Suite("a host that cannot be reached")
struct ReachabilityTests {
  func target(port: UInt16, host: String = "127.0.0.1") -> SSHTarget {
    SSHTarget(
      host: host, port: port, user: "admin", useAgent: false, knownHosts: "/nonexistent/known_hosts",
      connectTimeout: .seconds(2))
  }

  @Test("nothing listens there: refused, with the port to correct")
  func refused() async throws {
    let server = try MuteServer(accepts: false)
    let port = server.port
    let error = await #expect(throws: SSHError.self) { try await SSHConnection.connect(target(port: port)) }
    #expect(
      error
        == SSHError(
          .connectionRefused, "127.0.0.1 refuses connections on port \(port)", cause: "Connection refused",
          remedy: "Start the SSH server there, or set ssh.port in the fleet file to its port."))
  }

  @Test("a server that says nothing times out")
  func mute() async throws {
    let server = try MuteServer()
    let error = await #expect(throws: SSHError.self) { try await SSHConnection.connect(target(port: server.port)) }
    #expect(error?.code == .timeout)
    #expect(error?.message == "admin@127.0.0.1:\(server.port) did not answer in time during the SSH handshake")
  }

  @Test("a mute server's handshake can be cancelled")
  func cancelled() async throws {
    let server = try MuteServer()
    var target = target(port: server.port)
    target.connectTimeout = .seconds(60)
    let patient = target
    await withTaskGroup { group in
      group.addTask {
        let error = await #expect(throws: SSHError.self) { try await SSHConnection.connect(patient) }
        #expect(error?.code == .cancelled)
      }
      group.cancelAll()
    }
  }

  @Test("a name that nobody knows is a matter of the fleet file")
  func unknownName() async throws {
    let error = await #expect(throws: SSHError.self) {
      try await SSHConnection.connect(target(port: 22, host: "no-such-host.invalid"))
    }
    #expect(error?.code == .nameResolution)
    #expect(error?.remedy == "Put the host's tailnet address into the fleet file.")
  }
}
