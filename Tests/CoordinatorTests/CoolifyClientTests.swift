import Foundation
import Protocol
import Testing

@testable import Coordinator

@Suite("Coolify's API over HTTP")
struct CoolifyClientTests {
  private static let application = CoolifyFixture.application

  @Test("the production row is read and changed with every flag as it was; the preview's stays")
  func change() async throws {
    try await CoolifyFixture.run(CoolifyFixture.stored) { coolify in
      // The value as it is stored, not `real_value`, which Coolify quotes since the variable is literal.
      guard case .change(let row, let old) = try await coolify.choice() else {
        Issue.record("not stored")
        return
      }
      #expect(row.uuid == "v1")
      #expect(old == Secret(CoolifyFixture.old))

      try await coolify.change(to: CoolifyFixture.new)
      #expect(
        coolify.standIn.with { $0.bodies } == [
          #"{"is_buildtime":false,"is_literal":true,"is_multiline":true,"is_preview":false,"is_runtime":true,"#
            + #""is_shown_once":false,"key":"REDIS_URL","value":"\#(CoolifyFixture.new)"}"#
        ])
      let rows = coolify.standIn.with { $0.variables }
      #expect(rows.map(\.value) == ["redis://preview:6379", CoolifyFixture.new, "production"])
      #expect(rows[1].isLiteral && rows[1].isMultiline && !rows[1].isBuildtime)

      // A rollback puts it back to what it was, flag by flag.
      try await coolify.change(to: CoolifyFixture.old)
      #expect(coolify.standIn.with { $0.variables } == CoolifyFixture.stored.variables)
    }
  }

  @Test("missing abilities are found by calls about an application that cannot exist, which change nothing")
  func probe() async throws {
    let cases: [(Set<String>, [String])] = [
      (["read", "read:sensitive", "write", "deploy"], []), (["read", "read:sensitive", "write"], ["deploy"]),
      (["read"], ["write", "deploy"]),
    ]
    for (abilities, missing) in cases {
      var state = CoolifyFixture.stored
      state.abilities = abilities
      let before = state.variables
      try await CoolifyFixture.run(state) { coolify in
        let found = try await coolify.client.probe()
        #expect(found == missing)
        #expect(
          coolify.standIn.calls == [
            "PATCH /applications/cutover-probe-of-abilities/envs",
            "POST /applications/cutover-probe-of-abilities/restart",
          ])
        #expect(coolify.standIn.with { $0.variables } == before)
        #expect(coolify.standIn.with { $0.deployments.isEmpty && $0.bodies.isEmpty })
      }
    }
  }

  @Test("a token that is not known at all is no missing ability")
  func probeWithoutToken() async throws {
    try await CoolifyFixture.run(CoolifyFixture.stored, token: "4|nobody") { coolify in
      let failure = try await CoolifyFixture.failure { _ = try await coolify.client.probe() }
      #expect(failure.code == .token)
    }
  }

  @Test("an older version that refuses is_runtime and is_buildtime gets the change without them")
  func olderVersion() async throws {
    var state = CoolifyFixture.stored
    state.isOld = true
    try await CoolifyFixture.run(state) { coolify in
      try await coolify.change(to: CoolifyFixture.new)
      let bodies = coolify.standIn.with { $0.bodies }
      #expect(bodies.count == 2)
      #expect(bodies[0].contains("is_buildtime") && !bodies[1].contains("is_buildtime"))
      let row = coolify.standIn.with { $0.variables[1] }
      #expect(row.value == CoolifyFixture.new)
      #expect(row.isLiteral && row.isMultiline)
    }
  }

  @Test("an absent variable is created, cannot be created twice, and is deleted again, twice if need be")
  func creation() async throws {
    try await CoolifyFixture.run { coolify in
      let choice = try await coolify.choice()
      #expect(choice == .create)
      let body = CoolifyVariableBody(creating: "REDIS_URL", value: Secret(CoolifyFixture.new))
      let uuid = try await coolify.client.create(body, of: Self.application)
      let stored = coolify.standIn.with { $0.variables }
      #expect(stored.map(\.uuid) == [uuid])
      #expect(stored[0].isLiteral && !stored[0].isBuildtime)

      let twice = try await CoolifyFixture.failure { _ = try await coolify.client.create(body, of: Self.application) }
      #expect(twice.code == .variable)
      #expect(twice.observed == "REDIS_URL is stored for the application already")

      try await coolify.client.delete(variable: uuid, of: Self.application)
      #expect(coolify.standIn.with { $0.variables.isEmpty })
      try await coolify.client.delete(variable: uuid, of: Self.application)
    }
  }

  @Test("a variable that somebody deleted meanwhile is not created by a change")
  func changedByOthers() async throws {
    try await CoolifyFixture.run(CoolifyFixture.stored) { coolify in
      let body = CoolifyVariableBody(creating: "GONE", value: Secret("x"))
      let error = try await CoolifyFixture.failure { try await coolify.client.change(body, of: Self.application) }
      #expect(error.code == .variable)
      #expect(error.observed == "GONE is not stored for the application any more")
    }
  }

  @Test("without read:sensitive the value is absent, and nothing is changed that could not be put back")
  func hiddenValue() async throws {
    var state = CoolifyFixture.stored
    state.abilities.remove("read:sensitive")
    try await CoolifyFixture.run(state) { coolify in
      let error = try await CoolifyFixture.failure { _ = try await coolify.choice() }
      #expect(error.code == .variable)
      #expect(error.observed == "the value of REDIS_URL is not in Coolify's answer")
      #expect(coolify.standIn.with { $0.bodies.isEmpty })
    }
  }

  @Test("a shared variable is refused")
  func sharedVariable() async throws {
    var state = CoolifyFixture.stored
    state.variables[1].isShared = true
    state.variables[1].value = "{{team.REDIS_URL}}"
    try await CoolifyFixture.run(state) { coolify in
      let error = try await CoolifyFixture.failure { _ = try await coolify.choice() }
      #expect(error.observed == "REDIS_URL refers to a shared variable")
    }
  }

  @Test("deployments and restarts are asked for by POST, with the application in the query and JSON in the body")
  func postOnly() async throws {
    try await CoolifyFixture.run(CoolifyFixture.stored) { coolify in
      let deployment = try await coolify.client.deploy(Self.application)
      #expect(deployment == "d1")
      let restart = try await coolify.client.restart(Self.application)
      #expect(restart == "d2")
      #expect(coolify.standIn.calls == ["POST /deploy?uuid=app1", "POST /applications/app1/restart"])
    }
    // The stand-in is as strict as v4.2.0.
    var standIn = CoolifyFixture.stored
    for target in ["/api/v1/deploy?uuid=app1", "/api/v1/applications/app1/restart"] {
      let answer = standIn.answer(
        .init(
          method: "GET", target: target, authorization: "Bearer \(CoolifyStandInState.token)", contentType: nil,
          body: ""))
      #expect(answer.status == 405)
    }
  }

  @Test("the list of deployments is an object; previews are no deployments of the App")
  func list() async throws {
    var state = CoolifyFixture.stored
    state.deployments = [
      .init(id: 1, uuid: "d1", status: "finished"), .init(id: 2, uuid: "d2", status: "in_progress", pullRequest: 5),
    ]
    try await CoolifyFixture.run(state) { coolify in
      let rows = try await coolify.client.deployments(of: Self.application)
      #expect(rows.deployments.map(\.uuid) == ["d1"])
      #expect(rows.inFlight.isEmpty)
      let row = try await coolify.client.deployment("d1")
      #expect(row?.status == .finished)
      let row2 = try await coolify.client.deployment("phantom")
      #expect(row2 == nil)
    }
  }

  @Test("the application's number, which the API hides, comes from its deployments")
  func application() async throws {
    var state = CoolifyFixture.stored
    try await CoolifyFixture.run(state) { coolify in
      let application = try await coolify.client.application(Self.application)
      #expect(application.id == nil)
      #expect(application.name == "fiskai")
      #expect(application.buildPack == "nixpacks")
      #expect(application.status == "running:healthy")
    }
    state.deployments = [.init(id: 1, uuid: "d1", status: "finished")]
    try await CoolifyFixture.run(state) { coolify in
      let application = try await coolify.client.application(Self.application)
      #expect(application.id == 7)
    }
    state.showsNumber = true
    try await CoolifyFixture.run(state) { coolify in
      let application2 = try await coolify.client.application(Self.application)
      #expect(application2.id == 7)
      #expect(coolify.standIn.calls.count == 1)
    }
  }

  @Test("an application that is not there, or of another team, is told as such")
  func noApplication() async throws {
    try await CoolifyFixture.run(CoolifyFixture.stored) { coolify in
      let calls: [() async throws -> Void] = [
        { _ = try await coolify.client.application("other") }, { _ = try await coolify.client.variables(of: "other") },
        { _ = try await coolify.client.deployments(of: "other") }, { _ = try await coolify.client.deploy("other") },
        { _ = try await coolify.client.restart("other") },
      ]
      for call in calls {
        let error = try await CoolifyFixture.failure(of: call)
        #expect(error.code == .application)
      }
    }
  }

  @Test("429 is waited for as long as it says, a minute where it says nothing, and three times at most")
  func busy() async throws {
    var state = CoolifyFixture.stored
    state.busy = ["7", ""]
    try await CoolifyFixture.run(state) { coolify in
      let deployment = try await coolify.client.deploy(Self.application)
      #expect(deployment == "d1")
      #expect(coolify.time.waits == [.seconds(7), .seconds(60)])
      #expect(coolify.standIn.calls.count == 3)

      coolify.standIn.with { $0.busy = ["1", "1", "1", "1", "1"] }
      let error = try await CoolifyFixture.failure { _ = try await coolify.client.deploy(Self.application) }
      #expect(error.code == .busy)
      #expect(error.observed == "Coolify was too busy for one call 4 times in a row")
      #expect(coolify.time.waits.count == 5)

      coolify.standIn.with { $0.busy = ["3600"] }
      let long = try await CoolifyFixture.failure { _ = try await coolify.client.deploy(Self.application) }
      #expect(long.observed == "Coolify asks to wait 3600 s")
    }
  }

  @Test("a dead token, a missing ability, an API that is off and a laptop that is not allowed are told apart")
  func refusals() async throws {
    let cases: [(CoolifyError.Code, String, @Sendable (inout CoolifyStandInState) -> Void)] = [
      (.disabled, "Coolify's API is switched off", { $0.isDisabled = true }),
      (.origin, "Coolify does not take API calls from this laptop's address", { $0.isForbiddenHere = true }),
      (.token, "the token's team is gone", { $0.hasTeam = false }),
      (.ability, "the token lacks deploy", { $0.abilities.remove("deploy") }),
    ]
    for (code, observed, setUp) in cases {
      var state = CoolifyFixture.stored
      setUp(&state)
      try await CoolifyFixture.run(state) { coolify in
        let error = try await CoolifyFixture.failure { _ = try await coolify.client.deploy(Self.application) }
        #expect(error.code == code)
        #expect(error.observed == observed)
        #expect(coolify.standIn.with { $0.deployments.isEmpty })
      }
    }
    try await CoolifyFixture.run(CoolifyFixture.stored, token: "3|expired") { coolify in
      let error = try await CoolifyFixture.failure { _ = try await coolify.client.variables(of: Self.application) }
      #expect(error.code == .token)
      #expect(error.observed == "Coolify does not know the token, or it has expired")
    }
  }

  @Test("a part of a path cannot reach another call")
  func path() async throws {
    try await CoolifyFixture.run(CoolifyFixture.stored) { coolify in
      let row = try await coolify.client.deployment("../deploy?uuid=app1#")
      #expect(row == nil)
      #expect(coolify.standIn.calls == ["GET /deployments/%2E%2E%2Fdeploy%3Fuuid%3Dapp1%23"])
    }
  }
}
