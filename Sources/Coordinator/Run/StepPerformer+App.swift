import Cutover
import NIOCore
import Protocol

/// Steps that move the App, and their undo.
extension StepPerformer {
  /// How long the App's containers may take after a deployment has finished, and how long an operator may take.
  private static let (longestStart, longestByHand) = (Duration.seconds(120), Duration.seconds(3600))

  /// What the App will be told is stored; nothing is deployed.
  func stageApp() async throws(ProtocolError) -> StepResult {
    guard case .coolify(let access) = subject.app else {
      return StepResult(observed: "the App is moved by hand, after the cut")
    }
    let (direction, url) = (plan.direction, subject.targetURL)
    let words = try await operated { () async throws(OperatorError) in
      try await access.get().with { (app) async throws(OperatorError) in
        direction == .cutover ? try await app.store(url) : try await app.restore()
      }
    }
    return StepResult(observed: words, required: "stored, and read back")
  }

  /// The undo of that.
  func unstageApp() async throws(ProtocolError) -> StepResult {
    guard case .coolify(let access) = subject.app else { return StepResult() }
    let (direction, url) = (plan.direction, subject.targetURL)
    let words = try await operated { () async throws(OperatorError) in
      try await access.get().with { (app) async throws(OperatorError) in
        direction == .cutover ? try await app.restore() : try await app.store(url)
      }
    }
    return StepResult(observed: words)
  }

  /// The App runs with the Redis that holds the pen now, as its containers' own environment says.
  func moveApp(_ step: Step) async throws(ProtocolError) -> StepResult {
    switch subject.app {
    case .coolify(let access): return try await moveCoolify(access)
    case .container(let host, let name): return try await awaitContainer(name, on: host, step)
    case .manual(let text): return try await awaitWord(text, step)
    case nil: throw ProtocolError(.internalError, "the plan moves an App that the fleet file does not name")
    }
  }

  private func moveCoolify(_ found: Result<CoolifyAccess, OperatorError>) async throws(ProtocolError) -> StepResult {
    let app = try await operated { () async throws(OperatorError) in try found.get() }
    let wanted = try await operated { () async throws(OperatorError) in try address(for: app) }
    // A life before this one may have asked for the deployment that is under way: its end is looked at before another is
    // asked for.
    let selector = try await operated { () async throws(OperatorError) in
      try await app.with { (app) async throws(OperatorError) -> AppSelector in
        try await app.whenIdle()
        return try await app.selector()
      }
    }
    let reader = AppContainersReader(agents: agents, hosts: plan.fleet)
    var found = try await reader.read(selector)
    var done = "it has run with that already"
    if !AppContainersReader.isMoved(found, variable: app.variable, to: wanted) {
      done = try await operated { () async throws(OperatorError) in
        try await app.with { (app) async throws(OperatorError) in try await app.deploy() }
      }
      found = try await waitForContainers(reader, selector, app.variable, wanted, within: Self.longestStart)
    }
    return StepResult(
      observed: "\(done): \(AppContainersReader.words(found.filter(\.app.running), variable: app.variable))",
      required: "every running container of the App with \(wanted ?? "no \(app.variable)")")
  }

  /// What the App's containers must have: the new address; on the way back what was recorded, or nothing.
  private func address(for app: CoolifyAccess) throws(OperatorError) -> String? {
    guard plan.direction == .rollback else { return subject.targetAddress }
    let record = try app.records.read(application: app.application, key: app.variable)
    return record.flatMap { $0.old.map(CoolifyApp.address) }
  }

  /// A finished deployment proves nothing: the containers' own environment does, once the old ones are gone.
  private func waitForContainers(
    _ reader: AppContainersReader, _ selector: AppSelector, _ variable: String, _ wanted: String?, within: Duration
  ) async throws(ProtocolError) -> [(host: HostID, app: AppFacts)] {
    let limit = ContinuousClock.now + within
    while true {
      let found = try await reader.read(selector)
      if AppContainersReader.isMoved(found, variable: variable, to: wanted) { return found }
      guard ContinuousClock.now < limit else {
        throw ProtocolError(
          .refused, AppContainersReader.words(found, variable: variable),
          next: "look at the App in Coolify and at docker ps on its host; \(variable) is stored: deploy it there, then "
            + "coordinator check app")
      }
      try await pause(.milliseconds(500))
    }
  }

  /// A container that somebody makes anew: the run looks until it has the new Redis.
  private func awaitContainer(_ name: String, on host: HostID, _ step: Step) async throws(ProtocolError) -> StepResult {
    let wanted = plan.direction == .cutover ? subject.targetAddress : nil
    progress(step, .waiting("make \(name) on \(host) anew with \(wanted ?? "the Redis that it had before the move")"))
    let limit = ContinuousClock.now + Self.longestByHand
    while true {
      let reply = try await ask(host, InspectApp(app: .name(name)))
      if let app = reply.containers.first(where: \.running) {
        let leadsToTarget = app.redis.values.contains(subject.targetAddress)
        if leadsToTarget == (wanted != nil) {
          return StepResult(
            observed: "\(name) on \(host) runs with \(app.redis.values.sorted().joined(separator: ", "))",
            required: wanted ?? "not \(subject.targetAddress)")
        }
      }
      guard ContinuousClock.now < limit else {
        throw ProtocolError(
          .refused, "\(name) on \(host) was not made anew within \(DurationText.text(Self.longestByHand))",
          next: "make it anew with the other Redis; then coordinator status")
      }
      try await pause(.seconds(1))
    }
  }

  /// The operator's word, and then whether anybody still talks to the Redis without the pen.
  private func awaitWord(_ text: String, _ step: Step) async throws(ProtocolError) -> StepResult {
    progress(step, .waiting("\(text); then: coordinator proceed"))
    let limit = ContinuousClock.now + Self.longestByHand
    while !confirmed.contains(step) {
      guard ContinuousClock.now < limit else {
        throw ProtocolError(
          .refused, "nobody said within \(DurationText.text(Self.longestByHand)) that the App was moved",
          next: "move it (\(text)); then coordinator status, which names who still talks to the old Redis")
      }
      try await pause(.milliseconds(500))
    }
    forget(step)
    let clients = try await stragglers()
    guard clients.isEmpty else {
      throw ProtocolError(
        .refused,
        "\(clients.map(\.words).joined(separator: ", ")) still talk to \(try reference(plan.leader).container)",
        next: "move these too: their writes are refused there; then coordinator status")
    }
    return StepResult(observed: "moved by hand; nobody talks to the Redis without the pen", required: "that word")
  }

  /// Who still has a connection to the Redis without the pen: containers and addresses that are none of ours.
  func stragglers() async throws(ProtocolError) -> [Straggler] {
    guard plan.lostHolder == nil else { return [] }
    let redis = try reference(plan.leader)
    return try await ask(plan.leader, RedisClients(redis: redis, asksProcesses: true)).clients
      .filter { $0.container != redis.container }.map(Straggler.init)
  }

  private func pause(_ duration: Duration) async throws(ProtocolError) {
    do {
      try await Task.sleep(for: duration)
    } catch {
      throw ProtocolError(.cancelled, "the wait for the App was cancelled")
    }
  }

  private func operated<Value: Sendable>(
    _ body: () async throws(OperatorError) -> Value
  ) async throws(ProtocolError) -> Value {
    do throws(OperatorError) {
      return try await body()
    } catch {
      let observed = error.observed.map { "\(error.message): \($0)" } ?? error.message
      throw ProtocolError(.precondition, observed, next: error.next ?? "")
    }
  }
}
