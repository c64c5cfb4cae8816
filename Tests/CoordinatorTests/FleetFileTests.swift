import Cutover
import Foundation
import Protocol
import Testing

@testable import Coordinator

@Suite("A fleet file")
struct FleetFileTests {
  @Test("the example of the repository loads, and says what is not enforced yet")
  func example() throws {
    let path = FleetText.deploy.appendingPathComponent("fleet.example.yaml").path
    let fleet = try FleetFile.load(path)
    #expect(fleet.file == path)
    #expect(fleet.name == "fiskai")
    #expect(fleet.hosts.map(\.id) == ["vps-01", "vps"])
    #expect(fleet.hosts.map(\.address.description) == ["100.64.123.81", "100.120.14.126"])
    #expect(fleet.producers.count == 4)
    #expect(fleet.checks.allowedMounts == [.init(service: "worker-content-sync", destination: "/content")])
    #expect(fleet.tailnet.allow == ["tag:ops", "dev@example.com"])
    let keys = fleet.notEnforced.map { String($0.prefix { $0 != " " }) }
    #expect(keys == ["tailnet.allow"])
  }

  @Test("a correct file becomes typed values, with defaults for what it leaves out")
  func values() throws {
    let fleet = try FleetText.load(FleetText.correct)
    #expect(fleet.file == "/srv/ops/fleet.yaml")
    let redis = try #require(fleet.redis)
    #expect(redis.source == .init(host: "vps-01", container: "fiskai-redis", password: nil))
    #expect(redis.target.publish.description == "100.120.14.126:6379")
    #expect(redis.target.maxmemory.bytes == 8 << 30)
    #expect(redis.target.password == .file("/srv/ops/secrets/redis-password"))
    #expect(redis.target.image == nil)
    #expect(redis.prefix == "bull")
    let workers = try #require(fleet.workers.first)
    #expect(workers.matches(service: "worker-ocr"))
    #expect(!workers.matches(service: "fiskai-redis"))
    #expect(fleet.policy == FleetPolicy())
    #expect(fleet.policy.writePause == .seconds(1))
    #expect(fleet.app == nil)
    #expect(fleet.notEnforced == [])
    #expect(fleet.participants == ["vps-01", "vps"])
    #expect(fleet.sides?.target.id == "vps")
  }

  @Test("hosts alone are a fleet: it has bootstrap and status")
  func hostsOnly() throws {
    let fleet = try FleetText.load("fleet: f\nhosts: { a: { address: 100.64.0.1, user: root } }\n")
    #expect(fleet.redis == nil)
    #expect(fleet.sides == nil)
    #expect(fleet.participants == [])
  }

  @Test("hosts keep the order of the file")
  func order() throws {
    let hosts = (1...20).map { "  h\(20 - $0): { address: 100.64.0.\($0), user: root }" }.joined(separator: "\n")
    let fleet = try FleetText.load("hosts:\n\(hosts)\nfleet: f")
    #expect(fleet.hosts.map(\.id) == (1...20).map { "h\(20 - $0)" })
  }

  @Test("paths on the laptop are relative to the file, ~/ is the home directory")
  func paths() throws {
    let ssh = "user: admin, ssh: { key: ~/.ssh/id, known_hosts: ../known, port: 2222 } }"
    let text = FleetText.correct.replacing(
      "100.64.123.81, user: admin }", with: "100.64.123.81, \(ssh)")
    let host = try #require(try FleetText.load(text).host("vps-01"))
    #expect(host.ssh == .init(key: "/home/me/.ssh/id", knownHosts: "/srv/known", port: 2222))
  }

