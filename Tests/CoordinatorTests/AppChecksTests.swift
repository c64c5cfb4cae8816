/// What is judged of the App, and where its old value is kept.
import Cutover
import Foundation
import Protocol
import Testing

@testable import Coordinator

@Suite("the App")
struct AppChecksTests {
  static func found(_ name: String, running: Bool = true, redis: [String: String]) -> (host: HostID, app: AppFacts) {
    let state = running ? "running" : "exited"
    return ("vps-01", AppFacts(container: name, identifier: name, running: running, state: state, redis: redis))
  }

  @Test("it has moved once every running container has the new address, and at least one runs")
  func moved() {
    let new = Self.found("app-2", redis: ["REDIS_URL": "100.120.14.126:6379"])
    let old = Self.found("app-1", redis: ["REDIS_URL": "fiskai-redis:6379"])
    func isMoved(_ containers: [(host: HostID, app: AppFacts)]) -> Bool {
      AppContainersReader.isMoved(containers, variable: "REDIS_URL", to: "100.120.14.126:6379")
    }
    #expect(isMoved([new]))
    // A rolling update has both for a while.
    #expect(!isMoved([old, new]))
    #expect(isMoved([Self.found("app-1", running: false, redis: ["REDIS_URL": "fiskai-redis:6379"]), new]))
    #expect(!isMoved([]))
    #expect(!isMoved([Self.found("app-3", redis: [:])]))
  }

  @Test("where the variable was absent before, it must be absent again")
  func absent() {
    let without = Self.found("app-1", redis: [:])
    #expect(AppContainersReader.isMoved([without], variable: "REDIS_URL", to: nil))
    let with = Self.found("app-1", redis: ["REDIS_URL": "100.120.14.126:6379"])
    #expect(!AppContainersReader.isMoved([with], variable: "REDIS_URL", to: nil))
  }

  @Test("what was found is said by container, host and address")
  func words() {
    let words = AppContainersReader.words(
      [
        Self.found("app-1", running: false, redis: [:]), Self.found("app-2", redis: ["REDIS_URL": "fiskai-redis:6379"]),
      ], variable: "REDIS_URL")
    #expect(words == "app-1 on vps-01 (exited) with no REDIS_URL, app-2 on vps-01 with fiskai-redis:6379")
    #expect(
      AppContainersReader.words([], variable: "REDIS_URL") == "no container of the App on a host of the fleet")
  }

  @Test("a token in clear is a check of its own, which can be accepted; a Coolify that cannot be used is not")
  func unusable() {
    let clear = #expect(throws: CoolifyError.self) {
      try CoolifyAddress("http://152.53.146.3:8000", acceptsPlainHTTP: false)
    }
    let result = clear.map { AppChecks.unusable($0.operatorError) }
    #expect(result?.id == .plainHTTP)
    #expect(result?.id.isAcceptable == true)
    #expect(result?.remedy.contains("--accept app.plain-http") == true)
    let token = OperatorError(code: "app_token", message: "no token", observed: "nothing in $COOLIFY_TOKEN")
    #expect(AppChecks.unusable(token).id == .coolify)
    #expect(!CheckID.coolify.isAcceptable)
    // Whoever must go back at night, with Coolify down, is told the way.
    #expect(AppChecks.unusable(token).remedy == "leave the App out with --workers-only")
    #expect(result?.remedy.hasSuffix("; or leave the App out with --workers-only") == true)
  }

  @Test("a token without an ability stands against a run; its expiry is said to be unknown either way")
  func abilities() {
    let good = AppChecks.abilities(missing: [], "fiskai")
    #expect(good.verdict == .pass)
    #expect(good.observed.contains("when the token expires its API does not tell"))
    let bad = AppChecks.abilities(missing: ["deploy"], "fiskai")
    #expect(bad.verdict == .fail)
    #expect(bad.observed.hasPrefix("the token lacks deploy; when the token expires"))
    #expect(bad.remedy.contains("Keys & Tokens"))
    #expect(!CheckID.abilities.isAcceptable)
  }

  @Test("the value before the move is kept for its owner alone, and one of another application is none")
  func record() throws {
    let directory = NSTemporaryDirectory() + "app-record-\(UInt32.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let file = AppRecordFile(stateDirectory: directory)
    #expect(try file.read(application: "a", key: "REDIS_URL") == nil)
    let record = AppRecord(application: "a", key: "REDIS_URL", old: Secret("redis://:pa55@fiskai-redis:6379"))
    try file.write(record)
    #expect(try file.read(application: "a", key: "REDIS_URL") == record)
    #expect(try file.read(application: "b", key: "REDIS_URL") == nil)
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(!"\(record)".contains("pa55"))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
    let error = #expect(throws: OperatorError.self) { try file.read(application: "a", key: "REDIS_URL") }
    #expect(error?.next == "chmod 600 \(file.path)")
  }

  @Test("an address is told without the password, and a value that is none is not told")
  func addresses() {
    #expect(CoolifyApp.address(of: Secret("redis://:pa55@100.120.14.126:6380/1")) == "100.120.14.126:6380")
    #expect(CoolifyApp.address(of: Secret("redis://fiskai-redis")) == "fiskai-redis:6379")
    #expect(CoolifyApp.address(of: Secret("pa55")) == "a value that is no Redis URL")
  }
}
