import ArgumentParser
import Foundation
import SSH
import Testing

@testable import Coordinator

@Suite("The bootstrap command")
struct CommandBootstrapTests {
  private func targets(
    _ text: String = FleetText.correct, accepted: [String] = [], existing: Set<String> = []
  ) throws -> [BootstrapTarget] {
    let fleet = try FleetText.load(text)
    let targets = BootstrapTargets(
      fleet: fleet, accepted: try AcceptedHostKeys(accepted), home: "/home/me", exists: { existing.contains($0) })
    return fleet.hosts.map(targets.target)
  }

  @Test("a worker host gets its projects and the capabilities to edit env files; the target gets its directory")
  func targets() throws {
    let (source, target) = (try targets()[0], try targets()[1])
    #expect(
      source.configuration.projects == [.init(project: "/home/admin/FiskAI", compose: "docker-compose.workers.yml")])
    #expect(source.projectDirectories == ["/home/admin/FiskAI"])
    #expect(source.needsEnvironmentCapabilities)
    #expect(source.ownedDirectories.isEmpty && source.configuration.redisDirectory == nil)
    #expect(target.configuration.projects.isEmpty && target.projectDirectories.isEmpty)
    #expect(!target.needsEnvironmentCapabilities)
    #expect(target.ownedDirectories == ["/opt/redis"] && target.configuration.redisDirectory == "/opt/redis")
    #expect(source.requiresDocker && target.requiresDocker)
  }

  @Test("only the host that a producer is sent from is told its request")
  func probes() throws {
    let producers = """
      producers:
        - { name: a, queue: q, http: { method: POST, url: "http://127.0.0.1:3002/x", from: vps-01 } }
        - { name: b, queue: q, http: { method: POST, url: "http://127.0.0.1:3002/x", from: vps-01 } }
        - { name: c, queue: q, http: { method: POST, url: "http://example.com/y" } }
      """
    let all = try targets(FleetText.correct + "\n" + producers)
    #expect(all.map(\.configuration.probes) == [[.init(method: "POST", url: "http://127.0.0.1:3002/x")], nil])
    // A file without such producers is the same to the byte as one of an older version.
    let plain = String(decoding: try targets()[0].configuration.json(), as: UTF8.self)
    #expect(!plain.contains("probes"))
  }

  @Test("each agent knows the others by address and port")
  func peers() throws {
    #expect(
      try targets().map(\.configuration.peers) == [["vps": "100.120.14.126:7460"], ["vps-01": "100.64.123.81:7460"]])
  }

  @Test("a host without Redis and workers needs no Docker")
  func plainHost() throws {
    let plain = try targets("fleet: plain\nhosts:\n  a: { address: 100.64.0.1, user: admin }\n")
    #expect(plain.map(\.requiresDocker) == [false])
    #expect(plain.map(\.configuration.peers) == [[:]])
  }

  @Test("without a key in the fleet file the usual ones that exist are tried, and the ssh-agent")
  func usualKeys() throws {
    let ssh = try targets(existing: ["/home/me/.ssh/id_ecdsa"])[0].ssh
    #expect(ssh.identities == ["/home/me/.ssh/id_ecdsa"])
    #expect(ssh.useAgent)
    #expect(ssh.knownHosts == "/home/me/.ssh/known_hosts")
  }

  @Test("the key of the fleet file is the only one that is tried")
  func namedKey() throws {
    let text = FleetText.correct.replacing(
      "{ address: 100.64.123.81, user: admin }",
      with: "{ address: 100.64.123.81, user: admin, ssh: { key: id, known_hosts: known, port: 2222 } }")
    let ssh = try targets(text)[0].ssh
    #expect(ssh.identities == ["/srv/ops/id"])
    #expect(!ssh.useAgent)
    #expect(ssh.knownHosts == "/srv/ops/known")
    #expect(ssh.port == 2222)
  }

  @Test("an accepted host key is for one host where it is named")
  func acceptedKeys() throws {
    #expect(try targets(accepted: ["vps=SHA256:abc"]).map(\.ssh.acceptedFingerprint) == [nil, "SHA256:abc"])
    #expect(
      try targets(accepted: ["SHA256:abc"]).map(\.ssh.acceptedFingerprint) == ["SHA256:abc", "SHA256:abc"])
  }

  @Test(
    "what is no fingerprint is a usage error",
    arguments: [["abc"], ["SHA256:"], ["SHA256:a", "SHA256:b"], ["vpsSHA256:a"]])
  func badFingerprints(_ values: [String]) {
    #expect(throws: ValidationError.self) { try AcceptedHostKeys(values) }
  }

  @Test("the agent is looked for beside the coordinator, then in ../libexec/cutover")
  func binaries() throws {
    let found = try AgentBinaries(
      named: nil, beside: "/usr/local/bin",
      exists: {
        ["/usr/local/bin/cutover-agent", "/usr/local/bin/../libexec/cutover/cutover-agent-aarch64"].contains($0)
      })
    #expect(
      found.candidates == [
        "/usr/local/bin/cutover-agent", "/usr/local/bin/../libexec/cutover/cutover-agent-aarch64",
      ])
    #expect(try AgentBinaries(named: "/x", beside: "/", exists: { $0 == "/x" }).candidates == ["/x"])
  }

  @Test("no agent to send says where it was looked for and how to make one")
  func noBinary() throws {
    let error = #expect(throws: OperatorError.self) {
      try AgentBinaries(named: nil, beside: "/opt/bin", exists: { _ in false })
    }
    #expect(error?.observed?.contains("/opt/bin/cutover-agent\n") == true)
    #expect(error?.next == "build it (make agent), or name it with --agent PATH")
    let named = #expect(throws: OperatorError.self) {
      try AgentBinaries(named: "/nope", beside: "/opt/bin", exists: { _ in false })
    }
    #expect(named?.observed == "no file /nope")
  }

  @Test("piped, there is a line for each part that changed and no control code")
  func pipedProgress() {
    var progress = BootstrapProgress(
      hosts: ["vps-01", "vps"], terminal: Terminal(isTTY: false, columns: nil, environment: [:]))
    #expect(progress.take(.began(host: "vps", step: "connecting")) == "")
    #expect(progress.take(.settled(host: "vps", part: .unit, outcome: .changed)) == "vps     unit: changed\n")
    #expect(progress.take(.settled(host: "vps", part: .user, outcome: .unchanged)) == "")
    #expect(progress.finish() == "")
  }

  @Test("on a terminal each host has one line that is redrawn, and goes when the summary comes")
  func liveProgress() {
    var progress = BootstrapProgress(
      hosts: ["vps-01", "vps"], terminal: Terminal(isTTY: true, columns: 80, environment: ["NO_COLOR": "1"]))
    #expect(
      progress.take(.began(host: "vps", step: "connecting"))
        == "  vps-01  waiting\u{1b}[K\n  vps     connecting\u{1b}[K\n")
    #expect(
      progress.take(.began(host: "vps-01", step: "connecting"))
        == "\u{1b}[2A\r  vps-01  connecting\u{1b}[K\n  vps     connecting\u{1b}[K\n")
    #expect(progress.finish() == "\u{1b}[2A\r\u{1b}[J")
  }

  @Test("an upload is redrawn once a percent")
  func uploadProgress() {
    var progress = BootstrapProgress(
      hosts: ["vps"], terminal: Terminal(isTTY: true, columns: 80, environment: ["NO_COLOR": "1"]))
    #expect(progress.take(.uploaded(host: "vps", bytes: 0, total: 1000)).contains("0 %  0 B of 1.0 kB"))
    #expect(progress.take(.uploaded(host: "vps", bytes: 9, total: 1000)) == "")
    #expect(progress.take(.uploaded(host: "vps", bytes: 10, total: 1000)).contains("1 %  10 B of 1.0 kB"))
  }

  @Test("the summary has a line for each host, and counts those that failed")
  func summary() throws {
    let report = BootstrapReport(
      host: "vps-01", parts: [.init(part: .binary, outcome: .changed), .init(part: .unit, outcome: .unchanged)],
      seconds: 2.4, uploadSeconds: 0.5)
    let same = BootstrapReport(
      host: "vps", parts: [.init(part: .unit, outcome: .unchanged)], seconds: 0.7, uploadSeconds: 0)
    let error = BootstrapError(.sudo, host: "vps", observed: "no sudo", required: "sudo", next: "give it")
    let good = BootstrapSummary(
      fleet: "fiskai", hosts: ["vps-01", "vps"], results: ["vps-01": .success(report), "vps": .success(same)])
    #expect(
      good.lines(.plain) == [
        "✓ vps-01  changed: agent binary · 2.4 s, of which upload 500 ms", "✓ vps     unchanged · 700 ms",
        "2 of 2 agents answer",
      ])
    let bad = BootstrapSummary(
      fleet: "fiskai", hosts: ["vps-01", "vps"], results: ["vps-01": .success(report), "vps": .failure(error)])
    #expect(bad.failed == 1)
    #expect(bad.lines(.plain)[1...] == ["✗ vps     failed: bootstrap_sudo", "1 of 2 agents answer, 1 failed"])
    #expect(
      bad.errors == [
        OperatorError(
          code: "bootstrap_sudo", message: "vps could not be bootstrapped", observed: "no sudo", required: "sudo",
          next: "give it")
      ])
  }
}
