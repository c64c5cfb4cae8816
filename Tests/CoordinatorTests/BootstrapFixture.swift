import Certificates
import SSH

@testable import Coordinator

/// A worker host as the lab has it, with an agent that is up to date; tests change one thing at a time.
struct BootstrapFixture {
  var target: BootstrapTarget
  var facts: HostFacts
  let agent = AgentBinary(path: "/laptop/cutover-agent", architecture: .x86_64, size: 20 << 20, sha256: "abc123")
  let authority: CertificateAuthority
  let now: Int64

  init() throws {
    let configuration = AgentConfiguration(
      fleet: "fiskai", host: "vps-01", address: "100.64.123.81", peers: ["vps": "100.120.14.126:7460"],
      projects: [.init(project: "/home/admin/FiskAI", compose: "docker-compose.workers.yml")])
    target = BootstrapTarget(
      ssh: SSHTarget(host: "100.64.123.81", user: "admin", knownHosts: "/laptop/known_hosts"),
      configuration: configuration, projectDirectories: ["/home/admin/FiskAI"])
    authority = try CertificateAuthority(new: "fiskai")
    let identity = try Identity(fleet: "fiskai", role: .agent, name: "vps-01")
    let issued = try authority.issue(identity, address: "100.64.123.81")
    now = try CertificateDetails(pem: issued.certificatePEM).notBefore + 3600
    facts = HostFacts()
    facts.system = "Linux"
    facts.machine = "x86_64"
    facts.userID = "1000"
    facts.isPrivileged = true
    facts.hasSystemd = true
    facts.dockerClient = "/usr/bin/docker"
    facts.dockerServer = "20.10.24"
    facts.dockerCompose = "/usr/libexec/docker/cli-plugins/docker-compose"
    facts.hasDockerGroup = true
    facts.hasUser = true
    facts.addresses = ["127.0.0.1", "100.64.123.81"]
    facts.unitState = "active"
    facts.unitFileState = "enabled"
    facts.mainProcess = 42
    facts.freeKiB = ["/home/admin": 1 << 20, "/usr/local/bin": 1 << 20, "/etc": 1 << 20, "/var/lib": 1 << 20]
    facts.directories = ["/home/admin/FiskAI": .init(owner: "admin", mode: "755")]
    facts.authorityPEM = authority.certificatePEM
    facts.certificatePEM = issued.certificatePEM
    facts.hasKey = true
    facts.digests = [
      InstallationPaths.binary: "abc123",
      InstallationPaths.configuration: try SHA256.hex(try configuration.json()),
      InstallationPaths.unit: try SHA256.hex(Array(try UnitFile.render(target).utf8)),
    ]
  }

  /// A host that has never seen an agent.
  static func fresh() throws -> BootstrapFixture {
    var fixture = try BootstrapFixture()
    fixture.facts.hasUser = false
    fixture.facts.unitState = "inactive"
    fixture.facts.unitFileState = ""
    fixture.facts.mainProcess = 0
    fixture.facts.authorityPEM = ""
    fixture.facts.certificatePEM = ""
    fixture.facts.hasKey = false
    fixture.facts.digests = [:]
    return fixture
  }

  func plan() throws(BootstrapError) -> BootstrapPlan {
    try BootstrapPlan(target: target, agent: agent, authority: authority, facts: facts, now: now)
  }
}
