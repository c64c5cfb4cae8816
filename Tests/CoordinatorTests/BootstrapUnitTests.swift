import Foundation
import Testing

@testable import Coordinator

@Suite("the agent's unit")
struct BootstrapUnitTests {
  @Test("the template in the program is the file in deploy/")
  func template() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "deploy/cutover-agent.service")
    #expect(try String(contentsOf: file, encoding: .utf8) == UnitFile.template)
  }

  @Test("directories, networks and no capabilities are filled in, and no placeholder is left")
  func rendered() throws {
    var target = try BootstrapFixture().target
    target.ownedDirectories = ["/opt/redis"]
    let unit = try UnitFile.render(target)
    #expect(unit.contains("\nBindPaths=/home/admin/FiskAI\nBindPaths=/opt/redis\n"))
    #expect(unit.contains("\nIPAddressAllow=localhost 100.64.0.0/10 172.16.0.0/12 192.168.0.0/16 10.0.0.0/8\n"))
    #expect(unit.contains("\nCapabilityBoundingSet=\nAmbientCapabilities=\n"))
    #expect(!unit.contains("@chown"))
    #expect(unit.split(whereSeparator: \.isNewline).allSatisfy { !$0.contains("_@") && !$0.contains("=@A") })
  }

  @Test("only a host that edits env files gets capabilities, and chown back, after the filter that takes it away")
  func capabilities() throws {
    var target = try BootstrapFixture().target
    target.needsEnvironmentCapabilities = true
    let unit = try UnitFile.render(target)
    #expect(unit.contains("\nAmbientCapabilities=CAP_DAC_OVERRIDE CAP_CHOWN CAP_FOWNER\n"))
    let filters = unit.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("SystemCallFilter=") }
    #expect(
      filters == [
        "SystemCallFilter=@system-service", "SystemCallFilter=~@privileged @resources", "SystemCallFilter=@chown",
      ]
    )
  }

  @Test("odd directory names are quoted, dangerous ones refused")
  func paths() throws {
    var target = try BootstrapFixture().target
    target.projectDirectories = ["/srv/my 50% app"]
    #expect(try UnitFile.render(target).contains("\nBindPaths=\"/srv/my 50%% app\"\n"))
    for path in ["relative", "/", "/a/../etc", "/a:/b", "/a\nExecStart=/bin/sh", "/a\"b"] {
      target.projectDirectories = [path]
      let dangerous = target
      let error = #expect(throws: BootstrapError.self) { try UnitFile.render(dangerous) }
      #expect(error?.code == .directory)
    }
  }

  @Test("the processor is read from an ELF header")
  func architecture() {
    func header(_ machine: UInt8, bits: UInt8 = 2, order: UInt8 = 1) -> [UInt8] {
      [0x7f, 0x45, 0x4c, 0x46, bits, order] + [UInt8](repeating: 0, count: 12) + [machine, 0] + [0, 0]
    }
    #expect(AgentBinary.Architecture(elfHeader: header(62)) == .x86_64)
    #expect(AgentBinary.Architecture(elfHeader: header(183)) == .aarch64)
    #expect(AgentBinary.Architecture(elfHeader: header(40)) == nil)
    #expect(AgentBinary.Architecture(elfHeader: header(62, bits: 1)) == nil)
    #expect(AgentBinary.Architecture(elfHeader: Array(header(62).prefix(10))) == nil)
    #expect(AgentBinary.Architecture(elfHeader: Array("#!/bin/sh\necho hello world".utf8)) == nil)
  }

  @Test("a file that is missing or no program is an error in the host's name")
  func binary() throws {
    let missing = #expect(throws: BootstrapError.self) { try AgentBinary(path: "/nonexistent", for: "vps") }
    #expect(missing?.code == .binary)
    #expect(missing?.observed == "the agent binary /nonexistent cannot be read")
    let script = #expect(throws: BootstrapError.self) { try AgentBinary(path: #filePath, for: "vps") }
    #expect(script?.code == .architecture)
    let own = try AgentBinary(path: "/proc/self/exe", for: "vps")
    #expect(own.sha256.count == 64)
  }
}
