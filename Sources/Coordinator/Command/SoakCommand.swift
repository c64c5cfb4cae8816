import ArgumentParser
import Cutover

/// `coordinator soak`: what the agents saw since the last run, and whether to wait for the end of their watch.
struct SoakCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Shows what the agents watch after a run, or waits for the end of it.",
    discussion: """
      After a cutover or a rollback the agents watch by themselves for `policy.soak`: evictions, memory, the reverse
      link, failed and stalled jobs, restarts. They go on while this laptop sleeps, and after their own restarts.

        coordinator soak                    the window, and what was seen so far
        coordinator soak --wait             stays until the end
        coordinator soak --wait --rollback-on soak.evictions --rollback-on soak.failures
                                            rolls back by itself when that is found, while it loses nothing

      Watched: \(SoakCheckID.allCases.map(\.rawValue).joined(separator: ", ")).

      Ends with 0 when nothing was found, 5 when something was, 3 when it has rolled back, 6 when a rollback that was
      asked for could not begin or the window has ended early, 4 when an agent has not said how it ended, 1 when nobody
      watches.
      """)

  @OptionGroup var shared: SharedOptions
  @OptionGroup var soak: SoakOptions

  func run() async throws {
    let console = shared.console()
    let fleet = try shared.loadFleet(console)
    let status =
      soak.wait
      ? try await Self.wait(fleet, console, shared, soak)
      : try await Self.show(fleet, console)
    guard status == .done else { throw status.exitCode }
  }

  private static func show(_ fleet: Fleet, _ console: Console) async throws -> ExitStatus {
    let connections = try FleetConnections(fleet: fleet)
    let replies = await SoakReader(connections: connections).readAll()
    await connections.close()
    guard let soak = SoakStatus(of: fleet, replies) else {
      throw SoakWait.noSoak(fleet, fleet.participants.filter { replies[HostID(rawValue: $0)] == nil })
    }
    if console.isJSON {
      try console.emit(soak)
    } else {
      let text = SoakText(style: console.output.style)
      let findings = soak.findings.flatMap { text.finding($0.host, $0.found) }
      for line in [text.headline(soak)] + text.hosts(soak) + findings { console.print(line) }
    }
    return soak.findings.isEmpty ? .done : .degraded
  }

  /// Stays for the soak; also the end of `cutover --wait`.
  static func wait(
    _ fleet: Fleet, _ console: Console, _ shared: SharedOptions, _ options: SoakOptions
  ) async throws -> ExitStatus {
    let connections = try FleetConnections(fleet: fleet)
    let wait = SoakWait(
      reader: SoakReader(connections: connections), console: console, rollbackOn: options.ids,
      rollback: SoakRollback(options: shared, console: console, connections: connections))
    let status = try await wait.run()
    await connections.close()
    return status
  }
}
