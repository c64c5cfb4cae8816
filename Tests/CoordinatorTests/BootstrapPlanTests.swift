import Certificates
import Testing

@testable import Coordinator

@Suite("the plan of a bootstrap")
struct BootstrapPlanTests {
  @Test("a host that is as it should be needs nothing")
  func unchanged() throws {
    #expect(try BootstrapFixture().plan().changes == [])
  }

  @Test("a fresh host needs every part, in order; without a Redis directory of its own no directories")
  func fresh() throws {
    var fixture = try BootstrapFixture.fresh()
    #expect(
      try fixture.plan().changes == [.user, .binary, .configuration, .authority, .certificate, .unit, .service])
    fixture.target.ownedDirectories = ["/opt/redis"]
    #expect(try fixture.plan().changes == BootstrapPart.allCases)
  }

  @Test("another binary means that binary and a restart, nothing else")
  func binary() throws {
    var fixture = try BootstrapFixture()
    fixture.facts.digests[InstallationPaths.binary] = "older"
    let plan = try fixture.plan()
    #expect(plan.changes == [.binary, .service])
    #expect(plan.replacedFiles == [InstallationPaths.binary])
  }

  @Test("a directory of its own is made without a restart")
  func directory() throws {
    var fixture = try BootstrapFixture()
    fixture.target.ownedDirectories = ["/opt/redis"]
    fixture.facts.digests[InstallationPaths.unit] = try SHA256.hex(Array(try UnitFile.render(fixture.target).utf8))
    #expect(try fixture.plan().changes == [.directories])
    fixture.facts.directories["/opt/redis"] = .init(owner: "cutover-agent", mode: "750")
    #expect(try fixture.plan().changes == [])
  }

  @Test(
    "an agent that is stopped, not enabled, or was never restarted after the last change is started",
    arguments: [0, 1, 2])
  func service(what: Int) throws {
    var fixture = try BootstrapFixture()
    if what == 0 { fixture.facts.unitState = "failed" }
    if what == 1 { fixture.facts.unitFileState = "disabled" }
    if what == 2 { fixture.facts.hasPending = true }
    #expect(try fixture.plan().changes == [.service])
  }

  @Test("a certificate is made anew when its key is gone, it ends within 30 days, or it is for another address")
  func certificate() throws {
    var noKey = try BootstrapFixture()
    noKey.facts.hasKey = false
    #expect(try noKey.plan().changes == [.certificate, .service])
    let old = try BootstrapFixture()
    let later = try BootstrapPlan(
      target: old.target, agent: old.agent, authority: old.authority, facts: old.facts, now: old.now + 340 * 86_400)
    #expect(later.changes == [.certificate, .service])
    var moved = try BootstrapFixture()
    moved.facts.addresses.append("100.64.0.9")
    moved.target.configuration.address = "100.64.0.9"
    #expect(try moved.plan().changes == [.configuration, .certificate, .service])
  }

  @Test("the new key goes in between the removal of the old certificate and the new one, and only by standard input")
  func credentials() throws {
    let fixture = try BootstrapFixture.fresh()
    let issued = IssuedCertificate(certificatePEM: "CERTIFICATE", key: PrivateKey(pem: "SECRET"))
    let commands = try fixture.plan().commands(for: .certificate, credentials: issued)
    #expect(
      commands.map(\.purpose) == [
        "removing the old certificate", "writing /etc/cutover/tls/agent-key.pem", "writing /etc/cutover/tls/agent.pem",
      ])
    #expect(commands.map { String(decoding: $0.input, as: UTF8.self) } == ["", "SECRET", "CERTIFICATE"])
    #expect(commands.allSatisfy { !$0.line.contains("SECRET") })
  }

  @Test("the configuration file is what the agent reads, the same bytes every time")
  func configuration() throws {
    let fixture = try BootstrapFixture()
    let json = String(decoding: try fixture.target.configuration.json(), as: UTF8.self)
    #expect(
      json == """
        {
          "address" : "100.64.123.81",
          "fleet" : "fiskai",
          "host" : "vps-01",
          "peers" : {
            "vps" : "100.120.14.126:7460"
          },
          "port" : 7460,
          "projects" : [
            {
              "compose" : "docker-compose.workers.yml",
              "project" : "/home/admin/FiskAI"
            }
          ],
          "stateDirectory" : "/var/lib/cutover"
        }

        """)
  }
}
