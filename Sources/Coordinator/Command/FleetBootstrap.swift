import Certificates
import Cutover

/// Bootstraps several hosts, so many at once. Each stands for itself: one that fails stops no other.
struct FleetBootstrap: Sendable {
  /// How one host ended.
  typealias Outcome = Result<BootstrapReport, BootstrapError>

  /// The hosts.
  let targets: [BootstrapTarget]
  /// The agent's executables.
  let binaries: AgentBinaries
  /// Signs the agents' certificates.
  let authority: CertificateAuthority
  /// Asks the agents whether they live.
  let connections: FleetConnections
  /// How many hosts are done at once.
  let parallel: Int

  /// Runs all.
  /// - Parameter observe: takes everything that happens, one event at a time.
  /// - Returns: how each host ended.
  func run(observe: (BootstrapEvent) -> Void) async -> [String: Outcome] {
    let (events, continuation) = AsyncStream.makeStream(of: BootstrapEvent.self)
    async let outcomes = all(continuation)
    for await event in events { observe(event) }
    return await outcomes
  }

  private func all(_ events: AsyncStream<BootstrapEvent>.Continuation) async -> [String: Outcome] {
    let outcomes = await withTaskGroup(of: (String, Outcome).self) { group in
      var waiting = targets[...]
      var outcomes: [String: Outcome] = [:]
      for target in waiting.prefix(parallel) { group.addTask { (target.host, await one(target, events)) } }
      waiting = waiting.dropFirst(parallel)
      for await (host, outcome) in group {
        outcomes[host] = outcome
        if let next = waiting.popFirst() { group.addTask { (next.host, await one(next, events)) } }
      }
      return outcomes
    }
    events.finish()
    return outcomes
  }

  /// Tries the executables until one is for the host's processor: that is checked before anything is changed.
  private func one(_ target: BootstrapTarget, _ events: AsyncStream<BootstrapEvent>.Continuation) async -> Outcome {
    do throws(BootstrapError) {
      let available = try binaries.load(for: target.host)
      for binary in available {
        do throws(BootstrapError) {
          return .success(try await bootstrap(target, binary, events))
        } catch {
          guard error.code == .architecture, binary != available.last else { throw error }
        }
      }
      // `load` gives at least one, and the last one's error is thrown.
      throw BootstrapError(
        .binary, host: target.host, observed: "no agent binary", required: "cutover-agent",
        next: "name one with --agent PATH")
    } catch {
      return .failure(error)
    }
  }

  private func bootstrap(
    _ target: BootstrapTarget, _ binary: AgentBinary, _ events: AsyncStream<BootstrapEvent>.Continuation
  ) async throws(BootstrapError) -> BootstrapReport {
    let connections = self.connections
    return try await HostBootstrap(
      target: target, agent: binary, authority: authority,
      health: { host in _ = try await connections.greet(HostID(rawValue: host)) },
      observe: { events.yield($0) }
    ).run()
  }
}
