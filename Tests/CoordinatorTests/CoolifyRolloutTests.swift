import Protocol
import Testing

@testable import Coordinator

@Suite("Rolling a variable out with Coolify")
struct CoolifyRolloutTests {
  @Test("a restart after a change brings the new value into the running container")
  func restart() async throws {
    try await CoolifyFixture.run(CoolifyFixture.stored) { coolify in
      let known = try await coolify.rollout.quiet(within: .seconds(60))
      try await coolify.change(to: CoolifyFixture.new)
      #expect(coolify.standIn.with { $0.running["REDIS_URL"] } == CoolifyFixture.old)
      let outcome = try await coolify.rollout.perform(.restart, known: known, within: .seconds(600))
      #expect(outcome == .finished)
      #expect(coolify.standIn.with { $0.running["REDIS_URL"] } == CoolifyFixture.new)
      #expect(coolify.standIn.calls.contains("POST /applications/app1/restart"))
    }
  }

  @Test("a deployment in flight is waited for before anything is changed")
  func inFlight() async throws {
    var state = CoolifyFixture.stored
    state.deployments = [.init(id: 1, uuid: "d1", left: ["queued", "in_progress", "in_progress", "failed"])]
    try await CoolifyFixture.run(state) { coolify in
      let known = try await coolify.rollout.quiet(within: .seconds(60))
      #expect(known.deployments.map(\.status) == [.failed])
      #expect(coolify.time.waits == [.seconds(2), .seconds(2), .seconds(2)])
    }
  }

  @Test("one that stays in flight ends the wait, and says what to do")
  func stuck() async throws {
    var state = CoolifyFixture.stored
    state.deployments = [.init(id: 1, uuid: "d1", status: "in_progress")]
    try await CoolifyFixture.run(state) { coolify in
      let error = try await CoolifyFixture.failure { _ = try await coolify.rollout.quiet(within: .seconds(60)) }
      #expect(error.code == .deployment)
      #expect(error.observed == "another deployment of the application has not ended within 60 s")
      #expect(
        error.next == "look at the application's deployments in Coolify, cancel what hangs, then repeat the command")
      #expect(coolify.time.timer.now() < .seconds(60))
    }
  }

  @Test("a failed build leaves the old container, and is told as failed")
  func failed() async throws {
    var state = CoolifyFixture.stored
    state.course = ["in_progress", "failed"]
    try await CoolifyFixture.run(state) { coolify in
      let known = try await coolify.rollout.quiet(within: .seconds(60))
      try await coolify.change(to: CoolifyFixture.new)
      let outcome = try await coolify.rollout.perform(.deploy, known: known, within: .seconds(600))
      #expect(outcome == .failed)
      #expect(coolify.standIn.with { $0.running["REDIS_URL"] } == CoolifyFixture.old)
      #expect(coolify.standIn.with { $0.variables[1].value } == CoolifyFixture.new)
    }
  }

  @Test("a phantom UUID is given up for the newest row in flight, which is followed to its end")
  func phantom() async throws {
    var state = CoolifyFixture.stored
    state.deployments = [.init(id: 1, uuid: "d1", status: "finished")]
    state.answersPhantom = true
    state.course = ["queued", "in_progress", "in_progress", "finished"]
    try await CoolifyFixture.run(state) { coolify in
      let known = try await coolify.rollout.quiet(within: .seconds(60))
      let outcome = try await coolify.rollout.perform(.deploy, known: known, within: .seconds(600))
      #expect(outcome == .finished)
      let calls = coolify.standIn.calls
      #expect(calls.contains("GET /deployments/phantom") && calls.contains("GET /deployments/d2"))
    }
  }

  @Test("where somebody else has queued one meanwhile, that one is followed and none is queued twice")
  func queuedByOthers() async throws {
    var state = CoolifyFixture.stored
    state.answersPhantom = true
    try await CoolifyFixture.run(state) { coolify in
      let known = try await coolify.rollout.quiet(within: .seconds(60))
      coolify.standIn.with {
        $0.deployments = [.init(id: 5, uuid: "d5", left: ["queued", "in_progress", "cancelled-by-user"])]
      }
      let outcome = try await coolify.rollout.perform(.deploy, known: known, within: .seconds(600))
      #expect(outcome == .cancelled)
      #expect(coolify.standIn.with { $0.deployments.count } == 1)
    }
  }

  @Test("a deployment that does not end in time is told, and not given up by Coolify")
  func late() async throws {
    var state = CoolifyFixture.stored
    state.course = ["in_progress"]
    try await CoolifyFixture.run(state) { coolify in
      let error = try await CoolifyFixture.failure {
        _ = try await coolify.rollout.perform(
          .deploy, known: CoolifyDeployments(deployments: []), within: .seconds(30))
      }
      #expect(error.code == .deployment)
      #expect(error.observed == "the deployment has not ended within 30 s")
    }
  }

  @Test("a Coolify that restarts meanwhile is asked again")
  func restarting() async throws {
    try await CoolifyFixture.run(CoolifyFixture.stored) { coolify in
      let uuid = try await coolify.client.deploy(CoolifyFixture.application)
      coolify.standIn.with { $0.proxyAnswers = [502, 503, 504] }
      let known = CoolifyDeployments(deployments: [])
      let outcome = try await coolify.rollout.follow(answered: uuid, known: known, within: .seconds(60))
      #expect(outcome == .finished)

      coolify.standIn.with { $0.proxyAnswers = Array(repeating: 502, count: 100) }
      let error = try await CoolifyFixture.failure {
        _ = try await coolify.rollout.follow(answered: uuid, known: known, within: .seconds(10))
      }
      #expect(error.code == .unreachable)
    }
  }

  @Test("a connection that breaks while a deployment is asked for is looked up, never asked for twice")
  func dropped() async throws {
    try await CoolifyFixture.run(CoolifyFixture.stored) { coolify in
      coolify.standIn.with { $0.dropsNextPost = true }
      let known = try await coolify.rollout.quiet(within: .seconds(60))
      let outcome = try await coolify.rollout.perform(.restart, known: known, within: .seconds(60))
      #expect(outcome == .finished)
      #expect(coolify.standIn.with { $0.deployments.count } == 1)

      // Not queued: the proxy before Coolify answered.
      coolify.standIn.with { $0.proxyAnswers = [502] }
      let now = try await coolify.rollout.quiet(within: .seconds(60))
      #expect(now.deployments.count == 1)
      coolify.standIn.with { $0.proxyAnswers = [502] }
      let error = try await CoolifyFixture.failure {
        _ = try await coolify.rollout.perform(.restart, known: now, within: .seconds(60))
      }
      #expect(error.observed == "a proxy before Coolify answered with HTTP status 502")
      #expect(coolify.standIn.with { $0.deployments.count } == 1)
    }
  }
}
