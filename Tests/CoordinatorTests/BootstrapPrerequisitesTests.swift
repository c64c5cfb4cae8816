import SSH
import Testing

@testable import Coordinator

@Suite("what a host must have, and what its error says")
struct BootstrapPrerequisitesTests {
  func refusal(_ change: (inout BootstrapFixture) -> Void) throws -> BootstrapError {
    var fixture = try BootstrapFixture()
    change(&fixture)
    let changed = fixture
    return try #require(#expect(throws: BootstrapError.self) { try changed.plan() })
  }

  @Test("another processor than the binary's")
  func architecture() throws {
    let error = try refusal { $0.facts.machine = "aarch64" }
    #expect(error.code == .architecture)
    #expect(
      error.description == """
        vps-01: the host is aarch64 and /laptop/cutover-agent is for x86_64. Required: an agent binary for aarch64. \
        Next: put cutover-agent-aarch64 beside the coordinator, or name it with --agent PATH
        """)
  }

  @Test("sudo that asks for a password: the exact commands to run by hand")
  func sudo() throws {
    let error = try refusal {
      $0.facts.isPrivileged = false
      $0.facts.sudoMessage = "sudo: a password is required"
    }
    #expect(error.code == .sudo)
    #expect(error.observed == "admin cannot use sudo without a password (sudo: a password is required)")
    #expect(
      error.next == """
        run these by hand, then bootstrap again:
          ssh -t -p 22 admin@100.64.123.81
          echo 'admin ALL=(ALL) NOPASSWD: ALL' | sudo tee /etc/sudoers.d/90-cutover
          sudo chmod 0440 /etc/sudoers.d/90-cutover
        and after the bootstrap, if you like: sudo rm /etc/sudoers.d/90-cutover
        """)
  }

  @Test("no systemd")
  func systemd() throws {
    let error = try refusal { $0.facts.hasSystemd = false }
    #expect(error.code == .systemd)
    #expect(error.observed == "the host is not run by systemd (no /run/systemd/system)")
  }

  @Test("no docker command, no daemon, no compose plugin, no group: each has its own words")
  func docker() throws {
    let errors = try [
      refusal { $0.facts.dockerClient = "" },
      refusal {
        $0.facts.dockerServer = ""
        $0.facts.dockerMessage = "Is the docker daemon running?"
      },
      refusal { $0.facts.dockerCompose = "" },
      refusal { $0.facts.hasDockerGroup = false },
    ]
    #expect(errors.allSatisfy { $0.code == .docker })
    #expect(
      errors.map(\.observed) == [
        "there is no docker command", "the Docker daemon does not answer (Is the docker daemon running?)",
        "docker has no compose plugin for all users", "there is no group docker",
      ])
    #expect(errors.allSatisfy { $0.next.contains("on the host, then bootstrap again: sudo ") })
  }

  @Test("a host without Redis and workers needs no docker, and its unit no docker group")
  func withoutDocker() throws {
    var fixture = try BootstrapFixture.fresh()
    fixture.target.requiresDocker = false
    fixture.facts.dockerClient = ""
    #expect(try fixture.plan().changes.contains(.service))
    #expect(!(try UnitFile.render(fixture.target)).contains("SupplementaryGroups"))
  }

  @Test("another fleet authority")
  func authority() throws {
    let error = try refusal { $0.facts.authorityPEM = "-----BEGIN CERTIFICATE-----\nother\n" }
    #expect(error.code == .authority)
    #expect(error.observed == "the host trusts another fleet authority than this laptop's")
  }

  @Test("an authority among several is enough")
  func severalAuthorities() throws {
    var fixture = try BootstrapFixture()
    fixture.facts.authorityPEM = "-----BEGIN CERTIFICATE-----\nother\n" + fixture.facts.authorityPEM
    #expect(try fixture.plan().changes == [])
  }

  @Test("a tailnet address that the host does not have")
  func address() throws {
    let error = try refusal { $0.facts.addresses = ["127.0.0.1", "192.168.1.2"] }
    #expect(error.code == .address)
    #expect(error.observed == "the host's addresses are 127.0.0.1, 192.168.1.2")
    #expect(error.required == "its tailnet address 100.64.123.81")
  }

  @Test("the agent's port taken by another program, but not by the agent itself or on another address")
  func port() throws {
    let error = try refusal {
      $0.facts.listeners = [.init(address: "0.0.0.0:7460", process: #"users:(("nginx",pid=7,fd=4))"#)]
    }
    #expect(error.code == .port)
    #expect(error.observed == "nginx (process 7) listens on 0.0.0.0:7460")
    #expect(
      error.next == """
        see what it belongs to on the host (systemctl status 7), stop it, then bootstrap again; the port is the same on \
        every host and cannot be chosen
        """)
    var fixture = try BootstrapFixture()
    fixture.facts.listeners = [
      .init(address: "100.64.123.81:7460", process: #"users:(("cutover-agent",pid=42,fd=9))"#),
      .init(address: "127.0.0.1:7460", process: #"users:(("nginx",pid=7,fd=4))"#),
    ]
    #expect(try fixture.plan().changes == [])
  }

  @Test("a project directory that is not there")
  func projectDirectory() throws {
    let error = try refusal { $0.facts.directories = [:] }
    #expect(error.code == .directory)
    #expect(error.observed == "the project directory /home/admin/FiskAI does not exist")
  }

  @Test("a full disk, counted for the binary twice where it will lie, and only when it is sent")
  func space() throws {
    let error = try refusal {
      $0.facts.digests[InstallationPaths.binary] = nil
      $0.facts.freeKiB["/usr/local/bin"] = 40_000
    }
    #expect(error.code == .disk)
    #expect(error.observed == "/usr/local/bin has 39 MiB free")
    #expect(error.required == "44 MiB there")
    var fixture = try BootstrapFixture()
    fixture.facts.freeKiB["/usr/local/bin"] = 40_000
    #expect(try fixture.plan().changes == [])
    let full = try refusal { $0.facts.freeKiB["/etc"] = 12 }
    #expect(full.observed == "/etc has 0 MiB free")
  }

  @Test("a disk that fills up in the middle says so too")
  func filledUp() {
    let command = RemoteCommand(purpose: "writing /etc/cutover/agent.json", line: "")
    let result = CommandResult(exitStatus: 1, stderr: Array("cat: write error: No space left on device\n".utf8))
    let error = RemoteShell.failure(command, result, host: "vps-01")
    #expect(error.code == .disk)
    #expect(
      error.observed
        == "writing /etc/cutover/agent.json ended with status 1: cat: write error: No space left on device")
    #expect(error.next.hasPrefix("free some there (df -h; df -i;"))
  }

  @Test("failures of SSH keep their words and get the code of their kind")
  func ssh() {
    let codes: [(SSHError.Code, BootstrapError.Code)] = [
      (.hostKeyChanged, .hostKey), (.hostKeyUnknown, .hostKey), (.authenticationRefused, .authentication),
      (.connectionRefused, .connection), (.timeout, .connection), (.transfer, .disk), (.cancelled, .cancelled),
    ]
    for (code, expected) in codes {
      let error = BootstrapError(SSHError(code, "seen", cause: "why", remedy: "do"), host: "vps")
      #expect(error.code == expected)
      #expect(error.observed == "seen (why)")
      #expect(error.next == "do")
    }
  }

  @Test("the fingerprint to accept is for the one host that presented it")
  func acceptedHostKey() {
    let unknown = SSHError(.hostKeyUnknown, "seen", remedy: "compare it, then --accept-host-key SHA256:abc")
    #expect(BootstrapError(unknown, host: "vps").next == "compare it, then --accept-host-key vps=SHA256:abc")
  }

  @Test("a listener without a process, as ss shows it for other namespaces, has a command too")
  func unknownListener() {
    let listener = HostFacts.Listener(address: "0.0.0.0:7460", process: "")
    #expect(listener.owner == "a program")
    #expect(listener.inspection == "sudo ss -ltnp | grep -F '0.0.0.0:7460'")
  }
}
