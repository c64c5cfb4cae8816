/// The host's facts from a `/proc` of this test's own.
import Foundation
import Protocol
import Testing

@testable import Agent

@Suite("the facts of a host")
struct HostReaderTests {
  /// A directory with these files, gone after the body.
  func withFiles(_ files: [String: String], _ body: (HostReader) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "proc-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    for (name, text) in files {
      let file = directory.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    try body(HostReader(procDirectory: directory.path, environment: [:]))
  }

  static let files = [
    "meminfo": """
    MemTotal:        8129512 kB
    MemFree:          212345 kB
    MemAvailable:    4064756 kB
    HugePages_Total:       0
    Bogus line
    """,
    "uptime": "86400.25 170000.11\n",
    "loadavg": "0.25 0.50 0.75 1/234 5678\n",
    "self/statm": "100000 3072 1024 10 0 500 0\n",
    "sys/kernel/random/boot_id": "5e1b2c1e-6d4f-4f8e-9a55-0a8f7a1f0c11\n",
  ]

  @Test("memory in bytes, uptime in seconds, the load of one minute, and what the agent itself takes")
  func facts() throws {
    try withFiles(Self.files) { reader in
      let facts = reader.facts(stateDirectory: "/", docker: .init(version: "27.5.1", running: 9))
      #expect(facts.memoryTotal == 8_129_512 * 1024)
      #expect(facts.memoryAvailable == 4_064_756 * 1024)
      #expect(facts.uptimeSeconds == 86_400)
      #expect(facts.load == 0.25)
      #expect(facts.agentResident == 3072 * Int(sysconf(Int32(_SC_PAGESIZE))))
      #expect(facts.dockerVersion == "27.5.1")
      #expect(facts.containersRunning == 9)
      #expect(facts.dockerProblem == nil)
      #expect(facts.diskFree > 0)
      #expect(!facts.kernel.isEmpty)
      let clock = Int(Date().timeIntervalSince1970 * 1000)
      #expect(abs(facts.clockMilliseconds - clock) < 60_000)
      #expect(reader.bootID == "5e1b2c1e6d4f4f8e9a550a8f7a1f0c11")
    }
  }

  @Test(
    "what cannot be read is 0 or empty, never a crash",
    arguments: [
      [:], ["meminfo": "", "uptime": "", "loadavg": "", "self/statm": ""],
      ["meminfo": "MemTotal: lots\nMemTotal:\n:\n", "uptime": "x y", "loadavg": "-", "self/statm": "1"],
    ])
  func unreadable(files: [String: String]) throws {
    try withFiles(files) { reader in
      let facts = reader.facts(stateDirectory: "/nonexistent", docker: .init(problem: "no answer"))
      #expect(facts.memoryTotal == 0)
      #expect(facts.memoryAvailable == 0)
      #expect(facts.uptimeSeconds == 0)
      #expect(facts.load == 0)
      #expect(facts.diskFree == 0)
      #expect(facts.agentResident == 0)
      #expect(facts.dockerProblem == "no answer")
      #expect(reader.bootID == "")
    }
  }

  @Test("numbers that are no numbers of a kernel do not stop the agent", arguments: ["inf", "nan", "1e300", "-1e300"])
  func absurd(number: String) throws {
    try withFiles(["uptime": "\(number) 1\n", "meminfo": "MemTotal: 9223372036854775807 kB\n"]) { reader in
      let facts = reader.facts(stateDirectory: "/", docker: .init())
      #expect(facts.uptimeSeconds == 0)
      #expect(facts.memoryTotal == 0)
    }
  }

  @Test("this machine has facts too")
  func real() {
    let facts = HostReader().facts(stateDirectory: "/tmp", docker: .init())
    #expect(facts.memoryTotal > 0)
    #expect(facts.memoryAvailable <= facts.memoryTotal)
    #expect(facts.agentResident > 0)
    #expect(facts.uptimeSeconds > 0)
    #expect(HostReader(environment: [:]).bootID.utf8.count == 32)
    // What systemd says goes before what the kernel does: a container has its own boots.
    let told = HostReader(environment: ["CUTOVER_BOOT_ID": "0c18b47c683b4820899b8fbb3dd32ff5"])
    #expect(told.bootID.hasPrefix("0c18b47c"))
  }

  @Test("an address is the host's own when a socket can be bound to it")
  func ownAddress() {
    #expect(BindProbe.isOwn("127.0.0.1"))
    #expect(!BindProbe.isOwn("192.0.2.7"))
    #expect(!BindProbe.isOwn("not-an-address"))
  }
}