  @Test("every form of app, producer, secret and policy is read")
  func forms() throws {
    let rest = """

      app: { compose: { host: vps, project: /srv/app, file: compose.yml, service: web, variable: REDIS_URL } }
      producers:
        - { name: a, queue: q, http: { method: GET, url: "https://100.120.14.126/x", from: vps } }
        - { name: b, queue: q, observe: { within: 10m } }
        - { name: c, queue: "q:{x}", manual: press the button }
      policy:
        { write_pause: 500ms, drain: 2m, soak: 1h, hold: 2d, fsync: always,
          soak_limits: { memory: 80, lag: 1mb, failed: 3 } }
      tailnet: { require: true }
      """
    let text = FleetText.correct
      .replacing("{ file: ./secrets/redis-password }", with: "{ generate: true }")
      .replacing(
        "container: fiskai-redis }", with: "container: fiskai-redis, password: { env: OLD } }"
      )
      .replacing("\"worker-*\"", with: "[worker-a, \"worker-b?\"]")
    let fleet = try FleetText.load(text + rest)
    #expect(fleet.redis?.target.password == .generate)
    #expect(fleet.redis?.source.password == .env("OLD"))
    #expect(fleet.workers.first?.services.map(\.pattern) == ["worker-a", "worker-b?"])
    #expect(
      fleet.app
        == .compose(
          host: "vps", project: "/srv/app", file: "compose.yml", service: "web", variable: "REDIS_URL"))
    #expect(
      fleet.producers.map(\.probe) == [
        .http(method: "GET", url: "https://100.120.14.126/x", from: "vps"), .observe(within: .seconds(600)),
        .manual("press the button"),
      ])
    #expect(fleet.policy.writePause == .milliseconds(500))
    #expect(fleet.policy.hold == .seconds(172_800))
    #expect(fleet.policy.soakThresholds == SoakThresholds(memoryPercent: 80, lagBytes: 1 << 20, failedJobs: 3))
    #expect(fleet.policy.fsync == .always)
    #expect(fleet.tailnet.require)
  }

  @Test("whom a run tells is a URL, which is never shown, and where the header's secret is")
  func notice() throws {
    let fleet = try FleetText.load(
      FleetText.correct + "\nnotice: { url: \"https://hooks.example.com/hunter2\", header: { env: HOOK } }")
    #expect(fleet.notice == FleetNotice(url: Secret("https://hooks.example.com/hunter2"), authorization: .env("HOOK")))
    #expect(!"\(fleet)".contains("hunter2"))
    #expect(fleet.notEnforced.isEmpty)
    // Plain http is for the tailnet and this machine where a secret goes along.
    let near = try FleetText.load(
      FleetText.correct + "\nnotice: { url: \"http://100.64.0.9:8080/x\", header: { file: ./hook } }")
    #expect(near.notice?.authorization == .file("/srv/ops/hook"))
    let open = try FleetText.load(FleetText.correct + "\nnotice: { url: \"http://example.com/x\" }")
    #expect(open.notice?.authorization == nil)
  }

  @Test("the App may be a container that is watched, or an instruction")
  func otherApps() throws {
    let container = try FleetText.load(FleetText.correct + "\napp: { container: { host: vps-01, name: app } }")
    #expect(container.app == .container(host: "vps-01", name: "app"))
    #expect(container.notEnforced.isEmpty)
    let manual = try FleetText.load(FleetText.correct + "\napp: { manual: set REDIS_URL and redeploy }")
    #expect(manual.app == .manual("set REDIS_URL and redeploy"))
  }

  @Test("an App that compose runs is moved as the workers are: it joins their group, or is one of its own")
  func composeApp() throws {
    let app = "compose: { host: vps-01, project: DIRECTORY, file: FILE, service: web, variable: REDIS_URL }"
    func workers(_ directory: String, _ file: String) throws -> [FleetWorkers] {
      let text = app.replacing("DIRECTORY", with: directory).replacing("FILE", with: file)
      return try FleetText.load(FleetText.correct + "\napp: { \(text) }").workers
    }
    let before = try FleetText.load(FleetText.correct).workers
    let own = try workers("/srv/app", "compose.yml")
    #expect(own.dropLast() == before[...])
    #expect(own.last?.matches(service: "web") == true)
    let joined = try workers(before[0].project, before[0].compose)
    #expect(joined.count == before.count)
    #expect(joined[0].matches(service: "web") && joined[0].matches(service: "worker-ocr"))
    #expect(throws: FleetError.self) { try workers(before[0].project, "other.yml") }
  }

  @Test("anchors and Windows line ends are YAML too")
  func anchors() throws {
    let text =
      "fleet: f\r\nhosts:\r\n  a: { address: 100.64.0.1, user: &u root }\r\n  b: { address: 'fd7a::1', user: *u }\r\n"
    let fleet = try FleetText.load(text)
    #expect(fleet.hosts.map(\.user) == ["root", "root"])
    #expect(fleet.hosts.last?.address.isIPv6 == true)
  }

  @Test("a missing file names the flag and the example")
  func missing() {
    let error = #expect(throws: FleetError.self) { try FleetFile.load("/nowhere/fleet.yaml") }
    #expect(
      error?.rendered() == """
        /nowhere/fleet.yaml:1:1: error: there is no fleet file
          observed: no file /nowhere/fleet.yaml
          required: a fleet file
          next:     name it with --fleet FILE, or copy deploy/fleet.example.yaml

        1 error in /nowhere/fleet.yaml. Nothing was changed.
        """)
  }
}
