/// Brings the stored variables of an application into its running container: waits until no deployment is in flight,
/// asks for one, and follows it to its end. That it has finished is not proof yet: the container's environment is.
struct CoolifyRollout: Sendable {
  /// How the container is created anew.
  enum Way: String, Hashable, Sendable, CaseIterable {
    /// Without a build where the image is there; a whole deployment for some build packs.
    case restart
    /// With a build.
    case deploy
  }

  private let client: CoolifyClient
  private let application: String
  private let interval: Duration
  private let timer: CoolifyTimer

  /// - Parameter interval: the time between two polls; 2 s stay far below the 200 calls a minute that Coolify takes.
  init(client: CoolifyClient, application: String, interval: Duration = .seconds(2), timer: CoolifyTimer = .real) {
    self.client = client
    self.application = application
    self.interval = interval
    self.timer = timer
  }

  /// Waits until no deployment is in flight, since a running one may have read the old value already. Returns the rows
  /// as they were then: the known ones for `perform`.
  ///
  /// - Throws: `deployment` when it takes longer.
  func quiet(within limit: Duration) async throws(CoolifyError) -> CoolifyDeployments {
    let end = timer.now() + limit
    while true {
      let rows = try await patiently(until: end) { () throws(CoolifyError) in
        try await client.deployments(of: application)
      }
      if rows.inFlight.isEmpty { return rows }
      try await pause(until: end, or: "another deployment of the application has not ended within \(Self.shown(limit))")
    }
  }

  /// Asks for a deployment and follows it to its end.
  ///
  /// - Parameter known: the rows before, from `quiet`.
  /// - Throws: `deployment` when it takes longer than the limit; whatever Coolify refused. A connection that broke while
  ///   it was asked for leaves open whether it was queued: that is looked up, and thrown only where it was not.
  func perform(
    _ way: Way, known: CoolifyDeployments, within limit: Duration
  ) async throws(CoolifyError) -> CoolifyDeploymentMachine.Outcome {
    let end = timer.now() + limit
    let answered: String?
    do throws(CoolifyError) {
      answered = try await ask(way)
    } catch {
      guard error.code == .unreachable, timer.now() + interval < end else { throw error }
      try await timer.wait(interval)
      let outcome = try await follow(answered: nil, known: known, within: end - timer.now())
      guard outcome != .lost else { throw error }
      return outcome
    }
    return try await follow(answered: answered, known: known, within: end - timer.now())
  }

  /// Follows a deployment that was asked for, also one of a command that died since.
  ///
  /// - Parameters:
  ///   - uuid: what Coolify answered, if it is known.
  ///   - known: the rows before it was asked for; none of them can be it.
  /// - Throws: `deployment` when it takes longer than the limit.
  func follow(
    answered uuid: String?, known: CoolifyDeployments, within limit: Duration
  ) async throws(CoolifyError) -> CoolifyDeploymentMachine.Outcome {
    let end = timer.now() + limit
    var machine = CoolifyDeploymentMachine(known: known)
    var action = machine.start(answered: uuid)
    while true {
      switch action {
      case .end(let outcome): return outcome
      case .list:
        let rows = try await patiently(until: end) { () throws(CoolifyError) in
          try await client.deployments(of: application)
        }
        action = machine.handle(.rows(rows))
      case .poll(let uuid):
        let row = try await patiently(until: end) { () throws(CoolifyError) in try await client.deployment(uuid) }
        action = machine.handle(row.map { .row($0) } ?? .absent)
      }
      if case .poll = action {
        try await pause(until: end, or: "the deployment has not ended within \(Self.shown(limit))")
      }
    }
  }

  private func ask(_ way: Way) async throws(CoolifyError) -> String? {
    switch way {
    case .restart: try await client.restart(application)
    case .deploy: try await client.deploy(application)
    }
  }

  /// Reads again after a connection that broke, as long as there is time: Coolify goes on with what it was asked for.
  private func patiently<Value: Sendable>(
    until end: Duration, _ read: () async throws(CoolifyError) -> Value
  ) async throws(CoolifyError) -> Value {
    while true {
      do throws(CoolifyError) {
        return try await read()
      } catch {
        guard error.code == .unreachable, timer.now() + interval < end else { throw error }
        try await timer.wait(interval)
      }
    }
  }

  private func pause(until end: Duration, or late: String) async throws(CoolifyError) {
    guard timer.now() + interval < end else {
      throw CoolifyError(
        code: .deployment, observed: late, required: "its end, one way or the other",
        next: "look at the application's deployments in Coolify, cancel what hangs, then repeat the command")
    }
    try await timer.wait(interval)
  }

  private static func shown(_ limit: Duration) -> String { "\(limit.components.seconds) s" }
}
