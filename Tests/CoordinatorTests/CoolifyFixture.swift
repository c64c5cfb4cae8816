import Protocol
import Synchronization
import Testing

@testable import Coordinator

/// What the tests of Coolify's client have in common: a stand-in, a client of it, and a time that passes at once.
struct CoolifyFixture: Sendable {
  static let old = "redis://fiskai-redis:6379"
  static let new = "redis://:s3cret$word@100.64.9.7:6379"
  static let application = CoolifyStandInState.application

  let standIn: CoolifyStandIn
  let client: CoolifyClient
  let rollout: CoolifyRollout
  let time: CoolifyTime

  /// Runs a body against a stand-in over real HTTP.
  static func run(
    _ state: CoolifyStandInState = CoolifyStandInState(), token: String = CoolifyStandInState.token,
    timeout: Duration = .seconds(15), body: @escaping @Sendable (CoolifyFixture) async throws -> Void
  ) async throws {
    try await CoolifyStandIn.run(state) { standIn in
      let address = try CoolifyAddress("http://127.0.0.1:\(standIn.port)", acceptsPlainHTTP: false)
      try await CoolifyHTTP.run(timeout: timeout) { http in
        let time = CoolifyTime()
        let client = CoolifyClient(address: address, token: Secret(token), http: http, timer: time.timer)
        let rollout = CoolifyRollout(client: client, application: application, timer: time.timer)
        try await body(CoolifyFixture(standIn: standIn, client: client, rollout: rollout, time: time))
      }
    }
  }

  /// A stored `REDIS_URL` with its duplicate for previews, and one more variable.
  static var stored: CoolifyStandInState {
    var state = CoolifyStandInState()
    state.variables = [
      .init(uuid: "p1", key: "REDIS_URL", value: "redis://preview:6379", isPreview: true),
      .init(uuid: "v1", key: "REDIS_URL", value: old, isLiteral: true, isMultiline: true, isBuildtime: false),
      .init(uuid: "v2", key: "NODE_ENV", value: "production"),
    ]
    state.running = ["REDIS_URL": old, "NODE_ENV": "production"]
    return state
  }

  /// The choice for `REDIS_URL`, from what Coolify answers now.
  func choice() async throws -> CoolifyVariableChoice {
    try CoolifyVariableChoice(of: "REDIS_URL", in: try await client.variables(of: Self.application))
  }

  /// Changes the stored `REDIS_URL`.
  func change(to value: String) async throws {
    guard case .change(let row, _) = try await choice() else {
      Issue.record("REDIS_URL is not stored")
      return
    }
    try await client.change(CoolifyVariableBody(changing: row, to: Secret(value)), of: Self.application)
  }

  /// What a call threw.
  static func failure(of call: () async throws -> Void) async throws -> CoolifyError {
    do {
      try await call()
    } catch let error as CoolifyError {
      return error
    }
    throw CoolifyNoFailure()
  }
}

/// A call that had to fail did not.
struct CoolifyNoFailure: Error {}

/// A time that only waiting moves.
final class CoolifyTime: Sendable {
  private let state = Mutex<(now: Duration, waits: [Duration])>((.zero, []))

  /// How long each wait was.
  var waits: [Duration] { state.withLock { $0.waits } }

  var timer: CoolifyTimer {
    CoolifyTimer(
      now: { self.state.withLock { $0.now } },
      sleep: { duration in
        try Task.checkCancellation()
        self.state.withLock { state in
          state.now += duration
          state.waits.append(duration)
        }
      })
  }
}
