import Testing

@testable import Coordinator

@Suite("What a fleet file says that is wrong")
struct FleetProblemTests {
  /// A mistake, and what is said about it.
  struct Mistake: CustomTestStringConvertible, Sendable {
    let part: String
    let other: String
    let place: String
    let message: String
    let observed: String
    let next: String

    var testDescription: String { "\(part) → \(other)" }

    init(_ part: String, _ other: String, _ place: String, _ message: String, _ observed: String, _ next: String) {
      self.part = part
      self.other = other
      self.place = place
      self.message = message
      self.observed = observed
      self.next = next
    }
  }

  static let mistakes: [Mistake] = [
    // Keys
    .init(
      "publish:", "publsh:", "11:5", "unknown key `publsh` in `redis.target`", "`publsh`", "did you mean `publish`?"),
    .init(
      "compose:", "compose-file:", "17:5", "unknown key `compose-file` in `workers[0]`", "`compose-file`",
      "remove it, or see deploy/fleet.example.yaml"),
    .init("fleet: fiskai", "Fleet: fiskai", "1:1", "unknown key `Fleet`", "`Fleet`", "did you mean `fleet`?"),
    .init(
      "user: admin }\n  vps:", "}\n  vps:", "3:3", "`hosts.vps-01.user` is missing", "only `address`",
      "add `user: …`"),
    .init(
      "container: fiskai-redis }", "container: }", "6:27", "`redis.source.container` has no value",
      "nothing after `container:`", "write the value, or remove the key"),
    .init(
      "    directory: /opt/redis\n", "", "7:3", "`redis.target.directory` is missing",
      "only `host`, `container`, `publish`, `maxmemory`, `password`", "add `directory: …`"),
    .init(
      "    host: vps\n", "    host: vps\n    host: vps\n", "9:5", "the key `host` is repeated",
      "`host` in line 8 and again here", "remove one of the two"),
    // Types
    .init("fleet: fiskai", "fleet: 42", "1:8", "`fleet` must be text", "the number `42`", "write it in quotes: \"42\""),
    .init(
      "user: admin }\n  vps:", "user: [admin] }\n  vps:", "3:43", "`hosts.vps-01.user` has the wrong type",
      "a list", "correct the value"),
    .init(
      "source: { host: vps-01, container: fiskai-redis }", "source: vps-01", "6:11",
      "`redis.source` must be a mapping", "`vps-01`", "write `{ host: …, container: … }`"),
    .init("\"worker-*\"", "[]", "18:15", "`workers[0].services` is not valid", "an empty list", "correct the value"),
    // Values
    .init("fleet: fiskai", "fleet: ../x", "1:8", "`fleet` is not valid", "`../x`", "correct the value"),
    .init(
      "100.64.123.81", "vps-01.example", "3:22", "`hosts.vps-01.address` is not valid", "`vps-01.example`",
      "correct the value"),
    .init("100.64.123.81", "0.0.0.0", "3:22", "`hosts.vps-01.address` is not valid", "`0.0.0.0`", "correct the value"),
    .init(
      "/opt/redis", "opt/redis", "10:16", "`redis.target.directory` is not valid", "`opt/redis`",
      "correct the value"),
    .init(
      "/opt/redis", "/opt/../etc", "10:16", "`redis.target.directory` is not valid", "`/opt/../etc`",
      "correct the value"),
    .init(
      "/home/admin/FiskAI", "FiskAI", "16:14", "`workers[0].project` is not valid", "`FiskAI`",
      "correct the value"),
    .init("8gb", "8 gigs", "12:16", "`redis.target.maxmemory` is not valid", "`8 gigs`", "correct the value"),
    .init("126:6379", "126", "11:14", "`redis.target.publish` is not valid", "`100.120.14.126`", "correct the value"),
    .init("REDIS_URL", "REDIS-URL", "19:15", "`workers[0].variable` is not valid", "`REDIS-URL`", "correct the value"),
    .init(
      "\"worker-*\"", "\"worker $(x)\"", "18:15", "`workers[0].services` is not valid", "`worker $(x)`",
      "correct the value"),
    .init(
      "user: admin }\n  vps:", "user: -oProxyCommand=x }\n  vps:", "3:43", "`hosts.vps-01.user` is not valid",
      "`-oProxyCommand=x`", "correct the value"),
    .init("  vps: {", "  VPS_2: {", "4:3", "`hosts.VPS_2` is not valid", "`VPS_2`", "correct the value"),
    // Between the parts
    .init(
      "source: { host: vps-01", "source: { host: vps-1", "6:19", "`redis.source.host` names no host of this fleet",
      "`vps-1`", "did you mean `vps-01`?"),
    .init(
      "- host: vps-01", "- host: elsewhere", "15:11", "`workers[0].host` names no host of this fleet",
      "`elsewhere`", "add it to `hosts`"),
    .init(
      "source: { host: vps-01", "source: { host: vps", "8:11", "source and target are the same host",
      "`vps` in both", "name the host that the Redis moves to"),
    .init(
      "publish: 100.120.14.126:6379", "publish: 0.0.0.0:6379", "11:14",
      "`redis.target.publish` is not an address of the target host", "0.0.0.0", "write `publish: 100.120.14.126:6379`"),
    .init(
      "100.120.14.126, user", "100.64.123.81, user", "4:19", "two hosts have the same address",
      "100.64.123.81, which `vps-01` has too", "look both up with `tailscale status`"),
  ]

