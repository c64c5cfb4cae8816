import Foundation
import Synchronization
import Testing

@testable import SSH

@Suite("a connection to a real sshd", .enabled(if: SSHServer.missing == nil, "needs /usr/sbin/sshd and root"))
struct ConnectionTests {
  @Test("a command's status, output and errors come back apart")
  func command() async throws {
    let server = try SSHServer()
    let connection = try await SSHConnection.connect(try server.target())
    let result = try await connection.run("cat; echo oops >&2; exit 3", input: Array("hello".utf8))
    #expect(result.output == "hello")
    #expect(result.errorOutput == "oops\n")
    #expect(result.exitStatus == 3)
    #expect(result.signal == nil)
    #expect(!result.succeeded)
    await connection.close()
  }

  @Test("a command that dies of a signal names it")
  func signal() async throws {
    let server = try SSHServer()
    let connection = try await SSHConnection.connect(try server.target())
    let result = try await connection.run("kill -TERM $$")
    #expect(result.signal == "TERM")
    #expect(!result.succeeded)
  }

  @Test("a megabyte each way arrives whole")
  func large() async throws {
    let server = try SSHServer()
    let connection = try await SSHConnection.connect(try server.target())
    let input = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    #expect(try await connection.run("cat", input: input).stdout == input)
  }

  @Test("an upload arrives whole, with its mode, and tells its progress to the end")
  func upload() async throws {
    let server = try SSHServer()
    let connection = try await SSHConnection.connect(try server.target())
    let content = Data((0..<5_000_001).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    try content.write(to: URL(filePath: server.directory + "/local"))
    let steps = Mutex<[Int64]>([])
    let remote = server.directory + "/remote"
    try await connection.upload(server.directory + "/local", to: remote, mode: 0o640) { sent, total in
      steps.withLock { $0.append(sent) }
      #expect(total == 5_000_001)
    }
    #expect(FileManager.default.contents(atPath: remote) == content)
    let mode = try FileManager.default.attributesOfItem(atPath: remote)[.posixPermissions] as? Int
    #expect(mode == 0o640)
    let seen = steps.withLock { $0 }
    #expect(seen.first == 0 && seen.last == 5_000_001 && seen == seen.sorted())
    #expect(try await connection.run("true").succeeded, "the connection is still usable")
  }

  @Test("an upload into a missing directory says so, and the connection stays")
  func uploadFails() async throws {
    let server = try SSHServer()
    let connection = try await SSHConnection.connect(try server.target())
    let error = await #expect(throws: SSHError.self) {
      try await connection.upload("/etc/hostname", to: server.directory + "/no/such/place")
    }
    #expect(error?.code == .transfer)
    #expect(error?.message.hasSuffix("no such directory") == true)
    #expect(try await connection.run("true").succeeded)
  }

  @Test("an upload onto a full disk says that there may be no space left")
  func fullDisk() async throws {
    let server = try SSHServer()
    let connection = try await SSHConnection.connect(try server.target())
    let error = await #expect(throws: SSHError.self) {
      try await connection.upload("/usr/bin/openssl", to: "/dev/full")
    }
    #expect(error?.code == .transfer)
    #expect(error?.message.contains("often a full disk") == true)
    #expect(try await connection.run("true").succeeded)
  }

  @Test("a command over its time limit ends the connection")
  func timeout() async throws {
    let server = try SSHServer()
    let connection = try await SSHConnection.connect(try server.target())
    let slow = await #expect(throws: SSHError.self) {
      try await connection.run("exec sleep 60", timeout: .milliseconds(200))
    }
    #expect(slow?.code == .timeout)
    let next = await #expect(throws: SSHError.self) { try await connection.run("true") }
    #expect(next?.code == .disconnected)
  }

  @Test("cancelling the task ends a running command at once")
  func cancellation() async throws {
    let server = try SSHServer()
    let connection = try await SSHConnection.connect(try server.target())
    let begin = ContinuousClock.now
    await withTaskGroup { group in
      group.addTask {
        let error = await #expect(throws: SSHError.self) { try await connection.run("exec sleep 60") }
        #expect(error?.code == .cancelled)
      }
      group.cancelAll()
    }
    #expect(ContinuousClock.now - begin < .seconds(10))
  }

  @Test("a server that dies is a lost connection")
  func serverDies() async throws {
    let server = try SSHServer()
    let connection = try await SSHConnection.connect(try server.target())
    let error = await #expect(throws: SSHError.self) { try await connection.run("kill -KILL $PPID; sleep 60") }
    #expect(error?.code == .disconnected)
  }

  @Test("eight connections work side by side")
  func parallel() async throws {
    let server = try SSHServer(configuration: ["MaxStartups 20"])
    let target = try server.target()
    let sum = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 1...8 {
        group.addTask {
          let connection = try await SSHConnection.connect(target)
          let output = try await connection.run("echo \(number)").output
          await connection.close()
          return Int(output.filter(\.isNumber)) ?? 0
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(sum == 36)
  }
}