  @Test("each mistake has its place, what was seen and what to do", arguments: mistakes)
  func mistake(_ mistake: Mistake) throws {
    let problems = FleetText.problems(replacing: mistake.part, with: mistake.other)
    let problem = try #require(
      problems.first { $0.message == mistake.message }, "\(problems.map(\.message))")
    #expect("\(problem.line):\(problem.column)" == mistake.place)
    #expect(problem.observed == mistake.observed)
    #expect(problem.next == mistake.next)
    #expect(!problem.required.isEmpty)
  }

  static let additions: [(text: String, message: String)] = [
    ("app: {}", "`app` needs exactly one of `coolify`, `compose`, `container`, `manual`"),
    (
      "app: { manual: a, container: { host: vps, name: b } }",
      "`app` needs exactly one of `coolify`, `compose`, `container`, `manual`"
    ),
    ("app: { container: { host: nowhere, name: b } }", "`app.container.host` names no host of this fleet"),
    ("producers: [{ name: a, queue: b }]", "`producers[0]` needs exactly one of `http`, `observe`, `manual`"),
    (
      "producers: [{ name: a, queue: b, http: { method: GET, url: \"http://x\", from: y } }]",
      "`producers[0].http.from` names no host of this fleet"
    ),
    (
      "producers: [{ name: a, queue: b, http: { method: get, url: \"http://x\" } }]",
      "`producers[0].http.method` is not valid"
    ),
    (
      "producers: [{ name: a, queue: b, http: { method: GET, url: \"http://u:p@x\" } }]",
      "`producers[0].http.url` is not valid"
    ),
    (
      "producers: [{ name: a, queue: b, http: { method: GET, url: \"http://app.example.com/x\", from: vps } }]",
      "`producers[0].http.url` must name an address, since an agent sends it"
    ),
    ("notice: { url: ftp://x }", "`notice.url` is not valid"),
    ("notice: { header: { env: A } }", "`notice.url` is missing"),
    ("notice: { url: \"http://example.com:99999/\" }", "`notice.url` is not valid"),
    (
      "notice: { url: \"http://example.com/x\", header: { env: A } }",
      "`notice.header` would cross a network in clear"
    ),
    ("notice: https://example.com/x", "`notice` must be a mapping"),
    ("producers: {}", "`producers` has the wrong type"),
    ("checks: { allowed_mounts: [worker] }", "`checks.allowed_mounts` is not valid"),
    ("checks: { started: \"(\" }", "`checks.started` is not valid"),
    ("policy: { drain: 60 }", "`policy.drain` is not valid"),
    ("policy: { write_pause: 0s }", "`policy.write_pause` is not valid"),
    ("policy: { fsync: never }", "`policy.fsync` is not valid"),
    ("tailnet: { require: \"true\" }", "`tailnet.require` is not valid"),
    ("tailnet: { allow: [everybody] }", "`tailnet.allow` is not valid"),
    ("tailnet: []", "`tailnet` must be a mapping"),
    ("policy:", "`policy` has no value"),
  ]

  @Test("mistakes in the parts that are read but not enforced are mistakes", arguments: additions)
  func addition(_ addition: (text: String, message: String)) throws {
    let problems = FleetText.problems(FleetText.correct + "\n" + addition.text)
    #expect(problems.map(\.message) == [addition.message])
    #expect(problems.map(\.line) == [20])
  }

  @Test("all mistakes come at once, in the order of the lines")
  func together() {
    let text = FleetText.correct
      .replacing("fleet: fiskai", with: "fleet: fleet\nfleet: Fiskai")
      .replacing("host: vps\n", with: "host: nowhere\n")
      .replacing("maxmemory: 8gb", with: "maxmemory: lots")
      .replacing("variable: REDIS_URL", with: "varable: REDIS_URL")
    #expect(
      FleetText.problems(text).map { "\($0.line): \($0.message)" } == [
        "2: the key `fleet` is repeated",
        "2: `fleet` is not valid",
        "9: `redis.target.host` names no host of this fleet",
        "13: `redis.target.maxmemory` is not valid",
        "20: unknown key `varable` in `workers[0]`",
      ])
  }

  @Test("a problem looks as compilers print it")
  func rendering() throws {
    let problem = try #require(FleetText.problems(replacing: "publish:", with: "publsh:").last)
    #expect(
      problem.rendered() == """
        fleet.yaml:11:5: error: unknown key `publsh` in `redis.target`
           11 |     publsh: 100.120.14.126:6379
              |     ^
          observed: `publsh`
          required: one of `host`, `container`, `directory`, `publish`, `maxmemory`, `password`, `image`
          next:     did you mean `publish`?
        """)
  }

  @Test("repeated keys in several mappings are each reported, quoted ones too")
  func repetitions() {
    let text =
      "fleet: f\n\"fleet\": g\nhosts:\n  a: { address: 100.64.0.1, user: x, user: y, user: z }\n  a: { address: 100.64.0.2, user: x }\n"
    #expect(
      FleetText.problems(text).map { "\($0.line):\($0.column) \($0.observed)" } == [
        "2:1 `fleet` in line 1 and again here",
        "4:38 `user` in line 4 and again here",
        "4:47 `user` in line 4 and again here",
        "5:3 `a` in line 4 and again here",
      ])
  }
}
